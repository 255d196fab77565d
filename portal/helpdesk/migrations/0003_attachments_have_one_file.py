import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0002_attachments_are_received_files'),
    ]

    operations = [
        migrations.AlterField(
            model_name='messageattachment',
            name='received',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.receivedfile', verbose_name='fichier reçu'),
        ),
        migrations.RemoveField(model_name='messageattachment', name='name'),
        migrations.RemoveField(model_name='messageattachment', name='media_type'),
        migrations.RemoveField(model_name='messageattachment', name='size'),
        migrations.RemoveField(model_name='messageattachment', name='file'),
    ]
