"""The register of listings: read and found by agents, changed by the service alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.admin.models import FormState
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.facilities import services
from portal.facilities.enums import AvailabilityStatus
from portal.facilities.models import Listing
from portal.facilities.public import PublicOpening
from portal.kernel.actors import SystemActor
from portal.kernel.days import long_date
from search.models import Change
from tests.office.conftest import DAY, MakeListing

LIST = "/office/snippets/facilities/listing/"


def posted(office: Client, listing: Listing, **changes: Any) -> dict[str, Any]:
    """What the browser would send: the form as it is shown, with these changes."""
    form = office.get(f"{LIST}edit/{listing.pk}/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in (data | changes).items() if value not in (None, False)}
    return {name: "on" if value is True else value for name, value in data.items()}


def submit(office: Client, listing: Listing, **changes: Any) -> Any:
    return office.post(f"{LIST}edit/{listing.pk}/", posted(office, listing, **changes))


class TestReading:
    def test_the_list_shows_what_an_agent_asks_first(self, office: Client, make_listing: MakeListing) -> None:
        make_listing("Les Tilleuls")
        page = office.get(LIST).content.decode()
        for word in ("Les Tilleuls", "Crèche", "Namur", "Information non disponible"):
            assert word in page
        assert "M-1" not in page, "the matricule is private"
        for absent in ("/add/", "/delete/", "/copy/", "/usage/", "export=", 'type="checkbox"'):
            assert absent not in page

    def test_it_says_from_which_day_places_are_free(self, office: Client, make_listing: MakeListing) -> None:
        listing = make_listing("Les Tilleuls")
        free_from = DAY + timedelta(days=40)
        services.state_availability(
            actor=SystemActor("test"),
            listing_id=listing.pk,
            status=AvailabilityStatus.NOT_BEFORE,
            available_from=free_from,
            today=DAY,
        )
        said = f"Pas de place avant le {long_date(free_from)}"
        assert said in office.get(LIST).content.decode()

    def test_its_queries_do_not_grow_with_its_rows(
        self, office: Client, make_listing: MakeListing, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        make_listing("Un", "M-1")
        office.get(LIST)
        with CaptureQueriesContext(connection) as one:
            office.get(LIST)
        for number in range(2, 8):
            make_listing(f"Lieu {number}", f"M-{number}")
        with django_assert_num_queries(len(one)):
            office.get(LIST)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("sector=petite-enfance", True),
            ("sector=temps-libre", False),
            ("kind=creche", True),
            ("kind=sae", False),
            ("availability=inconnue", True),
            ("availability=maintenant", False),
            ("visible=true", True),
            ("visible=false", False),
            ("commune=Namur", True),
            ("q=tilleul", True),
            ("q=namur", True),
            ("q=liège", False),
            ("q=tilleul&sector=petite-enfance&commune=Namur", True),
            ("q=tilleul&kind=sae", False),
        ],
    )
    def test_filters_and_search(
        self, office: Client, make_listing: MakeListing, query: str, found: bool
    ) -> None:
        from wagtail.search.backends import get_search_backend

        listing = make_listing("Les Tilleuls")
        get_search_backend().add(listing)
        assert (f"edit/{listing.pk}/" in office.get(f"{LIST}?{query}").content.decode()) is found

    def test_an_export_that_is_not_offered_is_not_given(
        self, office: Client, make_listing: MakeListing
    ) -> None:
        make_listing()
        for kind in ("csv", "xlsx"):
            assert office.get(f"{LIST}?export={kind}")["Content-Type"].startswith("text/html")

    @pytest.mark.parametrize("view", ["add/", "delete/1/", "copy/1/", "usage/1/", "preview/"])
    def test_what_is_not_offered_has_no_address(self, office: Client, view: str) -> None:
        assert office.get(LIST + view).status_code == 404
        assert office.post(LIST + view).status_code == 404

    def test_one_page_has_everything_public(self, office: Client, make_listing: MakeListing) -> None:
        listing = make_listing(description="Un jardin et un poulailler.")
        page = office.get(f"{LIST}inspect/{listing.pk}/").content.decode()
        assert "Un jardin et un poulailler." in page
        assert "Rue Haute" in page
        assert "M-1" not in page


class TestEditing:
    def test_the_service_writes_audits_and_tells_the_search(
        self, office: Client, agent: User, make_listing: MakeListing
    ) -> None:
        listing = make_listing()
        before = Change.objects.count()
        answer = submit(office, listing, name="Les Érables", phone="081 22 33 44")
        assert answer.status_code == 302
        listing.refresh_from_db()
        assert (listing.name, listing.name_key, listing.version) == ("Les Érables", "les erables", 2)
        assert str(listing.phone) == "+3281223344"
        entry = AuditEntry.objects.filter(subject_id=listing.pk).latest("pk")
        assert entry.actor_id == agent.pk
        assert entry.changes["name"] == ["Les Tilleuls", "Les Érables"]
        assert Change.objects.count() == before + 1

    def test_only_what_changed_is_asked_of_the_service(
        self, office: Client, make_listing: MakeListing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[dict[str, Any]] = []
        monkeypatch.setattr(services, "update_listing", lambda **asked_for: asked.append(asked_for["stated"]))
        listing = make_listing(phone="+3281223344", availability="maintenant", confirmed_on=DAY)
        submit(office, listing, noindex=True)
        submit(office, listing)
        assert asked == [{"noindex": True}, {}]

    def test_what_the_service_refuses_stands_beside_its_field(
        self, office: Client, make_listing: MakeListing
    ) -> None:
        listing = make_listing()
        answer = submit(
            office, listing, availability="pas-avant", confirmed_on="2026-05-04", name="Autre nom"
        )
        assert answer.status_code == 200
        assert answer.context["form"].errors["available_from"]
        page = answer.content.decode()
        assert "Autre nom" in page, "what was typed stays"
        assert "Rien n’est encore enregistré" in page
        assert "is violated" not in page
        assert Listing.objects.get().name == "Les Tilleuls"

    def test_a_refusal_of_something_that_is_no_field_stands_above_the_form(
        self, office: Client, make_listing: MakeListing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(**asked_for: Any) -> None:
            raise ValidationError({"unavailable": ["Deux périodes se chevauchent."]})

        listing = make_listing()
        monkeypatch.setattr(services, "update_listing", refuse)
        answer = submit(office, listing, name="Autre nom")
        assert "Deux périodes se chevauchent." in answer.content.decode()

    def test_somebody_else_was_faster(self, office: Client, agent: User, make_listing: MakeListing) -> None:
        listing = make_listing()
        shown = posted(office, listing, name="Le mien")
        submit(office, listing, name="Le leur")
        answer = office.post(f"{LIST}edit/{listing.pk}/", shown)
        assert answer.status_code == 200
        assert "modifiée entre-temps" in answer.content.decode()
        assert Listing.objects.get().name == "Le leur"

    def test_json_saves_pass_through_the_service_too(self, office: Client, make_listing: MakeListing) -> None:
        listing = make_listing()
        answer = office.post(
            f"{LIST}edit/{listing.pk}/",
            posted(office, listing, availability="pas-avant"),
            headers={"Accept": "application/json"},
        )
        assert answer.status_code < 500
        assert Listing.objects.get().availability == "inconnue"

    def test_nothing_is_kept_beside_the_audit(self, office: Client, make_listing: MakeListing) -> None:
        listing = make_listing()
        submit(office, listing, name="Les Érables")
        assert not ModelLogEntry.objects.exists()
        assert not Revision.objects.exists()
        assert not ReferenceIndex.objects.exists()
        assert log_registry.get_log_model_for_instance(listing) is None


class TestHistory:
    def test_it_is_the_audits_and_says_so_in_words(
        self, office: Client, agent: User, make_listing: MakeListing
    ) -> None:
        days = (PublicOpening(0, 420, 1080), PublicOpening(1, 420, 1080))
        listing = make_listing(opening=days)
        submit(office, listing, name="Les Érables", noindex=True, tariff="libre")
        other = make_listing("Autre", "M-2")
        submit(office, other, name="Secret d’un autre lieu")
        office.get(LIST)  # takes the message that says so
        page = office.get(f"{LIST}history/{listing.pk}/").content.decode()
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
        assert "Aline" in text
        assert "Nom : Les Tilleuls → Les Érables" in text
        assert "non → oui" in text
        assert "(vide) → Fixé par le lieu" in text
        assert "Heures d’ouverture : (vide) → Lundi 7:00–18:00, Mardi 7:00–18:00" in text
        assert "Secret d’un autre lieu" not in text


class TestPreview:
    def test_it_is_the_parents_page_with_what_was_typed(
        self, office: Client, make_listing: MakeListing
    ) -> None:
        listing = make_listing()
        address = f"{LIST}preview/{listing.pk}/"
        answer = office.post(address, posted(office, listing, name="Les Érables", visible=False))
        assert answer.json() == {"is_valid": True, "is_available": True}
        page = office.get(address)
        assert "Les Érables" in page.content.decode()
        assert "MY.ONE" in page.content.decode()
        assert page["X-Frame-Options"] == "SAMEORIGIN"
        assert Listing.objects.get().name == "Les Tilleuls"

    def test_stale_previews_are_forgotten_each_day(self, office: Client, make_listing: MakeListing) -> None:
        from datetime import timedelta

        from django.core.management import call_command
        from django.utils import timezone

        listing = make_listing()
        office.post(f"{LIST}preview/{listing.pk}/", posted(office, listing))
        call_command("purge_previews", verbosity=0)
        assert FormState.objects.count() == 1
        FormState.objects.update(last_updated_at=timezone.now() - timedelta(days=2))
        call_command("purge_previews", verbosity=0)
        assert not FormState.objects.exists()
