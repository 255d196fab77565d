"""The search of texts: `python -m benchmarks.content_search [--pages 1000] [--questions 500] [--postgresql]`.

In a scratch database: so many guides of some 300 words, so many questions in themes of twenty, and the
catalogue of the demonstration. What is typed, in process and as a page through the whole of Django, a hundred
times each after one to warm up: the median and the 95th percentile on the clock, and the latter of this
process's own work, which a busy machine does not lengthen: all of it on SQLite.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.machine import machine
from benchmarks.scratch import scratch_site

REPEATS, MOST_MS = 100, 50
TYPED = {
    "a word of every text": "enfant",
    "a word of some texts": "allaitement",
    "a word of a title": "consultations",
    "three words": "tarif accueil enfant",
    "nothing, another spelling": "consultatoin",
    "nothing, some of the words": "enfant quetzalcoatl",
    "nothing at all": "quetzalcoatl",
}
BEGUN = {"titles, a word begun": "acc", "titles, one letter": "c"}


def fill(pages: int, questions: int) -> None:
    """Texts of the words of the examples in another order: alike in length and in what is frequent."""
    from acte_content.catalogue.demo_texts import publish_examples
    from acte_content.editorial.demo.planting import as_stored, plant
    from acte_content.editorial.models import FaqTheme, GuideIndexPage, GuidePage
    from portal.kernel import clock

    plant(clock.today())
    publish_examples()
    chance = random.Random(7)
    words = " ".join(text for page in GuidePage.objects.all() for text in page.texts()).split()

    def said(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    index = GuideIndexPage.objects.get()
    for number in range(pages - GuidePage.objects.count()):
        body = [as_stored(("paragraph", f"<p>{said(75)} enfant</p>")) for _ in range(4)]
        title = f"{said(6)} {number}"[:120]
        index.add_child(
            instance=GuidePage(title=title, slug=f"guide-{number}", lead=said(20)[:300], body=body)
        )
    for number in range(questions // 20):
        asked = [{"question": f"{said(8)} ?"[:120], "answer": f"<p>{said(60)}</p>"} for _ in range(20)]
        stored = [as_stored(("question", one)) for one in asked]
        FaqTheme.objects.create(title=f"Thème {number}", questions=stored)


def measured(call: Callable[[str], Any], typed: str) -> tuple[float, float, float]:
    """In milliseconds: the median and the 95th percentile on the clock, the latter of this process's work."""
    call(typed)
    clock, work = [], []
    for _ in range(REPEATS):
        begun, worked = time.perf_counter(), time.process_time()
        call(typed)
        clock.append(1000 * (time.perf_counter() - begun))
        work.append(1000 * (time.process_time() - worked))
    return statistics.median(clock), _95th(clock), _95th(work)


def _95th(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def measure() -> float:
    """Print the table; of the slowest search in process, its work."""
    from acte_content.finding import searching
    from tests.strictness.pages import Client

    client = Client()
    where = "/recherche/informations/"
    calls = [
        (TYPED, lambda text: searching.search(text, 1), lambda text: client.get(where, {"q": text})),
        (BEGUN, searching.suggestions, lambda text: client.get(f"{where}suggestions.json", {"q": text})),
    ]
    slowest = 0.0
    for asked, inside, page in calls:
        for name, typed in asked.items():
            figures = measured(inside, typed)
            slowest = max(slowest, figures[-1])
            print(f"{name:28}" + "".join(f"{each:>10.1f}" for each in (*figures, *measured(page, typed))))
    return slowest


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=1_000)
    arguments.add_argument("--questions", type=int, default=500)
    arguments.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    options = arguments.parse_args()
    facts = machine()
    with scratch_site("one-texts-", postgresql=options.postgresql):
        from django.db import connection

        fill(options.pages, options.questions)
        print(
            f"\n{facts['date']}, {facts['cores']} cores, load {facts['load_before']}, {connection.vendor}, "
            f"{options.pages:,} pages, {options.questions:,} questions, milliseconds\n\n"
            f"{'':28}{'in process':>30}{'as a page':>30}\n{'typed':28}" + "    median       p95      work" * 2
        )
        slowest = measure()
        verdict = "yes" if slowest < MOST_MS else "NO"
        print(f"{'most work, in process':28}{slowest:>30.1f}   (at most {MOST_MS}: {verdict})")


if __name__ == "__main__":
    main()
