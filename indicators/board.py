"""What a page of figures shows: read in a fixed number of queries, whatever the number of indicators."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from hub.areas.models import District
from indicators.enums import Better, Kind
from indicators.fiscal_years import era_of, fiscal_year_of, named
from indicators.models import Indicator, Measurement, OpinionCall, PlaceDecision, Plan, Policy, Target
from indicators.picture import Cocoons, Year, cocoons_of
from indicators.progress import forecast, is_met
from indicators.wording import baseline_said, goal_of, pace_said, period_said, shown, target_said, verdict

# Of the widest bar, in units of the picture.
_WIDTH = 300


@dataclass(frozen=True)
class Line:
    """One year: what was measured, what was wanted. Either may be missing, never both."""

    year: str
    value: str
    target: str
    measurement: Measurement | None
    is_met: bool | None


@dataclass(frozen=True)
class Bar:
    """``kind``: past, now or goal. Width and place in units of the picture."""

    kind: str
    label: str
    said: str
    width: int
    y: int


@dataclass(frozen=True)
class Shown:
    """An indicator as a page shows it."""

    one: Indicator
    baseline: str
    baseline_year: str
    newest: Measurement | None
    value: str
    period: str
    targets: list[tuple[Target, str, str]]
    sentence: str
    lines: list[Line]
    bars: list[Bar]
    height: int
    cocoons: Cocoons | None
    foretold: str
    pace: str

    @property
    def has_picture(self) -> bool:
        """One bar says nothing that the number does not."""
        return len(self.bars) > 1

    @property
    def desc(self) -> str:
        return "、".join(f"{bar.label} {bar.said}" for bar in self.bars)


def read_indicators(rows: Any, today: date) -> list[Shown]:
    """Of a queryset of indicators: two queries."""
    newest = Measurement.objects.newest_of_years()
    read = rows.select_related("plan", "policy").prefetch_related(
        Prefetch("measurements", queryset=newest, to_attr="years")
    )
    return [
        show(one, Target.from_rows(one.target_rows), one.years, today)
        for one in read.annotate(target_rows=Target.objects.as_rows())
    ]


def count_districts(today: date) -> tuple[dict[int, int], int, bool]:
    """Of each district that has one how many 「場」 of the plan, how many districts there are, and whether any place was decided.

    One query.
    """
    theirs = PlaceDecision.objects.counted_on(today).filter(place__district=OuterRef("pk")).order_by()
    count = Subquery(theirs.values("place__district").annotate(n=Count("pk")).values("n"))
    rows = District.objects.current().order_by().annotate(n=count, decided=Exists(PlaceDecision.objects.all()))
    found = list(rows.values_list("pk", "n", "decided"))
    return {pk: n for pk, n, _decided in found if n}, len(found), any(decided for *_rest, decided in found)


def show(one: Indicator, targets: Sequence[Target], years: Sequence[Measurement], today: date) -> Shown:
    """``years``: the value that stands for each year, oldest first."""
    newest = years[-1] if years else None
    aim = aimed_at(targets, fiscal_year_of(today))
    bars = _bars(one, targets, years)
    return Shown(
        one=one,
        baseline=baseline_said(one),
        baseline_year=named(one.baseline_fiscal_year) if one.baseline_fiscal_year else "",
        newest=newest,
        value=shown(newest.value, one) if newest else "",
        period=period_said(newest) if newest else "",
        targets=[(row, target_said(row, one), named(row.fiscal_year) if row.fiscal_year else "") for row in targets],
        sentence=verdict(one, aim, newest, fiscal_year_of(today)),
        lines=_lines(one, targets, years),
        bars=bars,
        height=(bars[-1].y + 40) if bars else 0,
        cocoons=_cocoons(one, targets, years),
        foretold=_foretold(one, targets, years),
        pace=pace_said(one, aim, newest),
    )


def aimed_at(targets: Sequence[Target], year: int) -> Target | None:
    """The next one to be reached; the last one where all are over; one without a year before those."""
    ahead = [row for row in targets if row.fiscal_year is None or row.fiscal_year >= year]
    return ahead[0] if ahead else targets[-1] if targets else None


def _lines(one: Indicator, targets: Sequence[Target], years: Sequence[Measurement]) -> list[Line]:
    of_year = {row.fiscal_year: row for row in years}
    wanted = {row.fiscal_year: row for row in targets if row.fiscal_year is not None}
    lines = []
    for year in sorted({*of_year, *wanted}):
        value, target = of_year.get(year), wanted.get(year)
        met = None
        if value is not None and target is not None:
            met = is_met(goal_of(target), value.value, one.baseline_value, is_down=one.better == Better.DOWN)
        lines.append(
            Line(
                year=period_said(value) if value else named(year),
                value=shown(value.value, one) if value else "",
                target=target_said(target, one) if target else "",
                measurement=value,
                is_met=met,
            )
        )
    return lines


def _bars(one: Indicator, targets: Sequence[Target], years: Sequence[Measurement]) -> list[Bar]:
    """Where it began, what was measured, what is wanted, from above; nothing of what is only done or not done."""
    if one.kind == Kind.ACHIEVED:
        return []
    rows: list[tuple[str, str, str, Decimal]] = []
    if one.baseline_value is not None:
        year = named(one.baseline_fiscal_year) if one.baseline_fiscal_year else ""
        rows.append(("past", f"{_('基準値')} {year}".strip(), shown(one.baseline_value, one), one.baseline_value))
    for row in years:
        kind = "now" if row is years[-1] else "past"
        rows.append((kind, period_said(row), shown(row.value, one), row.value))
    for target in targets:
        if target.value is not None:
            year = named(target.fiscal_year) if target.fiscal_year else ""
            rows.append(("goal", f"{_('目標')} {year}".strip(), target_said(target, one), target.value))
    most = max([value for *_rest, value in rows], default=Decimal(0))
    if one.kind == Kind.PERCENT:
        most = max(most, Decimal(100))
    return [
        Bar(kind, label, said, int(value / most * _WIDTH) if most else 0, 22 + 58 * number)
        for number, (kind, label, said, value) in enumerate(rows)
    ]


def _cocoons(one: Indicator, targets: Sequence[Target], years: Sequence[Measurement]) -> Cocoons | None:
    if one.kind != Kind.PLACES:
        return None
    there = {row.fiscal_year: row.value for row in years}
    wanted = {row.fiscal_year: row.value for row in targets if row.fiscal_year is not None}
    newest = max(there, default=None)
    return cocoons_of(
        [
            Year(era_of(year), there.get(year), wanted.get(year), is_newest=year == newest)
            for year in sorted({*there, *wanted})
        ]
    )


def _foretold(one: Indicator, targets: Sequence[Target], years: Sequence[Measurement]) -> str:
    """Where it would be in the year of the last target if it went on as it went; empty where nothing can be foretold."""
    last = max((row.fiscal_year for row in targets if row.fiscal_year is not None), default=None)
    if one.kind == Kind.ACHIEVED:
        return ""
    value = forecast([(row.fiscal_year, row.value) for row in years], last)
    if value is None or last is None:
        return ""
    value = max(value, Decimal(0))
    rounded = value.quantize(Decimal("0.1") if one.kind == Kind.PERCENT else Decimal(1))
    return f"{named(last)} {shown(rounded, one)}"


def grouped(rows: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """By the headings of the paper, in its order."""
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.one.group)]


@dataclass(frozen=True)
class Knot:
    """A knot of the tree, with what measures it and where people were asked about it."""

    policy: Policy
    children: list["Knot"]
    indicators: list[Indicator]
    calls: list[OpinionCall]


def tree_of(plan: Plan, indicators: Iterable[Indicator], calls: Sequence[OpinionCall] = ()) -> list[Knot]:
    """基本方針, below them 基本施策, below them 施策: one query. ``indicators``: of the plan, in its order; ``calls``: with ``about``."""
    below: dict[int | None, list[Policy]] = {}
    for row in Policy.objects.filter(plan=plan).order_by("number"):
        below.setdefault(row.parent_id, []).append(row)
    measured: dict[int | None, list[Indicator]] = {}
    for one in indicators:
        if one.policy_id is not None:
            measured.setdefault(one.policy_id, []).append(one)

    def knot(row: Policy) -> Knot:
        asked = [call for call in calls if row.pk in call.about]
        return Knot(row, [knot(child) for child in below.get(row.pk, [])], measured.get(row.pk, []), asked)

    return [knot(row) for row in below.get(None, [])]
