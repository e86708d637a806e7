"""``/staff/reports/``: what waits, urgent first, then oldest; and one report with what a coordinator can do."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from hub.staff_access import staff_required
from hub.trust.enums import ReportState
from hub.trust.models import Report
from hub.trust.querysets import LATEST_FIRST, ORDER
from hub.trust.rules import can_handle_reports
from hub.trust.services import handle_report, hide_reported
from hub.trust.staff_forms import OutcomeForm
from hub.trust.subjects import subject_of, things_of

MOST_OTHERS = 20


def _check(request: HttpRequest) -> None:
    if not can_handle_reports(request.user):
        raise PermissionDenied


@require_safe
@staff_required
def report_list(request: HttpRequest) -> HttpResponse:
    """``?done=1``: what was handled, the latest first."""
    _check(request)
    is_done = request.GET.get("done") == "1"
    rows = Report.objects.handled() if is_done else Report.objects.open()
    order = LATEST_FIRST if is_done else ORDER
    page = page_of(rows, order, page_number(request.GET), prepare=lambda found: found.select_related("handled_by"))
    address = reverse("trust:staff_reports") + ("?done=1&" if is_done else "?")
    context = {
        "is_done": is_done,
        "page": page,
        "total": page.total,
        "rows": _rows(page.items),
        "previous_url": f"{address}page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "trust/staff_reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report, the thing, what else was said of it; one form with three buttons."""
    _check(request)
    report = get_object_or_404(Report.objects.select_related("handled_by"), pk=pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    # Whoever comes second is told so, whatever is wrong with what was typed.
    if request.method == "POST" and report.state == ReportState.OPEN and form.is_valid():
        try:
            with saying_who_waits():
                _act(report, request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            report.refresh_from_db()
        else:
            return HttpResponseRedirect(reverse("trust:staff_report", args=[pk]))
    return render(request, "trust/staff_report.html", _detail(request, report, form))


def _act(report: Report, by: Any, *, act: str, outcome: str, told: str) -> None:
    if act == "hide":
        hide_reported(report, by=by, reason=outcome, told=told)
    else:
        handle_report(report, by=by, outcome=outcome, is_founded=act == "done")


def _detail(request: HttpRequest, report: Report, form: OutcomeForm) -> dict[str, Any]:
    subject = subject_of(report.kind)
    thing = subject.every().filter(pk=report.object_id).first() if subject else None
    others = Report.objects.about(report.kind, report.object_id).exclude(pk=report.pk).order_by("-pk")
    may_hide = bool(subject and thing and subject.hide and subject.can_hide(request.user, thing))
    return {
        "report": report,
        "is_open": report.state == ReportState.OPEN,
        "is_late": request.method == "POST" and report.state != ReportState.OPEN,
        "typed": str(form["outcome"].value() or "").strip(),
        "row": _row(report, thing),
        "may_hide": may_hide,
        "tells": may_hide and bool(subject and subject.tells),
        "others": others[:MOST_OTHERS],
        "form": form,
    }


def _rows(reports: Any) -> list[dict[str, Any]]:
    things = things_of((report.kind, report.object_id) for report in reports)
    return [_row(report, things.get((report.kind, report.object_id))) for report in reports]


def _row(report: Report, thing: Any) -> dict[str, Any]:
    """A report with what it is about, as far as that still exists."""
    subject = subject_of(report.kind)
    is_public = bool(subject and thing and subject.is_public(thing))
    return {
        "report": report,
        "kind": subject.label if subject else report.kind,
        "name": str(thing) if thing else "",
        "public_url": thing.get_absolute_url() if is_public else "",
        "staff_url": subject.staff_url(thing) if subject and thing else "",
    }
