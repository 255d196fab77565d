"""What is another's does not exist: every id that an address or a form may name, and one's own beside it.

Each attempt names something of another organiser, or out of the agent's territory and function, and gets 404.
The same request that names one's own succeeds: else the refusal would prove nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from portal.accounts.enums import Role
from portal.accounts.rights import Right
from portal.facilities.models import BankAccount, Facility, Invitation, Listing, Membership, Organiser
from tests.security.access.attempts import (
    AGENTS,
    HOLDERS,
    MEMBERS,
    NOBODYS,
    Attempt,
    in_queue,
    of_messages,
    of_signaletique,
    of_what_agents_state,
)
from tests.security.access.rights import has_anywhere, is_strong
from tests.security.access.roster import ROSTER
from tests.security.access.visiting import Answer, Outcome, Visitor, digest
from tests.security.access.world import (
    CANARY,
    OF_AGENTS,
    Place,
    Who,
    World,
    notification_of,
    post_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.databases]
LISTINGS = "/office/snippets/facilities/listing/"
CHOOSER = "/office/snippets/choose/facilities/listing/"
INVITED = {"first_name": "Zoé", "last_name": "Martin", "email": "zoe@exemple.be", "role": "membre"}
ACCOUNT = {"account_holder": "Autre", "iban": "BE62510007547061", "bic": "", "version": "1"}


def of_organisers(here: Place, there: Place) -> Iterator[Attempt]:
    """Organisers, people and invitations in PRO.ONE: each id alone is another's, then all of them."""

    def base(place: Place) -> str:
        return f"/pro/acces/{place.organiser.pk}/"

    for who in HOLDERS + MEMBERS:
        for organiser_id in (there.organiser.pk, *NOBODYS):
            yield Attempt(who, "get", f"/pro/acces/{organiser_id}/", base(here))
    managed = [
        ("inviter/", "inviter/", INVITED),
        *(
            (f"{theirs}/{verb}/", f"{here.member.pk}/{verb}/", data)
            for theirs in (there.member.pk, there.holder.pk, *NOBODYS)
            for verb, data in (("role", {"role": "titulaire"}), ("retirer", {}))
        ),
        *(
            (f"invitation/{theirs}/retirer/", f"invitation/{here.invited.invitation.pk}/retirer/", {})
            for theirs in (there.invited.invitation.pk, *NOBODYS)
        ),
    ]
    for who in HOLDERS:
        for theirs, ours, data in managed:
            for method in ("get", "post"):
                own = base(here) + ours
                yield Attempt(who, method, base(there) + theirs, own, data)
                if theirs != ours:
                    # One's own organiser, and somebody else's person.
                    yield Attempt(who, method, base(here) + theirs, own, data)
                    # Somebody else's organiser, and one's own person.
                    yield Attempt(who, method, base(there) + ours, own, data)


def of_listings(here: Place, there: Place) -> Iterator[Attempt]:
    """Listings in OFFICE.ONE: of another territory, and in one's own territory of another function."""
    for who in AGENTS:
        own = here.listing_of(who.role).pk
        others = [there.childminder.pk, there.after_school.pk, *NOBODYS[:2]]
        others.append((here.childminder if who.role is Role.APPROVAL_OFFICER else here.after_school).pk)
        for other in others:
            for view in views_of(who):
                yield Attempt(who, "get", f"{LISTINGS}{view}/{other}/", f"{LISTINGS}{view}/{own}/")
            yield Attempt(who, "get", f"{CHOOSER}chosen/{other}/", f"{CHOOSER}chosen/{own}/")
            if has_anywhere(who, Right.EDIT_LISTING):
                for address in (f"{LISTINGS}edit/{{}}/", f"{LISTINGS}preview/{{}}/", PING):
                    yield Attempt(who, "post", address.format(other), address.format(own), {"name": "Pris"})


PING = "/office/editing-sessions/ping/facilities/listing/{}/1/"


def views_of(who: Who) -> Iterator[str]:
    """The pages of one listing that are for this function."""
    yield "inspect"
    if has_anywhere(who, Right.SEE_HISTORY):
        yield from ("history", "history-results")
    if has_anywhere(who, Right.EDIT_LISTING):
        yield from ("edit", "preview")


