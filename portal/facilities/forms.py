"""Forms on who has access to an organiser, of PRO.ONE and OFFICE.ONE alike."""

from typing import Any

from django import forms

from portal.accounts.enums import Role
from portal.accounts.forms import PlainForm, email_field, text_field

ROLES = [(Role.MEMBER.value, Role.MEMBER.label), (Role.HOLDER.value, Role.HOLDER.label)]


def _role() -> Any:
    return forms.ChoiceField(
        label="Rôle",
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un des rôles proposés.",
            "invalid_choice": "Choisissez un des rôles proposés.",
        },
    )


class InviteForm(PlainForm):
    """Whom to invite, and as what."""

    first_name = text_field("Prénom", "Indiquez le prénom de la personne invitée.", autocomplete="off")
    last_name = text_field("Nom", "Indiquez le nom de la personne invitée.", autocomplete="off")
    email = email_field(
        "Adresse e-mail", "Son adresse personnelle, pas celle d’une boîte commune.", autocomplete="off"
    )
    role = _role()


class RoleForm(PlainForm):
    """As what somebody has access."""

    role = _role()
