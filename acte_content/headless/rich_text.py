"""Rich text of editors as HTML that stands anywhere: whole addresses, none of a page that is not public."""

import re
from collections.abc import Iterable

from django.conf import settings
from wagtail.rich_text import expand_db_html

from acte_content.editorial.models import public_pages

_PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
_ID = re.compile(r'\bid="(\d{1,18})"')
_OWN_ADDRESS = re.compile(r'(\b(?:href|src)=")/(?!/)')


class PublicLinks:
    """Where the links of these texts lead, looked up in one query, or in none where there is no link."""

    def __init__(self, sources: Iterable[str]) -> None:
        links = (link for source in sources for link in _PAGE_LINK.findall(source))
        ids = {found[1] for link in links if (found := _ID.search(link))}
        pages = public_pages().filter(pk__in=ids) if ids else ()
        self._urls = {str(page.pk): page.url for page in pages}

    def html(self, source: str) -> str:
        """The text. A link to a page that is not public keeps its words, and leads nowhere."""
        return _OWN_ADDRESS.sub(rf"\1{settings.BASE_URL}/", expand_db_html(_PAGE_LINK.sub(self._tag, source)))

    def _tag(self, link: re.Match[str]) -> str:
        found = _ID.search(link[0])
        url = self._urls.get(found[1]) if found else None
        return f'<a href="{url}">' if url else "<a>"
