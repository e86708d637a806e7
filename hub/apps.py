from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = _("共通")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Each app says in its ``queues.py`` what waits for staff."""
        autodiscover_modules("queues")
