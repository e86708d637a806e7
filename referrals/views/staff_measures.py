"""``/staff/referrals/measures/``: how many, how soon, what came of it; on the page, on paper, as CSV.

For coordinators of consultation alone, who may see every case anyway: the figures are exact. Planners don't have it.
Crossed with offices, districts and any two days most cells hold fewer than ten people, and two periods that differ by a
day give a single person away, whatever is hidden in each of them (``hub.small_counts`` hides within one table only). What
planners may know needs fixed periods and one fixed table, and comes with the indicators.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.api.formats.tables import table
from referrals.enums import Look
from referrals.forms.measures import Asked, MeasuresForm
from referrals.querysets import sees_all_referrals
from referrals.services.records import record_look, record_refused
from referrals.views.measure_tables import Table, tables_of
from referrals.views.staff import remember_works, staff_on_record

_MEASURES = "件数と日数"
_COLUMNS = (("table", "表"), ("name", "項目"), ("column", "何を"), ("value", "値"))


def _check(request: HttpRequest) -> None:
    """That somebody else tried is on record."""
    if not sees_all_referrals(request.user):
        record_refused(by=request.user, case=None, what=_MEASURES)
        raise PermissionDenied
    remember_works(request)


@require_safe
@staff_on_record(_MEASURES)
def page(request: HttpRequest) -> HttpResponse:
    """Of this fiscal year where nothing is asked for."""
    _check(request)
    now = timezone.now()
    form = MeasuresForm(request.GET, today=timezone.localdate(now))
    asked = form.asked()
    record_look(Look.LIST, by=request.user, case=None, what=f"{_MEASURES}：{_said(asked)}", now=now)
    context = {
        "form": form,
        "asked": asked,
        "tables": tables_of(asked, now),
        "query": request.GET.urlencode() if form.is_valid() else "",
        "now": now,
    }
    return render(request, "referrals/staff/measures.html", context)


@require_safe
@staff_on_record(_MEASURES)
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV, one figure a line; a spreadsheet calculates none of its cells."""
    _check(request)
    now = timezone.now()
    asked = MeasuresForm(request.GET, today=timezone.localdate(now)).asked()
    record_look(Look.EXPORT, by=request.user, case=None, what=f"{_MEASURES}：{_said(asked)}", now=now)
    rows = [line for one in tables_of(asked, now) for line in _lines(one)]
    response = HttpResponse(table(_COLUMNS, rows), content_type="text/csv; charset=utf-8")
    name = f"referrals-{asked.since}-{asked.until}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _said(asked: Asked) -> str:
    chosen: list[Any] = [one for one in (asked.office, asked.district) if one is not None]
    return " ".join([f"{asked.since}〜{asked.until}", *map(str, chosen)])


def _lines(one: Table) -> list[dict[str, str]]:
    return [
        {"table": str(one.title), "name": name, "column": str(column), "value": str(cell)}
        for name, cells in one.rows
        for column, cell in zip(one.columns[1:], cells, strict=True)
    ]
