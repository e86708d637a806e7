from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hub.renames import follow_renames


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("場と催し")

    def ready(self) -> None:
        from events.queues import register_queues  # models are ready only now
        from events.services.renames import refresh_named

        follow_renames(refresh_named)
        register_queues()
