from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TrustConfig(AppConfig):
    name = "hub.trust"
    label = "trust"
    verbose_name = _("困ったことのお知らせ")

    def ready(self) -> None:
        """Each app says in its ``subjects.py`` what of it can be reported."""
        autodiscover_modules("subjects")
