"""Pages, images and documents by Wagtail's API v2: what anybody may read, by the rule of the site itself.

Wagtail would serve every live page, and the whole library. Here those of PRO.ONE, which take a
log-in, are not there, nor an image or a document that stands on no published page.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError
from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.fields import Field
from rest_framework.filters import BaseFilterBackend
from rest_framework.renderers import JSONRenderer
from wagtail.api import APIField
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    FieldsFilter,
    OrderingFilter,
)
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer, PageSerializer
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, get_page_models
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import FilterFieldError, OrderByFieldError

from acte_content.editorial.models import public_pages
from acte_content.editorial.models.pages import ArticlePage, IndexPage, ProPage
from acte_content.headless import problems
from acte_content.headless.body import body_of, chosen, picture, rendition_of
from acte_content.headless.reading import absolute
from portal.files.models import EditorialDocument, EditorialImage
from portal.my import search_values as values

_KEPT_SECONDS = 60
_WORD = re.compile(r"\w+")


@contextmanager
def understood() -> Iterator[None]:
    """What a database or a field says of a value that is none of theirs: the fault of whoever asked.

    Of an offset beyond its integers SQLite says that it breaks a rule, which no reading does.
    """
    try:
        yield
    except (ValueError, ValidationError, FieldError, OverflowError, DataError, IntegrityError) as error:
        raise BadRequestError("invalid value") from error


class Endpoint(BaseAPIViewSet):
    """Of every address: asks nobody who they are, and is wrong in the form of the whole interface."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    renderer_classes = [JSONRenderer]
    known_query_parameters = frozenset({"limit", "offset", "fields", "order"})

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        with understood():
            return super().filter_queryset(queryset)

    def paginate_queryset(self, queryset: QuerySet[Any]) -> list[Any]:
        with understood():
            return list(super().paginate_queryset(queryset))

    def find_object(self, queryset: QuerySet[Any], request: HttpRequest) -> Any:
        with understood():
            return super().find_object(queryset, request)

    def handle_exception(self, error: Exception) -> HttpResponse:
        """As problem details. `raison` is Wagtail's own sentence, for developers."""
        if isinstance(error, Http404):
            return problems.missing()
        if isinstance(error, BadRequestError):
            return problems.problem(400, "Un paramètre n’est pas compris.", raison=str(error))
        if isinstance(error, APIException):
            return problems.problem(error.status_code)
        raise error


class WordsFilter(BaseFilterBackend):
    """`?search=`, as Wagtail's, of words alone: signs are the language of a database's own search.

    In the order of `?order=`: SQLite would weigh each row against every other to say which fits best.
    """

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> Any:
        if "search" not in request.GET:
            return queryset
        words = _WORD.findall(values.text(request.GET["search"]))
        if not words:
            raise BadRequestError("search must hold words")
        operator = request.GET.get("search_operator", "and")
        if operator not in ("and", "or"):
            raise BadRequestError("search_operator must be 'and' or 'or'")
        try:
            return get_search_backend().search(
                " ".join(words), queryset, operator=operator, order_by_relevance=False
            )
        except (FilterFieldError, OrderByFieldError) as error:
            raise BadRequestError(f"'{error.field_name}' cannot be combined with search") from error


class BodyField(Field):
    """The blocks of an article."""

    def to_representation(self, value: Any) -> Any:
        return body_of(value)


class ImageField(Field):
    """The picture at the head of an article."""

    def to_representation(self, value: Any) -> Any:
        return picture(value)


class AddressField(Field):
    """Where a page is read, by the portal's own address."""

    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, page: Page) -> str:
        return absolute(page.url or "")


class PublishedPageSerializer(PageSerializer):
    html_url = AddressField(read_only=True)


