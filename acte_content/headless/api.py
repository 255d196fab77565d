"""The public interface: its endpoints, and the document that describes them (OpenAPI 3.1)."""

import math
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from acte_content.headless import content, listings, problems, schemas
from acte_content.headless.door import LIMIT
from acte_content.headless.reading import errors_of
from portal.limits.answers import in_words
from portal.limits.limiting import limit_of

_DESCRIPTION = """\
Les contenus publiés et les fiches publiques des portails de l’ONE, à lire par des programmes.

**Accès.** Sans clé, en lecture seule. Rien de ce qui demande une connexion n’est ici.

**Fraîcheur.** Une modification est visible à la demande suivante. Chaque réponse a un `ETag` :
renvoyez-le dans `If-None-Match`, et une réponse 304 sans contenu dit que rien n’a changé.

**Limites.** {limit}. Au-delà, 429 avec `Retry-After`. Pour toutes les fiches à la fois, prenez le
fichier quotidien de `/donnees-ouvertes/` plutôt que des milliers de pages.

**Erreurs.** `application/problem+json` (RFC 9457), en français. `erreurs` nomme chaque paramètre.
Un paramètre inconnu est refusé, jamais ignoré.

**Pages et images.** Elles se lisent par l’API v2 de Wagtail, sous `/api/v2/`.

**Licence.** {licence}
"""
_REFUSALS = {
    "400": "La demande n’est pas lisible",
    "404": "Rien n’est publié à cette adresse",
    "422": "Un paramètre n’est pas compris",
    "429": "Trop de demandes",
}

api = NinjaAPI(
    title="Portails de l’ONE\u00a0: interface publique", version="1", docs_url=None, openapi_url=None
)
api.add_router("", content.router)
api.add_router("", listings.router)


@api.exception_handler(ValidationError)
def wrong_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422, in French."""
    return problems.refused(errors_of(error))


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """404, in French."""
    return problems.missing()


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document, made once."""
    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    described["info"] |= {
        "description": _DESCRIPTION.format(limit=_limit_in_words(), licence=settings.OPEN_DATA_LICENCE),
        "license": {"name": settings.OPEN_DATA_LICENCE},
        "contact": {"email": settings.CONTACT_EMAIL},
    }
    described["servers"] = [{"url": settings.BASE_URL}]
    described["components"]["schemas"]["Problem"] = _problem_shape(described["components"]["schemas"])
    for path, methods in described["paths"].items():
        for operation in methods.values():
            _describe_parameters(operation)
            _describe_refusals(operation)
            if path.endswith(".geojson"):
                answer = operation["responses"][200]
                answer["content"] = {listings.GEOJSON: answer["content"]["application/json"]}
    return described


def _limit_in_words() -> str:
    rate = limit_of(LIMIT).each
    if rate is None:
        return "Aucune par adresse"
    return f"{rate.count} demandes par adresse en {in_words(math.ceil(rate.seconds))}"


def _describe_parameters(operation: dict[str, Any]) -> None:
    """The library copies a schema's examples beside it, where OpenAPI wants another form."""
    for parameter in operation["parameters"]:
        parameter.pop("examples", None)
        if parameter["in"] == "path" and parameter["schema"]["type"] == "string":
            parameter["schema"]["pattern"] = "^[-a-zA-Z0-9_]+$"


def _problem_shape(shapes: dict[str, Any]) -> dict[str, Any]:
    shape = schemas.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes.update(shape.pop("$defs"))
    return shape


def _describe_refusals(operation: dict[str, Any]) -> None:
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status, words in _REFUSALS.items():
        operation["responses"][status] = {
            "description": words, "content": {problems.MEDIA_TYPE: shape},
        }  # fmt: skip
    operation["responses"]["304"] = {"description": "Rien n’a changé depuis `If-None-Match`"}
