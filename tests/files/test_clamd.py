"""The real clamd: what it says of viruses and of harmless files, over both kinds of address."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.files.accepting import accept
from portal.files.clamd import Clamd
from portal.files.scanning import ScannerSilentError, Verdict
from tests.files.making import EICAR, PDF, archive, image, sent, with_stream
from tests.services.clamd import Daemon

pytestmark = pytest.mark.services


def test_it_tells_viruses_from_harmless_files(clamd: Daemon) -> None:
    for url in (clamd.port_url, clamd.socket_url):
        scanner = Clamd(url, 10)
        for harmless in (b"", b"bonjour", PDF, image(), b"x" * 3_000_000):
            assert scanner.scan(harmless) is Verdict.CLEAN
        for virus in (
            EICAR,
            archive("eicar.com", EICAR),
            archive("a.zip", archive("e", EICAR)),
            with_stream(EICAR),
        ):
            assert scanner.scan(virus) is Verdict.INFECTED


def test_a_virus_is_refused_on_arrival_and_its_sender_told(clamd: Daemon, settings: Any) -> None:
    settings.CLAMD_URL = clamd.port_url
    for name, content in (
        ("relevé.pdf", with_stream(EICAR)),
        # Gone from what would be kept, and refused all the same.
        ("photo.jpg", image() + EICAR),
        ("photo.jpg", image(comment=EICAR)),
    ):
        with pytest.raises(ValidationError, match="virus"):
            accept(sent(name, content))
    assert accept(sent("a.pdf", PDF)).verdict is Verdict.CLEAN


def test_what_is_more_than_it_takes_has_no_verdict(clamd: Daemon) -> None:
    with pytest.raises(ScannerSilentError):
        Clamd(clamd.port_url, 10).scan(b"x" * (21 * 1024 * 1024))
