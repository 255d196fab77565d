"""How Elasticsearch is reached, and what its refusals and silences are called here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from elastic_transport import ConnectionTimeout, SerializationError, TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, NotFoundError, UnsupportedProductError

from search.engines.elasticsearch.deadline import DeadlineNode
from search.ports import Unreachable, WrongAnswer

# Above the number of threads of a process: none waits for the connection of another one, without a limit.
CONNECTIONS = 100
# What Elasticsearch calls its refusals. A page that came instead is not repeated: nobody knows what it holds.
_NAME = re.compile(r"[a-z_]{1,60}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is decided by whoever runs the site (`settings.ELASTICSEARCH`).

    Searching and indexing have accounts of their own: the first may read the alias and nothing else.
    `replicas` is a number, or a range as in "0-1", which follows the number of nodes.
    """

    url: str
    alias: str = "one-listings"
    user: str = ""
    password: str = ""
    indexer_user: str = ""
    indexer_password: str = ""
    ca_certs: str = ""
    search_timeout: float = 0.3
    index_timeout: float = 60.0
    shards: int = 1
    replicas: str = "0-1"
    refresh_interval: str = "500ms"

    def for_indexing(self) -> "Settings":
        """The same with the account that may write."""
        return replace(
            self, user=self.indexer_user or self.user, password=self.indexer_password or self.password
        )

    def index_settings(self) -> dict[str, Any]:
        """What an index is made with. Explicit, so that no template of the cluster decides it."""
        replicas = (
            {"auto_expand_replicas": self.replicas}
            if "-" in self.replicas
            else {"number_of_replicas": int(self.replicas)}
        )
        # A commit is on disk before it is acknowledged: what the cursor says survives a kill.
        return {
            "number_of_shards": self.shards,
            **replicas,
            "refresh_interval": self.refresh_interval,
            "translog.durability": "request",
        }


def connect(settings: Settings, *, timeout: float) -> Elasticsearch:
    """A client that waits so long and tries once: whoever searches has another engine to turn to."""
    hosts = [host.strip() for host in settings.url.split(",") if host.strip()]
    return Elasticsearch(
        hosts,
        basic_auth=(settings.user, settings.password) if settings.user else None,
        ca_certs=settings.ca_certs or DEFAULT,
        request_timeout=timeout,
        node_class=DeadlineNode,
        connections_per_node=CONNECTIONS,
        max_retries=0,
        retry_on_timeout=False,
    )


@contextmanager
def named_failures() -> Iterator[None]:
    """Errors of the client as `EngineFailure`: they name what happened, and hold nothing of the request."""
    try:
        yield
    except ConnectionTimeout as error:
        raise Unreachable("pas de réponse dans le délai") from error
    except (SerializationError, RecursionError) as error:
        raise WrongAnswer("la réponse n’est pas du JSON") from error
    except UnsupportedProductError as error:
        raise WrongAnswer("la réponse ne vient pas d’Elasticsearch") from error
    except NotFoundError as error:
        raise WrongAnswer("l’index n’existe pas") from error
    except ApiError as error:
        raise Unreachable(refusal(error.meta.status, error.message)) from error
    except TransportError as error:
        raise Unreachable("connexion impossible ou coupée") from error


@contextmanager
def expected_shape() -> Iterator[None]:
    """Around asking and reading, of which each trusts what came: WrongAnswer where it is built otherwise
    than Elasticsearch's answers are."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise WrongAnswer(f"la réponse n’a pas la forme attendue ({type(error).__name__})") from error


def refusal(status: object, kind: object) -> str:
    """A refusal as a reason: its status and, where it has one, its name."""
    named = isinstance(kind, str) and _NAME.fullmatch(kind)
    return f"refus ({status}, {kind})" if named else f"refus ({status})"
