from wagtail import hooks
from wagtail.snippets.models import register_snippet

from acte_content.catalogue.office import CatalogueGroup

register_snippet(CatalogueGroup)


@hooks.register("register_icons")
def own_icons(icons: list[str]) -> list[str]:
    """What Wagtail has no picture of."""
    return [*icons, "office/icons/leaf.svg"]
