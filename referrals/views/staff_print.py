"""``/staff/referrals/<pk>/print/``: 受付票, one page with the personal part, opened as that is and on record as a print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from referrals.enums import Look
from referrals.forms.acts import OpenForm
from referrals.rules import needs_reason_to_read
from referrals.services.opening import open_case, record_case_look
from referrals.views.clocks import clocks_of
from referrals.views.staff import find_case, staff_on_record
from referrals.views.staff_page import words_of

# Of each text, so that all of them are one page.
_SHOWN = 700


@require_http_methods(["GET", "HEAD", "POST"])
@staff_on_record(Look.PRINT.label)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET asks for the reason where one is needed; the POST gives the page."""
    one, by = find_case(request, pk, Look.PRINT), request.user
    sent: Any = request.POST if request.method == "POST" else None
    form = OpenForm(sent, referral=one, user=by)
    context: dict[str, Any] = {"one": one, "form": form, "needs_reason": needs_reason_to_read(by, one)}
    if not (sent is not None and form.is_valid()):
        return _first(request, context)
    try:
        with saying_who_waits():
            opened = open_case(one, by=by, reason=form.cleaned_data["reason"], look=Look.PRINT)  # type: ignore[arg-type]
    except DomainError as error:
        form.add_error("reason", str(error))
        return _first(request, context)
    now = timezone.now()
    context |= {"signs": list(one.signs.all()), "clocks": clocks_of(one, now), "words": words_of(opened), "now": now}
    context["is_cut"] = any(len(word["text"]) > _SHOWN for word in context["words"])
    context["shown"] = _SHOWN
    context["file_count"] = len(opened.files)
    return render(request, "referrals/staff/print.html", context)


def _first(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """What it shows of the case is what the page of it shows, and is on record as that."""
    record_case_look(context["one"], by=request.user)  # type: ignore[arg-type]
    return render(request, "referrals/staff/print_first.html", context)
