"""Puts the hub's own site in the place of Django's."""

from typing import Any

from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class HubAdminConfig(SimpleAdminConfig):
    """Its pages are found when addresses are asked for (``hub.urls``): workers and the clock never open one."""

    default_site = "hub.admin_site.HubAdminSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_all_pages, checks.Tags.admin)


def _check_all_pages(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    autodiscover()
    return list(check_admin_app(app_configs, **options))
