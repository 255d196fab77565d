from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False, verbose_name='numéro')),
                ('entry_id', models.BigIntegerField(unique=True, verbose_name='entrée de l’historique')),
                ('link', models.CharField(max_length=64, verbose_name='maillon')),
            ],
            options={
                'verbose_name': 'sceau',
                'verbose_name_plural': 'sceaux',
            },
        ),
        migrations.CreateModel(
            name='SealGap',
            fields=[
                ('first_id', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='du numéro')),
                ('last_id', models.BigIntegerField(verbose_name='au numéro')),
            ],
            options={
                'verbose_name': 'numéros passés',
                'verbose_name_plural': 'numéros passés',
            },
        ),
        migrations.AddField(
            model_name='auditentry',
            name='level',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='niveau de connexion'),
        ),
    ]
