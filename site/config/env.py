"""What the environment decides, read in one place."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from portal.kernel.keys import check_for_production

ROOT = Path(__file__).resolve().parents[2]

env = environ.Env()

# Where everything that the running system writes goes: database, saved arrays, private files, logs.
VAR = Path(env.str("ONE_VAR", default=str(ROOT / "var")))

# The keys of private values in dev, demo and test. Everybody knows them: production refuses them.
DEVELOPMENT_KEYS = {
    "FIELD_KEYS": "dev:ZGV2ZWxvcG1lbnQgb25seTogc2VhbGluZyBmaWVsZHM=",
    "DIGEST_KEYS": "dev:ZGV2ZWxvcG1lbnQgb25seTogdGhlaXIgZGlnZXN0cyE=",
}


def private_keys(secret_key: str) -> tuple[str, str]:
    """`FIELD_KEYS` and `DIGEST_KEYS` of production: ImproperlyConfigured unless each is there, and apart."""
    rings = {"FIELD_KEYS": env.str("FIELD_KEYS"), "DIGEST_KEYS": env.str("DIGEST_KEYS")}
    check_for_production(rings, secret_key=secret_key, known=DEVELOPMENT_KEYS)
    return rings["FIELD_KEYS"], rings["DIGEST_KEYS"]


def database() -> dict[str, Any]:
    """The `default` database: `DATABASE_URL`, else SQLite in `var/`.

    SQLite gets what several writing processes need: every transaction takes the write lock at once
    (IMMEDIATE), readers never wait for a writer (WAL), a commit is on disk when it returns
    (synchronous FULL: a power cut must not use a change-log number twice), and a writer waits its turn.
    """
    url = env.str("DATABASE_URL", default=f"sqlite:///{VAR / 'one.sqlite3'}")
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        # SQLite makes its file, not the folder: on a fresh machine there is no var/ yet.
        if (folder := Path(config["NAME"]).parent) == VAR:
            # For the server's account only: private data will be in it.
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-16000"
            ),
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


def csam_origins(issuer: str) -> list[str]:
    """Where the browser is sent to sign in: the issuer's own origin, unless `CSAM_ORIGINS` names others."""
    parts = urlsplit(issuer)
    return [f"{parts.scheme}://{parts.netloc}"] if issuer else []


def elasticsearch() -> dict[str, Any]:
    """How Elasticsearch is reached and what its indices are like: `search.engines.elasticsearch.Settings`.

    `ELASTICSEARCH_URL` may name several nodes, comma between. Two accounts: who searches needs to read the
    alias, who indexes (worker and commands) to manage what begins with it.
    """
    return {
        "url": env.str("ELASTICSEARCH_URL", default="http://127.0.0.1:9200"),
        "alias": env.str("ELASTICSEARCH_ALIAS", default="one-listings"),
        "user": env.str("ELASTICSEARCH_USER", default=""),
        "password": env.str("ELASTICSEARCH_PASSWORD", default=""),
        "indexer_user": env.str("ELASTICSEARCH_INDEXER_USER", default=""),
        "indexer_password": env.str("ELASTICSEARCH_INDEXER_PASSWORD", default=""),
        "ca_certs": env.str("ELASTICSEARCH_CA_CERTS", default=""),
        "search_timeout": env.float("ELASTICSEARCH_SEARCH_TIMEOUT", default=0.3),
        "index_timeout": env.float("ELASTICSEARCH_INDEX_TIMEOUT", default=60.0),
        "shards": env.int("ELASTICSEARCH_SHARDS", default=1),
        "replicas": env.str("ELASTICSEARCH_REPLICAS", default="0-1"),
        "refresh_interval": env.str("ELASTICSEARCH_REFRESH_INTERVAL", default="500ms"),
    }
