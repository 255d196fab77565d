"""Conversations between ONE and the people of a place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('facilities', '0011_decision_of_the_effect'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=120, verbose_name='objet')),
                ('function', models.CharField(choices=[('titulaire', 'Titulaire'), ('membre', 'Membre'), ('agent-conseil', 'Agent conseil (ACA)'), ('coordination-accueil', 'Coordinateur·rice accueil'), ('referent-accueil', 'Référent·e accueil'), ('referent-sante', 'Référent·e santé'), ('referent-agrement', 'Référent·e agrément'), ('veille', 'Cellule de veille'), ('acte', 'Équipe de projet ACTE'), ('helpdesk', 'Helpdesk'), ('digipro', 'DIGIPRO'), ('administration', 'Administration du portail'), ('redaction', 'Rédaction'), ('relecture', 'Relecture')], max_length=30, verbose_name='fonction')),
                ('begun_at', models.DateTimeField(verbose_name='commencée le')),
                ('state', models.CharField(choices=[('professionnel', 'En attente du professionnel'), ('one', 'En attente de l’ONE'), ('terminee', 'Terminée')], max_length=20, verbose_name='état')),
                ('waits_since', models.DateTimeField(verbose_name='attend depuis le')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='commencée par')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facilities.facility', verbose_name='milieu d’accueil')),
            ],
            options={
                'verbose_name': 'conversation',
                'verbose_name_plural': 'conversations',
                'ordering': ['-begun_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ConversationMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_from_one', models.BooleanField(verbose_name='de l’ONE')),
                ('text', models.TextField(verbose_name='texte')),
                ('at', models.DateTimeField(verbose_name='écrit le')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='de')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='conversations.conversation')),
            ],
            options={
                'verbose_name': 'message d’une conversation',
                'verbose_name_plural': 'messages de conversations',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('state', 'one')), fields=['waits_since'], name='conversation_waiting'),
        ),
    ]
