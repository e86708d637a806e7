from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "hub.areas"
    label = "areas"
    verbose_name = _("地区と町")
    default_auto_field = "django.db.models.BigAutoField"
