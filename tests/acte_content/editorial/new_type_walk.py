"""A type of page that was not there before: from its migration to its reader. Run by `test_new_type`."""

import sys
from pathlib import Path
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("makemigrations", "editorial", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(Path("acte_content/editorial/migrations").glob("*storypage*"))
    sys.stdout.write("migrated\n")
    write_and_publish()


def write_and_publish() -> None:
    from django.urls import reverse

    from acte_content.editorial.models import GuideIndexPage, StoryPage  # type: ignore[attr-defined]
    from portal.accounts import posts
    from portal.accounts.enums import Role
    from portal.accounts.models import User
    from portal.kernel.actors import SystemActor
    from tests.acte_content.editorial.conftest import strong_client
    from tests.acte_content.editorial.test_process import PUBLISH, TEXT, form
    from tests.strictness.pages import StrictClient

    user = User.objects.create_user("relectrice", password="x")
    posts.give_post(actor=SystemActor("essai"), user=user, function=Role.MODERATOR)
    editing, reader = strong_client(user), StrictClient()
    add = reverse("wagtailadmin_pages:add", args=["editorial", "storypage", GuideIndexPage.objects.get().pk])
    shown(editing.get(add), 200, "Récit")
    editing.post(add, form(TEXT))
    story = StoryPage.objects.get(slug="le-premier-jour")
    shown(reader.get("/guides/le-premier-jour/"), 404)
    sys.stdout.write("drafted\n")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[story.pk])
    assert editing.post(preview, form(TEXT)).json()["is_valid"]
    shown(editing.get(preview, {"mode": ""}), 200, "On prend son temps.")
    sys.stdout.write("previewed\n")
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    # What every article must fulfil is asked of it too.
    shown(editing.post(edit, form(("subtitle", "Trop tôt")) | PUBLISH), 200, "vient avant tout titre")
    editing.post(edit, form(TEXT) | PUBLISH)
    assert StoryPage.objects.get().live
    sys.stdout.write("published\n")
    shown(reader.get("/guides/le-premier-jour/"), 200, "On prend son temps.")
    sys.stdout.write("read\n")
    shown(reader.get("/sitemap-guides.xml"), 200, "/guides/le-premier-jour/</loc>")
    sys.stdout.write("listed\n")


def shown(answer: Any, status: int, words: str = "") -> None:
    assert answer.status_code == status, answer.content.decode()
    assert words in answer.content.decode(), words


if __name__ == "__main__":
    main()
