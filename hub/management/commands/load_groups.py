"""Makes the staff groups and gives them their rights; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from hub.accounts.groups import load_groups


class Command(BaseCommand):
    help = "職員のグループと権限を作ります（何度でも実行できます）。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"職員のグループ {load_groups()}つを整えました。")
