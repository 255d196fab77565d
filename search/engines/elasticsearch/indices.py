"""The indices behind the alias: made, filled, swapped, removed; and how far each one follows the log."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.helpers import streaming_bulk

from search.changes import Head
from search.documents import ListingDocument
from search.engines.elasticsearch.connection import Settings, expected_shape, refusal
from search.engines.elasticsearch.mapping import MAPPING, STATE_ID, body_of
from search.ports import Unreachable, WrongAnswer

# One bulk request: large enough to be worth its round trip, small enough to be answered in a moment.
BULK_DOCUMENTS = 1_000
BULK_BYTES = 10 * 1024 * 1024
# Of the previous indices, so many stay for a roll-back.
KEPT = 1
_PAGE = 5_000
_KEEP_ALIVE = "2m"
_CONFLICT = 409
_MALFORMED = 400


@dataclass(frozen=True, slots=True)
class Standing:
    """An index, the head of the log up to which it holds every change, and of which rules and code it is."""

    index: str
    head: Head
    rules: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that can't be indexed, and why: the name of the error, nothing of the document."""

    listing_id: int
    reason: str


class Indices:
    """The versions of one alias. Raises what the client raises: see `connection.named_failures`."""

    def __init__(self, client: Elasticsearch, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self.alias = settings.alias

    # --- How far an index is -------------------------------------------------------------------------

    def standing(self, index: str | None = None) -> Standing | None:
        """Of the index behind the alias, or of the one named; None where there is none, or half of one."""
        with expected_shape():
            try:
                found = self._client.get(index=index or self.alias, id=STATE_ID)
            except NotFoundError:
                return None
            state = found["_source"]["state"]
            head = Head(str(state["epoch"]), int(state["sequence"]))
            return Standing(found["_index"], head, state["rules"], state["made_by"])

    def stand(self, standing: Standing) -> None:
        """Say where an index stands, once it holds all that it says. This never goes back."""
        state = {
            "epoch": standing.head.epoch,
            "sequence": standing.head.sequence,
            "rules": standing.rules,
            "made_by": standing.made_by,
        }
        try:
            self._client.index(
                index=standing.index,
                id=STATE_ID,
                document={"state": state},
                version=standing.head.sequence,
                version_type="external_gte",
            )
        except ApiError as error:
            if error.status_code != _CONFLICT:
                raise

    # --- Documents -----------------------------------------------------------------------------------

    def put(self, index: str, documents: Iterable[ListingDocument]) -> tuple[int, list[Refused]]:
        """Take documents in: how many were newer than what was there, and those that can't be indexed.

        A version that is there already, or a newer one, is a success: the change has arrived. Raises
        Unreachable where the server is at fault, so that the same may be asked again.
        """
        refused: list[Refused] = []
        sent = answered = 0

        def actions() -> Iterator[dict[str, Any]]:
            nonlocal sent
            for action in _actions(documents, refused):
                sent += 1
                yield action

        outcomes = streaming_bulk(
            self._client,
            actions(),
            index=index,
            chunk_size=BULK_DOCUMENTS,
            max_chunk_bytes=BULK_BYTES,
            raise_on_error=False,
        )
        taken = 0
        for ok, item in outcomes:
            answered += 1
            outcome = item["index"]
            if ok:
                taken += 1
            elif outcome["status"] == _MALFORMED:
                refused.append(Refused(int(outcome["_id"]), outcome["error"]["type"]))
            elif outcome["status"] != _CONFLICT:
                raise Unreachable(refusal(outcome["status"], outcome["error"]["type"]))
        if answered != sent:
            # The client stops at the end of a list that is too short: the rest would count as written.
            raise WrongAnswer("une partie des fiches envoyées est restée sans réponse")
        return taken, refused

    def every(self, index: str) -> Iterator[tuple[Mapping[str, Any], int]]:
        """Body and version of every document that searches see now, as of one moment."""
        pit = self._client.open_point_in_time(index=index, keep_alive=_KEEP_ALIVE)["id"]
        try:
            after: list[Any] | None = None
            while True:
                page = self._client.search(
                    pit={"id": pit, "keep_alive": _KEEP_ALIVE},
                    query={"bool": {"must_not": {"ids": {"values": [STATE_ID]}}}},
                    sort=[{"_shard_doc": "asc"}],
                    search_after=after,
                    size=_PAGE,
                    version=True,
                    track_total_hits=False,
                    allow_partial_search_results=False,
                )["hits"]["hits"]
                if not page:
                    return
                yield from ((hit["_source"], hit["_version"]) for hit in page)
                after = page[-1]["sort"]
        finally:
            self._client.close_point_in_time(id=pit)

    def refresh(self, index: str) -> None:
        """Let searches see what was taken in."""
        self._client.indices.refresh(index=index)

    def count(self, query: Mapping[str, Any], *, index: str | None = None) -> int:
        """How many documents fit."""
        return int(self._client.count(index=index or self.alias, query=query)["count"])

    def megabytes(self, index: str) -> float:
        """What the index takes on disk, one copy of each shard."""
        stats = self._client.indices.stats(index=index, metric="store")
        return float(stats["_all"]["primaries"]["store"]["size_in_bytes"]) / 1e6

    # --- Indices -------------------------------------------------------------------------------------

    def create(self) -> str:
        """A new index of its own name, made to be filled: no copies, nothing shown until `open`."""
        name = f"{self.alias}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
        settings = self._settings.index_settings()
        settings.pop("auto_expand_replicas", None)
        settings |= {"number_of_replicas": 0, "refresh_interval": "-1"}
        self._client.indices.create(index=name, settings=settings, mappings=MAPPING)
        return name

    def open(self, index: str) -> None:
        """End the filling: the index's own refresh and copies."""
        settings = self._settings.index_settings()
        changed = {
            name: value
            for name, value in settings.items()
            if name in ("refresh_interval", "auto_expand_replicas", "number_of_replicas")
        }
        self._client.indices.put_settings(index=index, settings=changed)
        self.refresh(index)

    def swap(self, index: str) -> None:
        """Lead the alias to `index` and to nothing else, in one call."""
        others = [name for name in self.aliased() if name != index]
        actions = [{"remove": {"index": name, "alias": self.alias}} for name in others]
        actions.append({"add": {"index": index, "alias": self.alias}})
        self._client.indices.update_aliases(actions=actions)

    def aliased(self) -> list[str]:
        """The indices behind the alias: one, unless somebody meddled."""
        return [name for name, aliases in self.names().items() if self.alias in aliases]

    def previous(self) -> list[str]:
        """Complete indices that are not behind the alias, newest first."""
        names = [name for name, aliases in self.names().items() if self.alias not in aliases]
        return sorted((name for name in names if self.standing(name) is not None), reverse=True)

    def remove(self, index: str) -> None:
        """Remove one index; it may be gone already."""
        self._client.indices.delete(index=index, ignore_unavailable=True)

    def clean(self) -> list[str]:
        """Remove what is neither behind the alias nor kept for a roll-back; the names."""
        keep = {*self.aliased(), *self.previous()[:KEPT]}
        unwanted = sorted(set(self.names()) - keep)
        for name in unwanted:
            self.remove(name)
        return unwanted

    def names(self) -> dict[str, list[str]]:
        """Our indices, each with its aliases."""
        found = self._client.indices.get_alias(index=f"{self.alias}-*")
        return {name: list(about["aliases"]) for name, about in found.items()}


def _actions(documents: Iterable[ListingDocument], refused: list[Refused]) -> Iterator[dict[str, Any]]:
    for document in documents:
        try:
            body = body_of(document)
        except ValueError as error:
            refused.append(Refused(document.id, type(error).__name__))
            continue
        version = {"version": document.version, "version_type": "external"}
        yield {"_op_type": "index", "_id": str(document.id), **version, "_source": body}
