from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0003_memberships"),
    ]

    operations = [
        migrations.AddField(
            model_name="organiser",
            name="strong_login_required",
            field=models.BooleanField(default=False, verbose_name="connexion forte obligatoire"),
        ),
    ]
