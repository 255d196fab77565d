"""Whatever is asked of the public interface is answered as described, and never by a fault of ours."""

from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from config.wsgi import application
from tests.acte_content.headless.conftest import make_places

# In each of two ways: as the description allows, and as it does not.
EXAMPLES = {"lieux": 310, "lieux.geojson": 310, "actions": 250}
OF_OTHERS = 60
OF_PAGES = 300
LEAST = 2_000
# Cases are told by what they find: the same run finds the same.
QUIETLY = settings(
    deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
)  # fmt: skip
PLAIN = {"Accept-Encoding": "identity"}
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
NAMES = (
    "limit", "offset", "fields", "order", "search", "search_operator", "type", "child_of", "ancestor_of",
    "descendant_of", "id", "title", "slug", "first_published_at", "html_path", "x",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(["", "*", "-", "root", "random", "editorial.GuidePage", "body(", "a OR b", "NEAR(a"]),
    st.integers().map(str),
    st.text(max_size=30),
)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("published", "planted", "gazetteer")
def test_so_many_cases_and_no_fault() -> None:
    make_places()
    assert _as_described() >= LEAST
    assert _of_pages() >= OF_PAGES // 2


def _as_described() -> int:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        takes_any = bool(operation.definition.raw["parameters"])
        for mode in GenerationMode if takes_any else [GenerationMode.POSITIVE]:
            asked += _ask(operation, mode)
    return asked


def _ask(operation: Any, mode: GenerationMode) -> int:
    asked = 0
    many = EXAMPLES.get(operation.path.rpartition("/")[2], OF_OTHERS)

    @settings(QUIETLY, max_examples=many)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        case.validate_response(case.call(headers=PLAIN), checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        # Of some parameters nothing can be wrong: any text is one.
        assert mode is GenerationMode.NEGATIVE
    return asked


def _of_pages() -> int:
    """Wagtail's endpoints, which the document does not describe."""
    asked = 0

    @settings(QUIETLY, max_examples=OF_PAGES)
    @given(
        kind=st.sampled_from(["pages/", "pages/find/", "pages/4/", "images/", "images/find/", "documents/"]),
        query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4),
    )
    def ask(kind: str, query: dict[str, str]) -> None:
        nonlocal asked
        asked += 1
        response = Client().get(f"/api/v2/{kind}", query)
        assert response.status_code in (200, 302, 400, 404), (kind, query)

    ask()
    return asked
