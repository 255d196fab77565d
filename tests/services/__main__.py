"""`make services`, `make services-stop`, and any command on PostgreSQL: `python -m tests.services run …`."""

import argparse
import os
import subprocess
import sys

from tests.services.parts import chromium
from tests.services.postgresql import STANDING, STANDING_PORT, Cluster, programs, running_cluster


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["start", "stop", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="for run: what gets DATABASE_URL")
    options = parser.parse_args()
    if programs() is None:
        print("PostgreSQL n’est pas installé : make services-install")
        return 1 if options.verb == "start" or os.environ.get("CI") == "true" else 0
    if options.verb == "run":
        with running_cluster() as cluster:
            environment = os.environ | {"DATABASE_URL": cluster.url}
            return subprocess.run(options.command, env=environment, check=False).returncode
    cluster = Cluster(STANDING, STANDING_PORT)
    (start if options.verb == "start" else stop)(cluster)
    print(f"PostgreSQL : {cluster.url if cluster.is_running() else 'arrêté'}")
    print(f"Chromium : {chromium() or 'absent (make services-install)'}")
    return 0


def start(cluster: Cluster) -> None:
    if not cluster.is_running():
        cluster.start()


def stop(cluster: Cluster) -> None:
    if cluster.is_running():
        cluster.stop()
    if cluster.folder.exists():
        cluster.remove()


if __name__ == "__main__":
    sys.exit(main())
