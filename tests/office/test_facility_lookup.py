"""« Chercher un milieu d'accueil »: what is found, by whom, and that nothing of it gets anywhere else."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.identification import state_niss
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.audit import services as audit
from portal.audit.models import AuditEntry
from portal.facilities import lookup, services
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Listing, Organiser
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing
from tests.accounts.conftest import member_of
from tests.office.conftest import DAY, MakeListing, agent_of
from tests.strictness.pages import StrictClient

FIND = "/office/milieux/"
SYSTEM = SystemActor("essai")
NISS, TYPED = "85073003328", "85.07.30-033.28"
NUMBER, NUMBER_TYPED = "0403019261", "0403.019.261"


def client_of(user: User) -> StrictClient:
    client = StrictClient()
    client.level = LoginLevel.ITSME
    client.force_login(user)
    return client


def found(client: StrictClient, **typed: str) -> set[str]:
    answer = client.post(FIND, typed)
    assert answer.status_code == 200
    assert answer.context["found"] is not None, answer.context["form"].errors
    return {facility.listing.name for facility in answer.context["found"].facilities}


def searches() -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(purpose__startswith=lookup.PURPOSE).order_by("pk")
    return list(entries.values_list("subject_type", "purpose"))


@pytest.fixture
def places(make_listing: MakeListing) -> dict[str, Listing]:
    return {
        "tilleuls": make_listing("Les Petits Tilleuls", "M-77"),
        "zoe": make_listing("L’Été de Zoé", "M-78", kind=FacilityKind.CO_CHILDMINDERS),
        "far": make_listing("Les Tilleuls de Liège", "M-79", postcode="4000"),
    }


class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            ({"name": "tilleuls"}, {"Les Petits Tilleuls"}),
            ({"name": "TILL pet"}, {"Les Petits Tilleuls"}),
            ({"name": "illeuls"}, set()),
            ({"name": "ete"}, {"L’Été de Zoé"}),
            ({"commune": "nam"}, {"Les Petits Tilleuls", "L’Été de Zoé"}),
            ({"commune": "nam", "name": "zo"}, {"L’Été de Zoé"}),
            ({"reference_number": "m-77"}, {"Les Petits Tilleuls"}),
            ({"reference_number": "M-7"}, set()),
            ({"reference_number": "M-79"}, set()),
            ({"enterprise_number": NUMBER_TYPED}, {"Les Petits Tilleuls"}),
        ],
    )
    def test_among_what_this_agent_may_see(
        self, places: dict[str, Listing], typed: dict[str, str], names: set[str]
    ) -> None:
        _give_number(places["tilleuls"])
        assert found(client_of(agent_of(Role.CARE_OFFICER)), **typed) == names
        assert searches() == []

    def test_a_new_name_counts_and_the_old_one_no_more(self, places: dict[str, Listing]) -> None:
        listing = places["tilleuls"]
        services.set_presentation(
            actor=SYSTEM, listing_id=listing.pk, today=DAY, name="La Clairière", description="",
            pedagogical_project="",
        )  # fmt: skip
        client = client_of(agent_of(Role.CARE_OFFICER))
        assert found(client, name="clair") == {"La Clairière"}
        assert found(client, name="tilleuls") == set()

    def test_more_than_may_be_read_asks_for_another_word(
        self, places: dict[str, Listing], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
    ) -> None:
        client = client_of(agent_of(Role.DIGIPRO))
        client.post(FIND, {"name": "tilleuls"})
        with django_assert_num_queries(10):
            client.post(FIND, {"name": "tilleuls"})
        monkeypatch.setattr(lookup, "MOST_FOUND", 1)
        with django_assert_num_queries(10):
            answer = client.post(FIND, {"commune": "namur"})
        assert answer.context["found"].has_more
        assert "affinez" in answer.content.decode()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "Indiquez au moins"),
            ({"name": "%", "commune": "-"}, "Indiquez au moins"),
            ({"niss": "85073003329"}, "ses deux derniers chiffres"),
            ({"enterprise_number": "12"}, "n’est pas valable"),
        ],
    )
    def test_what_is_wrong_is_told_and_finds_nothing(
        self, places: dict[str, Listing], typed: dict[str, str], said: str
    ) -> None:
        answer = client_of(agent_of(Role.CARE_OFFICER)).post(FIND, typed)
        assert said in answer.content.decode()
        assert answer.context["found"] is None
        assert searches() == []


class TestByNumberOfAPerson:
    @pytest.fixture
    def zoe(self, places: dict[str, Listing]) -> None:
        """The childminder; the partner and a member elsewhere have other numbers."""
        none: dict[str, Any] = dict.fromkeys(
            ("enterprise_number", "phone", "email", "website", "facebook"), ""
        )
        services.set_identification(
            actor=SYSTEM, listing_id=places["zoe"].pk, today=DAY, first_name="Zoé", last_name="Lambert",
            niss=NISS, **none,
        )  # fmt: skip
        services.set_co_care_partner(
            actor=SYSTEM, listing_id=places["zoe"].pk, first_name="Ana", last_name="Bastin",
            niss="85073003427", denomination="",
        )  # fmt: skip
        member = User.objects.create_user("hilde")
        member_of(places["tilleuls"].facility.organiser, member)
        state_niss(actor=SYSTEM, user=member, text="78041211131")

    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            (TYPED, {"L’Été de Zoé"}),
            ("85073003427", {"L’Été de Zoé"}),
            ("78.04.12-111.31", {"Les Petits Tilleuls"}),
        ],
    )
    def test_it_finds_by_the_digest_and_is_recorded(self, zoe: None, typed: str, names: set[str]) -> None:
        agent = agent_of(Role.CARE_OFFICER)
        assert found(client_of(agent), niss=typed) == names
        assert [kind for kind, _ in searches()] == ["accounts.user", "facilities.facility"]

    def test_what_finds_nothing_is_recorded_and_told_apart_without_the_number(
        self, places: dict[str, Listing]
    ) -> None:
        client = client_of(agent_of(Role.CARE_OFFICER))
        for typed in (TYPED, "85073003427"):
            assert found(client, niss=typed) == set()
        purposes = [purpose for _, purpose in searches()]
        assert len(set(purposes)) == 2
        assert not any(digits in purpose for purpose in purposes for digits in (NISS, TYPED, "033", "0730"))

    def test_another_territory_tells_nothing(self, places: dict[str, Listing], zoe: None) -> None:
        for typed in ({"niss": TYPED}, {"name": "zoe"}, {"reference_number": "M-78"}):
            assert found(client_of(_of_liege()), **typed) == set()
        assert [kind for kind, _ in searches()] == ["accounts.user"]

    @pytest.mark.parametrize("function", [Role.HELPDESK, Role.DIGIPRO, Role.HEALTH_OFFICER])
    def test_without_the_right_there_is_no_such_field(self, zoe: None, function: Role) -> None:
        client = client_of(agent_of(function))
        assert "NISS" not in client.get(FIND).content.decode()
        assert found(client, niss=TYPED, commune="namur") >= {"L’Été de Zoé"}
        answer = client.post(FIND, {"niss": TYPED})
        assert answer.context["found"] is None
        assert searches() == []

    def test_who_tries_out_numbers_has_to_wait(self, zoe: None, settings: Any) -> None:
        settings.LIMITS_ENABLED = True
        settings.LIMITS = settings.LIMITS | {"niss_lookup": {"each": "1/1h", "kept": "database"}}
        cache.clear()
        client = client_of(agent_of(Role.CARE_OFFICER))
        assert found(client, niss=TYPED)
        answer = client.post(FIND, {"niss": TYPED})
        assert answer.status_code == 429
        assert "beaucoup de numéros" in answer.content.decode()

    def test_nothing_is_shown_that_cannot_be_recorded(
        self, zoe: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(entry: AuditEntry) -> None:
            raise DatabaseError("disk full")

        client = client_of(agent_of(Role.CARE_OFFICER))
        client.raise_request_exception = False
        monkeypatch.setattr(audit, "_add_or_count", refuse)
        answer = client.post(FIND, {"niss": TYPED})
        assert answer.status_code == 503
        assert "Zoé" not in answer.content.decode()


def test_what_was_typed_stands_in_no_address_and_no_log(
    places: dict[str, Listing], caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(agent_of(Role.CARE_OFFICER))
    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            FIND,
            {
                "name": "Qpmwzk",
                "niss": TYPED,
                "enterprise_number": NUMBER_TYPED,
                "reference_number": "Qpmwzk-9",
            },
        )
    assert answer.status_code == 200
    said = "\n".join(
        f"{record.getMessage()}" for record in caplog.records if record.name != "django.db.backends"
    )
    for canary in ("Qpmwzk", NISS, TYPED, NUMBER):
        assert canary not in said
    assert client.get(f"{FIND}?name=tilleuls&niss={NISS}").context["found"] is None


def _of_liege() -> User:
    user, _ = User.objects.get_or_create(username="agent de Liège")
    if not user.posts.exists():
        posts.give_post(actor=SYSTEM, user=user, function=Role.CARE_OFFICER, territory=Territory.LIEGE)
    return user


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a plan of SQLite")
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (lookup.Wanted(name="til"), "listing_word_looked_up (of=? AND word>? AND word<?)"),
        (lookup.Wanted(commune="nam"), "listing_word_looked_up (of=? AND word>? AND word<?)"),
        (lookup.Wanted(reference_number="M-1"), "(reference_number=?)"),
        (lookup.Wanted(enterprise_number=NUMBER), "organiser_by_number (enterprise_number=?)"),
        (lookup.Wanted(niss=NISS), "(niss_digest=?)"),
    ],
)
def test_what_is_looked_up_has_an_index(db: None, wanted: lookup.Wanted, index: str) -> None:
    person = person_of(agent_of(Role.CARE_OFFICER), LoginLevel.EID)
    with CaptureQueriesContext(connection) as sent:
        lookup.look_up(person, wanted)
    asked = next(query["sql"] for query in sent if "facilities_facility" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        steps = [str(row[3]) for row in cursor.fetchall()]
    assert any(index in step for step in steps), steps


def _give_number(listing: Listing) -> None:
    with writing():
        Organiser.objects.filter(pk=listing.facility.organiser_id).update(enterprise_number=NUMBER)
