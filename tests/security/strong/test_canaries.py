"""Numbers and tokens that the federation tells: in no cookie, dump, page, error or report of one.

Tables, sessions, e-mails and the log are looked through after every test of this folder (`left_behind`).
"""

import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpResponse
from django.views.debug import get_exception_reporter_class
from social_django.models import UserSocialAuth

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.kernel import niss
from tests.security.strong.doors import (
    ALINE,
    NISS,
    STRANGER,
    Scene,
    begin,
    come_back,
    is_accepted,
    private_in,
    sign_in,
)
from tests.security.strong.left_behind import left_behind
from tests.services.openid import Persona
from tests.strictness.pages import StrictClient


def test_what_is_left_behind_would_be_found(scene: Scene) -> None:
    User.objects.filter(pk=scene.aline.pk).update(first_name=NISS)
    scene.log.clear()
    assert left_behind(scene)["accounts_user"] == [NISS]
    User.objects.filter(pk=scene.aline.pk).update(first_name="Aline")
    scene.log.clear()
    assert left_behind(scene) == {}


@pytest.mark.parametrize("persona", [ALINE, STRANGER], ids=["let in", "refused"])
def test_no_cookie_header_page_or_dump_holds_one(
    scene: Scene, persona: Persona, capsys: pytest.CaptureFixture[str]
) -> None:
    client = StrictClient()
    answers = [come_back(client, scene.provider.authorise(begin(client), persona))]
    answers += [client.get(path) for path in ("/pro/", "/pro/utilisateur/", "/pro/utilisateur/convertir/")]
    answers.append(client.post("/deconnexion/"))
    for answer in answers:
        # One's own number, to oneself, after a strong log-in: the one page that shows it.
        shown = niss.shown(ALINE.egovNRN) if answer.request["PATH_INFO"] == "/pro/utilisateur/" else "-"
        for text in (answer.content.decode(), str(answer.headers), answer.cookies.output()):
            assert private_in(text.replace(shown, ""), scene.provider) == []
    capsys.readouterr()
    call_command("dumpdata", verbosity=0)
    dumped = capsys.readouterr().out
    assert "aline" in dumped
    assert private_in(dumped, scene.provider) == []


def test_the_library_keeps_nobody(scene: Scene) -> None:
    """Its tables are there for nonces alone: no person, no token, no address."""
    client = StrictClient()
    is_accepted(sign_in(client, scene.provider), client, scene.aline)
    assert not UserSocialAuth.objects.exists()
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if "social_auth" in name]
        assert len(tables) >= 4
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            assert cursor.fetchone() == (0,), table


def test_the_history_tells_the_level_and_nothing_else(scene: Scene) -> None:
    client = StrictClient()
    is_accepted(sign_in(client, scene.provider, level=450), client, scene.aline, 450)
    entry = AuditEntry.objects.filter(subject_id=scene.aline.pk, purpose="connexion").latest("pk")
    assert "itsme" in str(entry.changes)


BREAKS = {
    "looking for the person": "portal.accounts.strong.identities.user_of_niss",
    "beginning the session": "portal.accounts.sessions.sign_in",
    "leading on": "portal.accounts.views.strong.after_sign_in",
    "reading the token": "portal.accounts.strong.federation.Csam.validate_claims",
    "reading the userinfo": "portal.accounts.strong.federation.Csam.user_data",
}
# In code of ours, values are covered on a developer's own page, too.
OURS = ("looking for the person", "beginning the session", "leading on")


@pytest.mark.parametrize(
    ("name", "debug"), [*((name, False) for name in BREAKS), *((name, True) for name in OURS)]
)
def test_no_report_of_an_error_holds_one(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, name: str, debug: bool
) -> None:
    def broken(*arguments: Any, **named: Any) -> HttpResponse:
        raise RuntimeError("the disk is full")

    reports: list[str] = []

    def noticed(sender: object, request: Any, **named: Any) -> None:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
        reports.extend([reporter.get_traceback_html(), reporter.get_traceback_text()])

    client = StrictClient(raise_request_exception=False)
    address = scene.provider.authorise(begin(client), ALINE)
    got_request_exception.connect(noticed)
    with monkeypatch.context() as patch:
        patch.setattr(BREAKS[name], broken)
        # Not by the fixture `settings`: a changed DEBUG makes template engines anew, without our strictness.
        patch.setattr("django.conf.settings.DEBUG", debug)
        if debug:
            # Django's page for developers is none of ours to check.
            client.request = super(StrictClient, client).request  # type: ignore[method-assign]
        answer = come_back(client, address)
    got_request_exception.disconnect(noticed)
    assert answer.status_code == 500
    assert len(reports) == 2
    # A developer sees the address, and in it the code, which has served.
    shown = set(scene.provider.logins) if debug else set()
    for report in (*reports, answer.content.decode()):
        assert "the disk is full" in report or not debug
        assert set(private_in(report, scene.provider)) - shown == set()
