"""Makes the accounts of a demonstration, what their organisations have and where they work, and says how to sign in with them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub.pages.demo_accounts import make_demo_accounts
from hub.pages.demo_activities import make_demo_activities
from hub.pages.demo_circles import make_demo_circles
from hub.pages.demo_figures import make_demo_coverage, make_demo_figures
from hub.pages.demo_partners import make_demo_partners
from hub.pages.demo_projects import make_demo_projects
from hub.pages.demo_proposals import make_demo_proposals
from hub.pages.demo_registrations import make_demo_registrations
from hub.pages.demo_roles import make_demo_roles
from hub.pages.demo_support import make_demo_support
from hub.pages.demo_surveys import make_demo_surveys
from hub.pages.demo_voices import make_demo_voices


class Command(BaseCommand):
    # `make run` calls it after `upgrade`, which has made them.
    requires_system_checks = ()
    help = "見本の利用者、その団体の登録、事務所の担当を用意します（組み込みのデータベースだけ）。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HUB_EMBEDDED:
            raise CommandError("demo_accounts は、組み込みのデータベース（make run）でだけ使えます。")
        makers = (
            *(make_demo_accounts, make_demo_partners, make_demo_support, make_demo_figures),
            *(make_demo_coverage, make_demo_surveys, make_demo_voices, make_demo_registrations, make_demo_circles),
            make_demo_proposals,
            make_demo_projects,
            make_demo_roles,
            make_demo_activities,
        )
        for line in (line for make in makers for line in make()):
            self.stdout.write(line)
