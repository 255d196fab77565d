"""`make services`, `make services-stop`, and any command on PostgreSQL: `python -m tests.services run …`."""

import argparse
import os
import subprocess
import sys

from tests.services import clamd, elasticsearch, openid, postgresql
from tests.services.elasticsearch import Node
from tests.services.parts import chromium
from tests.services.postgresql import Cluster


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["start", "stop", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="for run: what gets DATABASE_URL")
    options = parser.parse_args()
    if options.verb == "run":
        return run(options.command)
    missing = [
        *([] if postgresql.programs() else ["PostgreSQL"]),
        *([reason] if (reason := elasticsearch.why_missing()) else []),
        *([] if chromium() else ["Chromium"]),
        *([] if clamd.program() else ["clamd"]),
        *([reason] if (reason := openid.why_missing()) else []),
    ]
    cluster = Cluster(postgresql.STANDING, postgresql.STANDING_PORT)
    node = Node(elasticsearch.STANDING, elasticsearch.STANDING_PORT)
    (start if options.verb == "start" else stop)(cluster, node)
    if missing:
        print(f"Manque : {', '.join(missing)} (make services-install)")
    return 1 if missing and options.verb == "start" else 0


def run(command: list[str]) -> int:
    """The command, with a cluster in DATABASE_URL; nothing where PostgreSQL is not installed."""
    if postgresql.programs() is None:
        print("PostgreSQL n’est pas installé : make services-install")
        return 1 if os.environ.get("CI") == "true" else 0
    with postgresql.running_cluster() as cluster:
        environment = os.environ | {"DATABASE_URL": cluster.url}
        return subprocess.run(command, env=environment, check=False).returncode


def start(cluster: Cluster, node: Node) -> None:
    """Start what is installed and does not run yet, and say under which address."""
    if postgresql.programs():
        if not cluster.is_running():
            cluster.start()
        print(f"DATABASE_URL={cluster.url}")
    if not elasticsearch.why_missing():
        if not node.answers():
            node.start()
        print(f"ELASTICSEARCH_URL={node.url}")


def stop(cluster: Cluster, node: Node) -> None:
    if cluster.is_running():
        cluster.stop()
    node.stop()
    for server in (cluster, node):
        if server.folder.exists():
            server.remove()
    print("PostgreSQL et Elasticsearch : arrêtés")


if __name__ == "__main__":
    sys.exit(main())
