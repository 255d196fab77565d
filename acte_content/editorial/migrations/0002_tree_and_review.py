"""Where the pages begin, in place of Wagtail's welcome page, and « Relecture », which all of them go through."""

import json
import uuid

from django.db import migrations

_NODES = (
    # Path, number of children, model, slug, title, path of the address, lead.
    ("00010001", 3, "PortalPage", "my", "MY.ONE", "/my/", None),
    ("000100010001", 0, "GuideIndexPage", "guides", "Guides pour les parents", "/my/guides/",
     "Choisir un lieu d’accueil, comprendre les tarifs, savoir qui fait quoi."),
    ("000100010002", 0, "FaqPage", "questions-frequentes", "Questions fréquentes", "/my/questions-frequentes/",
     "Des réponses courtes, par thème."),
    ("000100010003", 1, "PortalPage", "pro", "PRO.ONE", "/my/pro/", None),
    ("0001000100030001", 0, "ProIndexPage", "informations", "Informations", "/my/pro/informations/",
     "Documentation, consignes et appels à projets de l’ONE, pour vous."),
)  # fmt: skip


def plant(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType")
    page = apps.get_model("wagtailcore", "Page")
    site = apps.get_model("wagtailcore", "Site")
    locale = apps.get_model("wagtailcore", "Locale").objects.order_by("pk").first()
    welcome = page.objects.filter(path="00010001", slug="home").first()
    if welcome is None:
        # Somebody has made another tree already: theirs stays.
        return
    site.objects.filter(root_page=welcome).delete()
    welcome.delete()
    made = {}
    for path, children, name, slug, title, url_path, lead in _NODES:
        of_it, _ = content_type.objects.get_or_create(app_label="editorial", model=name.lower())
        made[path] = apps.get_model("editorial", name).objects.create(
            path=path, depth=len(path) // 4, numchild=children, slug=slug, title=title, draft_title=title,
            url_path=url_path, content_type=of_it, locale=locale, **({"lead": lead} if lead else {}),
        )
    page.objects.filter(path="0001").update(numchild=1)
    site.objects.create(
        hostname="localhost", port=80, site_name="MY.ONE", root_page_id=made["00010001"].pk, is_default_site=True
    )


def frame(apps, schema_editor):
    links = (("Guides pour les parents", "/guides/"), ("Questions fréquentes", "/questions-frequentes/"))
    menu = [
        {"type": "link", "id": str(uuid.uuid4()), "value": {"words": words, "page": None, "address": address}}
        for words, address in links
    ]
    apps.get_model("editorial", "PortalFrame").objects.create(menu=json.dumps(menu))


def moderate(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType")
    workflow = apps.get_model("wagtailcore", "Workflow")
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if root is None:
        return
    # Wagtail's own asks members of groups, and here there are none.
    workflow.objects.filter(name="Moderators approval").update(active=False)
    of_it, _ = content_type.objects.get_or_create(app_label="editorial", model="review")
    review = apps.get_model("editorial", "Review").objects.create(name="Relecture", active=True, content_type=of_it)
    ours = workflow.objects.create(name="Relecture", active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=ours, task_id=review.pk, sort_order=0)
    theme, _ = content_type.objects.get_or_create(app_label="editorial", model="faqtheme")
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(content_type=theme, workflow=ours)
    apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(
        page=root, defaults={"workflow": ours}
    )


class Migration(migrations.Migration):

    dependencies = [
        ("editorial", "0001_pages"),
    ]

    operations = [
        migrations.RunPython(plant, migrations.RunPython.noop),
        migrations.RunPython(frame, migrations.RunPython.noop),
        migrations.RunPython(moderate, migrations.RunPython.noop),
    ]
