"""By which decision of ONE the effect of an authorisation is so, as agents record it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0010_looked_up'),
    ]

    operations = [
        migrations.AddField(
            model_name='facility',
            name='decided_on',
            field=models.DateField(blank=True, null=True, verbose_name='date de la décision'),
        ),
        migrations.AddField(
            model_name='facility',
            name='decision_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='motif de la décision'),
        ),
        migrations.AddField(
            model_name='facility',
            name='decision_reference',
            field=models.CharField(blank=True, max_length=60, verbose_name='référence de la décision'),
        ),
        migrations.AddField(
            model_name='facility',
            name='is_withdrawn',
            field=models.BooleanField(default=False, verbose_name='retirée'),
        ),
        migrations.AddConstraint(
            model_name='facility',
            constraint=models.CheckConstraint(condition=models.Q(('is_withdrawn', False), ('in_force_until__isnull', False), _connector='OR'), name='facility_withdrawn_has_an_end'),
        ),
    ]
