"""``/events/``: one selection as a list, a calendar and a map."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.filters import OccurrenceFilter
from events.lines import by_day
from events.models import Occurrence
from events.periods import When, midnight, month_of, next_month
from events.views import choices
from events.views.area import area_at, map_context
from events.views.data_links import events_as_data
from events.widening import nothing_found
from hub.page_cache import public_page
from hub.paging import Page, page_number, page_of
from hub.selection import Selection
from hub.templatetags.reading import weekday

VIEWS = ("list", "calendar", "map")
OPTIONS = ("when", "weekday", "time", "district", "radius", "theme", "audience", "mark", "feature")
ORDER = ("starts_at", "pk")
FURTHEST = timedelta(days=400)
# Titles that a day of the calendar holds; the number beside the date says how many there are.
MOST_OF_A_DAY = 3


@require_safe
@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """The selection of the address."""
    now = timezone.now()
    filterset = OccurrenceFilter(request.GET, queryset=Occurrence.objects.listed())
    selection = Selection(request.path, request.GET, filterset.filters)
    if selection.has_blanks:
        return HttpResponseRedirect(selection.url())
    found = filterset.qs
    view = request.GET.get("view", "list")
    show = {"calendar": _calendar, "map": _map}.get(view, _list)
    context = {
        "view": view if view in VIEWS else "list",
        "switch": [
            (name, label, selection.url(view=None if name == "list" else name, month=None))
            for name, label in zip(VIEWS, (_("一覧"), _("カレンダー"), _("地図")), strict=True)
        ],
        **choices.list_context(request, filterset, selection, OPTIONS),
        "today": timezone.localdate(now),
        "places_url": area_at(selection, reverse("events:place_list")),
        "circles_url": reverse("circles:list"),
        "notices_url": selection.at(reverse("notices:new", args=["events"])),
        "print_url": selection.at(reverse("events:week")),
        **events_as_data(selection),
        **show(filterset, found, selection, now, request),
    }
    if not context["total"]:
        context |= nothing_found(filterset, selection, now)
    context["has_sample"] = any(row.event.is_sample for row in context.get("rows", []))
    return render(request, "events/event_list.html", context)


def _list(
    filterset: OccurrenceFilter, found: Any, selection: Selection, now: datetime, request: HttpRequest
) -> dict[str, Any]:
    found = filterset.within_days(found, now)
    page: Page = page_of(found, ORDER, page_number(request.GET), prepare=lambda rows: rows.for_list())
    return {
        "page": page,
        "rows": page.items,
        "days": by_day(page.items, now),
        "previous_url": selection.url(page=page.number - 1) if page.has_previous else "",
        "next_url": selection.url(page=page.number + 1) if page.has_next else "",
        "total": page.total,
    }


class FirstFew(ArrayAgg):
    """The first ``MOST_OF_A_DAY`` of a group in an order, in the same pass as their number."""

    template = f"({ArrayAgg.template})[1:{MOST_OF_A_DAY}]"


@dataclass(frozen=True)
class CalendarDay:
    """One day of the calendar: how many, and the first few."""

    date: date
    is_in_month: bool
    is_today: bool
    count: int
    rows: list[Occurrence]
    url: str

    @property
    def more(self) -> int:
        """How many of its dates have no title here."""
        return self.count - len(self.rows)


def _calendar(
    filterset: OccurrenceFilter, found: Any, selection: Selection, now: datetime, request: HttpRequest
) -> dict[str, Any]:
    today = timezone.localdate(now)
    chosen = max(today, min(filterset.period(today).first, today + FURTHEST))
    month = month_of(_month(request.GET.get("month", ""), chosen, today))
    first = month.first - timedelta(days=month.first.weekday())
    begin, end = max(month.begin, midnight(today)), midnight(next_month(month.first))
    found = filterset.within_days(found, now).filter(starts_at__gte=begin, starts_at__lt=end)
    grouped = found.order_by().annotate(day=TruncDate("starts_at")).values("day")
    listed = list(grouped.annotate(count=Count("pk"), first=FirstFew("pk", order_by=ORDER)))
    counts = {row["day"]: row["count"] for row in listed}
    rows: dict[date, list[Occurrence]] = {}
    shown = Occurrence.objects.filter(pk__in=[pk for row in listed for pk in row["first"]])
    for row in shown.order_by(*ORDER).for_list():
        rows.setdefault(timezone.localdate(row.starts_at), []).append(row)
    days = [first + timedelta(days=step) for step in range(42)]
    weeks = [
        [_calendar_day(day, month, today, counts, rows, selection) for day in days[i : i + 7]] for i in range(0, 42, 7)
    ]
    before = (month.first - timedelta(days=1)).replace(day=1)
    after = next_month(month.first)
    return {
        "month": month.first,
        "weekday_names": [weekday(first + timedelta(days=step)).split("・")[0] for step in range(7)],
        "weeks": [week for week in weeks if any(day.is_in_month for day in week)],
        "total": sum(counts.values()),
        "rows": [row for day_rows in rows.values() for row in day_rows],
        "before_url": selection.url(month=f"{before:%Y-%m}") if month.first > today else "",
        "after_url": selection.url(month=f"{after:%Y-%m}") if after - today < FURTHEST else "",
        "after_month": after,
        "before_month": before,
    }


def _month(text: str, chosen: date, today: date) -> date:
    """The month that ``YYYY-MM`` names, within what the calendar shows; that of the chosen days otherwise."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return chosen
    return month if abs(month - today) < FURTHEST + timedelta(days=31) else today


def _calendar_day(
    day: date,
    month: Any,
    today: date,
    counts: dict[date, int],
    rows: dict[date, list[Occurrence]],
    selection: Selection,
) -> CalendarDay:
    is_in_month = month.first <= day <= month.last
    return CalendarDay(
        date=day,
        is_in_month=is_in_month,
        is_today=day == today,
        count=counts.get(day, 0) if is_in_month else 0,
        rows=rows.get(day, []) if is_in_month else [],
        url=selection.url(view=None, month=None, when=When.DATES, since=day.isoformat(), until=day.isoformat()),
    )


def _map(
    filterset: OccurrenceFilter, found: Any, selection: Selection, now: datetime, request: HttpRequest
) -> dict[str, Any]:
    found = filterset.within_days(found, now)
    district = Coalesce("event__district", "event__place__district")
    rows = found.order_by().annotate(district=district).values_list("district").annotate(count=Count("pk"))
    return map_context(filterset, selection, dict(rows))
