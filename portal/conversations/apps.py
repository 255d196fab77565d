from django.apps import AppConfig

from portal.kernel.service import guard_app


class ConversationsConfig(AppConfig):
    name = "portal.conversations"
    label = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        from portal.conversations import notices, queue, waiting

        guard_app("conversations")
        notices.register()
        queue.register()
        waiting.register()
