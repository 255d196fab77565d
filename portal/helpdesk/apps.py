from django.apps import AppConfig

from portal.kernel.service import guard_app


class HelpdeskConfig(AppConfig):
    name = "portal.helpdesk"
    label = "helpdesk"
    verbose_name = "Helpdesk"

    def ready(self) -> None:
        from portal.accounts.models import User
        from portal.audit.words import register_subject
        from portal.files.documents import register_documents
        from portal.helpdesk import attachments, notifications, queue
        from portal.helpdesk.documents import sent_files
        from portal.helpdesk.models import FailedConversion, HelpdeskContact, HelpdeskMessage
        from portal.helpdesk.words import stated_words
        from portal.kernel.helpdesk import register_helpdesk

        guard_app("helpdesk")
        register_helpdesk(stated_words)
        notifications.register()
        attachments.register()
        queue.register()
        register_documents("Joints à vos messages au helpdesk", sent_files)
        register_subject(HelpdeskContact)
        register_subject(FailedConversion)
        register_subject(User, {"conversion": "Conversion", "lock": "Connexion par mot de passe"})
        register_subject(
            HelpdeskMessage,
            {"attachments": "Fichiers joints", "answer": "Réponse", "note": "Note interne"},
        )
