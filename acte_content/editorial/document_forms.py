"""What an editor may put among the documents: a PDF, treated as any file that people send."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import BaseDocumentForm

from acte_content.editorial.access import is_published
from portal.accounts.person import person_behind
from portal.accounts.rights import Right
from portal.files.accepting import PDF_ALONE, accept, browser_choice
from portal.files.pdf import MAX_PAGES
from portal.files.scanning import Verdict, scanner

_HELP = f"Un PDF de 10\u00a0Mo et {MAX_PAGES}\u00a0pages au plus, sans formulaire à remplir."
UNSCANNED = "Le contrôle antivirus ne répond pas. Réessayez dans quelques minutes."
PUBLISHED = (
    "Une page publiée contient ce document. Ajoutez-en un nouveau et choisissez-le dans la page, qui sera "
    "relue\u00a0; ou demandez à une personne qui peut publier."
)


class DocumentForm(BaseDocumentForm):
    """Of one document; also in the chooser of a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.help_text = _HELP
            field.widget.attrs["accept"] = browser_choice(PDF_ALONE)

    def clean_file(self) -> Any:
        """What is kept of a file that was sent; the one there is, where none was."""
        sent = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return sent
        if self.instance.pk and not self._may_replace():
            raise ValidationError(PUBLISHED)
        accepted = accept(sent, kinds=PDF_ALONE)
        # Held in a quarantine it would look like a document that is there.
        if accepted.verdict is Verdict.UNSCANNED and scanner() is not None:
            raise ValidationError(UNSCANNED)
        return SimpleUploadedFile(accepted.name, accepted.content, accepted.media_type)

    def _may_replace(self) -> bool:
        """Nobody publishes what nobody has read again."""
        may_publish = self._user is not None and person_behind(self._user).may(Right.PUBLISH_CONTENT)
        return may_publish or not is_published(self.instance)