def of_private_pages(here: Place, there: Place) -> Iterator[Attempt]:
    """Bank accounts, histories, facilities and notifications in PRO.ONE."""
    place, theirs = here.childminder.facility_id, there.childminder.facility_id
    ours = here.organiser.pk
    for who in HOLDERS + MEMBERS:
        for other in (there.organiser.pk, *NOBODYS):
            for page in ("coordonnees-bancaires", "historique"):
                yield Attempt(who, "get", f"/pro/{page}/{other}/", f"/pro/{page}/{ours}/")
            if is_strong(who.level):
                address = "/pro/coordonnees-bancaires/{}/modifier/"
                yield Attempt(who, "post", address.format(other), address.format(ours), ACCOUNT)
        for other in (theirs, there.after_school.facility_id, *NOBODYS):
            yield Attempt(who, "get", f"/pro/milieux/{other}/", f"/pro/milieux/{place}/")
            history = f"/pro/historique/{ours}/?lieu="
            yield Attempt(who, "get", f"{history}{other}", f"{history}{place}")
    for who in HOLDERS:
        for other in (there.notification_id, *NOBODYS):
            address = "/pro/notifications/{}/ouvrir/"
            yield Attempt(who, "post", address.format(other), address.format(here.notification_id))
        for other in (there.organiser.pk, *NOBODYS):
            address = "/pro/acces/{}/connexion-forte/"
            yield Attempt(who, "get", address.format(other), address.format(ours))
            if is_strong(who.level):
                yield Attempt(who, "post", address.format(other), address.format(ours), {"required": "oui"})


def of_submissions(here: Place, there: Place) -> Iterator[Attempt]:
    """Photos, projects and bank statements: another's, in one's own place too."""
    place, theirs = here.childminder.facility, there.childminder.facility
    for who in HOLDERS + MEMBERS:
        for way, own, foreign in (
            ("get /photos/{}/image/", place.photos.get().pk, theirs.photos.get().pk),
            ("post /photos/{}/", place.photos.get().pk, theirs.photos.get().pk),
            ("get /projet-pedagogique/{}/fichier/", place.projects.get().pk, theirs.projects.get().pk),
            ("post /projet-pedagogique/{}/retirer/", place.projects.get().pk, theirs.projects.get().pk),
        ):
            method, _, path = way.partition(" ")
            ours, data = f"/pro/milieux/{place.pk}{path.format(own)}", {"faire": "avant"}
            yield Attempt(who, method, f"/pro/milieux/{theirs.pk}{path.format(foreign)}", ours, data)
            for other in (foreign, *NOBODYS):
                # One's own place, which is looked at, and somebody else's part.
                address = f"/pro/milieux/{place.pk}{path.format(other)}"
                yield Attempt(who, method, address, ours, data, looks_first=True)
        if is_strong(who.level):
            own, foreign = (one.organiser.bank_statements.get().pk for one in (here, there))
            mine, other = (f"/pro/coordonnees-bancaires/{one.organiser.pk}/releve/" for one in (here, there))
            for address in (f"{other}{foreign}/", f"{mine}{foreign}/", f"{other}{own}/"):
                yield Attempt(who, "get", address, f"{mine}{own}/")
    for who in AGENTS:
        mine, other = here.listing_of(who.role).facility, there.listing_of(who.role).facility
        pieces = []
        if who.role in (Role.ADVISER, Role.APPROVAL_OFFICER):
            pieces += [("photos", mine.photos.get().pk, other.photos.get().pk)]
            pieces += [("projets", mine.projects.get().pk, other.projects.get().pk)]
        if has_anywhere(who, Right.VALIDATE_BANK_STATEMENT):
            own, foreign = (one.organiser.bank_statements.get().pk for one in (here, there))
            pieces += [("releves", own, foreign)]
        for name, own, foreign in pieces:
            for one in (foreign, *NOBODYS):
                yield Attempt(who, "get", f"/office/pieces/{name}/{one}/", f"/office/pieces/{name}/{own}/")
                yield from in_queue(who, name, own, one)


def of_places_and_people(world: World) -> Iterator[Attempt]:
    """Facilities, organisers and people in OFFICE.ONE, for those in charge of a territory."""
    here, there = world.here, world.there
    people = (there.holder, there.member, world.nobody, world.agents[Role.HELPDESK])
    for who in AGENTS:
        others = [there.childminder, there.after_school]
        others.append(here.childminder if who.role is Role.APPROVAL_OFFICER else here.after_school)
        own = here.listing_of(who.role).facility_id
        pages = ["", "historique/", *(["compte-bancaire/"] if has_anywhere(who, Right.SEE_PRIVATE) else [])]
        for other in (*(listing.facility_id for listing in others), *NOBODYS):
            for page in pages:
                yield Attempt(who, "get", f"/office/milieux/{other}/{page}", f"/office/milieux/{own}/{page}")
        for other in (*(person.pk for person in people), *NOBODYS):
            yield Attempt(who, "get", f"/office/personnes/{other}/", f"/office/personnes/{here.member.pk}/")
        for other in (there.organiser.pk, *NOBODYS):
            address = "/office/organisateurs/{}/"
            yield Attempt(who, "get", address.format(other), address.format(here.organiser.pk))


