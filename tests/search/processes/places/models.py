"""Two tables that make one document: what is torn between them is seen."""

from django.db import models


class Place(models.Model):
    """`number` is written to the place and to its twin in one transaction: documents show both."""

    number = models.IntegerField()

    def __str__(self) -> str:
        return f"Lieu {self.number}"


class Twin(models.Model):
    place = models.OneToOneField(Place, on_delete=models.CASCADE)
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"Jumeau {self.number}"
