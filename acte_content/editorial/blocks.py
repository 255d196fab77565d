"""What an article is made of: a small set of blocks, each with one template and an example for the editor."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from portal.facilities.enums import Sector

PREVIEW = "editorial/block_preview.html"
_FEATURES = ["bold", "italic", "ol", "ul", "link"]
_LONGEST_TITLE, _LONGEST_WORDS, _LONGEST_ALTERNATIVE, _LONGEST_QUESTION = 120, 80, 250, 200
# « IMG_2041 », « photo.jpg », « capture-2024-05-01 »: what a camera or a folder calls it.
_FILE_NAME = re.compile(
    r"\S+\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)"
    r"|(?:img|dsc|dscn|image|photo|capture|scan)[-_ ]?\d+\S*",
    re.IGNORECASE,
)

ALTERNATIVE_MISSING = (
    "Décrivez l’image pour les personnes qui ne la voient pas. Exemple\u00a0: Deux enfants arrosent un "
    "potager."
)
ALTERNATIVE_IS_FILE_NAME = "Ceci est un nom de fichier. Écrivez ce que l’image montre."


def alternative_trouble(text: str) -> str:
    """What is wrong with the alternative text of an image, in words for its editor; empty: nothing."""
    text = text.strip()
    if not text:
        return ALTERNATIVE_MISSING
    return ALTERNATIVE_IS_FILE_NAME if _FILE_NAME.fullmatch(text) else ""


class TitleBlock(blocks.CharBlock):
    """A heading of level 2. It has an anchor, and its line in the table of contents."""

    class Meta:
        icon = "title"
        label = "Titre"
        template = "editorial/blocks/title.html"
        preview_template = PREVIEW
        preview_value = "Avant la visite"
        description = "Le titre d’une partie. Il entre dans le sommaire de la page."

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        return super().get_context(value, parent_context) | {"anchor": anchor_of(str(value))}


def anchor_of(title: str) -> str:
    """By what the table of contents finds the heading."""
    return slugify(title) or "partie"


class SubtitleBlock(blocks.CharBlock):
    """A heading of level 3, within the part that a title has begun."""

    class Meta:
        icon = "title"
        label = "Sous-titre"
        template = "editorial/blocks/subtitle.html"
        preview_template = PREVIEW
        preview_value = "Le trajet"
        description = "Toujours sous un titre."


class ParagraphBlock(blocks.RichTextBlock):
    """Text with emphasis, lists and links; headings are blocks of their own."""

    class Meta:
        icon = "pilcrow"
        label = "Texte"
        template = "editorial/blocks/paragraph.html"
        preview_template = PREVIEW
        preview_value = RichText("<p>Visitez <b>deux ou trois lieux</b> avant de choisir.</p>")
        description = "Un ou plusieurs paragraphes, des listes et des liens."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"features": _FEATURES} | kwargs))


class ImageBlock(blocks.StructBlock):
    """An image, what it shows in words, and a caption for everybody."""

    image = ImageChooserBlock(label="Image")
    alternative = blocks.CharBlock(
        label="Texte de remplacement",
        help_text="Ce que l’image montre, lu aux personnes qui ne la voient pas.",
        max_length=_LONGEST_ALTERNATIVE,
    )
    caption = blocks.CharBlock(label="Légende", required=False, max_length=_LONGEST_ALTERNATIVE)

    class Meta:
        icon = "image"
        label = "Image"
        template = "editorial/blocks/image.html"
        preview_template = PREVIEW
        description = "Une image décrite en mots, avec une légende."

    def get_preview_value(self) -> Any:
        """The newest image of the library, where there is one."""
        image = get_image_model().objects.order_by("-pk").first()
        words = {"alternative": "Une image de la bibliothèque", "caption": "La légende, sous l’image."}
        return self.to_python({"image": image.pk if image else None} | words)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value) if value.get("alternative") or self._is_draft() else None
        trouble = alternative_trouble(value.get("alternative") or "")
        if trouble and not (self._is_draft() and trouble == ALTERNATIVE_MISSING):
            raise StructBlockValidationError(block_errors={"alternative": ValidationError(trouble)})
        return cleaned

    def _is_draft(self) -> bool:
        return bool(self.is_deferred_validation)


class QuoteBlock(blocks.StructBlock):
    """What somebody says."""

    text = blocks.TextBlock(label="Citation", rows=3, help_text="Sans guillemets\u00a0: la page les ajoute.")
    author = blocks.CharBlock(label="De qui", required=False, max_length=_LONGEST_TITLE)

    class Meta:
        icon = "openquote"
        label = "Citation"
        template = "editorial/blocks/quote.html"
        preview_template = PREVIEW
        preview_value = {"text": "C’est le trajet du soir qui a décidé pour nous.", "author": "Un parent"}
        description = "Les mots de quelqu’un, et son nom."


class NoticeBlock(blocks.StructBlock):
    """What must not be missed."""

    title = blocks.CharBlock(label="Titre de l’encadré", max_length=_LONGEST_TITLE)
    text = ParagraphBlock(label="Texte de l’encadré", features=["bold", "italic", "link"])

    class Meta:
        icon = "info-circle"
        label = "À retenir"
        template = "editorial/blocks/notice.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Vous pouvez visiter sans vous engager",
            "text": RichText("<p>Demandez à voir l’espace de repos et l’extérieur.</p>"),
        }
        description = "Un encadré, pour ce qui compte le plus."


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Étape", max_length=_LONGEST_TITLE)
    text = ParagraphBlock(label="Explication", required=False, features=["bold", "italic", "link"])

    class Meta:
        icon = "order"
        label = "Étape"


class StepsBlock(blocks.ListBlock):
    """What is done in this order."""

    class Meta:
        icon = "list-ol"
        label = "Étapes"
        template = "editorial/blocks/steps.html"
        preview_template = PREVIEW
        preview_value = [
            {"title": "Cherchez près de chez vous", "text": RichText("<p>Par commune ou par adresse.</p>")},
            {"title": "Appelez les lieux qui vous plaisent", "text": RichText("")},
        ]
        description = "Ce qui se fait dans l’ordre, numéroté."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(StepBlock(), **kwargs)


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="Question", max_length=_LONGEST_TITLE)
    answer = ParagraphBlock(label="Réponse")

    class Meta:
        icon = "help"
        label = "Question"


class ThemeQuestionBlock(QuestionBlock):
    """A question of a theme of the FAQ. `to_complete`: readers are told that the answer is not whole yet."""

    question = blocks.CharBlock(label="Question", max_length=_LONGEST_QUESTION)
    to_complete = blocks.BooleanBlock(
        label="Réponse à compléter",
        required=False,
        help_text="Les lectrices et lecteurs voient que la réponse n’est pas entière.",
    )


class QuestionsBlock(blocks.ListBlock):
    """Questions that unfold their answers, without any script."""

    class Meta:
        icon = "help"
        label = "Questions et réponses"
        template = "editorial/blocks/questions.html"
        preview_template = PREVIEW
        preview_value = [
            {
                "question": "Faut-il s’inscrire longtemps à l’avance\u00a0?",
                "answer": RichText("<p>Le plus tôt possible\u00a0: chaque lieu vous le dira.</p>"),
            }
        ]
        description = "Des questions qui se déplient."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(QuestionBlock(), **kwargs)


class ComparedBlock(blocks.StructBlock):
    criterion = blocks.CharBlock(label="Critère", max_length=_LONGEST_WORDS)
    first = blocks.CharBlock(label="Première colonne", max_length=_LONGEST_ALTERNATIVE)
    second = blocks.CharBlock(label="Seconde colonne", max_length=_LONGEST_ALTERNATIVE)


class ComparisonBlock(blocks.StructBlock):
    """Two things side by side, criterion by criterion: a table that readers can follow."""

    caption = blocks.CharBlock(label="Ce qui est comparé", max_length=_LONGEST_TITLE)
    first = blocks.CharBlock(label="Première colonne", max_length=_LONGEST_WORDS)
    second = blocks.CharBlock(label="Seconde colonne", max_length=_LONGEST_WORDS)
    rows = blocks.ListBlock(ComparedBlock(label="Ligne"), label="Lignes")

    class Meta:
        icon = "table"
        label = "Comparaison"
        template = "editorial/blocks/comparison.html"
        preview_template = PREVIEW
        preview_value = {
            "caption": "Deux façons d’accueillir",
            "first": "Crèche",
            "second": "Accueillant·e",
            "rows": [{"criterion": "Les adultes", "first": "Une équipe", "second": "La même personne"}],
        }
        description = "Deux colonnes comparées, critère par critère."


class LinkValue(blocks.StructValue):
    """Where a link leads: a page of ours before an address."""

    @property
    def url(self) -> str:
        page = self.get("page")
        return (page.url if page and page.live else "") or self.get("address") or ""


class LinkBlock(blocks.StructBlock):
    """A page of ours, or an address."""

    words = blocks.CharBlock(
        label="Texte du lien",
        max_length=_LONGEST_WORDS,
        help_text="Dites où il mène, jamais «\u00a0cliquez ici\u00a0».",
    )
    page = blocks.PageChooserBlock(label="Page", required=False)
    address = blocks.CharBlock(
        label="Ou une adresse", required=False, max_length=500,
        help_text="Commence par https://, ou par / pour une page d’ici.",
    )  # fmt: skip

    class Meta:
        icon = "link"
        label = "Lien"
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        page, address = cleaned.get("page"), cleaned.get("address") or ""
        is_unfinished = self.is_deferred_validation and not (page or address)
        if not is_unfinished and (trouble := link_trouble(page, address)):
            raise StructBlockValidationError(block_errors={"address": ValidationError(trouble)})
        return cleaned


def link_trouble(page: Any, address: str) -> str:
    """What is wrong with the target of a link; empty: nothing."""
    if bool(page) == bool(address):
        return "Choisissez une page, ou donnez une adresse\u00a0: l’une des deux."
    if address and (not address.startswith(("https://", "/")) or address.startswith("//")):
        return "L’adresse commence par https://, ou par / pour une page d’ici."
    return ""


class LinksBlock(blocks.ListBlock):
    """Where to read on."""

    class Meta:
        icon = "link"
        label = "Liens"
        template = "editorial/blocks/links.html"
        preview_template = PREVIEW
        preview_value = [{"words": "Le site de l’ONE", "page": None, "address": "https://www.one.be/"}]
        description = "Une liste de liens, vers nos pages ou d’autres sites."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LinkBlock(), **kwargs)


class DocumentBlock(blocks.StructBlock):
    """A document to save, with its kind and its size beside its name."""

    document = DocumentChooserBlock(label="Document")
    words = blocks.CharBlock(
        label="Nom du document", max_length=_LONGEST_WORDS,
        help_text="Tel que le public le lit\u00a0: la page ajoute «\u00a0PDF\u00a0» et la taille.",
    )  # fmt: skip

    class Meta:
        icon = "doc-full-inverse"
        label = "Document"
        template = "editorial/blocks/document.html"
        preview_template = PREVIEW
        description = "Un PDF à enregistrer. Ce qui importe se lit aussi dans la page."

    def get_preview_value(self) -> Any:
        """The newest document of the library, where there is one."""
        document = get_document_model().objects.order_by("-pk").first()
        return self.to_python({"document": document.pk if document else None, "words": "Guide tarifaire"})


class BannerBlock(blocks.StructBlock):
    """What every visitor should know these days: a sentence, and where to read more."""

    text = blocks.CharBlock(label="Annonce", max_length=_LONGEST_ALTERNATIVE)
    words = blocks.CharBlock(label="Texte du lien", required=False, max_length=_LONGEST_WORDS)
    address = blocks.CharBlock(
        label="Adresse du lien", required=False, max_length=500, help_text="Commence par https:// ou par /."
    )
    first_day = blocks.DateBlock(label="Du")
    last_day = blocks.DateBlock(label="Au", help_text="Ce jour-là compris.")

    class Meta:
        icon = "warning"
        label = "Annonce"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        wrong: dict[str, ValidationError] = {}
        if bool(cleaned["words"]) != bool(cleaned["address"]):
            wrong["words"] = ValidationError("Un lien a un texte et une adresse\u00a0: les deux, ou aucun.")
        elif cleaned["address"] and (trouble := link_trouble(None, cleaned["address"])):
            wrong["address"] = ValidationError(trouble)
        if cleaned["last_day"] < cleaned["first_day"]:
            wrong["last_day"] = ValidationError("Le dernier jour doit suivre le premier.")
        if wrong:
            raise StructBlockValidationError(block_errors=wrong)
        return cleaned


class SearchCallBlock(blocks.StructBlock):
    """A button that leads to the search, for one sector or all of them."""

    words = blocks.CharBlock(label="Texte du bouton", max_length=_LONGEST_WORDS)
    sector = blocks.ChoiceBlock(
        label="Secteur", required=False, choices=[(sector.value, sector.label) for sector in Sector]
    )

    class Meta:
        icon = "search"
        label = "Bouton vers la recherche"
        template = "editorial/blocks/search_call.html"
        preview_template = PREVIEW
        preview_value = {"words": "Chercher un lieu près de chez moi", "sector": ""}
        description = "Mène à la recherche des lieux. Un seul par page suffit."


class ArticleBlocks(blocks.StreamBlock):
    """Every block that an article may hold."""

    title = TitleBlock(max_length=_LONGEST_TITLE)
    subtitle = SubtitleBlock(max_length=_LONGEST_TITLE)
    paragraph = ParagraphBlock()
    image = ImageBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    comparison = ComparisonBlock()
    links = LinksBlock()
    document = DocumentBlock()
    search = SearchCallBlock()

    class Meta:
        required = False
