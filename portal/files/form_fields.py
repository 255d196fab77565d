"""The field of a form that takes files: each is looked into, and comes out as it is kept."""

from typing import Any

from django import forms

from portal.files.accepting import ANY_KIND, KINDS_IN_WORDS, Accepted, accept_all, browser_choice


class SeveralFiles(forms.FileInput):
    """One input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """None, one or several files of the kinds that are taken, `at_most` of them."""

    def __init__(self, *, at_most: int, hint: str = "", required: bool = False) -> None:
        self.at_most = at_most
        super().__init__(
            label="Fichiers joints",
            required=required,
            help_text=f"{hint}{at_most}\u00a0fichiers au plus, {KINDS_IN_WORDS}, "
            "de 10\u00a0Mo au plus chacun.",
            widget=SeveralFiles(attrs={"accept": browser_choice(ANY_KIND)}),
        )

    def clean(self, data: Any, initial: Any = None) -> list[Accepted]:
        sent = [one for one in data or () if one]
        return accept_all(sent, at_most=self.at_most)
