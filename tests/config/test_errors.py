"""A report says where an error is, and nothing of what people typed."""

import sys

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.views.debug import get_exception_reporter_class

TYPED = "Rue du Canari 44"


def report(html: bool) -> str:
    request = RequestFactory().post(
        f"/recherche/?lieu={TYPED}", {"lieu": TYPED}, headers={"referer": f"https://x.be/?lieu={TYPED}"}
    )
    try:
        place = request.POST["lieu"]
        raise RuntimeError(len(place))
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    return reporter.get_traceback_html() if html else reporter.get_traceback_text()


@pytest.mark.parametrize("html", [True, False], ids=["html", "text"])
def test_in_production_no_value_is_shown(html: bool) -> None:
    told = report(html)
    assert "RuntimeError" in told
    assert "/recherche/" in told
    assert "Canari" not in told


def test_a_developer_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    # Not by the fixture `settings`: a changed DEBUG makes template engines anew, without our strictness.
    monkeypatch.setattr(settings, "DEBUG", True)
    assert report(html=True).count("Canari") > 3
