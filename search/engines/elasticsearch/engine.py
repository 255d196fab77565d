"""The engine that asks Elasticsearch. It answers or fails: what to do then is decided in `resilient`."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings

from search import changes, registry
from search.changes import Head
from search.documents import ListingDocument, SearchQuery, SearchResult
from search.documents_json import fingerprint
from search.engines.elasticsearch import NAME
from search.engines.elasticsearch.answering import result_of
from search.engines.elasticsearch.asking import search_of
from search.engines.elasticsearch.connection import (
    Settings,
    connect,
    expected_shape,
    named_failures,
)
from search.engines.elasticsearch.indices import Indices, Standing
from search.engines.elasticsearch.mapping import MAPPING, document_of
from search.engines.elasticsearch.rebuilding import Rebuild
from search.ports import Content, DocumentSource, EngineStats, Progress, WrongAnswer, silent
from search.provenance import code_of


def elasticsearch_engine() -> "ElasticsearchEngine":
    """The engine as `settings.ELASTICSEARCH` describes it."""
    return ElasticsearchEngine(settings=Settings(**django_settings.ELASTICSEARCH), source=registry.source)


class ElasticsearchEngine:
    """See `search.ports.SearchEngine`. Every method raises `EngineFailure` where the server is at fault.

    Searches wait for `search_timeout` at most, in an account that only reads; everything else has the
    indexer's account and patience.
    """

    name = NAME

    def __init__(self, *, settings: Settings, source: Callable[[], DocumentSource]) -> None:
        self.settings = settings
        self._source = source

    def search(self, query: SearchQuery) -> SearchResult:
        body = search_of(query).to_dict()
        with named_failures(), expected_shape():
            answer = self._searching.search(
                index=self.settings.alias, body=body, allow_partial_search_results=False
            )
            return result_of(answer.body, query)

    def index(self, documents: Iterable[ListingDocument]) -> int:
        with named_failures():
            index = self._behind_alias().index
            taken, refused = self.indices.put(index, documents)
            self.indices.refresh(index)
        if refused:
            raise ValueError(f"listings {[one.listing_id for one in refused]} can't be indexed")
        return taken

    def rebuild(self, source: DocumentSource, progress: Progress = silent) -> None:
        self.made_again(source, progress)

    def made_again(self, source: DocumentSource, progress: Progress = silent) -> Standing:
        """Make the index again beside the present one, put it in its place, and say where it stands."""
        with named_failures():
            return Rebuild(self.indices, source, self.rules, self.made_by, progress).run()

    def roll_back(self) -> Standing:
        """Put the previous index back; the worker then writes what it lacks. WrongAnswer: there is none."""
        with named_failures():
            for name in self.indices.previous():
                standing = self.indices.standing(name)
                if standing is not None and standing.head.epoch == changes.head().epoch:
                    self.indices.swap(name)
                    return standing
        raise WrongAnswer("aucun index précédent ne suit ce journal")

    def contents(self) -> Mapping[int, Content]:
        return {
            document.id: Content(document.version, fingerprint(document)) for document in self._documents()
        }

    def reached(self) -> Head:
        """In the account that searches, which may read this too. WrongAnswer: of other rules than ours."""
        with named_failures():
            standing = Indices(self._searching, self.settings).standing()
        if standing is None:
            raise WrongAnswer("l’index n’existe pas ou n’est pas complet")
        if standing.rules != self.rules:
            raise WrongAnswer("l’index vient d’autres règles que les nôtres")
        return standing.head

    def stats(self) -> EngineStats:
        with named_failures():
            standing = self._behind_alias()
            everything = self.indices.count({"exists": {"field": "id"}})
            tombstones = everything - self.indices.count({"exists": {"field": "public"}})
        return EngineStats(self.name, everything - tombstones, tombstones, *standing.head)

    # --- What the index is made of ----------------------------------------------------------------

    @cached_property
    def rules(self) -> str:
        """What an index is made by: its fields, and the source's rules. Another index is not searched."""
        text = json.dumps(MAPPING, sort_keys=True) + self._source().rules
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def made_by(self) -> str:
        """The code that makes documents and bodies: where it is another, the index is made again."""
        return code_of(self._source(), Path(__file__).parent)

    @cached_property
    def indices(self) -> Indices:
        """The indices, in the indexer's account."""
        settings = self.settings.for_indexing()
        return Indices(connect(settings, timeout=settings.index_timeout), settings)

    @cached_property
    def _searching(self) -> Any:
        return connect(self.settings, timeout=self.settings.search_timeout)

    def _behind_alias(self) -> Standing:
        standing = self.indices.standing()
        if standing is None:
            raise WrongAnswer("l’index n’existe pas")
        return standing

    def _documents(self) -> Iterable[ListingDocument]:
        with named_failures():
            index = self._behind_alias().index
            self.indices.refresh(index)
            for body, version in self.indices.every(index):
                yield document_of(body, version)
