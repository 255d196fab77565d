"""The client of docs/headless.md does what it says: run as it stands there, without a network."""

import io
import re
import time
import urllib.request
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.acte_content.headless.conftest import make_places
from tests.architecture.tree import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "gazetteer")]


class Wire:
    """What `urlopen` is instead: asks the site in this process, and notes what came back."""

    def __init__(self) -> None:
        self.statuses: list[int] = []

    def __call__(self, request: urllib.request.Request, timeout: float) -> Any:
        parts = urlsplit(request.full_url)
        sent = {name.title(): value for name, value in request.header_items()}
        response = Client().get(f"{parts.path}?{parts.query}", headers=sent)
        self.statuses.append(response.status_code)
        headers = Message()
        for name, value in response.items():
            headers[name] = value
        if response.status_code != 200:
            raise HTTPError(request.full_url, response.status_code, "", headers, io.BytesIO(response.content))
        body: Any = io.BytesIO(response.content)
        body.headers = headers
        return body


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    made = Wire()
    monkeypatch.setattr(urllib.request, "urlopen", made)
    return made


def ran(settings: Any) -> dict[str, Any]:
    (source,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "headless.md").read_text(), re.DOTALL)
    names: dict[str, Any] = {"BASE": settings.BASE_URL}
    exec(compile(source, "docs/headless.md", "exec"), names)
    return names


def test_the_client_runs_as_it_stands(wire: Wire, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    make_places()
    names = ran(settings)
    assert len(names["easy"]) == Client().get("/api/v1/actions?difficulte=facile").json()["total"] > 10
    assert "Les Petits Pas non-communiquee http" in capsys.readouterr().out
    assert set(wire.statuses) == {200}
    again = names["one"].get("/api/v1/lieux?q=5000+Namur&tri=distance")
    assert (again, wire.statuses[-1]) == (names["near_namur"], 304)
    with pytest.raises(ValueError, match="Valeurs possibles"):
        names["one"].get("/api/v1/lieux?type=chateau")


def test_the_client_waits_when_it_is_told_to(
    wire: Wire, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ran(settings)
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        settings.LIMITS_ENABLED = False

    monkeypatch.setattr(time, "sleep", sleep)
    settings.LIMITS = settings.LIMITS | {"api": {"each": "1/1m"}}
    settings.LIMITS_ENABLED = True
    names["one"].get("/api/v1/axes")
    assert names["one"].get("/api/v1/annonces")["total"] == 0
    assert wire.statuses[-2:] == [429, 200]
    assert 0 < waited[0] <= 60
