"""The register of the gazetteer: public reference data, to read; `manage.py gazetteer_load` writes it."""

from typing import Any

from django.db.models import Model
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from search.models import GazetteerPlace

_OFFERED = frozenset({"index", "inspect"})


class ReadOnly(PermissionHelper):
    """Whoever has the right to read may, as the table of rights says; nobody may write."""

    def user_can_list(self, user: Any) -> bool:
        return bool(user.has_perm("search.view_gazetteerplace"))

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class GazetteerAdmin(ModelAdmin):
    """Index with filters and search, and one page for each place; nothing else has an address."""

    model = GazetteerPlace
    permission_helper_class = ReadOnly
    base_url_path = "gazetteer"
    menu_item_name = "gazetteer"
    menu_label = "Répertoire des lieux"
    menu_icon = "globe"
    menu_order = 200
    list_display = ("name_fr", "kind", "postcode", "commune", "province", "population")
    list_filter = ("kind", "province")
    list_per_page = 50
    search_fields = ("name_fr", "name_nl", "name_de", "postcode", "commune")
    inspect_view_enabled = True
    inspect_view_fields = [
        "name_fr", "name_nl", "name_de", "kind", "postcode", "nis", "commune", "province", "latitude",
        "longitude", "population",
    ]  # fmt: skip
    history_view_enabled = False

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        offered = {self.url_helper.get_action_url_name(action) for action in _OFFERED}
        return tuple(url for url in super().get_admin_urls_for_registration() if url.name in offered)

    def register_admin_url_finders(self) -> None:
        """None: a finder would lead to an edit page that does not exist."""
