"""Brings a database to this release: its tables, then the groups of staff and what each may do."""

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from hub.accounts.groups import load_groups
from hub.migrating import quick_states


class Command(BaseCommand):
    help = "データベースをこの版の形にし、職員のグループと権限をそろえます。"

    def handle(self, *args: Any, **options: Any) -> None:
        with quick_states() if settings.HUB_EMBEDDED else nullcontext():
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
        self.stdout.write(f"職員のグループ {load_groups()}")
