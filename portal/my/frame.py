"""What stands around every page of MY.ONE and is written by editors: menu, footer, announcements, guides.

The portal knows nothing of who writes it: a source is registered at start-up. Without one, the frame holds
what is always there.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FrameLink:
    """A line of the menu or the footer."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Banner:
    """What every visitor should know these days, above the page."""

    text: str
    link: FrameLink | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """`menu` and `footer` come beside what is always there; `footer_words` instead, unless they are empty.

    `here`: the path of the page.
    """

    menu: tuple[FrameLink, ...] = ()
    footer: tuple[FrameLink, ...] = ()
    footer_words: str = ""
    banners: tuple[Banner, ...] = ()
    here: str = ""


@dataclass(frozen=True, slots=True)
class GuideLink:
    """A guide as the home page offers it. `picture`: a path among the static files; empty: none."""

    title: str
    lead: str
    url: str
    picture: str = ""


FrameSource = Callable[[], Frame]
GuideSource = Callable[[], list[GuideLink]]
_frames: list[FrameSource] = []
_guides: list[GuideSource] = []


def register_frame(frame: FrameSource, guides: GuideSource) -> None:
    """Who knows them. Called in `AppConfig.ready()`."""
    _frames[:], _guides[:] = [frame], [guides]


def frame_of_today() -> Frame:
    """As it is at this request. Pages that say what is wrong have a frame too, when no database answers."""
    try:
        return _frames[0]() if _frames else Frame()
    except DatabaseError:
        log.warning("The frame of MY.ONE stands without what editors wrote: no database answers.")
        return Frame()


def guides_to_offer() -> list[GuideLink]:
    """The published guides, in the editors' order."""
    return _guides[0]() if _guides else []
