"""Texts of PRO.ONE that ONE may put in other words: what stands above forms."""

from portal.kernel.portal_texts import PortalText, register_texts
from portal.pro.sections.registry import SECTIONS


def register() -> None:
    """The pages' own, and one for each section that has a form."""
    register_texts(
        PortalText(
            "sans-acces",
            "PRO.ONE › Accueil de qui n’a aucun accès",
            "La personne titulaire de l’accès de votre lieu d’accueil peut vous inviter\u00a0: vous "
            "recevrez un e-mail avec un lien personnel.",
        ),
        PortalText(
            "photos",
            "PRO.ONE › Photos, sous le titre",
            "Les parents voient vos photos quand l’ONE les a approuvées. La première est la plus grande. "
            "Montrez les lieux\u00a0: aucun enfant reconnaissable, ni adresse, ni plaque de voiture.",
        ),
        *{
            section.text_key: PortalText(
                section.text_key,
                f"PRO.ONE › Signalétique › {section.title}, au-dessus du formulaire",
                section.intro,
            )
            for section in SECTIONS
            if section.form is not None
        }.values(),
    )
