"""The faults that a server may have, by name, for `faulty.Front`."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.services.faulty import FOR_EVER, Answer, Exchange, Fault, refused

JSON = [("Content-Type", "application/vnd.elasticsearch+json"), ("X-Elastic-Product", "Elasticsearch")]
PAGE = [("Content-Type", "text/html; charset=utf-8")]
HTML = b"<!doctype html><title>Maintenance</title><p>We will be back soon: operator@example.org"
DRIP_SECONDS = 0.1

Body = dict[str, Any]


# --- Silent and slow ----------------------------------------------------------------------------------


def hanging(exchange: Exchange) -> None:
    """The request is taken, and nothing comes."""
    exchange.wait(FOR_EVER)


def late(seconds: float) -> Fault:
    """The right answer, so many seconds later."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.from_server().raw()
        exchange.wait(seconds)
        exchange.send(answer)

    return fault


def dripping_headers(exchange: Exchange) -> None:
    """Headers that never end, a byte at a time: each byte arrives within any limit for one reading."""
    exchange.send(b"HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\n")
    _drip(exchange, b"X-Pad: 0\r\n")


def dripping_body(exchange: Exchange) -> None:
    """Headers at once, then a body of which a byte comes now and then, for ever."""
    exchange.send(Answer(200, b"", JSON).raw(promised=10_000_000))
    _drip(exchange, b" ")


def _drip(exchange: Exchange, pattern: bytes) -> None:
    while True:
        for byte in pattern:
            exchange.send(bytes([byte]))
            exchange.wait(DRIP_SECONDS)


# --- Cut off ------------------------------------------------------------------------------------------


def truncated(exchange: Exchange) -> None:
    """Half of what was promised, then the connection is closed."""
    answer = exchange.from_server()
    exchange.send(
        Answer(200, answer.body[: len(answer.body) // 2], answer.headers).raw(promised=len(answer.body))
    )
    exchange.close()


def withheld(exchange: Exchange) -> None:
    """Half of what was promised, and the rest never comes."""
    answer = exchange.from_server()
    exchange.send(
        Answer(200, answer.body[: len(answer.body) // 2], answer.headers).raw(promised=len(answer.body))
    )
    exchange.wait(FOR_EVER)


def torn(exchange: Exchange) -> None:
    """The connection is torn down in the middle of the answer."""
    raw = exchange.from_server().raw()
    exchange.send(raw[: len(raw) * 2 // 3])
    exchange.reset()


def closed(exchange: Exchange) -> None:
    """The request is read, and the connection is closed without a word."""
    exchange.close()


# --- Other words --------------------------------------------------------------------------------------


def always(answer: Answer | bytes) -> Fault:
    """The same to every request; raw bytes are followed by the end of the connection."""

    def fault(exchange: Exchange) -> None:
        if isinstance(answer, Answer):
            exchange.send(answer.raw())
            return
        exchange.send(answer)
        exchange.close()

    return fault


def said(value: object) -> Fault:
    """This JSON, from what looks like Elasticsearch, to every request."""
    return always(Answer(200, json.dumps(value).encode(), JSON))


def refusal(status: int, kind: str) -> Fault:
    """Elasticsearch's own way of saying no."""
    body = json.dumps({"error": {"type": kind, "reason": "…"}, "status": status}).encode()
    return always(Answer(status, body, JSON))


def anonymous(exchange: Exchange) -> None:
    """The right answer, from something that does not say that it is Elasticsearch."""
    answer = exchange.from_server()
    kept = [(name, value) for name, value in answer.headers if name.lower() != "x-elastic-product"]
    exchange.send(Answer(answer.status, answer.body, kept).raw())


# --- Nearly right -------------------------------------------------------------------------------------


def changed(change: Callable[[Body], Body | None], path: str = "/_search") -> Fault:
    """The server's answers to requests of one kind with something changed; all else as it is."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.from_server()
        if path in exchange.path and answer.status == 200:
            body = json.loads(answer.body)
            answer = Answer(200, json.dumps(change(body) or body).encode(), answer.headers)
        exchange.send(answer.raw())

    return fault


def _out_of_time(body: Body) -> None:
    body["timed_out"] = True


def _failed_shard(body: Body) -> None:
    body["_shards"] |= {"failed": 1, "successful": 0}


def _no_shards(body: Body) -> None:
    body["_shards"] |= {"total": 0, "successful": 0}
    body["hits"]["hits"] = []
    body["hits"]["total"]["value"] = 0


def _rough_total(body: Body) -> None:
    body["hits"]["total"]["relation"] = "gte"


def _lost_hits(body: Body) -> None:
    body["hits"]["hits"] = body["hits"]["hits"][1:]


def _cut_facet(body: Body) -> None:
    """Of the facets alone: a search that asks for none is answered rightly."""
    for counts in body.get("aggregations", {}).values():
        for name, facet in counts.items():
            if isinstance(facet, dict) and "sum_other_doc_count" in facet:
                counts[name] = facet | {"sum_other_doc_count": 7}


def _no_facets(body: Body) -> None:
    body.pop("aggregations", None)


def _in_words(value: Any) -> Any:
    """Every number as a string, deep down."""
    if isinstance(value, dict):
        return {name: _in_words(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_in_words(part) for part in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


# Each must lead to the second engine, and to an open breaker.
FAULTS: Mapping[str, Fault] = {
    "stopped": refused,
    "hanging": hanging,
    "slow (1 s)": late(1.0),
    "dripping headers": dripping_headers,
    "dripping body": dripping_body,
    "half, then silence": withheld,
    "half, then the end": truncated,
    "torn down": torn,
    "closed unheard": closed,
    "503": refusal(503, "unavailable_shards_exception"),
    "503, a page": always(Answer(503, HTML, PAGE)),
    "429": refusal(429, "circuit_breaking_exception"),
    "500": refusal(500, "search_phase_execution_exception"),
    "401": refusal(401, "security_exception"),
    "404": refusal(404, "index_not_found_exception"),
    "302": always(Answer(302, b"", [("Location", "http://[")])),
    "204": always(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "no HTTP": always(bytes(range(256)) * 8),
    "broken headers": always(b"HTTP/1.1 200 OK\r\nno header at all\r\nContent-Type\r\n\r\n{}"),
    "a page": always(Answer(200, HTML, PAGE)),
    "a page called JSON": always(Answer(200, HTML, JSON)),
    "no bytes of gzip": always(Answer(200, b"{}", [*JSON, ("Content-Encoding", "gzip")])),
    "bottomless JSON": always(Answer(200, b"[" * 200_000, JSON)),
    "[]": said([]),
    "null": said(None),
    "{}": said({}),
    "a number": said(1),
    "a text": said("ok"),
    "another answer": said({"_shards": {}, "hits": [], "_source": {"state": None}, "timed_out": "false"}),
    "numbers in words": changed(_in_words),
    "out of time": changed(_out_of_time),
    "a failed shard": changed(_failed_shard),
    "no shards": changed(_no_shards),
    "a rough total": changed(_rough_total),
    "lost hits": changed(_lost_hits),
    "a cut facet": changed(_cut_facet),
    "no facets": changed(_no_facets),
}
