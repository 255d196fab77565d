"""Forms that send one file for ONE to decide about: a photo, the pedagogical project, a bank statement."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.forms import PlainForm
from portal.facilities.services.photos import MAX_DESCRIPTION, PreparedPhoto, prepare_photo
from portal.files.accepting import (
    ANY_KIND,
    PDF_ALONE,
    PICTURES,
    Accepted,
    accept,
    browser_choice,
    in_words,
)
from portal.files.pdf import MAX_PAGES

# As large as any screen shows it; what a telephone sends has twice as many points.
_LONGEST = 2560
_TOO_HEAVY = "Ce fichier pèse trop lourd\u00a0: 10\u00a0Mo au plus."


class OneFileField(forms.FileField):
    """One file, looked into; comes out as it is kept."""

    def __init__(self, *, kinds: Collection[str], longest: int | None = None, **more: Any) -> None:
        self.kinds, self.longest = kinds, longest
        widget = forms.FileInput(attrs={"accept": browser_choice(kinds)})
        super().__init__(widget=widget, **more)

    def clean(self, data: Any, initial: Any = None) -> Accepted | None:
        if not data:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        return accept(data, kinds=self.kinds, longest=self.longest)


class FileForm(PlainForm):
    """`dropped`: how many files of the request were too much, and are not there."""

    file_name = ""

    def __init__(self, *args: Any, dropped: int = 0, **kwargs: Any) -> None:
        self._dropped = dropped
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        if self._dropped:
            self.errors.pop(self.file_name, None)
            self.add_error(self.file_name, _TOO_HEAVY)
        return self.cleaned_data


def description_field() -> forms.CharField:
    """The alternative text of a photo."""
    return forms.CharField(
        label="Ce qu’on voit sur la photo",
        max_length=MAX_DESCRIPTION,
        help_text="En quelques mots, pour les parents qui ne la voient pas. "
        "Exemple\u00a0: le coin lecture, avec un tapis et des coussins.",
        widget=forms.TextInput(),
        error_messages={
            "required": "Décrivez la photo en quelques mots, pour les parents qui ne la voient pas.",
            "max_length": f"{MAX_DESCRIPTION} caractères au plus.",
        },
    )


class PhotoForm(FileForm):
    """One photo, and what is on it. Drawn for parents here, before any transaction."""

    file_name = "photo"
    photo = OneFileField(
        kinds=PICTURES,
        longest=_LONGEST,
        label="Votre photo",
        help_text=f"{in_words(PICTURES)}, 10\u00a0Mo au plus. Sur un téléphone, vous pouvez la prendre "
        "tout de suite.",
        error_messages={"required": "Choisissez une photo."},
    )
    description = description_field()

    def clean_photo(self) -> PreparedPhoto:
        return prepare_photo(self.cleaned_data["photo"])


class DescriptionForm(PlainForm):
    """Another alternative text."""

    description = description_field()


class ProjectForm(FileForm):
    """The pedagogical project as a PDF."""

    file_name = "document"
    document = OneFileField(
        kinds=PDF_ALONE,
        label="Votre projet pédagogique",
        help_text=f"Un PDF de 10\u00a0Mo et {MAX_PAGES}\u00a0pages au plus, sans données privées\u00a0: "
        "les parents le liront.",
        error_messages={"required": "Choisissez un fichier PDF."},
    )


def statement_field(*, required: bool) -> OneFileField:
    """The bank statement, beside the account or alone."""
    return OneFileField(
        kinds=ANY_KIND,
        longest=_LONGEST,
        required=required,
        label="Relevé d’identité bancaire (RIB)",
        help_text=f"Votre banque vous le donne. On doit y lire le nom du titulaire et le numéro de compte. "
        f"{in_words(ANY_KIND)}, 10\u00a0Mo au plus.",
        error_messages={"required": "Choisissez le relevé."},
    )


class StatementForm(FileForm):
    """The bank statement of an account that is stated already."""

    file_name = "statement"
    statement = statement_field(required=True)
