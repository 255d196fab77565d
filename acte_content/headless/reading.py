"""Reading what was asked: refusals in French, by parameter; pages of a list; absolute addresses."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from ninja import Field, Schema
from ninja.errors import ValidationError
from pydantic import ConfigDict

from acte_content.headless.problems import Refused

MOST_A_PAGE = 100
UNKNOWN = "Ce paramètre n’existe pas ici."
NOT_UNDERSTOOD = "Cette valeur n’est pas comprise."
# By pydantic's name of what is wrong.
_WORDS = {
    "int_parsing": "Écrivez un nombre entier.",
    "int_parsing_size": "Ce nombre est trop grand.",
    "int_from_float": "Écrivez un nombre entier.",
    "float_parsing": "Écrivez un nombre.",
    "finite_number": "Écrivez un nombre.",
    "greater_than_equal": "Écrivez {ge} au moins.",
    "less_than_equal": "Écrivez {le} au plus.",
    "string_too_long": "Au plus {max_length} caractères.",
    "enum": "Valeurs possibles\u00a0: {expected}.",
    "literal_error": "Valeurs possibles\u00a0: {expected}.",
    "too_long": "Au plus {max_length} valeurs.",
}


class Paged(Schema):
    """The page of a list that is asked for."""

    page: int = Field(1, ge=1, le=10_000, description="Numéro de la page.")
    par_page: int = Field(20, ge=1, le=MOST_A_PAGE, description="Nombre de résultats par page.")


class Asked(Paged):
    """Parameters of a list. One that is not declared is told, not left out: it would answer too much."""

    model_config = ConfigDict(use_enum_values=True)

    def refuse_unknown(self, query: QueryDict) -> None:
        """`Refused` names parameters that do not exist here."""
        if unknown := set(query) - type(self).model_fields.keys():
            # Their names were chosen by whoever asks: not repeated.
            known = ", ".join(type(self).model_fields)
            raise Refused(
                {"?": f"{len(unknown)} paramètre(s) inconnu(s). Paramètres possibles\u00a0: {known}."}
            )


def errors_of(error: ValidationError) -> Mapping[str, str]:
    """By parameter, what is wrong with it."""
    return {
        str(one["loc"][-1] if isinstance(one["loc"][-1], str) else one["loc"][-2]): _words(one)
        for one in error.errors
    }


def _words(error: Mapping[str, Any]) -> str:
    template = _WORDS.get(error["type"], NOT_UNDERSTOOD)
    context = {
        name: str(value).replace("'", "").replace(" or ", ", ")
        for name, value in error.get("ctx", {}).items()
    }
    return template.format_map(context)


def absolute(url: str) -> str:
    """The same address, whole."""
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url


def pages(total: int, a_page: int) -> int:
    """How many pages these results fill, at least one."""
    return max(1, -(-total // a_page))


def link_to_other_pages(request: HttpRequest, page: int, last: int) -> str:
    """The header `Link` (RFC 8288): the pages before and after."""

    def url_of(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{settings.BASE_URL}{request.path}?{query.urlencode()}"

    links = [("prev", page - 1)] if 1 < page <= last else []
    links += [("next", page + 1)] if page < last else []
    return ", ".join(f'<{url_of(number)}>; rel="{name}"' for name, number in links)
