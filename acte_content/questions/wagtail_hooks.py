from django.urls import URLPattern
from wagtail import hooks

from acte_content.questions import office


@hooks.register("register_admin_urls")
def files_of_questions() -> list[URLPattern]:
    return office.urls()
