"""Numbers of people as the page, the CSV and the JSON tell them: all three of these rows and of nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from indicators.fiscal_years import named
from indicators.models import PeopleCount
from indicators.people import TABLES, Line, PeopleTable
from indicators.secrecy import Cell, percent


@dataclass(frozen=True)
class Period:
    """``quarter``: None is the whole year."""

    fiscal_year: int
    quarter: int | None
    cells: Mapping[str, Cell]

    @property
    def name(self) -> str:
        if self.quarter is None:
            return _("年度")
        first = (3 + 3 * (self.quarter - 1)) % 12 + 1
        return _("%(first)s〜%(last)s月") % {"first": first, "last": first + 2}


@dataclass(frozen=True)
class Sheet:
    """One table of one year. ``rows``: a line and what is said of it in each period."""

    table: PeopleTable
    periods: Sequence[Period]
    rows: Sequence[tuple[Line, Sequence[str]]]
    shares: Sequence[str]

    @property
    def share_title(self) -> str:
        titles = {line.key: line.title for line in self.table.lines}
        return _("%(what)s割合") % {"what": titles[self.table.share[0]]} if self.table.share else ""


def read_periods() -> list[tuple[PeopleTable, Period]]:
    """Everything that was published, the newest year first; one query."""
    found = PeopleCount.objects.order_by("-fiscal_year", "quarter")
    return [(TABLES[row.table], _period(row)) for row in found if row.table in TABLES]


def _period(row: PeopleCount) -> Period:
    cells = {key: Cell.from_json(kept) for key, kept in row.cells.items()}
    return Period(row.fiscal_year, row.quarter, cells)


def sheets_by_year() -> list[tuple[str, list[Sheet]]]:
    """The years by name, and the tables of each in their order."""
    found = []
    for year, rows in groupby(read_periods(), key=lambda row: row[1].fiscal_year):
        of_table: dict[str, list[Period]] = {}
        for table, period in rows:
            of_table.setdefault(table.name, []).append(period)
        sheets = [_sheet(table, of_table[name]) for name, table in TABLES.items() if name in of_table]
        found.append((named(year), sheets))
    return found


def _sheet(table: PeopleTable, periods: Sequence[Period]) -> Sheet:
    rows = [(line, [_said(period.cells.get(line.key)) for period in periods]) for line in table.lines]
    shares = [_share(table, period) for period in periods]
    return Sheet(table, periods, rows, shares if any(shares) else [])


def _said(cell: Cell | None) -> str:
    """A dash where there is no cell: what is published already tells it too closely."""
    return "—" if cell is None else cell.said


def _share(table: PeopleTable, period: Period) -> str:
    part, whole = (period.cells.get(key) for key in table.share or ("", ""))
    found = percent(part, whole) if part is not None and whole is not None else None
    return "" if found is None else f"{found}%"


def documents(rows: Iterable[tuple[PeopleTable, Period]]) -> Iterator[dict[str, Any]]:
    """One for each cell."""
    for table, period in rows:
        for line in table.lines:
            cell = period.cells.get(line.key)
            if cell is not None:
                yield {
                    "fiscal_year": period.fiscal_year, "quarter": period.quarter, "table": table.name, "code": line.key,
                    "name": str(line.title), "definition": str(line.definition), **cell.as_json(),
                }  # fmt: skip