def of_agents(world: World) -> Iterator[Attempt]:
    """What is an agent's own in OFFICE.ONE; and for those who see all, parts that are not of the whole."""
    here, there = world.here, world.there
    agent = next(who for who in ROSTER if who.role is OF_AGENTS and is_strong(who.level))
    notified = notification_of(world.agents[Role.ADVISER])
    for other in (notified, here.notification_id, there.notification_id, *NOBODYS):
        address = "/office/notifications/{}/ouvrir/"
        yield Attempt(agent, "post", address.format(other), address.format(world.notification_id))
    for method in ("get", "post"):
        for other in (world.far_stand_in.pk, *NOBODYS):
            address = "/office/remplacements/{}/fin/"
            yield Attempt(agent, method, address.format(other), address.format(world.stand_in.pk))
    user, far_user = world.agents[OF_AGENTS].pk, world.far_agents[Role.ADVISER]
    organiser = f"/office/organisateurs/{here.organiser.pk}/"
    parts = [
        (f"/office/personnes/{user}/fonctions/{{}}/fin/", world.post_id, post_of(far_user).pk),
        (f"/office/personnes/{user}/remplacements/{{}}/fin/", world.stand_in.pk, world.far_stand_in.pk),
        (f"{organiser}invitations/{{}}/retirer/", here.invited.invitation.pk, there.invited.invitation.pk),
        (f"{organiser}membres/{{}}/role/", here.member.pk, there.member.pk),
        (f"{organiser}membres/{{}}/retirer/", here.member.pk, there.member.pk),
        ("/office/historique/inspect/{}/", world.audit_id, 0),
    ]
    who = next(who for who in ROSTER if who.role is Role.DIGIPRO and is_strong(who.level))
    for address, own, foreign in parts:
        for method in ("get",) if "inspect" in address else ("get", "post"):
            for other in (foreign, *NOBODYS):
                yield Attempt(who, method, address.format(other), address.format(own), looks_first=True)


def attempts(world: World) -> list[Attempt]:
    """All of them."""
    here, there = world.here, world.there
    return [
        *of_organisers(here, there),
        *of_private_pages(here, there),
        *of_submissions(here, there),
        *of_listings(here, there),
        *of_places_and_people(world),
        *of_agents(world),
        *of_signaletique(here, there),
        *of_messages(world),
        *of_what_agents_state(world),
    ]


def ask(world: World, visitor: Visitor, attempt: Attempt, address: str, *, undo: bool = True) -> Answer:
    kind = re.sub(r"\d+", "#", address)
    return visitor.ask(
        world.cookies_of(attempt.who), attempt.method, address, attempt.data, key=kind, undo=undo
    )


def test_what_is_anothers_is_not_there(world: World, visitor: Visitor) -> None:
    before, tried, faults = digest(), attempts(world), []
    assert len(tried) >= 2_000
    for attempt in tried:
        answer = ask(world, visitor, attempt, attempt.foreign, undo=attempt.looks_first)
        wrote = answer.wrote and not (attempt.looks_first and answer.only_noted)
        if answer.outcome is not Outcome.MISSING or wrote or CANARY in answer.text:
            faults.append(f"{attempt}: {answer.outcome.value}, wrote {answer.wrote}")
    assert not faults, "\n".join(faults)
    assert digest() == before


def test_what_is_ones_own_is(world: World, visitor: Visitor) -> None:
    own = {(attempt.who, attempt.method, attempt.own): attempt for attempt in attempts(world)}
    faults = []
    for attempt in own.values():
        answer = ask(world, visitor, attempt, attempt.own)
        if answer.outcome is not Outcome.ALLOWED:
            faults.append(f"{attempt.method} {attempt.own} by {attempt.who}: {answer.outcome.value}")
    assert not faults, "\n".join(faults)


def rows_of(place: Place) -> list[Any]:
    """All that belongs to this organiser."""
    pk = place.organiser.pk
    return [
        list(Organiser.objects.filter(pk=pk).values()),
        list(Membership.objects.filter(organiser=pk).order_by("pk").values()),
        list(Invitation.objects.filter(organiser=pk).order_by("pk").values()),
        list(Facility.objects.filter(organiser=pk).order_by("pk").values()),
        list(Listing.objects.filter(facility__organiser=pk).order_by("pk").values()),
        list(BankAccount.objects.filter(organiser=pk).order_by("pk").values()),
    ]


