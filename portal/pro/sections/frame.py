"""What a section of the signalétique is: the one shape that the page and the forms are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.views.decorators.debug import sensitive_variables

from portal.accounts.forms import PlainForm
from portal.accounts.person import Person
from portal.facilities.models import Facility
from portal.facilities.public import PublicListing
from portal.facilities.services.edit import values_named
from portal.facilities.services.seen import fingerprint

NOT_TOLD = "Pas encore rempli"


class Audience(StrEnum):
    """Who sees what a section holds."""

    PARENTS = "parents"
    PARTLY = "partly"
    ONE_ONLY = "one-only"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line that is read. `text` empty: not told yet. `is_public`: said where the section is mixed."""

    label: str
    text: str = field(repr=False)
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as it is read. `more` is for templates of its own."""

    facts: tuple[Fact, ...] = ()
    note: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arranged:
    """A form as one of its own buttons leaves it: more rows, or copied ones. `said`: in words, what happened;
    `focus`: the name of the field to go on with."""

    data: QueryDict
    said: str = ""
    focus: str = ""


class SectionForm(PlainForm):
    """The form of one section, filled with what was typed or with what is stored.

    `names`: the stored values that it changes (see `services.edit.values_named`): what `seen` is made of, and
    the same names as the service compares. `public_fields`: those that parents see; `chosen_fields`: those
    that they see where another field of the form says so.
    """

    names: ClassVar[tuple[str, ...]] = ()
    public_fields: ClassVar[frozenset[str]] = frozenset()
    chosen_fields: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, data: Any, *, facility: Facility, person: Person, today: date) -> None:
        self.facility, self.person, self.today = facility, person, today
        self._is_right: bool | None = None
        self.prepare(data)
        super().__init__(data, initial=self.initial_of(facility), use_required_attribute=False)
        self.fields.update(self.more_fields())
        self.dress()

    def prepare(self, data: Any) -> None:
        """For forms whose fields depend on what is typed or stored."""

    def more_fields(self) -> dict[str, Any]:
        """Fields by name, beside those of the class."""
        return {}

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        """What is stored, as the fields show it; here, what the listing has under the fields' own names."""
        return {name: getattr(facility.listing, name) for name in self.names}

    @sensitive_variables()
    def state(self, service: Callable[..., bool], seen: str, **values: Any) -> bool:
        """For `submit`: a service of the listing, called with these values by whoever fills the form."""
        listing_id = self.facility.listing.pk
        return service(actor=self.person, listing_id=listing_id, today=self.today, seen=seen, **values)

    @classmethod
    def arranged(cls, data: QueryDict) -> Arranged | None:
        """What a button of the form's own makes of what was typed; None where none of them was pressed."""
        return None

    def without_refusals(self) -> None:
        """Read what was typed, and refuse nothing yet: it is not submitted."""
        self._is_right = self.is_valid()
        self._errors = ErrorDict()

    @property
    def is_right(self) -> bool:
        """Whether all that was typed can be read, and could be submitted."""
        return self._is_right if self._is_right is not None else self.is_valid()

    def seen(self) -> str:
        """The fingerprint of what is stored now."""
        return fingerprint(values_named(self.facility.listing, self.names))

    def submit(self, seen: str) -> bool:
        """Call the one service of the section. Whether anything was different; `ValidationError` goes out."""
        raise NotImplementedError

    def public_after(self, public: PublicListing) -> PublicListing:
        """What parents would see with what was typed; asked of a valid form alone."""
        return public


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the signalétique.

    `form` None: read only, or changed at `link` (a page of its own). `may_edit`: what is asked
    beyond the right to change the facility. `saved` is said after it was submitted: "Vos coordonnées sont
    enregistrées."; `they`, the pronoun of what parents then see.
    """

    slug: str
    title: str
    icon: str
    audience: Audience
    read: Callable[[Facility, Person], Shown]
    applies: Callable[[Facility], bool] = lambda facility: True
    form: type[SectionForm] | None = None
    may_edit: Callable[[Facility, Person], bool] = lambda facility, person: True
    saved: str = ""
    they: str = "les"
    intro: str = ""
    read_template: str = "pro/sections/facts.html"
    form_template: str = "pro/sections/fields.html"
    head_template: str = "pro/sections/nothing.html"
    script_template: str = "pro/sections/nothing.html"
    link: Callable[[Facility], tuple[str, str]] | None = None  # words, address

    @property
    def text_key(self) -> str:
        """By which ONE may put `intro` in other words."""
        return f"signaletique-{self.slug}"

    @property
    def is_seen(self) -> bool:
        """Whether parents see any of it."""
        return self.audience is not Audience.ONE_ONLY
