"""``/staff/referrals/<pk>/files/<n>/``: a file that a professional sent, to be taken home; each time is on record."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from referrals.enums import Look
from referrals.forms.acts import OpenForm
from referrals.models import CaseFile, Referral
from referrals.rules import needs_reason_to_read
from referrals.services.opening import OpenedFile, open_file, record_case_look
from referrals.services.records import record_refused
from referrals.views.staff import find_case, staff_on_record


@require_http_methods(["GET", "HEAD", "POST"])
@staff_on_record(Look.FILE.label)
def file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A GET asks for the reason where one is needed; the POST gives the file."""
    one, by = find_case(request, pk, Look.FILE), request.user
    sent: Any = request.POST if request.method == "POST" else None
    row = _file_of(one, number, by)
    form = OpenForm(sent, referral=one, user=by)
    if not (sent is not None and form.is_valid()):
        return _first(request, row, form)
    try:
        with saying_who_waits():
            opened = open_file(row, by=by, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    except DomainError as error:
        form.add_error("reason", str(error))
        return _first(request, row, form)
    return _answer(opened)


def _file_of(one: Referral, number: int, by: Any) -> CaseFile:
    """One that the case has; that somebody asked for another is on record."""
    found = one.files.filter(number=number).select_related("referral").defer("content").first()
    if found is None:
        record_refused(by=by, case=one.pk, what=str(Look.FILE.label))
        raise Http404
    return found


def _first(request: HttpRequest, row: CaseFile, form: OpenForm) -> HttpResponse:
    """What it shows of the case is what the page of it shows, and is on record as that."""
    by: Any = request.user
    record_case_look(row.referral, by=by)
    context = {"one": row.referral, "row": row, "form": form, "needs_reason": needs_reason_to_read(by, row.referral)}
    return render(request, "referrals/staff/file_first.html", context)


def _answer(opened: OpenedFile) -> HttpResponse:
    """Never opened within the site, and kept by nobody on the way."""
    answer = HttpResponse(opened.content, content_type=opened.media_type)
    answer.headers["Content-Length"] = str(len(opened.content))
    answer.headers["Content-Disposition"] = content_disposition_header(True, opened.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
