"""What the sections of persons share: a number that is whole, and stated, after a strong login only."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from portal.facilities.niss_access import ShownPerson, person_of_facility
from portal.facilities.services.known_persons import KnownPerson
from portal.pro.sections.fields import line
from portal.pro.sections.frame import Fact, SectionForm
from portal.pro.shell import step_up_url

TEMPLATE = "pro/sections/known_person.html"
LABEL = "Numéro de registre national (NISS)"
_TYPED_TOO_WEAKLY = (
    "Le numéro de registre national que vous aviez tapé n’est pas repris\u00a0: il ne se modifie qu’après "
    "une connexion avec eID, itsme ou des clés BOSA. Le reste peut être soumis."
)


class KnownPersonForm(SectionForm):
    """Of `model`; the field of the number is there after a strong login."""

    model: ClassVar[KnownPerson]
    slug: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    @sensitive_variables()
    def prepare(self, data: Any) -> None:
        self.known = person_of_facility(self.person, self.facility, self.model)

    def more_fields(self) -> dict[str, Any]:
        if not self.known.is_clear:
            return {}
        hint = "Onze chiffres, au dos de la carte d’identité. Il n’est jamais publié."
        if self.known.is_lost:
            hint = (
                f"Le numéro enregistré ne peut plus être lu par personne\u00a0: indiquez-le à nouveau. {hint}"
            )
        return {"niss": line(LABEL, hint, inputmode="numeric", spellcheck="false")}

    def clean(self) -> dict[str, Any]:
        if "niss" in self.data and not self.known.is_clear:
            raise ValidationError(_TYPED_TOO_WEAKLY)
        return self.cleaned_data

    @property
    def step_up_url(self) -> str:
        """Where one signs in strongly, and comes back to this form."""
        return step_up_url(reverse("pro:section", args=[self.facility.pk, self.slug]))


def niss_fact(known: ShownPerson) -> Fact:
    """The number as this reader may see it."""
    return Fact(LABEL, "Illisible" if known.is_lost else known.niss)
