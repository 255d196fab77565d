"""Files that wait for the scanner, and those that none has seen: asked about again, and settled once each.

A domain that keeps files in a room says what follows from a verdict (`register_room`), in the transaction in
which it is written down.
"""

import logging
from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from portal.files.enums import FileState
from portal.files.keeping import read, remove_after_commit
from portal.files.models import ReceivedFile
from portal.files.scanning import Scanner, ScannerSilentError, Verdict, patience, scanner
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service

log = logging.getLogger(__name__)
SCANNER = SystemActor("antivirus")
# Of files that were accepted before there was a scanner, in one round.
MOST_UNSCANNED = 200
Settled = Callable[[Actor, ReceivedFile], None]
_rooms: dict[str, Settled] = {}


def register_room(name: str, settled: Settled) -> None:
    """`settled(actor, file)` is told of a verdict on a file. Called in `AppConfig.ready()`.

    The file was held before; or it was handed out already, and then a virus alone is told.
    """
    _rooms[name] = settled


def rooms() -> tuple[str, ...]:
    """The folders of the private storage that hold received files."""
    return tuple(_rooms)


def scan_held(today: date) -> int:
    """The files that were settled. Ends at the first silence: the others wait for the next round.

    Where the site has no scanner any more, what it held is let through, as what arrives then is.
    """
    held = list(ReceivedFile.objects.filter(state=FileState.HELD).order_by("received_at", "pk"))
    asked, done = scanner(), 0
    for received in held:
        verdict = _verdict(asked, received)
        if verdict is None:
            continue
        try:
            done += settle(actor=SCANNER, received_id=received.pk, verdict=verdict())
        except ScannerSilentError as silence:
            log.warning(
                "Antivirus\u00a0: pas de réponse (%s), %s fichiers attendent.", silence, len(held) - done
            )
            break
        patience.regain()
    return done


def scan_unscanned(today: date) -> int:
    """The files that were scanned, of those that were accepted without a scanner; the oldest first.

    At most `MOST_UNSCANNED` in a round, which ends at the first silence: what is left comes next.
    """
    asked, done, lost = scanner(), 0, 0
    if asked is None:
        return 0
    for pk in list(_unscanned().order_by("received_at", "pk").values_list("pk", flat=True)):
        if done == MOST_UNSCANNED:
            break
        received = _unscanned().filter(pk=pk).first()
        if received is None:
            continue
        try:
            verdict = asked.scan(read(received))
        except OSError:
            lost += 1
            continue
        except ScannerSilentError as silence:
            log.warning("Antivirus\u00a0: pas de réponse (%s), des fichiers restent à contrôler.", silence)
            break
        patience.regain()
        done += settle(actor=SCANNER, received_id=received.pk, verdict=verdict)
    if lost:
        log.error("Antivirus\u00a0: le contenu de %s fichiers reçus manque.", lost)
    return done


def _unscanned() -> QuerySet[ReceivedFile]:
    return ReceivedFile.objects.filter(state=FileState.CLEAN, scanned_at=None)


def _verdict(asked: Scanner | None, received: ReceivedFile) -> Callable[[], Verdict] | None:
    """How to find out; None where the disk has lost the file, which is told and stays held."""
    if asked is None:
        return lambda: Verdict.UNSCANNED
    try:
        content = read(received)
    except OSError:
        log.error("Antivirus\u00a0: le contenu du fichier reçu n°\u00a0%s manque.", received.pk)
        return None
    return lambda: asked.scan(content)


@service
def settle(*, actor: Actor, received_id: int, verdict: Verdict) -> bool:
    """Write down what was found, once; False where somebody was faster. UNSCANNED: there is no scanner."""
    received = ReceivedFile.objects.select_for_update().get(pk=received_id)
    was_held = received.is_held
    if not (was_held or received.is_unscanned):
        return False
    if verdict is Verdict.INFECTED:
        remove_after_commit(received)
        received.state, received.file = FileState.INFECTED, ""
    else:
        received.state = FileState.CLEAN
    received.scanned_at = None if verdict is Verdict.UNSCANNED else clock.now()
    received.save(update_fields=["state", "file", "scanned_at"])
    told = _rooms.get(received.room)
    if told and (was_held or not received.is_clean):
        told(actor, received)
    if not received.is_clean:
        log.warning("Antivirus\u00a0: un virus dans le fichier reçu n°\u00a0%s.", received.pk)
    return True