class PublishedPages(Endpoint, PagesAPIViewSet):
    """`/api/v2/pages/`: the pages of MY.ONE that are published, and nothing of a draft."""

    base_serializer_class = PublishedPageSerializer
    filter_backends = [
        FieldsFilter,
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        OrderingFilter,
        WordsFilter,
    ]
    known_query_parameters = Endpoint.known_query_parameters | {
        "type", "child_of", "ancestor_of", "descendant_of", "search", "search_operator",
    }  # fmt: skip
    meta_fields = [
        "type", "detail_url", "html_url", "slug", "seo_title", "search_description",
        "first_published_at", "last_published_at", "parent",
    ]  # fmt: skip

    # Of many pages at once, each would be read block by block.
    detail_only_fields = ["parent", "image", "body"]

    def get_base_queryset(self) -> QuerySet[Page]:
        return public_pages()

    def get_queryset(self) -> QuerySet[Page]:
        # Of a chosen type, Wagtail takes the rows in no order.
        return super().get_queryset().order_by("path")

    @classmethod
    def get_body_fields(cls, model: type[Page]) -> list[APIField]:
        """An article has its words, its picture and its blocks; a table of contents, its words."""
        own: list[APIField] = []
        if issubclass(model, ArticlePage | IndexPage):
            own.append(APIField("lead"))
        if issubclass(model, ArticlePage):
            own += [APIField("image", serializer=ImageField()), APIField("image_words")]
            own.append(APIField("body", serializer=BodyField()))
        return [*super().get_body_fields(model), *own]

    @classmethod
    def get_detail_default_fields(cls, model: type[Page]) -> list[str]:
        names: list[str] = cls.get_available_fields(model)
        return names


class SizesField(Field):
    """The sizes of an image: on its own address those of our pages, in a list those drawn before."""

    def get_attribute(self, instance: EditorialImage) -> EditorialImage:
        return instance

    def to_representation(self, image: EditorialImage) -> Any:
        if self.context["view"].action == "detail_view":
            drawn = picture(image)
            return drawn and drawn["tailles"]
        drawn_before = sorted(image.renditions.all(), key=lambda one: (one.width, one.pk))
        return [rendition_of(one) for one in drawn_before if one.filter_spec.startswith("width-")]


class ImageSerializer(BaseSerializer):
    tailles = SizesField(read_only=True)


class PublishedImages(Endpoint):
    """`/api/v2/images/`: those that stand on a published page. Originals have no address."""

    base_serializer_class = ImageSerializer
    filter_backends = [FieldsFilter, OrderingFilter]
    body_fields = [*BaseAPIViewSet.body_fields, "title", "width", "height", "tailles"]
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "title", "tailles"]
    name = "images"
    model = EditorialImage

    def get_queryset(self) -> QuerySet[EditorialImage]:
        shown = EditorialImage.objects.filter(pk__in=on_public_pages().images)
        return shown.prefetch_related("renditions").order_by("pk")


class DocumentUrlField(Field):
    """Where a document is saved from."""

    def get_attribute(self, instance: EditorialDocument) -> EditorialDocument:
        return instance

    def to_representation(self, document: EditorialDocument) -> str:
        return absolute(document.url)


class DocumentSerializer(BaseSerializer):
    download_url = DocumentUrlField(read_only=True)


class PublishedDocuments(Endpoint):
    """`/api/v2/documents/`: those that a published page holds, which anybody may save."""

    base_serializer_class = DocumentSerializer
    filter_backends = [FieldsFilter, OrderingFilter]
    body_fields = [*BaseAPIViewSet.body_fields, "title", "file_size"]
    meta_fields = [*BaseAPIViewSet.meta_fields, "download_url"]
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "title", "file_size", "download_url"]
    name = "documents"
    model = EditorialDocument

    def get_queryset(self) -> QuerySet[EditorialDocument]:
        return EditorialDocument.objects.filter(pk__in=on_public_pages().documents).order_by("pk")


class Chosen(NamedTuple):
    """The ids of what stands on pages."""

    images: frozenset[int]
    documents: frozenset[int]


def on_public_pages() -> Chosen:
    """On those that anybody may read today. Kept until a page is published or taken away."""
    state = public_pages().order_by().aggregate(pages=Count("pk"), last=Max("last_published_at"))
    key = f"headless:chosen:{state['pages']}:{state['last'] and state['last'].timestamp()}"
    ids: Chosen | None = cache.get(key)
    if ids is None:
        ids = _chosen()
        cache.set(key, ids, _KEPT_SECONDS)
    return ids


def _chosen() -> Chosen:
    images: set[int] = set()
    documents: set[int] = set()
    public = public_pages().order_by().values("pk")
    for model in get_page_models():
        if issubclass(model, ArticlePage) and not issubclass(model, ProPage):
            for head, body in model.objects.filter(pk__in=public).values_list("image", "body"):
                images |= {head} if head else set()
                images.update(chosen(ImageChooserBlock, body.stream_block, body.raw_data))
                documents.update(chosen(DocumentChooserBlock, body.stream_block, body.raw_data))
    return Chosen(frozenset(images), frozenset(documents))


router = WagtailAPIRouter("api:v2")
router.register_endpoint("pages", PublishedPages)
router.register_endpoint("images", PublishedImages)
router.register_endpoint("documents", PublishedDocuments)
