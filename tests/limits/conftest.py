"""Limits switched on, with stores of the test's own and rates that a test can exceed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from portal.limits import clients, limiting

# Three at once, of all together five; then one more every ten seconds.
EACH, TOTAL = "3/30s", "5/50s"


@pytest.fixture
def limits_on(settings: Any, tmp_path: Path) -> Iterator[Any]:
    settings.LIMITS_ENABLED = True
    settings.LIMITS_ROOT = tmp_path / "limits"
    settings.LIMITS = {
        "search": {"each": EACH, "total": TOTAL},
        "suggestions": {"each": EACH, "total": TOTAL},
        "geojson": {"each": EACH, "total": TOTAL},
        "login": {"each": EACH, "total": TOTAL, "kept": "database"},
        "login_account": {"each": "2/30s", "kept": "database"},
    }
    limiting._store.cache_clear()
    clients._warned.clear()
    cache.clear()
    yield settings
    limiting._store.cache_clear()