def forged(there: Place) -> dict[str, Any]:
    """Every name by which a form might be told of somebody else's things."""
    listing = there.childminder.pk
    return {
        "organiser": there.organiser.pk, "organiser_id": there.organiser.pk, "user": there.member.pk,
        "user_id": there.member.pk, "member": there.member.pk, "invitation_id": there.invited.invitation.pk,
        "id": listing, "pk": listing, "object_id": listing, "listing": listing, "listing_id": listing,
        "lieu": there.childminder.facility_id,
        "facility": there.childminder.facility_id, "facility_id": there.childminder.facility_id,
        "notification_id": there.notification_id, "account": there.organiser.pk,
    }  # fmt: skip


def test_a_form_that_names_somebody_elses_things_changes_ones_own_alone(
    world: World, visitor: Visitor
) -> None:
    here, there = world.here, world.there
    before, ours = rows_of(there), rows_of(here)
    holder, base = HOLDERS[0], f"/pro/acces/{here.organiser.pk}/"
    agent = next(who for who in AGENTS if who.role is Role.CARE_OFFICER)
    strongly = next(who for who in HOLDERS if is_strong(who.level))
    listing, account = here.childminder, f"/pro/coordonnees-bancaires/{here.organiser.pk}/modifier/"
    posted = [
        (strongly, account, ACCOUNT),
        (holder, f"{base}inviter/", INVITED),
        (holder, f"{base}{here.member.pk}/role/", {"role": "titulaire"}),
        (holder, f"{base}invitation/{here.invited.invitation.pk}/retirer/", {}),
        (holder, "/pro/utilisateur/", {"first_name": "Aline", "last_name": "Autre"}),
        (agent, f"{LISTINGS}edit/{listing.pk}/", edited(world, visitor, agent, listing)),
    ]
    for who, address, data in posted:
        answer = visitor.ask(world.cookies_of(who), "post", address, data | forged(there), undo=False)
        assert answer.response.status_code == 302, (address, answer.text)
        assert answer.wrote, address
    assert rows_of(there) == before
    assert all(now != then for now, then in zip(rows_of(here)[1:3], ours[1:3], strict=True))
    assert Listing.objects.get(pk=listing.pk).name == "Nommé à nouveau"


def edited(world: World, visitor: Visitor, who: Who, listing: Listing) -> dict[str, Any]:
    """The form of OFFICE.ONE as it is shown, with another name in it."""
    form = visitor.ask(world.cookies_of(who), "get", f"{LISTINGS}edit/{listing.pk}/").response.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else value for name, value in shown.items() if value} | {
        "name": "Nommé à nouveau"
    }


@pytest.mark.parametrize("view", ["", "results/", "chosen-multiple/"])
def test_choosers_and_lists_hold_ones_own(world: World, visitor: Visitor, view: str) -> None:
    for who in AGENTS:
        own, other = world.here.listing_of(who.role), world.there.listing_of(who.role)
        for base in (CHOOSER, LISTINGS):
            if base == LISTINGS and view == "chosen-multiple/":
                continue
            for query in (
                "",
                f"?id={own.pk}&id={other.pk}&multiple=1",
                f"?q={CANARY}",
                "?sector=petite-enfance",
            ):
                text = visitor.ask(world.cookies_of(who), "get", f"{base}{view}{query}").text
                assert other.name not in text, (who, base, query)
                # What was asked for is repeated in the box of the search.
                assert text.count(CANARY) <= (3 if "q=" in query else 0), (who, base, query)
            asked = f"?id={own.pk}" if view == "chosen-multiple/" else ""
            assert own.name in visitor.ask(world.cookies_of(who), "get", f"{base}{view}{asked}").text


def test_a_link_serves_whom_it_was_made_for(world: World, visitor: Visitor) -> None:
    """The key of one person with the token of another, and an invitation that was only guessed."""
    here = world.here
    token = default_token_generator.make_token(here.member)
    for user, is_there in ((here.member, True), (here.holder, False), (world.there.member, False)):
        address = f"/mot-de-passe/nouveau/{urlsafe_base64_encode(force_bytes(user.pk))}/{token}/"
        answer = visitor.ask(world.cookies_of(HOLDERS[0]), "get", address)
        assert answer.outcome is (Outcome.ALLOWED if is_there else Outcome.MISSING)
    digest_of = here.invited.invitation.secret_digest
    for secret, is_there in (
        (here.invited.secret, True),
        (digest_of, False),
        (here.invited.secret[:-1], False),
    ):
        answer = visitor.ask(world.cookies_of(HOLDERS[0]), "get", f"/invitation/{secret}/")
        assert answer.outcome is (Outcome.ALLOWED if is_there else Outcome.MISSING)
