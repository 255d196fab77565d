"""Pages made of blocks, for programs: HTML where there is rich text, addresses where something was chosen."""

from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from acte_content.editorial.blocks import LinkBlock
from acte_content.editorial.models import public_pages
from acte_content.headless.reading import absolute
from acte_content.headless.rich_text import PublicLinks
from portal.files.models import EditorialDocument, EditorialImage

# As the pages themselves draw them (templates/editorial).
SIZES = ("width-480", "width-960", "width-1600")


def body_of(stream: Any) -> list[dict[str, Any]]:
    """The blocks of an article in their order: `type`, `value`, `id`."""
    links = PublicLinks(_texts(stream.raw_data))
    return [
        {"type": child.block_type, "value": _shown(child.block, child.value, links), "id": child.id}
        for child in stream
    ]


def picture(image: EditorialImage | None) -> dict[str, Any] | None:
    """An image in the sizes of our pages, narrowest first; one that nobody has seen yet is drawn now."""
    if image is None:
        return None
    drawn = image.get_renditions(*SIZES)
    return {"id": image.pk, "tailles": [rendition_of(drawn[size]) for size in SIZES]}


def document_of(document: EditorialDocument | None) -> dict[str, Any] | None:
    """Where a document is saved from, and how large it is."""
    if document is None:
        return None
    return {"id": document.pk, "url": absolute(document.url), "octets": document.file_size}


def rendition_of(rendition: Any) -> dict[str, Any]:
    """One size of an image."""
    return {"url": absolute(rendition.url), "largeur": rendition.width, "hauteur": rendition.height}


def chosen(kind: type[blocks.ChooserBlock], block: blocks.Block, raw: Any) -> Iterator[int]:
    """The ids of what was chosen with this kind of block in a stored value, without reading any of it."""
    match block:
        case blocks.ChooserBlock():
            if raw and isinstance(block, kind):
                yield int(raw)
        case blocks.BaseStreamBlock():
            for child in raw:
                if child["type"] in block.child_blocks:
                    yield from chosen(kind, block.child_blocks[child["type"]], child["value"])
        case blocks.ListBlock():
            for item in raw:
                # As it was stored in former times, an item is its bare value.
                is_wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
                yield from chosen(kind, block.child_block, item["value"] if is_wrapped else item)
        case blocks.BaseStructBlock():
            for name, child in block.child_blocks.items():
                yield from chosen(kind, child, raw.get(name))


def _shown(block: blocks.Block, value: Any, links: PublicLinks) -> Any:
    match block:
        case blocks.RichTextBlock():
            return links.html(value.source)
        case ImageChooserBlock():
            return picture(value)
        case DocumentChooserBlock():
            return document_of(value)
        case LinkBlock():
            return {"words": value["words"], "url": _url_of(value)}
        case blocks.ListBlock():
            return [_shown(block.child_block, item, links) for item in value]
        case blocks.BaseStructBlock():
            return {name: _shown(child, value[name], links) for name, child in block.child_blocks.items()}
        case blocks.ChooserBlock():
            # Whatever else may be chosen one day is not told before somebody has looked at it.
            return None
    return block.get_api_representation(value)


def _url_of(link: Any) -> str:
    page = link.get("page")
    is_public = page is None or (page.live and _is_public(page))
    return absolute(link.url) if is_public and link.url else ""


def _is_public(page: Any) -> bool:
    return bool(public_pages().filter(pk=page.pk).exists())


def _texts(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from _texts(value)
    elif not isinstance(raw, int | float | None):
        for value in raw:
            yield from _texts(value)
