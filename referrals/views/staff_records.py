"""``/staff/referrals/records/``: who saw which record and when, between two days, on the page and as a signed file."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from hub.paging import page_number, page_of
from referrals.enums import Look
from referrals.forms.searching import RecordsForm
from referrals.models import AccessRecord
from referrals.querysets import sees_all_referrals
from referrals.services.opening import open_records
from referrals.services.records import record_refused
from referrals.services.unusual import unusual_looks
from referrals.signed_export import signed_table
from referrals.views.staff import staff_on_record

_SHOWN = 100
_RECORDS = "閲覧の記録"
_ASKED = ("since", "until", "case", "person")
UNUSUAL_DAYS = 30


def _check(request: HttpRequest) -> None:
    """Coordinators of consultation alone; that somebody else tried is on record."""
    if not sees_all_referrals(request.user):
        record_refused(by=request.user, case=None, what=_RECORDS)
        raise PermissionDenied


def _form(data: Any) -> RecordsForm:
    is_asked = any(name in data for name in _ASKED)
    return RecordsForm(data if is_asked else None)


@require_safe
@staff_on_record(_RECORDS)
def records(request: HttpRequest) -> HttpResponse:
    """Of the last week where nothing is asked for. To look at it is on record too."""
    _check(request)
    form = _form(request.GET)
    page = page_of(form.rows(), ("-at", "-pk"), page_number(request.GET), size=_SHOWN)
    rows = list(page.items)
    reasons = open_records(rows, by=_by(request), look=Look.LIST, what=f"{_RECORDS}：{len(rows)}件")
    asked = {name: request.GET.get(name, "") for name in _ASKED if name in request.GET}
    address = f"{reverse('staff_referrals:records')}?{urlencode(asked)}&"
    context = {
        "form": form,
        "page": page,
        "rows": _with(reasons, rows),
        "asked": [(name, form[name].value()) for name in _ASKED],
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "referrals/staff/records.html", context)


@require_POST
@staff_on_record(_RECORDS)
def export(request: HttpRequest) -> HttpResponse:
    """The same selection, all of it, as CSV whose last line is a signature."""
    _check(request)
    form, now = _form(request.POST), timezone.now()
    if form.is_bound and not form.is_valid():
        return render(request, "referrals/staff/records_wrong.html", {"form": form}, status=400)
    rows = list(form.rows().order_by("at", "pk"))
    reasons = open_records(rows, by=_by(request), look=Look.EXPORT, what=f"{_RECORDS}：{len(rows)}件")
    response = HttpResponse(signed_table(rows, reasons, now), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="access-{timezone.localdate(now)}.csv"'
    return response


@require_safe
@staff_on_record(_RECORDS)
def unusual(request: HttpRequest) -> HttpResponse:
    """What one would ask about: of the last thirty days."""
    _check(request)
    since = timezone.now() - timedelta(days=UNUSUAL_DAYS)
    found = unusual_looks(since)
    kinds = {
        "night": found.at_night, "others": found.of_others, "own": found.made_own, "refused": found.refused,
    }  # fmt: skip
    every = chain.from_iterable(kinds.values())
    reasons = open_records(every, by=_by(request), look=Look.LIST, what="ふだんと違う閲覧")
    context = {"many": found.many, "days": UNUSUAL_DAYS} | {kind: _with(reasons, rows) for kind, rows in kinds.items()}
    return render(request, "referrals/staff/unusual.html", context)


def _by(request: HttpRequest) -> Any:
    return request.user


def _with(reasons: Mapping[int, str], rows: Iterable[AccessRecord]) -> list[tuple[AccessRecord, str]]:
    return [(one, reasons[one.pk]) for one in rows]
