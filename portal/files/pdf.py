"""A PDF that somebody sends: looked into by a program of its own, and kept as that has written it again."""

import subprocess
import sys
from pathlib import Path

from django.core.exceptions import ValidationError

from portal.files import pdf_look
from portal.files.pdf_look import Found

MAX_PAGES = 100
# From outside, for what costs no processor time.
_SECONDS = 20
_REASONS = {
    Found.UNREADABLE: "n’est pas un PDF lisible. Enregistrez-le à nouveau, puis choisissez-le encore.",
    Found.LOCKED: "est protégé par un mot de passe. Enregistrez-le sans lui, puis choisissez-le encore.",
    Found.ACTIVE: "contient un programme ou un formulaire actif. "
    "Imprimez-le en PDF, puis choisissez celui-là.",
    Found.HOLDS_FILES: "contient d’autres fichiers. Imprimez-le en PDF, puis choisissez celui-là.",
    Found.TOO_MANY_PAGES: f"a trop de pages\u00a0: {MAX_PAGES} au plus.",
}


def written_again(content: bytes, shown_name: str) -> bytes:
    """The same pages in a file of our own making; a `ValidationError` says why it is refused.

    Refused: programs, files within the file, a password, too many pages, what can't be read, and what takes
    more memory or time to read than any honest file.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- our own program, and nothing of the file in its arguments
            [sys.executable, "-I", str(Path(pdf_look.__file__)), str(MAX_PAGES)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            env={},
        )
        found, written = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        found, written = Found.UNREADABLE, b""
    if found == Found.HARMLESS and written:
        return written
    # Whatever else it died of.
    reason = _REASONS[Found(found)] if found in set(_REASONS) else _REASONS[Found.UNREADABLE]
    raise ValidationError(f"{shown_name} {reason}")
