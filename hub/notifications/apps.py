from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "hub.notifications"
    label = "notifications"
    verbose_name = _("メール")

    def ready(self) -> None:
        """Each app says in its ``mails.py`` what its mails hold."""
        from hub.notifications import city_news  # models are ready only now

        city_news.register()
        autodiscover_modules("mails")
