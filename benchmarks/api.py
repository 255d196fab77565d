"""The public interface: `python -m benchmarks.api [--pages 1000] [--actions 1000] [--listings 10000]`.

In a scratch database (SQLite): guides of thirteen blocks with links, actions of six axes, fictitious
listings. Each address through the whole of Django, in this process: median and 95th percentile of forty
requests after five to warm up, on the clock and of this process's own work, which a busy machine does not
lengthen; the queries and the size of one answer, and what a 304 takes.
"""

import argparse
import time
from typing import Any

from benchmarks.machine import machine
from benchmarks.scratch import scratch_site
from benchmarks.timing import in_milliseconds

ADDRESSES = {
    "axes": "/api/v1/axes",
    "one axis": "/api/v1/axes/axe-1",
    "actions, 20": "/api/v1/actions",
    "actions, 100, filtered": "/api/v1/actions?axe=axe-1&difficulte=facile&par_page=100",
    "actions, words": "/api/v1/actions?q=jardin",
    "questions": "/api/v1/faq",
    "charter": "/api/v1/charte",
    "announcements": "/api/v1/annonces",
    "listings, 20": "/api/v1/lieux",
    "listings, 20 near Namur": "/api/v1/lieux?q=5000+Namur&tri=distance&type=creche",
    "listings, 100": "/api/v1/lieux?par_page=100",
    "listings, 100, GeoJSON": "/api/v1/lieux.geojson?par_page=100",
    "one listing": "/api/v1/lieux/1",
    "pages, 20": "/api/v2/pages/",
    "pages, 100": "/api/v2/pages/?limit=100&order=-first_published_at",
    "pages, words": "/api/v2/pages/?search=jardin",
    "pages of a kind, 20 with their lead": "/api/v2/pages/?type=editorial.GuidePage&fields=lead",
    "one page": "/api/v2/pages/{page}/",
    "images, 20": "/api/v2/images/",
}
REPEATS = 40
WARM_UP = 5


def fill(pages: int, actions: int, listings: int) -> dict[str, int]:
    """All of it; the ids that addresses name."""
    from django.db import transaction

    from benchmarks import rows
    from benchmarks.places import places
    from search.gazetteer.loading import load

    load()
    rows.fill(places(listings, seed=7))
    with transaction.atomic():
        _actions(actions)
        return {"page": _pages(pages)}


def _actions(count: int) -> None:
    from acte_content.catalogue.models import Action, Axis, CharterElement, CharterVersion
    from acte_content.editorial.demo.planting import as_stored
    from acte_content.editorial.enums import FaqPlace
    from acte_content.editorial.models import FaqTheme
    from portal.kernel import clock

    words = "Un jardin que les enfants arrosent avec l’eau de pluie. " * 8
    axes = [
        Axis.objects.create(
            title=f"Axe {number}", slug=f"axe-{number}", position=number, drawing="eau", summary=words[:150],
            introduction=words,
        )
        for number in range(1, 7)
    ]  # fmt: skip
    for number in range(count):
        Action.objects.create(
            axis=axes[number % 6], title=f"Action {number}", slug=f"action-{number}", position=number,
            summary=words[:150], why=words, how="\n".join(["Une étape"] * 6), difficulty="facile",
            cost="gratuit", seasons=["ete"], ages=[],
        )  # fmt: skip
    asked = {"question": "Une question", "answer": f"<p>{words}</p>", "to_complete": False}
    for number in range(8):
        questions = [as_stored(("question", asked)) for _ in range(5)]
        FaqTheme.objects.create(
            title=f"Thème {number}", place=FaqPlace.ACTE, position=number, questions=questions
        )
    elements = [CharterElement(title=f"Objectif {number}", text=words) for number in range(12)]
    CharterVersion(
        name="Charte", introduction=words, elements=elements, first_published_at=clock.now()
    ).save()


def _pages(count: int) -> int:
    """Guides below the table of contents: each links to the first and shows one of twenty images."""
    from django.core.files.base import ContentFile

    from acte_content.editorial.demo.planting import as_stored
    from acte_content.editorial.models import GuideIndexPage, GuidePage
    from acte_content.headless.body import SIZES
    from portal.files.models import EditorialImage
    from portal.kernel import clock
    from tests.security.access.things import png

    index = GuideIndexPage.objects.get()
    images = []
    for number in range(20):
        image = EditorialImage.objects.create(
            title=f"image {number}", file=ContentFile(png(), f"{number}.png"), width=4, height=4
        )
        image.get_renditions(*SIZES)
        images.append(image)
    page = index
    for number in range(count):
        text = f'<p>{"Le jardin et le trajet du soir. " * 12}<a linktype="page" id="{index.pk}">là</a></p>'
        blocks = [("title", f"Partie {number}"), ("paragraph", text), ("subtitle", "Suite")] * 4
        shown = {"image": images[number % 20].pk, "alternative": "Un jardin", "caption": ""}
        page = GuidePage(
            title=f"Guide {number}", slug=f"guide-{number}", lead="Un jardin.",
            first_published_at=clock.now(), last_published_at=clock.now(),
            body=[as_stored(block) for block in [*blocks, ("image", shown)]],
        )  # fmt: skip
        index.add_child(instance=page)
    return page.pk


def measured(address: str) -> dict[str, Any]:
    """Times of one address, and of asking again for what has not changed."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    for _ in range(WARM_UP):
        first = client.get(address)
    assert first.status_code == 200, (address, first.content)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
        queries = len(asked)
    found = {"queries": queries, "bytes": len(first.content)}
    for kind, headers in (("whole", {}), ("same", {"If-None-Match": first["ETag"]})):
        clock, own = [], []
        for _ in range(REPEATS):
            start, start_own = time.perf_counter(), time.process_time()
            client.get(address, headers=headers)
            clock.append(time.perf_counter() - start)
            own.append(time.process_time() - start_own)
        found[kind] = in_milliseconds(clock) | {"own": in_milliseconds(own)["p95_ms"]}
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--actions", type=int, default=1_000)
    parser.add_argument("--listings", type=int, default=10_000)
    options = parser.parse_args()
    with scratch_site("one-api-"):
        named = fill(options.pages, options.actions, options.listings)
        print(machine())
        print(f"{options.pages} pages, {options.actions} actions, {options.listings} listings\n")
        print("| address | p50 ms | p95 ms | own work, p95 ms | 304, own work, p95 ms | queries | kB |")
        print("|---|---:|---:|---:|---:|---:|---:|")
        for name, address in ADDRESSES.items():
            found = measured(address.format(**named))
            whole, same = found["whole"], found["same"]
            print(
                f"| {name} | {whole['p50_ms']:.1f} | {whole['p95_ms']:.1f} | {whole['own']:.1f} "
                f"| {same['own']:.1f} | {found['queries']} | {found['bytes'] / 1000:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
