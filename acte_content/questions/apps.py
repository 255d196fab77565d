from datetime import timedelta

from django.apps import AppConfig

from portal.kernel.service import guard_app


class QuestionsConfig(AppConfig):
    name = "acte_content.questions"
    label = "acte_questions"
    verbose_name = "Questions sur ACTE"

    def ready(self) -> None:
        from acte_content.questions import attachments, queue
        from acte_content.questions.models import TeamQuestion
        from acte_content.questions.services import forget
        from portal.audit.words import register_subject
        from portal.kernel.portal_texts import PortalText, register_texts
        from portal.kernel.schedule import Job, register_job

        guard_app("acte_questions")
        attachments.register()
        queue.register()
        register_subject(TeamQuestion, {"note": "Note interne", "attachments": "Fichiers joints"})
        register_texts(
            PortalText(
                "acte-question",
                "ACTE › Poser une question, sous le titre",
                "Nous vous répondons par e-mail pour vous accompagner dans votre transition écologique.",
            ),
            PortalText("acte-question-avis", "ACTE › Poser une question, avis au-dessus du formulaire"),
        )
        register_job(Job("acte_questions.forget", "Questions sur ACTE effacées", timedelta(days=1), forget))
