import django.db.models.deletion
from django.db import migrations, models

from portal.kernel.service import writing


def receive(apps, schema_editor):
    """What was accepted before there was a scanner is clean without one, as it is where there is none."""
    Attachment = apps.get_model('helpdesk', 'MessageAttachment')
    ReceivedFile = apps.get_model('files', 'ReceivedFile')
    with writing():
        for attachment in Attachment.objects.select_related('message').order_by('pk'):
            attachment.received = ReceivedFile.objects.create(
                room='helpdesk', name=attachment.name, media_type=attachment.media_type, size=attachment.size,
                file=attachment.file.name, state='sain', received_at=attachment.message.sent_at,
            )
            attachment.save(update_fields=['received'])


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_received_files'),
        ('helpdesk', '0001_messages_and_contact'),
    ]

    operations = [
        migrations.AddField(
            model_name='messageattachment',
            name='received',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.receivedfile', verbose_name='fichier reçu'),
        ),
        migrations.RunPython(receive, migrations.RunPython.noop),
    ]
