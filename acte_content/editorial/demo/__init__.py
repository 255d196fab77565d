"""Examples of what editors write, for the demonstration: each says that it is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from acte_content.editorial.drawings import Drawing
from portal.facilities.enums import Category

Block = tuple[str, Any]


@dataclass(frozen=True)
class Example:
    """A page of the demonstration. `body`: (block, value), texts in Wagtail's own markup."""

    slug: str
    title: str
    lead: str
    drawing: Drawing
    body: tuple[Block, ...]
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def categories(self) -> list[Category]:
        return list(self.more.get("audience", ()))


IS_EXAMPLE: Block = (
    "notice",
    {
        "title": "Page d’exemple",
        "text": "<p>Ce texte montre à quoi ressemble une page. La rédaction de l’ONE le remplace par le sien.</p>",
    },
)
