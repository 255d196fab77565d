"""The whole history, for who may search it: read only, filtered, bounded, and recorded itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.audit import triggers
from portal.audit.models import AuditEntry
from portal.facilities.models import Listing
from portal.kernel.service import writing
from portal.office import history_register
from tests.office.conftest import MakeListing, agent_of
from tests.strictness.pages import StrictClient

REGISTER = "/office/historique/"
NOON = datetime(2026, 5, 4, 10, tzinfo=UTC)


def client_of(user: User) -> Client:
    client = StrictClient()
    client.level = LoginLevel.ITSME
    client.force_login(user)
    return client


@pytest.fixture
def searcher(db: None) -> User:
    return agent_of(Role.DIGIPRO)


@pytest.fixture
def register(searcher: User) -> Client:
    return client_of(searcher)


def add(**changed: Any) -> AuditEntry:
    fields = {
        "kind": AuditEntry.Kind.MODIFICATION, "at": NOON, "actor_id": 4_711, "actor_label": "Zoé Lambert",
        "level": 200, "subject_type": "facilities.listing", "subject_id": 12, "subject_label": "Les Tilleuls",
        "purpose": "signalétique", "changes": {"visible": [False, True], "phone": ["", "•••"]},
    }  # fmt: skip
    with writing():
        return AuditEntry.objects.create(**fields | changed)


def text(client: Client, query: str = "") -> str:
    return str(client.get(f"{REGISTER}{query}").content.decode())


def test_entries_are_told_in_words_newest_first(register: Client) -> None:
    add()
    add(at=NOON + timedelta(days=1), actor_label="Aline Petit")
    page = text(register)
    for words in ("Zoé Lambert (n°\u00a04711)", "connexion par mot de passe",
                  "4\u00a0mai\u00a02026, 12:00:00",
                  "Modification, signalétique", "Fiche publique n°\u00a012, Les Tilleuls",
                  "<del>non</del>", "<ins>oui</ins>", "<ins>•••</ins>"):  # fmt: skip
        assert words in page
    assert page.index("Aline Petit") < page.index("Zoé Lambert")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?actor_id=4711", True),
        ("?actor_id=4712", False),
        ("?kind=modification", True),
        ("?kind=consultation", False),
        ("?subject_type=facilities.listing&subject_id=12", True),
        ("?subject_type=facilities.facility", False),
        ("?subject_id=13", False),
        ("?purpose=signalétique", True),
        ("?level=200", True),
        ("?level=500", False),
        ("?level=null", False),
        ("?at_from=2026-05-04&at_to=2026-05-04", True),
        ("?at_from=2026-05-05", False),
        ("?at_to=2026-05-03", False),
    ],
)
def test_filters(register: Client, query: str, found: bool) -> None:
    add()
    assert ("Zoé Lambert" in text(register, query)) is found


@pytest.mark.parametrize(
    "query",
    ["?actor_id=x", "?actor_id=-1", f"?actor_id={10**30}", "?kind=x", "?level=x", "?at_from=x", "?p=x",
     "?p=99999", "?ordering=actor_label", "?export=csv", "?subject_type=x", f"?subject_id={10**30}",
     "?purpose=%00"],
)  # fmt: skip
def test_what_makes_no_sense_breaks_nothing(register: Client, query: str) -> None:
    add()
    answer = register.get(f"{REGISTER}{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")


class TestRecorded:
    def test_that_it_was_searched_is_in_it(self, register: Client, searcher: User) -> None:
        text(register)
        entry = AuditEntry.objects.get(kind=AuditEntry.Kind.CONSULTATION)
        assert (entry.actor_id, entry.subject_label) == (searcher.pk, "Tout l’historique")
        assert entry.purpose == "recherche dans l’historique"

    def test_about_whom_is_in_it_too(self, register: Client, searcher: User) -> None:
        text(register, f"?actor_id={searcher.pk}")
        entry = AuditEntry.objects.get(kind=AuditEntry.Kind.CONSULTATION)
        assert (entry.subject_type, entry.subject_id) == ("accounts.user", searcher.pk)

    def test_about_which_object_is_in_it_too(self, register: Client, make_listing: MakeListing) -> None:
        listing: Listing = make_listing()
        text(register, f"?subject_type=facilities.listing&subject_id={listing.pk}")
        entry = AuditEntry.objects.get(kind=AuditEntry.Kind.CONSULTATION)
        assert (entry.subject_type, entry.subject_id) == ("facilities.listing", listing.pk)

    def test_one_entry_opened_is_recorded(self, register: Client) -> None:
        entry = add()
        page = register.get(f"{REGISTER}inspect/{entry.pk}/").content.decode()
        assert "Zoé Lambert" in page
        assert AuditEntry.objects.filter(subject_type="audit.auditentry", subject_id=entry.pk).exists()


class TestPeople:
    ADDRESS = f"{REGISTER}personne/"

    def test_a_name_is_posted_and_a_number_goes_into_the_address(self, register: Client) -> None:
        user = User.objects.create_user("zlambert", first_name="Zoé", last_name="Lambert")
        answer = register.post(self.ADDRESS, {"name": "lamb zoé"})
        assert f"{REGISTER}?actor_id={user.pk}" in answer.content.decode()
        assert AuditEntry.objects.filter(purpose="recherche d’une personne").count() == 1

    def test_nobody_has_that_name(self, register: Client) -> None:
        assert "Personne ne porte ce nom" in register.post(self.ADDRESS, {"name": "%"}).content.decode()

    def test_nothing_typed_is_said_beside_the_field(self, register: Client) -> None:
        page = register.post(self.ADDRESS, {"name": ""}).content.decode()
        assert "Indiquez un nom, ou le début d’un nom." in page
        assert not AuditEntry.objects.filter(purpose="recherche d’une personne").exists()


class TestWho:
    @pytest.mark.parametrize("function", [Role.CARE_OFFICER, Role.HELPDESK, Role.EDITOR])
    @pytest.mark.parametrize("address", ["", "results/", "inspect/1/", "personne/"])
    def test_others_see_none_of_it(self, db: None, function: Role, address: str) -> None:
        add()
        answer = client_of(agent_of(function)).get(f"{REGISTER}{address}")
        assert answer.status_code in (302, 404)
        assert not AuditEntry.objects.filter(kind=AuditEntry.Kind.CONSULTATION).exists()

    @pytest.mark.parametrize("address", ["new/", "edit/1/", "delete/1/", "history/1/", "usage/1/", "copy/1/"])
    def test_nothing_else_has_an_address(self, register: Client, address: str) -> None:
        assert register.get(f"{REGISTER}{address}").status_code == 404
        assert register.post(f"{REGISTER}{address}").status_code == 404


class TestChain:
    def test_all_is_well(self, register: Client) -> None:
        assert "Rien à signaler" in text(register)

    def test_entries_without_a_seal(self, register: Client) -> None:
        add(at=datetime(2020, 1, 1, tzinfo=UTC))
        assert "demande de l’attention" in text(register)

    def test_a_trigger_that_is_missing(self, register: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(triggers, "missing", lambda connection: {"audit_auditentry_no_delete"})
        page = text(register)
        assert "demande de l’attention" in page
        assert "Il manque audit_auditentry_no_delete" in page


class TestMany:
    def test_no_page_counts_or_pages_further_than_the_bound(
        self, register: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history_register, "MOST_COUNTED", 60)
        for number in range(70):
            add(subject_id=number)
        with CaptureQueriesContext(connection) as captured:
            page = text(register, "?p=2")
        assert "Plus de 60 lignes" in page
        assert "Page 2 sur 2" in page
        # Of the history: what waits in the queues, which the menu counts, is another table's.
        counts = [query["sql"] for query in captured if "COUNT(" in query["sql"] and "audit_" in query["sql"]]
        # Of those without a seal, the state of the chain counts the first thousand, by their ids.
        unbounded = [sql for sql in counts if "LIMIT" not in sql and '"id" IN (' not in sql]
        assert counts
        assert unbounded == []

    def test_queries_do_not_grow_with_rows(self, register: Client, django_assert_num_queries: Any) -> None:
        add()
        text(register)
        with CaptureQueriesContext(connection) as one:
            text(register)
        for number in range(20):
            add(subject_id=number)
        with django_assert_num_queries(len(one)):
            text(register)

    @pytest.mark.parametrize(
        ("asked", "index"),
        [
            ({}, "audit_auditentry_at"),
            ({"at__gte": NOON, "at__lt": NOON}, "audit_auditentry_at"),
            ({"actor_id": 1}, "audit_by_actor"),
            ({"purpose": "accès"}, "audit_by_purpose"),
            ({"subject_type": "facilities.listing", "subject_id": 1}, "audit_by_subject"),
        ],
    )
    def test_searches_read_an_index_in_its_order(self, db: None, asked: dict[str, Any], index: str) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("an empty table of PostgreSQL is read whole")
        plan = AuditEntry.objects.filter(**asked).order_by("-at", "-pk")[:50].explain()
        assert f"INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan
