from typing import Any

from django.db import migrations, models

from search.analysis import fold


def fill(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("accounts", "User").objects
    for pk, *names in users.order_by("pk").values_list("pk", "last_name", "first_name", "username"):
        users.filter(pk=pk).update(name_key=fold(" ".join(names)))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_strong_login"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="name_key",
            field=models.CharField(
                db_index=True, default="", editable=False, max_length=900, verbose_name="nom replié"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_from",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="sessions à partir de"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
