"""``collect_indicators [--day 2026-11-25] [--until 2026-11-30]``: counts again what the hub counts itself."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from indicators.services.collecting import collect


class Command(BaseCommand):
    help = "指標のうち、このサイトが数えるものを、その日の終わりの数で書きます。"

    def add_arguments(self, parser: CommandParser) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        parser.add_argument("--day", type=date.fromisoformat, default=yesterday, help="数える日（昨日まで）")
        parser.add_argument("--until", type=date.fromisoformat, help="この日まで、毎日")

    def handle(self, *args: Any, day: date, until: date | None, **options: Any) -> None:
        last = until or day
        while day <= last:
            try:
                found = collect(day)
            except ValueError as error:
                raise CommandError(f"{day} は、まだ終わっていません。") from error
            for one in found:
                self.stdout.write(f"{day} {one.indicator.code} {_said(one)}")
            day += timedelta(days=1)


def _said(one: Any) -> str:
    if one.kept is not None:
        return f"{one.value}（確定した値 {one.kept} をそのままにしました）"
    if one.value is None:
        return "まだ数えていません"
    return f"{one.value}" + ("" if one.is_new else "（前と同じ）")
