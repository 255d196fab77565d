"""Superusers become administrators: by a function, as everybody, so that no right exists beside the table."""

from typing import Any

from django.db import migrations

from portal.kernel import clock
from portal.kernel.service import writing


def give_functions(apps: Any, schema_editor: Any) -> None:
    users, posts = apps.get_model("accounts", "User").objects, apps.get_model("accounts", "AgentPost").objects
    with writing():
        for user in users.filter(is_superuser=True).order_by("pk"):
            posts.get_or_create(
                user=user,
                function="administration",
                territory="",
                until=None,
                defaults={"since": clock.today()},
            )
    users.filter(is_superuser=True).update(is_superuser=False)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_people_by_name"),
    ]

    operations = [
        migrations.RunPython(give_functions, migrations.RunPython.noop, elidable=True),
    ]
