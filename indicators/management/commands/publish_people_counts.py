"""``publish_people_counts 2026 1``: numbers of people of a quarter that is over, where they are not published yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.exceptions import DomainError
from indicators.services.publishing_people import QUARTERS, Published, publish_quarter


class Command(BaseCommand):
    help = "終わった四半期の人の数を、人数の少ないところを隠して公開します。一度公開した数は変わりません。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="年度（4月に始まる年）")
        parser.add_argument("quarter", type=int, choices=QUARTERS, help="1 は4月から6月")

    def handle(self, *args: Any, year: int, quarter: int, **options: Any) -> None:
        try:
            found = publish_quarter(year, quarter)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for one in found:
            self.stdout.write(f"{one.table.name} {_said(one)}")


def _said(one: Published) -> str:
    if one.count is None:
        return "出せる数がありません"
    period = f"{one.count.fiscal_year}年度 {f'第{one.count.quarter}四半期' if one.count.quarter else '全体'}"
    return period if one.is_new else f"{period}（もう公開しています）"
