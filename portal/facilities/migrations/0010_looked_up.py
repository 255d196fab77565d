"""Words of listings, digests of numbers and an index: what agents look facilities up by."""

import django.db.models.deletion
import portal.kernel.private_fields
from django.db import migrations, models

from portal.kernel import crypto
from portal.kernel.service import writing
from search.analysis import fold


def write_words(apps, schema_editor):
    listings = apps.get_model("facilities", "Listing").objects.order_by("pk").values_list("pk", "name", "commune")
    word_model = apps.get_model("facilities", "ListingWord")
    with writing():
        word_model.objects.bulk_create(
            (
                word_model(listing_id=pk, of=of, word=word)
                for pk, name, commune in listings.iterator()
                for of, text in (("nom", name), ("commune", commune))
                for word in dict.fromkeys(word[:60] for word in fold(text).split())
            ),
            batch_size=1_000,
        )


def write_digests(apps, schema_editor):
    """Of numbers that a key opens; `rotate_keys` makes the others once their key is back."""
    with writing():
        for name, purpose in (
            ("Childminder", "facilities.childminder.niss"),
            ("CoCarePartner", "facilities.co_care_partner.niss"),
        ):
            model = apps.get_model("facilities", name)
            for pk, number in model.objects.filter(niss__isnull=False).order_by("pk").values_list("pk", "niss"):
                try:
                    digest = crypto.digest(number.reveal(), purpose)
                except crypto.Unreadable:
                    continue
                model.objects.filter(pk=pk).update(niss_digest=digest)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0009_photos_projects_bank_statements'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListingWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('nom', 'nom'), ('commune', 'commune')], max_length=10, verbose_name='de')),
                ('word', models.CharField(max_length=60, verbose_name='mot')),
            ],
            options={
                'verbose_name': 'mot d’une fiche',
                'verbose_name_plural': 'mots des fiches',
                'ordering': ['listing', 'of', 'word'],
            },
        ),
        migrations.AddField(
            model_name='childminder',
            name='niss_digest',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=100, null=True, verbose_name='empreinte du NISS'),
        ),
        migrations.AddField(
            model_name='cocarepartner',
            name='niss_digest',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=100, null=True, verbose_name='empreinte du NISS'),
        ),
        migrations.AlterField(
            model_name='childminder',
            name='niss',
            field=portal.kernel.private_fields.PrivateTextField(blank=True, digest_field='niss_digest', editable=False, null=True, purpose='facilities.childminder.niss', verbose_name='numéro de registre national'),
        ),
        migrations.AlterField(
            model_name='cocarepartner',
            name='niss',
            field=portal.kernel.private_fields.PrivateTextField(blank=True, digest_field='niss_digest', editable=False, null=True, purpose='facilities.co_care_partner.niss', verbose_name='numéro de registre national'),
        ),
        migrations.AddIndex(
            model_name='organiser',
            index=models.Index(fields=['enterprise_number'], name='organiser_by_number'),
        ),
        migrations.AddField(
            model_name='listingword',
            name='listing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='facilities.listing'),
        ),
        migrations.AddIndex(
            model_name='listingword',
            index=models.Index(fields=['of', 'word', 'listing'], name='listing_word_looked_up', opclasses=['varchar_pattern_ops', 'varchar_pattern_ops', 'int8_ops']),
        ),
        migrations.AddConstraint(
            model_name='listingword',
            constraint=models.UniqueConstraint(fields=('listing', 'of', 'word'), name='listing_word_once'),
        ),
        migrations.RunPython(write_words, migrations.RunPython.noop),
        migrations.RunPython(write_digests, migrations.RunPython.noop),
    ]
