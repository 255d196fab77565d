"""What the public interface answers when something is wrong: problem details (RFC 9457), in French.

They ask no database, and repeat nothing of what was sent but the names of parameters that exist.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: "Demande incorrecte",
    404: "Introuvable",
    405: "Méthode non admise",
    406: "Format non disponible",
    422: "Paramètres incorrects",
    429: "Trop de demandes",
    500: "Erreur de notre côté",
    503: "Indisponible pour le moment",
}


class Refused(Exception):  # noqa: N818 -- names what happened
    """Parameters that are not understood, by name, each with a message in French."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def problem(
    status: int, detail: str = "", *, errors: Mapping[str, str] | None = None, **members: Any
) -> HttpResponse:
    """The answer: `type`, `title`, `status`, `detail`; `erreurs` names each parameter that is wrong.

    `members` come beside these; those of None are left out.
    """
    told: dict[str, Any] = {"type": "about:blank", "title": _TITLES.get(status, "Erreur"), "status": status}
    if detail:
        told["detail"] = detail
    if errors:
        told["erreurs"] = [{"parametre": name, "message": message} for name, message in errors.items()]
    told |= {name: value for name, value in members.items() if value is not None}
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def refused(errors: Mapping[str, str]) -> HttpResponse:
    """422: which parameters are wrong, and why."""
    return problem(422, "Corrigez les paramètres indiqués.", errors=errors)


def missing() -> HttpResponse:
    """404: nothing is published there."""
    return problem(404, "Rien n’est publié à cette adresse. Les adresses sont dans /api/v1/openapi.json.")
