"""Somebody's browser at the provider, without a screen: reads the page of the choice and sends its form."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup

from tests.services.openid import LEVELS, Persona

MOST_STEPS = 10


class NoWayBack(AssertionError):
    """The provider ends on a page of its own: the message is what that says."""


@dataclass
class Visit:
    """One browser, whose cookies the provider knows again. `chosen`: how often it had to choose so far."""

    issuer: str
    cookies: requests.Session = field(default_factory=requests.Session)
    chosen: int = 0

    def choose(self, address: str, persona: Persona, level: int) -> str:
        """From the address that the portals lead to, to the one that the provider leads back to."""
        return self._follow(address, {"sub": persona.sub, "acr": LEVELS[level].urn})

    def go_back(self, address: str) -> str:
        """The same, for somebody who chooses « Annuler »."""
        return self._follow(address, {"refuse": "1"})

    def offered(self, address: str) -> list[str]:
        """The levels that the page of the choice offers; none where there is nothing to choose."""
        page = self.cookies.get(address, timeout=10).text
        return [str(button["value"]) for button in BeautifulSoup(page, "lxml").select("[name=acr]")]

    def end_session(self, address: str) -> str:
        """Ask the provider to forget this browser, say yes, and return where it leads."""
        return self._follow(address, {"logout": "yes"})

    def _follow(self, address: str, typed: dict[str, str]) -> str:
        answer = self.cookies.get(address, allow_redirects=False, timeout=10)
        for _ in range(MOST_STEPS):
            if answer.is_redirect:
                address = urljoin(address, answer.headers["Location"])
                if not address.startswith(self.issuer):
                    return address
                answer = self.cookies.get(address, allow_redirects=False, timeout=10)
                continue
            page = BeautifulSoup(answer.text, "lxml")
            if page.form is None:
                raise NoWayBack(f"{address}: {answer.status_code} {page.get_text(' ', strip=True)}")
            hidden = {str(tag["name"]): str(tag["value"]) for tag in page.select("input[type=hidden]")}
            address = urljoin(address, str(page.form["action"]))
            answer = self.cookies.post(address, hidden | typed, allow_redirects=False, timeout=10)
            self.chosen += 1
        raise NoWayBack(f"{address}: no end")
