"""Before a site is served it is said plainly: a scanner or none, and who serves what was approved."""

from pathlib import Path
from typing import Any

import pytest

from portal.files.checks import check_media, check_scanner


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", ["files.W002"]),
        ("none", []),
        ("tcp://127.0.0.1:3310", []),
        ("unix:///run/clamav/clamd.ctl", []),
        ("127.0.0.1:3310", ["files.E003"]),
        ("unix://", ["files.E003"]),
        ("http://clamd/", ["files.E003"]),
    ],
)
def test_no_scanner_is_somebodys_choice(settings: Any, url: str, found: list[str]) -> None:
    settings.CLAMD_URL = url
    assert [message.id for message in check_scanner(None)] == found


def test_media_are_served_by_somebody_and_can_be_written(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "pas" / "encore"
    for who, found in (("portal", []), ("proxy", []), ("personne", ["files.E004"])):
        settings.MEDIA_SERVED_BY = who
        assert [message.id for message in check_media(None)] == found
    settings.MEDIA_SERVED_BY = "portal"
    (tmp_path / "fichier").write_text("x")
    settings.MEDIA_ROOT = tmp_path / "fichier"
    assert [message.id for message in check_media(None)] == ["files.E005"]
