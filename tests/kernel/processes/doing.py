"""One process: `python -m tests.kernel.processes.doing <what> [how many]`."""

import json
import os
import random
import signal
import sys
from collections import Counter
from datetime import date
from io import StringIO
from itertools import count
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup()

from portal.accounts.identification import state_niss, user_of_niss  # noqa: E402 -- after setup()
from portal.accounts.models import User  # noqa: E402 -- after setup()
from portal.kernel import rotation  # noqa: E402 -- after setup()
from portal.kernel.actors import SystemActor  # noqa: E402 -- after setup()
from portal.kernel.private_fields import sealed  # noqa: E402 -- after setup()
from portal.kernel.service import writing  # noqa: E402 -- after setup()
from tests.kernel.numbers import niss_of  # noqa: E402 -- after setup()

ACTOR = SystemActor("essais")


def number(of: int, turn: int = 0) -> str:
    """A NISS for each person and turn, all different."""
    return niss_of(date(1930 + turn % 60, 1 + of // 900 % 12, 1 + turn // 60 % 28), 1 + of % 900)


def prepare(how_many: str) -> None:
    call_command("migrate", verbosity=0)
    with writing():
        User.objects.bulk_create(
            [User(username=f"u{of}", **sealed(User, "niss", number(of))) for of in range(int(how_many))]
        )


def state(how_many: str) -> None:
    """State so many numbers for people at random; say who has which in the end."""
    people = list(User.objects.order_by("pk"))
    dice, last = random.Random(3), {}
    say("begun")
    for turn in range(1, int(how_many) + 1):
        of = dice.randrange(len(people))
        state_niss(actor=ACTOR, user=people[of], text=number(of, turn))
        last[people[of].username] = number(of, turn)
    say(last)


def look() -> None:
    """Open and find everybody; say under which keys they stand, and what they hold."""
    people = User.objects.order_by("pk")
    held = {person.username: person.niss.reveal() for person in people}
    assert all(user_of_niss(niss) is not None for niss in held.values())
    keys = Counter(f"{p.niss.token.split(':')[0]} {p.niss_digest.split(':')[0]}" for p in people)
    say({"held": held, "keys": keys})


def rotate_keys() -> None:
    call_command("rotate_keys", stdout=StringIO())


def die_at_row(number: str) -> None:
    """Rotate, and be killed (-9) at the writing of this row, inside the transaction of its chunk."""
    written, still = count(1), rotation._still

    def kill_or_go_on(*arguments: Any) -> Any:
        if next(written) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return still(*arguments)

    rotation._still = kill_or_go_on
    rotate_keys()


def say(what: Any) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 -- this is how it answers


if __name__ == "__main__":
    known = {what.__name__: what for what in (prepare, state, look, rotate_keys, die_at_row)}
    known[sys.argv[1]](*sys.argv[2:])
