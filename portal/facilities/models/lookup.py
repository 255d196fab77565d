"""What agents look a facility up by, where no column of it would do."""

from django.db import models

from portal.facilities.models.listing import Listing

LONGEST_WORD = 60


class ListingWord(models.Model):
    """One folded word of a listing’s name or commune, found from its beginning; services write it along."""

    class Of(models.TextChoices):
        NAME = "nom", "nom"
        COMMUNE = "commune", "commune"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+", db_index=False)
    of = models.CharField("de", max_length=10, choices=Of)
    word = models.CharField("mot", max_length=LONGEST_WORD)

    class Meta:
        verbose_name = "mot d’une fiche"
        verbose_name_plural = "mots des fiches"
        ordering = ["listing", "of", "word"]
        indexes = [
            # PostgreSQL finds beginnings by an index of patterns alone; SQLite knows none, and needs none.
            models.Index(
                fields=["of", "word", "listing"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops", "int8_ops"],
                name="listing_word_looked_up",
            )
        ]
        constraints = [models.UniqueConstraint(fields=["listing", "of", "word"], name="listing_word_once")]

    def __str__(self) -> str:
        return self.word
