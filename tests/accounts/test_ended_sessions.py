"""A deactivated account: its sessions end with the next request, and stay ended when it is active again."""

import pytest

from portal.accounts.enums import Role
from portal.facilities.services import people
from tests.accounts.conftest import MakeUser, strongly
from tests.accounts.doors import PASSWORD, sign_in
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db


def test_ended_for_good(make_user: MakeUser) -> None:
    helper, user = make_user("help", function=Role.HELPDESK), make_user("aline")
    user.set_password(PASSWORD)
    user.save()
    here, elsewhere = StrictClient(), StrictClient()
    for client in (here, elsewhere):
        sign_in(client, "aline")
        assert client.get("/pro/").status_code == 200
    people.deactivate(actor=strongly(helper), user_id=user.pk, reason="essai")
    assert here.get("/pro/").status_code == 302
    assert sign_in(StrictClient(), "aline").status_code == 200
    people.reactivate(actor=strongly(helper), user_id=user.pk, reason="essai")
    # This one sent nothing meanwhile: it is ended all the same.
    assert elsewhere.get("/pro/").status_code == 302
    assert sign_in(here, "aline").status_code == 302
    assert here.get("/pro/").status_code == 200
