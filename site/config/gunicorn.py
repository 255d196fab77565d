"""How gunicorn serves the portals: `gunicorn -c site/config/gunicorn.py config.wsgi`.

Sized for 2 cores. A request is a few milliseconds of Python and a short query, so processes bring the
cores in and a few threads each cover the waits for the database and for slow clients.
"""

import os
import re
from pathlib import Path
from typing import Any

chdir = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 -- runs before Django
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))

# Nothing that a visitor asks for takes this long; a worker that does is stuck.
timeout = 30
graceful_timeout = 20
# Above the idle time of a page being read: its next map refresh finds the connection open.
keepalive = 15
# Memory that leaks slowly never adds up; the jitter keeps the workers from leaving together.
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 -- heartbeat only

# Where each process writes what it counts, for /metrics to add up. Known before any of them imports
# prometheus_client; one folder for each address, since two servers may share ONE_VAR.
_var = Path(os.environ.get("ONE_VAR") or Path(chdir).parent / "var").absolute()
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_var / "metrics" / re.sub(r"\W+", "-", bind)))


def when_ready(server: Any) -> None:
    """Counts begin at 0 with the server: what an earlier one left is of processes that are gone.

    The address is ours by now, so no other server counts here; and no process of ours has begun.
    """
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()


def child_exit(server: Any, worker: Any) -> None:
    """What a process that has ended counted, stays; what it said of itself, goes."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


# What is in a line, and in which form: see there.
logger_class = "config.gunicorn_logs.Logger"
accesslog = "-" if os.environ.get("ACCESS_LOG", "1") == "1" else None
errorlog = "-"
# Whatever a person pastes into the search gets a page in French from the site; the proxy in front bounds
# what reaches it (8 kB in nginx unless set otherwise).
limit_request_line = 0
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")
