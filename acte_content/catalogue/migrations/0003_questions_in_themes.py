"""Frequent questions of ACTE become questions of a theme: those that were read, and the drafts beside them."""

import json
import uuid

from django.db import migrations
from django.utils import timezone
from django.utils.html import escape


def carry(apps, schema_editor):
    asked = list(apps.get_model("catalogue", "FrequentQuestion").objects.order_by("position", "pk"))
    theme = apps.get_model("editorial", "FaqTheme")
    now = timezone.now()
    for title, rows, live in (
        ("Accueil en transition écologique", [row for row in asked if row.live], True),
        ("Accueil en transition écologique (ébauches)", [row for row in asked if not row.live], False),
    ):
        if rows:
            theme.objects.create(
                place="acte", title=title, position=10, questions=json.dumps([_block(row) for row in rows]),
                live=live, first_published_at=now if live else None, last_published_at=now if live else None,
            )


def forget(apps, schema_editor):
    apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="catalogue", content_type__model="frequentquestion"
    ).delete()


def _block(row):
    paragraphs = (part.strip() for part in row.answer.replace("\r\n", "\n").split("\n\n"))
    answer = "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs if part)
    value = {"question": row.question, "answer": answer, "to_complete": row.to_complete}
    return {"type": "question", "id": str(uuid.uuid4()), "value": value}


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0002_frequent_questions"),
        ("editorial", "0003_themes_of_both_pages"),
    ]

    operations = [
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.DeleteModel(name="FrequentQuestion"),
        # After the table: rows that point at what is deleted would keep PostgreSQL from dropping it.
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
