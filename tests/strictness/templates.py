"""A variable that a template of ours names and nobody gave is a mistake, not an empty string."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.template import engines
from django.template.base import FilterExpression, Node, Variable
from django.template.context import BaseContext

ROOT = Path(__file__).resolve().parents[2]
OUR_FOLDERS = ("templates", "portal", "acte_content", "site")


class UndefinedVariable(AssertionError):
    """A template of ours used what nobody gave it."""


class RaisingInOurTemplates(str):
    """Django's `string_if_invalid`: raises in templates of ours, is the usual empty text elsewhere.

    Django asks for its truth value, in the frame of the expression that failed.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        if isinstance(expression, FilterExpression) and (origin := _our_template(frame)):
            raise UndefinedVariable(f"{{{{ {expression.token} }}}} is undefined in {origin}")
        return False


class MissingAttributes(logging.Filter):
    """`{% if listing.phoen %}`: Django takes it for false. Optional names (`{% if hint %}`) stay allowed.

    A filter, since what it lets pass is set in words by pytest, with a traceback, a hundred times a page.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Nothing passes of what is said of variables; for the rest it is as if nobody asked."""
        if record.levelno == logging.DEBUG:
            self._look()
        return record.levelno > logging.DEBUG

    @staticmethod
    def _look() -> None:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and not isinstance(frame.f_locals.get("self"), Variable):
            frame = frame.f_back
        if frame is None:
            return
        owner = frame.f_locals.get("current")
        if owner is None or owner == "" or isinstance(owner, BaseContext | Mapping):
            return
        if origin := _our_template(frame):
            variable = frame.f_locals["self"]
            raise UndefinedVariable(
                f"{variable.var} is undefined in {origin}: {type(owner).__name__} has none"
            )


def _our_template(frame: FrameType | None) -> Path | None:
    """The template, if it is one of ours, whose node is being rendered in this frame or above it."""
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if isinstance(node, Node) and origin is not None:
            path = Path(str(origin.name))
            if not path.is_relative_to(ROOT):
                return None
            relative = path.relative_to(ROOT)
            return relative if relative.parts[0] in OUR_FOLDERS else None
        frame = frame.f_back
    return None


@contextmanager
def refuse_undefined_variables() -> Iterator[None]:
    engine = engines["django"].engine
    logger = logging.getLogger("django.template")
    looking = MissingAttributes()
    before = engine.string_if_invalid, logger.level
    engine.string_if_invalid = RaisingInOurTemplates()
    logger.addFilter(looking)
    logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        engine.string_if_invalid, logger.level = before
        logger.removeFilter(looking)
