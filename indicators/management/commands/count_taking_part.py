"""``count_taking_part 2026 1 --by district``: places offered, filled and who came in a quarter, as CSV, small counts hidden."""

import csv
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from indicators import taking_part
from indicators.fiscal_years import first_day_of_quarter
from indicators.models import PeopleCount
from indicators.people import TABLES
from indicators.secrecy import Cell
from indicators.services.publishing_people import QUARTERS

_ALL = "全体"
_ELSEWHERE = "地区がわからない"


class Command(BaseCommand):
    help = "四半期に開かれた催しの、席の数、席が決まった人、来た人、はじめて来た人を、地区・分野・目印ごとに書き出します。10人未満は出しません。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="年度（4月に始まる年）")
        parser.add_argument("quarter", type=int, choices=QUARTERS, help="1 は4月から6月")
        parser.add_argument("--by", choices=[str(one) for one in taking_part.Group], default="district")

    def handle(self, *args: Any, year: int, quarter: int, by: str, **options: Any) -> None:
        since, until = (
            timezone.make_aware(datetime.combine(first_day_of_quarter(year, number), time()))
            for number in (quarter, quarter + 1)
        )
        kept = PeopleCount.objects.of_year("taking-part", year).filter(quarter=quarter).first()
        if kept is None:
            raise CommandError(
                "この四半期の人の数は、まだ公開していません。先に publish_people_counts を動かしてください。"
            )
        group = taking_part.Group(by)
        whole = taking_part.total(taking_part.by_event(since, until).values())
        groups = taking_part.by_group(since, until, group)
        published = {key: Cell.from_json(cell) for key, cell in kept.cells.items()}
        try:
            cells = taking_part.protected(whole, groups, group, published)
        except ValueError as error:
            raise CommandError("公開した数のあとで記録が変わったので、分けて出せる数がありません。") from error
        cells |= {(key, "*"): cell for key, cell in published.items()}
        titles = {line.key: str(line.title) for line in TABLES["taking-part"].lines}
        out = csv.writer(self.stdout)
        out.writerow(["", "席の数", *titles.values()])
        for name, numbers in {"*": whole, **dict(sorted(groups.items()))}.items():
            told = [cells[key, name].said if (key, name) in cells else "—" for key in titles]
            out.writerow([{"*": _ALL, "": _ELSEWHERE}.get(name, name), numbers.offered, *told])
