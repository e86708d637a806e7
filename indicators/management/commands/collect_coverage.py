"""``collect_coverage [--day 2026-11-26]``: counts where something is open today, for the map."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.exceptions import DomainError
from indicators.services.covering import take_coverage


class Command(BaseCommand):
    help = "地区、曜日、時間帯、対象ごとに、開いている場所の数を今日の分として書きます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="今日だけです（前の日の記録はありません）")

    def handle(self, *args: Any, day: date | None, **options: Any) -> None:
        try:
            made, is_new = take_coverage(day)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.on} {'数えました' if is_new else 'もう数えてあります'}")
