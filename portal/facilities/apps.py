from django.apps import AppConfig

from portal.kernel.service import guard_app


class FacilitiesConfig(AppConfig):
    name = "portal.facilities"
    label = "facilities"
    verbose_name = "Milieux d’accueil"

    def ready(self) -> None:
        from portal.accounts.person import register_memberships
        from portal.audit.words import register_subject
        from portal.facilities import (
            authorisation_notices,
            notifications,
            queues,
            reminder_notices,
            submission_files,
            submission_notices,
            waiting,
        )
        from portal.facilities.documents import DatabaseSource
        from portal.facilities.jobs import register_jobs
        from portal.facilities.memberships import roles_of
        from portal.facilities.models import Facility, Listing, Organiser
        from search.registry import register_source

        guard_app("facilities")
        register_source(DatabaseSource())
        register_memberships(roles_of)
        notifications.register()
        authorisation_notices.register()
        reminder_notices.register()
        submission_notices.register()
        submission_files.register()
        queues.register()
        register_jobs()
        register_subject(Facility, _OF_A_FACILITY)
        waiting.register()
        register_subject(Listing, _PARTS)
        register_subject(Organiser, _OF_AN_ORGANISER)


# What the history tells beside the models' own fields.
_PARTS = {
    "opening": "Heures d’ouverture",
    "free_places": "Places libres",
    "unavailable": "Périodes d’indisponibilité",
    "ages": "Groupes",
    "link": "Lien personnel",
}
_OF_A_SUBMISSION = {
    "submission": "Photo ou document",
    "submission_state": "Décision",
    "reason": "Motif",
}
_OF_A_FACILITY = {
    **_OF_A_SUBMISSION,
    "description": "Texte alternatif",
    "position": "Place parmi les photos",
    "first_name": "Prénom",
    "last_name": "Nom",
    "niss": "NISS",
    "partner_first_name": "Co-accueil\u00a0: prénom",
    "partner_last_name": "Co-accueil\u00a0: nom",
    "partner_niss": "Co-accueil\u00a0: NISS",
    "partner_denomination": "Co-accueil\u00a0: dénomination",
    "staff_contacts": "Personnes de contact",
    "conversation": "Conversation",
}
_OF_AN_ORGANISER = {
    **_OF_A_SUBMISSION,
    "member": "Personne",
    "role": "Rôle",
    "invitation": "Numéro de l’invitation",
    "iban": "IBAN",
    "bic": "BIC",
    "account_holder": "Titulaire du compte",
}
