"""The drawings of the project that may stand at the head of an article."""

from django.db import models


class Drawing(models.TextChoices):
    """Each a file `img/dessins/<value>.svg`: decoration, so without words of its own."""

    PLAYROOM = "salle-de-jeux", "Une salle de jeux"
    HOUSES = "maisons", "Des maisons et un jardin"
    TABLE = "table", "Une table et un goûter"
    SCALES = "balance", "Une balance"
    PAPERS = "papiers", "Des papiers et un crayon"
    LETTER = "annonce", "Une lettre et un drapeau"

    @property
    def path(self) -> str:
        """Among the static files."""
        return f"img/dessins/{self.value}.svg"
