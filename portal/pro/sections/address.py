"""Adresse du lieu: the address, its point on the map, and how much of it parents see."""

from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.debug import sensitive_variables

from portal.accounts.forms import text_field
from portal.accounts.person import Person
from portal.facilities import rules, services
from portal.facilities.addresses import Address, rounded_point, shown_address, street_line
from portal.facilities.enums import AddressPrecision, FacilityKind
from portal.facilities.map_tiles import tiles_url
from portal.facilities.models import Facility
from portal.facilities.placing import Placed, PostalAddress, at_point, check_near, place_of, placed
from portal.facilities.public import PublicListing
from portal.facilities.services.edit import exact_address
from portal.facilities.services.facility import ADDRESS_NAMES
from portal.pro.sections.frame import Arranged, Audience, Fact, Section, SectionForm, Shown
from search.analysis import fold
from search.gazetteer.places import Match

LOOK_UP = "situer"
# As finely as the form writes degrees.
_SAME = 0.000001
_WRITTEN = ("street", "house_number", "box", "postcode", "locality")
_HINTS = {
    AddressPrecision.EXACT: (
        "Adresse exacte",
        "Les parents voient la rue, le numéro et le point précis sur la carte.",
    ),
    AddressPrecision.ROUNDED: (
        "Quartier seulement",
        "Les parents voient la localité et un cercle d’environ 1\u00a0km, pas votre adresse.",
    ),
}
HOW = {
    Placed.ADDRESS: "Le point est celui de l’adresse.",
    Placed.LOCALITY: "Nous ne situons pas cette adresse\u00a0: le point est au milieu de la localité.",
    Placed.STORED: "Le point est celui qui est enregistré.",
    Placed.HAND: "Le point est là où vous l’avez mis.",
}


def _point_field() -> Any:
    return forms.FloatField(required=False, widget=forms.HiddenInput)


