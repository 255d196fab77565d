"""The types of pages: each is one class here and one template in `templates/editorial/`.

The tree holds the two portals; below MY.ONE are guides, which everybody reads, and below PRO.ONE information
for professionals, who have signed in. A type of its own derives from `ArticlePage` and names its parents.
"""

from collections.abc import Collection
from http import HTTPMethod
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Page, PageQuerySet
from wagtail.search import index

from acte_content.editorial import pro_pages
from acte_content.editorial.blocks import ArticleBlocks, anchor_of
from acte_content.editorial.drawings import Drawing
from acte_content.editorial.forms import ArticleForm, ProInformationForm
from portal.accounts.person import Person
from portal.facilities.enums import Category
from portal.kernel import clock
from search.analysis import tokens

MAX_LEAD = 300
# Words a minute of somebody who reads on a screen, in no hurry.
_READ_A_MINUTE = 200
# Blocks of which nobody reads a sentence: a list of links, a button.
_NO_SENTENCES = frozenset({"links", "search"})


class PublishedPage(Page):
    """Of every page: read by GET alone, and public or not by its type, never by a password of its own."""

    allowed_http_methods: ClassVar[list[HTTPMethod]] = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    private_page_options: ClassVar[list[str]] = []
    show_in_menus_default = False
    promote_panels = [
        FieldPanel("slug", heading="Fin de l’adresse"),
        MultiFieldPanel(
            [
                FieldPanel("seo_title", heading="Titre dans les moteurs de recherche"),
                FieldPanel("search_description", heading="Résumé dans les moteurs de recherche"),
            ],
            heading="Moteurs de recherche",
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("search_words")]

    class Meta:
        abstract = True

    def texts(self) -> list[str]:
        """What it says below its title, part by part, without markup."""
        return []

    def search_words(self) -> str:
        """What it is found by: stems without accents, so that « tarif » finds « tarifs »."""
        return " ".join(tokens("\n".join((self.title, *self.texts()))))

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The pages above this one, below the portal's own: (title, url)."""
        above = self.get_ancestors().filter(depth__gt=2).exclude(slug="pro", depth=3)
        return [(page.title, page.url) for page in above]


class PortalPage(PublishedPage):
    """Where the pages of a portal begin. Its address is the portal's home page, and none of Wagtail's."""

    preview_modes: ClassVar[list[tuple[str, str]]] = []
    # Every address below hangs on its slug.
    promote_panels = []
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = [
        "editorial.GuideIndexPage",
        "editorial.FaqPage",
        "editorial.ProIndexPage",
    ]
    is_creatable = False

    class Meta:
        verbose_name = "portail"
        verbose_name_plural = "portails"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class IndexPage(PublishedPage):
    """A table of contents: a title, what it is about, and the articles below in the editors' order."""

    lead = models.CharField("chapeau", max_length=MAX_LEAD)
    base_form_class = ArticleForm
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("lead")]
    # Its address stays: the menus of the portals lead there.
    promote_panels = PublishedPage.promote_panels[1:]
    search_fields = [*PublishedPage.search_fields, index.SearchField("lead")]

    class Meta:
        abstract = True

    def texts(self) -> list[str]:
        return [self.lead]


