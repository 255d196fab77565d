"""Who is told that something waits for « Relecture », and what became of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import TaskState

from acte_content.editorial.models import FaqTheme, GuideIndexPage, GuidePage
from acte_content.editorial.review_notices import OF_REVIEW
from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.kernel import clock
from portal.notifications.models import Notification
from portal.notifications.services import choose_mails
from tests.accounts.conftest import MakeUser
from tests.acte_content.editorial.conftest import strong_client
from tests.acte_content.editorial.test_process import SUBMIT, TEXT, add_url, form, made

pytestmark = pytest.mark.django_db
Committed = Callable[..., Any]


def told(user: User) -> list[str]:
    """Title and text of each, the newest first."""
    return [f"{one.title}\u00a0: {one.text}" for one in notices(user).order_by("-pk")]


def notices(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user, kind__startswith="editorial.")


@pytest.fixture
def submitted(editor: User, moderator: User) -> GuidePage:
    strong_client(editor).post(add_url(GuideIndexPage.objects.get()), form(TEXT) | SUBMIT)
    return made()


def act(user: User, page: Any, action: str, **fields: str) -> None:
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    names = "wagtailsnippets_editorial_faqtheme" if isinstance(page, FaqTheme) else "wagtailadmin_pages"
    address = reverse(f"{names}:workflow_action", args=[page.pk, action, state.pk])
    strong_client(user).post(address, {"comment": ""} | fields)


def test_who_may_publish_is_told_and_nobody_else(
    editor: User, moderator: User, make_user: MakeUser, django_capture_on_commit_callbacks: Committed
) -> None:
    for user in (editor, moderator):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@one.test")
    second, helpdesk = make_user("autre", function=Role.MODERATOR), make_user("aide", function=Role.HELPDESK)
    colleague, today = make_user("remplace", function=Role.EDITOR), clock.today()
    person = person_of(second, LoginLevel.EID)
    posts.hand_over(actor=person, absent=second, stand_in=colleague, first_day=today, last_day=today)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        strong_client(editor).post(add_url(GuideIndexPage.objects.get()), form(TEXT) | SUBMIT)
    said = "Une relecture vous attend\u00a0: Editrice a soumis «\u00a0Le premier jour\u00a0» (guide)."
    assert {user.username: told(user) for user in (moderator, second, colleague, editor, helpdesk)} == {
        "relectrice": [said], "autre": [said], "remplace": [said], "editrice": [], "aide": [],
    }  # fmt: skip
    notice = notices(moderator).get()
    assert notice.path == reverse("wagtailadmin_pages:edit", args=[made().pk])
    # Ours alone; Wagtail's own say the same.
    assert len(mail.outbox) == len({each.to[0] for each in mail.outbox}) == 3
    assert {"Une relecture vous attend" in each.subject for each in mail.outbox} == {True}
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        act(moderator, made(), "reject", comment="Dites d’abord ce qu’il faut apporter.")
    [sent] = mail.outbox
    assert sent.to == ["editrice@one.test"]
    assert told(editor) == [
        "Des changements vous sont demandés\u00a0: Relectrice demande des changements à "
        "«\u00a0Le premier jour\u00a0» (guide). «\u00a0Dites d’abord ce qu’il faut apporter.\u00a0»"
    ]


def test_what_was_sent_back_comes_again_and_is_published(
    submitted: GuidePage, editor: User, moderator: User
) -> None:
    act(moderator, submitted, "reject", comment="Non.")
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    strong_client(editor).post(edit, form(TEXT, lead="Autrement.") | SUBMIT)
    assert len(told(moderator)) == 2
    act(moderator, submitted, "approve")
    assert made().live
    assert told(editor)[0] == (
        "Votre texte est approuvé\u00a0: Relectrice a approuvé «\u00a0Le premier jour\u00a0» (guide), "
        "qui est publié."
    )


def test_for_a_day_to_come_it_says_when(editor: User, moderator: User) -> None:
    later = form(TEXT, go_live_at="2099-01-01 08:00") | SUBMIT
    strong_client(editor).post(add_url(GuideIndexPage.objects.get()), later)
    act(moderator, made(), "approve", comment="Bien.")
    assert not made().live
    day = "1er\u00a0janvier\u00a02099 à 8\u00a0h\u00a000"
    assert told(editor)[0].endswith(f"qui sera publié le {day}. «\u00a0Bien.\u00a0»")


def test_themes_of_questions_too(editor: User, moderator: User) -> None:
    theme = FaqTheme.objects.create(title="Inscrire", live=False)
    theme.save_revision(user=editor)
    theme.get_workflow().start(theme, editor)
    assert "(thème de questions)" in told(moderator)[0]
    assert notices(moderator).get().path == f"/office/snippets/editorial/faqtheme/edit/{theme.pk}/"
    act(moderator, theme, "approve")
    assert FaqTheme.objects.get(pk=theme.pk).live
    assert "Inscrire" in told(editor)[0]


def test_who_does_both_is_told_nothing(moderator: User) -> None:
    strong_client(moderator).post(add_url(GuideIndexPage.objects.get()), form(TEXT) | SUBMIT)
    act(moderator, made(), "approve")
    assert made().live
    assert told(moderator) == []


def test_the_e_mails_can_be_switched_off(
    editor: User, moderator: User, django_capture_on_commit_callbacks: Committed
) -> None:
    User.objects.filter(pk=moderator.pk).update(email="relectrice@one.test")
    person = person_of(moderator, LoginLevel.EID)
    choose_mails(actor=person, user=moderator, wanted={OF_REVIEW.name: False})
    with django_capture_on_commit_callbacks(execute=True):
        strong_client(editor).post(add_url(GuideIndexPage.objects.get()), form(TEXT) | SUBMIT)
    assert len(told(moderator)) == 1
    assert mail.outbox == []
    # Wagtail's own preferences offer what is Wagtail's: comments.
    shown = strong_client(moderator).get("/office/account/").content.decode()
    assert "updated_comments_notifications" in shown
    assert "approved_notifications" not in shown
