from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "hub.accounts"
    label = "accounts"
    verbose_name = _("利用者と団体")

    def ready(self) -> None:
        """The mails of organisations stand beside those of accounts, which ``mails.py`` holds."""
        from hub.accounts import organization_mails  # noqa: F401  models are ready only now
