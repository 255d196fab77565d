from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "tests.search.processes.places"
    label = "places"

    def ready(self) -> None:
        from search.registry import register_source
        from tests.search.processes.places.source import PlaceSource

        register_source(PlaceSource())