class AddressForm(SectionForm):
    """`latitude` and `longitude` are the point of the address that `point_of` names, and of no other one."""

    names = ADDRESS_NAMES

    public_fields = frozenset({"postcode", "locality"})
    # Of a home: where it is shown exactly.
    chosen_fields = frozenset({"street", "house_number", "box"})

    street = text_field("Rue", "Indiquez la rue.", length=200, autocomplete="address-line1")
    house_number = forms.CharField(label="Numéro", max_length=20, required=False)
    box = forms.CharField(label="Boîte", max_length=20, required=False)
    postcode = text_field("Code postal", "Indiquez le code postal.", length=10, autocomplete="postal-code")
    locality = text_field("Localité", "Indiquez la localité.", length=100, autocomplete="address-level2")
    latitude, longitude = _point_field(), _point_field()
    point_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self, data: Any) -> None:
        self.address: Address = exact_address(self.facility.listing)
        self.how = Placed.STORED
        self._point = self.address.latitude, self.address.longitude
        self._point_name = _named({name: getattr(self.address, name) for name in _WRITTEN})

    def more_fields(self) -> dict[str, Any]:
        if not _is_home(self.facility):
            return {}
        precision = forms.ChoiceField(
            label="Ce que les parents voient de votre adresse",
            choices=[(value.value, label) for value, (label, _) in _HINTS.items()],
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(
                ("required", "invalid_choice"), "Choisissez ce que les parents voient."
            ),
        )
        return {"address_precision": precision}

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        address = exact_address(facility.listing)
        written = {name: getattr(address, name) for name in _WRITTEN}
        return written | {"address_precision": facility.listing.address_precision}

    @property
    def precisions(self) -> list[tuple[Any, str]]:
        """Each choice with what parents see; none where the address is nobody's home."""
        if "address_precision" not in self.fields:
            return []
        hints = {value.value: hint for value, (_, hint) in _HINTS.items()}
        return [(option, hints[option.data["value"]]) for option in self["address_precision"]]

    @property
    def point(self) -> tuple[float, float]:
        """Where the marker stands."""
        return self._point

    @property
    def point_named(self) -> str:
        """What the point belongs to, to travel with it."""
        return self._point_name

    @property
    def circle(self) -> str:
        """Where parents see a neighbourhood for a point: `lat,lon` of its middle; else empty."""
        if not self.precisions or self["address_precision"].value() != AddressPrecision.ROUNDED:
            return ""
        return ",".join(f"{degrees:.6f}" for degrees in rounded_point(*self.point))

    @property
    def tiles(self) -> str:
        return tiles_url()

    @property
    def tiles_credit(self) -> str:
        return str(settings.TILES_ATTRIBUTION)

    @property
    def how_words(self) -> str:
        return HOW[self.how]

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        sent = self._sent_point()
        if sent is not None:
            self._point, self._point_name = sent, self.cleaned_data.get("point_of", "")
        if self.errors:
            return self.cleaned_data
        written = PostalAddress(**{name: rules.one_line(self.cleaned_data[name]) for name in _WRITTEN})
        try:
            self._place(written, place_of(written), sent)
        except ValidationError as refusal:
            self.refuse(refusal)
        return self.cleaned_data

    def _place(self, written: PostalAddress, place: Match, sent: tuple[float, float] | None) -> None:
        """At the point that came with the form, where it belongs to the address that came with it; else at
        the best that is known of the address."""
        names = (_named(asdict(written)), _named(asdict(written) | {"locality": place.name}))
        if sent is not None and any(constant_time_compare(self._point_name, name) for name in names):
            self.address = at_point(written, place, *sent)
            self.how = Placed.STORED if self._is_stored(sent) else Placed.HAND
            check_near(written, *sent)
        else:
            self.address, self.how = placed(written, place)
        self._point = self.address.latitude, self.address.longitude
        self._point_name = names[1]
        rules.check_address(self.address)

    def _is_stored(self, point: tuple[float, float]) -> bool:
        stored = self.facility.latitude, self.facility.longitude
        return all(abs(one - other) < _SAME for one, other in zip(point, stored, strict=True))

    def _sent_point(self) -> tuple[float, float] | None:
        latitude, longitude = (self.cleaned_data.get(name) for name in ("latitude", "longitude"))
        return None if latitude is None or longitude is None else (latitude, longitude)

    @property
    def _precision(self) -> str:
        return self.cleaned_data.get("address_precision") or AddressPrecision.EXACT

    def submit(self, seen: str) -> bool:
        return self.state(services.set_address, seen, address=self.address, precision=self._precision)

    def public_after(self, public: PublicListing) -> PublicListing:
        shown = shown_address(self.address, self._precision)
        return replace(
            public,
            address_is_exact=self._precision == AddressPrecision.EXACT,
            street_line=street_line(shown["street"], shown["house_number"], shown["box"]),
            **{name: shown[name] for name in ("postcode", "locality", "commune", "latitude", "longitude")},
        )

    @classmethod
    def arranged(cls, data: QueryDict) -> Arranged | None:
        """Let the address have its own point again."""
        if LOOK_UP not in data:
            return None
        after = data.copy()
        after["point_of"] = ""
        return Arranged(after, "Le point est remis à celui de l’adresse. Rien n’est encore enregistré.")


@sensitive_variables()
def _named(written: dict[str, str]) -> str:
    """Of an address, in a form that tells nothing of it. A box is no other place."""
    text = "\n".join(fold(written[name]) for name in _WRITTEN if name != "box")
    return salted_hmac("pro.point_of", text, algorithm="sha256").hexdigest()[:32]


def _read(facility: Facility, person: Person) -> Shown:
    line = street_line(facility.street, facility.house_number, facility.box)
    precision = AddressPrecision(facility.listing.address_precision)
    facts = [Fact("Rue et numéro", line), Fact("Localité", f"{facility.postcode} {facility.locality}")]
    if _is_home(facility):
        facts.append(Fact("Ce que les parents voient", _HINTS[precision][0]))
    return Shown(tuple(facts), _HINTS[precision][1])


def _is_home(facility: Facility) -> bool:
    return FacilityKind(facility.kind).is_home


ADDRESS = Section(
    slug="adresse",
    title="Adresse du lieu",
    icon="pin",
    audience=Audience.PARENTS,
    applies=lambda facility: not _is_home(facility),
    form=AddressForm,
    read=_read,
    form_template="pro/sections/address.html",
    head_template="pro/sections/address_head.html",
    script_template="pro/sections/address_script.html",
    saved="Votre adresse est enregistrée.",
    they="la",
)
# The same of a home: parents see all of it, or its neighbourhood.
HOME_ADDRESS = replace(ADDRESS, audience=Audience.PARTLY, applies=_is_home)
