from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hub.renames import follow_renames
from hub.suspensions import follow_suspensions


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("場と催し")

    def ready(self) -> None:
        # Models are ready only now.
        from events import circle_queues, pictures, subscriptions, suggestions
        from events.queues import register_queues
        from events.services.renames import refresh_named
        from events.services.suspensions import hide_or_restore

        follow_renames(refresh_named)
        follow_suspensions(hide_or_restore)
        pictures.register()
        subscriptions.register()
        suggestions.register()
        register_queues()
        circle_queues.register()
