"""`python -m tests.processes.forking <module>`: starts up once, and divides in two for each thing to be done.

Reads one request a line, answers with one line: `{"verb", "values", "said"}` → the pid of a process that does
it and leaves its answer in the file `said`; `{"has_ended": pid}` → its exit code, or null while it runs.
"""

import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    verbs = importlib.import_module(sys.argv[1]).VERBS
    running = set()
    for line in sys.stdin:
        request = json.loads(line)
        if "verb" in request:
            pid = os.fork()
            if pid == 0:
                _do(verbs[request["verb"]], request["values"], Path(request["said"]))
                return
            running.add(pid)
            answer: int | None = pid
        else:
            ended, status = os.waitpid(request["has_ended"], os.WNOHANG)
            running.discard(ended)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    # Nobody asks any more: what still runs belongs to a test that failed.
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _do(verb: Any, values: dict[str, Any], said: Path) -> None:
    """As a process of its own: it hears nothing, and what it prints is no answer of the one that divides."""
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    said.write_text(json.dumps(verb(**values)))


if __name__ == "__main__":
    main()
