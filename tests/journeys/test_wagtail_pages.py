"""Pages that are Wagtail's own: each flaw that axe finds there stands in a dated list, and nothing else.

What is listed and no longer found is struck off: the list is what is (`docs/accessibility.md`). Our own pages
have no list: the journeys that open them find no flaw at all.
"""

import tomllib
from collections import Counter
from typing import Any

import pytest
import wagtail
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import ROOT, RunningSite
from tests.journeys.visitor import AXE_RULES, DESKTOP, PHONE, Visitor, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIST = ROOT / "docs" / "accessibility-wagtail.toml"
_SNIPPETS = "/office/snippets/"
# As whoever has every right to edit reaches them; `{…}` is the number of what the fixture made.
PAGES = (
    "/office/account/",
    "/office/pages/",
    "/office/pages/search/",
    "/office/pages/{page}/edit/",
    "/office/pages/{page}/history/",
    "/office/images/",
    "/office/images/add/",
    "/office/images/{image}/",
    "/office/collections/",
    f"{_SNIPPETS}facilities/listing/",
    f"{_SNIPPETS}facilities/listing/inspect/{{listing}}/",
    f"{_SNIPPETS}facilities/listing/edit/{{listing}}/",
    f"{_SNIPPETS}facilities/listing/history/{{listing}}/",
    f"{_SNIPPETS}news/announcement/",
    f"{_SNIPPETS}news/announcement/add/",
    f"{_SNIPPETS}queues/reason/",
    f"{_SNIPPETS}queues/reason/edit/{{reason}}/",
    "/office/gazetteer/",
    "/office/historique/",
    "/office/reports/site-history/",
    "/office/reports/aging-pages/",
    "/office/reports/locked/",
    "/office/reports/workflow/",
    "/office/reports/workflow_tasks/",
    "/office/workflows/list/",
    "/office/workflows/tasks/index/",
)
_MADE = """
from io import BytesIO
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Page
from portal.facilities.models import Listing
from portal.files.models import EditorialImage
from portal.queues.models import Reason
drawn = BytesIO()
Image.new("RGB", (300, 200), "#F4E3D3").save(drawn, "PNG")
image = EditorialImage.objects.create(title="Un jardin", file=ContentFile(drawn.getvalue(), "jardin.png"))
first = [model.objects.order_by("pk").values_list("pk", flat=True)[0] for model in (Listing, Reason)]
print(image.pk, *first, Page.objects.order_by("-path")[0].pk)
"""


@pytest.fixture(scope="module")
def numbers(people: None, site: RunningSite) -> dict[str, str]:
    made = site.python(_MADE).split()[-4:]
    return dict(zip(("image", "listing", "reason", "page"), made, strict=True))


def listed() -> list[dict[str, Any]]:
    flaws: list[dict[str, Any]] = tomllib.loads(LIST.read_text())["flaws"]
    return flaws


def flaws(page: Page) -> Counter[str]:
    """How many places of the page break each rule."""
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    return Counter({violation["id"]: len(violation["nodes"]) for violation in found})


def test_the_list_is_of_this_version_of_wagtail() -> None:
    """Another one is looked at again, and the day written down, before its list is believed."""
    assert tomllib.loads(LIST.read_text())["wagtail"] == wagtail.__version__
    assert {flaw["page"] for flaw in listed()} <= set(PAGES)
    assert all(flaw["reason"].strip() for flaw in listed())


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_wagtails_pages_have_the_listed_flaws_and_no_others(
    numbers: dict[str, str], visitor: Visitor, width: int
) -> None:
    known: dict[str, Counter[str]] = {page: Counter() for page in PAGES}
    for flaw in listed():
        if width in flaw["widths"]:
            known[flaw["page"]][flaw["rule"]] = flaw["places"]
    page = visitor.open("/office/", width=width)
    sign_in_strongly(page, "agent")
    wrong = []
    for path in PAGES:
        answer = page.goto(path.format(**numbers))
        assert answer is not None
        assert answer.status == 200, path
        page.wait_for_load_state("networkidle")
        found = flaws(page)
        screenshot(page, f"wagtail-{path}")
        more = [f"{rule}: {places}" for rule, places in found.items() if places > known[path][rule]]
        gone = [f"{rule}: no longer" for rule in known[path] if rule not in found]
        if more or gone:
            wrong.append(f"{path}: {', '.join(more + gone)}")
    # Faults of Wagtail's scripts are its own as well.
    visitor.faults.clear()
    assert not wrong, "\n".join(wrong)