class ArticlePage(PublishedPage):
    """An article: what it is about in a sentence, a drawing or a picture, and blocks."""

    lead = models.CharField(
        "chapeau", max_length=MAX_LEAD, help_text="Une ou deux phrases\u00a0: ce que l’on apprend ici."
    )
    drawing = models.CharField(
        "dessin", max_length=20, choices=Drawing, blank=True, help_text="Une illustration du portail."
    )
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, verbose_name="photo", null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+", help_text="Remplace le dessin.",
    )  # fmt: skip
    image_words = models.CharField(
        "texte de remplacement", max_length=250, blank=True,
        help_text="Ce que la photo montre, lu aux personnes qui ne la voient pas.",
    )  # fmt: skip
    body = StreamField(ArticleBlocks(), verbose_name="contenu", blank=True)

    base_form_class = ArticleForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead", widget=AdminAutoHeightTextInput),
        MultiFieldPanel(
            [FieldPanel("drawing"), FieldRowPanel([FieldPanel("image"), FieldPanel("image_words")])],
            heading="Illustration",
        ),
        FieldPanel("body"),
    ]
    search_fields = [*PublishedPage.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        abstract = True

    def texts(self) -> list[str]:
        said = (block for block in self.body if block.block_type not in _NO_SENTENCES)
        return [
            self.lead,
            *(text for block in said for text in block.block.get_searchable_content(block.value)),
        ]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The table of contents: (anchor, title)."""
        titles = (str(block.value) for block in self.body if block.block_type == "title")
        return [(anchor_of(title), title) for title in titles]

    @property
    def document_ids(self) -> set[int]:
        """Of the documents that its blocks hold; as it is published, where it was read from its table."""
        held = (block["value"] for block in self.body.raw_data if block["type"] == "document")
        return {value["document"] for value in held if value["document"]}

    def is_read_by(self, person: Person | None) -> bool:
        """Whether this person, or somebody who has not signed in, may read it while it is published."""
        return True

    @property
    def drawing_path(self) -> str:
        """Among the static files; empty: none."""
        return Drawing(self.drawing).path if self.drawing else ""

    @property
    def minutes(self) -> int:
        """How long it takes to read, at least one."""
        words = sum(
            len(text.split())
            for block in self.body
            for text in block.block.get_searchable_content(block.value)
        )
        return max(1, round(words / _READ_A_MINUTE))


class GuideIndexPage(IndexPage):
    """« Guides pour les parents »."""

    template = "editorial/guide_index.html"
    parent_page_types: ClassVar[list[str]] = ["editorial.PortalPage"]
    subpage_types: ClassVar[list[str]] = ["editorial.GuidePage"]

    class Meta:
        verbose_name = "sommaire des guides"
        verbose_name_plural = "sommaires des guides"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"articles": list(GuidePage.objects.child_of(self).live().order_by("path"))}


class GuidePage(ArticlePage):
    """A guide for parents, public."""

    template = "editorial/guide.html"
    parent_page_types: ClassVar[list[str]] = ["editorial.GuideIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "guide"
        verbose_name_plural = "guides"


class ProPage(PublishedPage):
    """Of pages of PRO.ONE: for whoever has signed in, within the portal's frame."""

    class Meta:
        abstract = True

    def is_for(self, categories: Collection[Category]) -> bool:
        """Whether somebody with places of these categories reads it."""
        return True

    def is_read_by(self, person: Person | None) -> bool:
        return person is not None and self.is_for(pro_pages.categories_of(person))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return pro_pages.served(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """As whoever edits it reads it, whose category it need not be."""
        return pro_pages.previewed(request, self)


class ProIndexPage(ProPage, IndexPage):
    """« Informations » of PRO.ONE: those for one's own categories."""

    template = "editorial/pro_index.html"
    parent_page_types: ClassVar[list[str]] = ["editorial.PortalPage"]
    subpage_types: ClassVar[list[str]] = ["editorial.ProInformationPage"]

    class Meta:
        verbose_name = "sommaire des informations"
        verbose_name_plural = "sommaires des informations"

    def context_for(self, categories: Collection[Category]) -> dict[str, Any]:
        """What the template tells somebody with these categories."""
        below = ProInformationPage.objects.child_of(self).live().order_by("path")
        return {"articles": [page for page in below if page.is_for(categories)]}


class ProInformationPage(ProPage, ArticlePage):
    """Information for professionals: all of them, or those of chosen categories. A call may have an end."""

    audience = models.JSONField("catégories", default=list, blank=True)
    last_day = models.DateField(
        "jusqu’au", null=True, blank=True,
        help_text="Pour un appel à projets\u00a0: le dernier jour pour répondre, indiqué en tête de page.",
    )  # fmt: skip

    template = "editorial/pro_information.html"
    base_form_class = ProInformationForm
    parent_page_types: ClassVar[list[str]] = ["editorial.ProIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *ArticlePage.content_panels[:-1],
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("last_day")], heading="Pour qui, et quand"),
        ArticlePage.content_panels[-1],
    ]

    class Meta:
        verbose_name = "information pour les professionnels"
        verbose_name_plural = "informations pour les professionnels"

    def is_for(self, categories: Collection[Category]) -> bool:
        """Whether somebody with places of these categories reads it; without audience, everybody does."""
        return not self.audience or not set(self.audience).isdisjoint(categories)

    def context_for(self, categories: Collection[Category]) -> dict[str, Any]:
        return {"is_over": self.last_day is not None and self.last_day < clock.today()}


def public_pages() -> PageQuerySet:
    """Every page that anybody may read, in the order of the tree: none of a portal, which has its own."""
    return Page.objects.live().filter(depth__gt=2).not_type(PortalPage, ProPage).order_by("path")
