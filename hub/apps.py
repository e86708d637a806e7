from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

# With the apps, so that every shared task belongs to it; the package itself is imported by the supervisor too, which
# needs no Celery and starts in a third of the time without.
from hub.celery import app as celery_app

__all__ = ["HubConfig", "celery_app"]


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = _("共通")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Each app says in its ``queues.py`` what waits for staff."""
        autodiscover_modules("queues")
