"""Words of files."""

from django.db import models


class FileState(models.TextChoices):
    """Whether a file may be handed out: clean ones alone."""

    HELD = "retenu", "En attente du contrôle antivirus"
    CLEAN = "sain", "Contrôlé"
    INFECTED = "infecte", "Refusé\u00a0: un virus y a été trouvé"
    FORGOTTEN = "efface", "Effacé"


# What is left is the row.
GONE = (FileState.INFECTED, FileState.FORGOTTEN)
