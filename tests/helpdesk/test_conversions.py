"""A conversion that failed since the number is another account's: waits for the helpdesk, and is settled."""

from typing import Any

import pytest

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.identification import state_niss
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.helpdesk.conversions import (
    explain_conversion,
    failed_conversions_for,
    free_number,
    note_failed_conversion,
    reopen_conversion,
)
from portal.helpdesk.enums import ConversionState
from portal.helpdesk.models import FailedConversion
from portal.helpdesk.queue import CONVERSIONS
from portal.kernel.workflow import TransitionRefused
from portal.notifications.models import Notification
from portal.queues.access import waiting_queues
from tests.accounts.conftest import MakeUser, by_password, strongly
from tests.pro.conftest import client_of

pytestmark = pytest.mark.django_db
NISS = "85073003328"
STATED = {
    "first_name": "Nadia", "last_name": "Lambert", "email": "nadia@exemple.be", "niss": NISS, "consent": "on",
}  # fmt: skip
CONVERT = "/pro/utilisateur/convertir/"


@pytest.fixture
def holder(make_user: MakeUser) -> User:
    user = make_user("ancienne")
    state_niss(actor=by_password(user), user=user, text=NISS)
    return user


@pytest.fixture
def failed(nadia: User, holder: User) -> FailedConversion:
    found = note_failed_conversion(actor=by_password(nadia), niss=NISS)
    assert found is not None
    return found


def waits(user: User) -> bool:
    return CONVERSIONS.key in [waiting.queue.key for waiting in waiting_queues(strongly(user))]


def test_a_number_that_is_taken_waits_once_without_the_number(nadia: User, holder: User, agent: User) -> None:
    client = client_of(nadia)
    for _ in range(2):
        page = client.post(CONVERT, STATED).content.decode()
        assert "Le helpdesk est prévenu" in page
    found = FailedConversion.objects.get()
    assert (found.user, found.holder, found.tries) == (nadia, holder, 2)
    assert NISS not in str(list(FailedConversion.objects.values()))
    assert "ancienne" not in page
    assert waits(agent)
    # A number that is none, or free, is no affair of the helpdesk's.
    client.post(CONVERT, STATED | {"niss": "85073003329"})
    assert FailedConversion.objects.get().tries == 2
    client.post(CONVERT, STATED | {"niss": "78041211131"})
    assert User.objects.get(pk=nadia.pk).is_converted
    # Whoever could convert in the end waits for nothing.
    assert not waits(agent)


def test_both_accounts_on_one_screen_and_who_looked_is_in_the_history(
    failed: FailedConversion, agent: User, nadia: User, holder: User
) -> None:
    address = f"/office/files-d-attente/conversions/{failed.pk}/"
    page = client_of(agent, LoginLevel.EID).get(address).content.decode()
    for told in ("Nadia", "Ancienne", "nadia@exemple.be", "ancienne@exemple.be"):
        assert told in page
    assert NISS not in page
    read = AuditEntry.objects.filter(kind="consultation", purpose="conversion qui a échoué")
    assert {entry.subject_id for entry in read} == {nadia.pk, holder.pk}


def test_freed_it_can_be_converted(failed: FailedConversion, agent: User, nadia: User, holder: User) -> None:
    address = f"/office/files-d-attente/conversions/{failed.pk}/"
    office = client_of(agent, LoginLevel.EID)
    office.post(address, {"decision": "liberer", "reason": ""})
    assert User.objects.get(pk=holder.pk).has_niss
    office.post(address, {"decision": "liberer", "reason": "Rappelée au 081, date de naissance."})
    assert not User.objects.get(pk=holder.pk).has_niss
    assert FailedConversion.objects.get().state == ConversionState.FREED
    assert Notification.objects.get(user=nadia, kind="helpdesk.conversion_settled").path == CONVERT
    assert not waits(agent)
    client_of(nadia).post(CONVERT, STATED)
    assert User.objects.get(pk=nadia.pk).is_converted
    # What was checked is for colleagues, and not in the history.
    assert "081" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


def test_explained_the_person_reads_it_where_they_convert(
    failed: FailedConversion, agent: User, nadia: User, holder: User
) -> None:
    explain_conversion(actor=strongly(agent), conversion_id=failed.pk, words="C’est le numéro de Karim.")
    assert "Karim" in client_of(nadia).get(CONVERT).content.decode()
    told = Notification.objects.get(user=nadia, kind="helpdesk.conversion_settled")
    assert "Karim" not in told.text
    assert User.objects.get(pk=holder.pk).has_niss
    reopen_conversion(actor=strongly(agent), conversion_id=failed.pk)
    assert waits(agent)
    assert "Karim" not in client_of(nadia).get(CONVERT).content.decode()
    explain_conversion(actor=strongly(agent), conversion_id=failed.pk, words="Appelez-nous.")
    note_failed_conversion(actor=by_password(nadia), niss=NISS)
    with pytest.raises(TransitionRefused):
        reopen_conversion(actor=strongly(agent), conversion_id=failed.pk)


@pytest.mark.parametrize("function", [Role.ADMINISTRATOR, Role.EDITOR, Role.WATCH_UNIT])
def test_for_whoever_helps_to_sign_in_alone(
    failed: FailedConversion, make_user: MakeUser, function: Role, agent: User
) -> None:
    other = make_user("autre", function=function)
    for actor in (strongly(other), by_password(agent)):
        assert not failed_conversions_for(actor).exists()
        for act in (
            lambda actor=actor: free_number(actor=actor, conversion_id=failed.pk, how="x"),
            lambda actor=actor: explain_conversion(actor=actor, conversion_id=failed.pk, words="x"),
        ):
            with pytest.raises(FailedConversion.DoesNotExist):
                act()
    address = f"/office/files-d-attente/conversions/{failed.pk}/"
    client: Any = client_of(other, LoginLevel.EID)
    assert client.get(address).status_code == 404
    assert client.post(address, {"decision": "liberer", "reason": "x"}).status_code == 404
