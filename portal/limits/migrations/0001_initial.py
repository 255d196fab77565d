from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False, verbose_name='clé')),
                ('full_at', models.FloatField(db_index=True, verbose_name='moment où tout est revenu')),
            ],
            options={
                'verbose_name': 'usage d’une limite',
                'verbose_name_plural': 'usages des limites',
            },
        ),
    ]
