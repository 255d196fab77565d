"""What editors write: pages in Wagtail's tree, and the step of their moderation."""

from acte_content.editorial.models.faq import FaqPage, FaqTheme
from acte_content.editorial.models.pages import (
    ArticlePage,
    GuideIndexPage,
    GuidePage,
    PortalPage,
    ProIndexPage,
    ProInformationPage,
    public_pages,
)
from acte_content.editorial.models.portal_frame import PortalFrame
from acte_content.editorial.models.portal_texts import PortalTexts
from acte_content.editorial.models.review import Review

__all__ = [
    "ArticlePage",
    "FaqPage",
    "FaqTheme",
    "GuideIndexPage",
    "GuidePage",
    "PortalFrame",
    "PortalPage",
    "PortalTexts",
    "ProIndexPage",
    "ProInformationPage",
    "Review",
    "public_pages",
]
