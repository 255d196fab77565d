"""What one process of the small site does (`tests.processes`)."""

import io
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup()
from django.core.management import CommandError, call_command  # noqa: E402 -- after setup()
from django.db import transaction  # noqa: E402 -- after setup()

from portal.audit import heads, sealing, unsealed  # noqa: E402 -- after setup()
from portal.audit.models import AuditEntry, AuditSeal, SealGap  # noqa: E402 -- after setup()
from portal.audit.verifying import Verification  # noqa: E402 -- after setup()
from portal.kernel import clock  # noqa: E402 -- after setup()
from portal.kernel.service import writing  # noqa: E402 -- after setup()


class RollBackError(Exception):
    """The service fails after its work."""


def prepare() -> None:
    call_command("migrate", verbosity=0)


def write(commits: int, seed: int, dawdle: float = 0.004, together: int = 1) -> list[int]:
    """So many transactions of one to three entries, held open for a while; the ids that were committed.

    It begins once so many writers are there.
    """
    (settings.VAR / f"writer-{seed}").touch()
    while len(list(settings.VAR.glob("writer-*"))) < together:
        time.sleep(0.01)
    dice = random.Random(seed)
    committed: list[int] = []
    done = 0
    while done < commits:
        time.sleep(dice.uniform(0, dawdle))
        try:
            with transaction.atomic(), writing():
                ids = [_entry(seed, done).pk for _ in range(dice.randint(1, 3))]
                time.sleep(dice.uniform(0, dawdle))
                if dice.random() < 0.15:
                    raise RollBackError
        except RollBackError:
            continue
        committed += ids
        done += 1
    return committed


def _entry(seed: int, number: int) -> AuditEntry:
    return AuditEntry.objects.create(
        kind="modification", at=clock.now(), actor_id=seed, actor_label=f"Écrivain {seed}",
        subject_type="facilities.facility", subject_id=number, subject_label="Crèche", purpose="fiche",
        changes={"capacity": [number, number + 1]},
    )  # fmt: skip


def seal_restlessly(at_once: int) -> None:
    """Seal in small batches without a pause, until killed or stopped."""
    sealing.AT_ONCE, sealing.POLL_SECONDS = at_once, 0.02
    call_command("audit_seal", "--follow")


def follow() -> None:
    """As `Procfile` starts it."""
    call_command("audit_seal", "--follow")


def seal() -> str:
    said = io.StringIO()
    call_command("audit_seal", "--once", stdout=said)
    return said.getvalue()


def die_at(step: str) -> None:
    """Seal once, and be killed at this step."""

    def die(*values: Any, **named: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    if step == "locked":
        sealing.chain.contents_of = die  # type: ignore[assignment] # to die in it
    elif step == "seals written":
        unsealed.close = die  # type: ignore[assignment] # to die in it
    elif step == "gaps written":
        _after(unsealed, "close", die)
    elif step == "committed":
        heads.append = die  # type: ignore[assignment] # to die in it
    elif step == "half a line":
        write_all = os.write
        os.write = lambda file, text: die(write_all(file, text[: len(text) // 2]))  # type: ignore[assignment]
    else:
        _after(heads, "append", die)
    call_command("audit_seal", "--once")


def _after(module: Any, name: str, then: Callable[..., Any]) -> None:
    function = getattr(module, name)
    setattr(module, name, lambda *values: then(function(*values)))


def verify(heads: list[str]) -> list[dict[str, Any]]:
    verification = Verification(unsealed_after=timedelta(0), heads_files=[Path(path) for path in heads])
    return [asdict(problem) for problem in verification.problems()]


def state() -> dict[str, Any]:
    """Every entry, every seal in its order, and whether the gaps are true."""
    return {
        "entries": list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True)),
        "sealed": list(AuditSeal.objects.order_by("number").values_list("entry_id", flat=True)),
        "gaps": SealGap.objects.count(),
        "gaps are true": unsealed.gaps_are_true(),
        "heads": Path(settings.AUDIT_HEADS).exists(),
    }


def command(name: str, folder: str) -> str:
    """Run `backup` or `restore`: what it says, or why it refuses."""
    said = io.StringIO()
    try:
        call_command(name, folder, stdout=said)
    except CommandError as error:
        return f"refused: {error}"
    return said.getvalue()


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (prepare, write, seal_restlessly, follow, seal, die_at, verify, state, command)
}
