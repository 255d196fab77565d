from django.apps import AppConfig


class MyConfig(AppConfig):
    name = "portal.my"
    label = "my"
    verbose_name = "MY.ONE"

    def ready(self) -> None:
        from portal.facilities.preview import register_page
        from portal.my.views.listing import page

        register_page(page)
