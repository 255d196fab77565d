"""Answers become the first of a thread; messages wait since a moment; conversions that failed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

from portal.kernel.service import writing


def move_answers(apps, schema_editor):
    message_model = apps.get_model("helpdesk", "HelpdeskMessage")
    reply_model = apps.get_model("helpdesk", "MessageReply")
    with writing():
        message_model.objects.update(waits_since=F("sent_at"))
        for message in message_model.objects.exclude(answer="").order_by("pk").iterator():
            reply_model.objects.create(
                message=message, kind="reponse", by_id=message.taken_by_id or message.user_id,
                text=message.answer, at=message.treated_at or message.sent_at,
            )
    if schema_editor.connection.vendor == "postgresql":
        # What follows alters the tables: no check of a foreign key may be left for the end.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('helpdesk', '0003_attachments_have_one_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='MessageReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reponse', 'Réponse du helpdesk'), ('suite', 'Suite du message'), ('note', 'Note interne')], max_length=20, verbose_name='sorte')),
                ('text', models.TextField(verbose_name='texte')),
                ('at', models.DateTimeField(verbose_name='écrit le')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='de')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='helpdesk.helpdeskmessage')),
            ],
            options={
                'verbose_name': 'suite d’un message',
                'verbose_name_plural': 'suites de messages',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FailedConversion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tries', models.PositiveIntegerField(default=1, verbose_name='essais')),
                ('first_at', models.DateTimeField(verbose_name='premier essai')),
                ('last_at', models.DateTimeField(verbose_name='dernier essai')),
                ('state', models.CharField(choices=[('en-attente', 'En attente'), ('libere', 'Numéro libéré'), ('explique', 'Expliqué à la personne')], default='en-attente', max_length=20, verbose_name='état')),
                ('words', models.TextField(blank=True, verbose_name='explication')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='réglé le')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte lié')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='failed_conversions', to=settings.AUTH_USER_MODEL, verbose_name='utilisateur')),
            ],
            options={
                'verbose_name': 'conversion qui a échoué',
                'verbose_name_plural': 'conversions qui ont échoué',
                'ordering': ['-first_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'en-attente')), fields=['first_at'], name='failed_conversion_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'en-attente')), fields=('user',), name='failed_conversion_once')],
            },
        ),
        migrations.RemoveIndex(model_name='helpdeskmessage', name='helpdesk_message_waiting'),
        migrations.AddField(
            model_name='helpdeskmessage',
            name='waits_since',
            field=models.DateTimeField(null=True, verbose_name='attend depuis le'),
        ),
        migrations.AlterField(
            model_name='helpdeskmessage',
            name='state',
            field=models.CharField(choices=[('envoye', 'Envoyé'), ('en-cours', 'En cours'), ('informatique', 'En attente de l’informatique'), ('traite', 'Traité')], default='envoye', max_length=20, verbose_name='état'),
        ),
        migrations.RunPython(move_answers, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='helpdeskmessage',
            name='waits_since',
            field=models.DateTimeField(verbose_name='attend depuis le'),
        ),
        migrations.RemoveField(model_name='helpdeskmessage', name='answer'),
        migrations.AddIndex(
            model_name='helpdeskmessage',
            index=models.Index(condition=models.Q(('state', 'traite'), _negated=True), fields=['waits_since'], name='helpdesk_message_waiting'),
        ),
    ]
