"""``manage.py remove_participant_names [--dry-run]``: what the beat does every night, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from events.services.registrations.retention import remove_names


class Command(BaseCommand):
    help = "終わってから決めた日数がたった申込から、名前と連絡先を消します。人数は残ります。何度でも実行できます。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="数えるだけで、何も消しません")

    def handle(self, *args: Any, **options: Any) -> None:
        number = remove_names(is_dry_run=options["dry_run"])
        self.stdout.write(f"{'名前を消すことになる申込' if options['dry_run'] else '名前を消した申込'}: {number}件")
