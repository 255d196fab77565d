"""« Motifs et réponses types » in OFFICE.ONE: written by whoever may, told in the history, never deleted."""

import pytest

from portal.accounts.enums import LoginLevel, Role
from portal.audit.models import AuditEntry
from portal.queues.models import Reason
from portal.queues.reasons import reasons_for
from portal.queues.registry import Queue
from tests.accounts.conftest import MakeUser
from tests.pro.conftest import client_of
from tests.queues.conftest import make_user, trial  # noqa: F401 -- fixtures
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]
LIST = "/office/snippets/queues/reason/"
STATED = {
    "target": "essai/refuser", "label": "Adresse lisible", "text": "On y lit une adresse.", "position": "3",
    "is_offered": "on", "version": "0",
}  # fmt: skip


@pytest.fixture
def office(make_user: MakeUser) -> StrictClient:  # noqa: F811
    return client_of(make_user("helene", function=Role.HELPDESK), LoginLevel.EID)


def labels(queue: Queue) -> list[str]:
    return [reason.label for reason in reasons_for(queue, "refuser")]


def test_written_changed_and_no_longer_offered(office: StrictClient, trial: Queue) -> None:  # noqa: F811
    assert "Essais à régler" in office.get(LIST).content.decode()
    office.post(f"{LIST}add/", STATED)
    assert labels(trial) == ["Flou", "Sombre", "Adresse lisible"]
    made = Reason.objects.get(label="Adresse lisible")
    page = office.get(f"{LIST}edit/{made.pk}/").content.decode()
    assert 'value="essai/refuser" selected' in page
    office.post(f"{LIST}edit/{made.pk}/", STATED | {"label": "Plaque", "is_offered": "", "version": "1"})
    assert labels(trial) == ["Flou", "Sombre"]
    assert Reason.objects.get(pk=made.pk).version == 2
    told = AuditEntry.objects.filter(subject_id=made.pk, subject_type="queues.reason").order_by("pk")
    assert [entry.purpose for entry in told] == ["nouveau motif", "motif modifié"]
    # What somebody else changed meanwhile is not overwritten.
    page = office.post(f"{LIST}edit/{made.pk}/", STATED | {"version": "1"}).content.decode()
    assert "modifié entre-temps" in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"target": "essai/approuver"}, "essai/approuver"),
        ({"label": ""}, "Écrivez l’intitulé"),
        ({"label": "Flou"}, "existe déjà"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    office: StrictClient, change: dict[str, str], told: str
) -> None:
    page = office.post(f"{LIST}add/", STATED | change).content.decode()
    assert told in page
    assert Reason.objects.filter(queue="essai").count() == 2


def test_for_whoever_writes_them_alone(make_user: MakeUser) -> None:  # noqa: F811
    client = client_of(make_user("veille", function=Role.WATCH_UNIT), LoginLevel.EID)
    made = Reason.objects.order_by("pk")[0]
    for path in (LIST, f"{LIST}add/", f"{LIST}edit/{made.pk}/"):
        assert client.get(path).status_code in (302, 404)
        client.post(path, STATED)
    assert Reason.objects.filter(queue="essai").count() == 2
