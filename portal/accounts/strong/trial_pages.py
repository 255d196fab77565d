"""The pages of the trial federation: who to be, and with which key."""

from html import escape
from urllib.parse import urlencode

from portal.accounts.strong.personas import PERSONAS, Persona

ACR = "urn:be:fedict:iam:fas:Level"
KEYS = {"500": "eID", "450": "itsme", "400": "Clés BOSA et code", "200": "Mot de passe de l’État"}
_STYLE = """
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
fieldset { border: 1px solid #767676; border-radius: .5rem; margin: 1rem 0 }
label { display: block; padding: .4rem 0 }
button { font: inherit; padding: .6rem 1.2rem }
.note { background: #fff3c4; color: #000; padding: .8rem; border-radius: .5rem }
"""
_PAGE = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fédération d’essai</title><style>{style}</style></head>
<body><main>{body}</main></body>
</html>"""
_CHOICE = """<h1>Fédération d’essai</h1>
<p class="note">Ceci n’est pas CSAM\u00a0: des personnes fictives, et aucune preuve.
Choisissez qui vous êtes, et avec quelle clé.</p>
<form method="post" action="/authorize">
<input type="hidden" name="query" value="{query}">
<fieldset><legend>Qui</legend>{people}</fieldset>
<fieldset><legend>Clé</legend>{keys}</fieldset>
<p><button>Continuer</button> <button name="cancel" value="1">Annuler</button></p>
</form>"""


def page_of(body: str) -> str:
    """A whole page around its content."""
    return _PAGE.format(style=_STYLE, body=body)


def choice(query: dict[str, str]) -> str:
    """Who to be, and with which of the keys that were asked for."""
    wanted = query.get("acr_values", "")
    levels = [level for level in KEYS if not wanted or f"{ACR}{level}" in wanted]
    people = [(one.subject, _words(one)) for one in PERSONAS]
    keys = [(level, KEYS[level]) for level in levels]
    return _CHOICE.format(
        query=escape(urlencode(query)), people=_radios("persona", people), keys=_radios("level", keys)
    )


def _words(one: Persona) -> str:
    known = "" if one.username else f" (NISS {one.niss})" if one.niss else " (sans NISS)"
    return f"{one.first_name} {one.last_name}{known}"


def _radios(name: str, options: list[tuple[str, str]]) -> str:
    return "".join(
        f'<label><input type="radio" name="{name}" value="{value}"{"" if number else " checked"}> '
        f"{escape(words)}</label>"
        for number, (value, words) in enumerate(options)
    )
