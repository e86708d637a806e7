"""電話する人: whom nobody can write to, what they are to be told, ticked off."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Occurrence, Registration, RegistrationCall
from events.registration_board import ToCall, is_staff_of_dates, to_call
from events.registration_desk_enums import CallAbout, CallOutcome
from events.services.registrations import end_calls, note_no_answer, reopen_call
from events.services.registrations.undelivered import UNDELIVERED
from events.views.registrations.access import at_desk, at_own_desk, of_registration
from events.views.registrations.desk_shared import PAGE_SIZE, on_desk, pager, url_of
from hub.paging import Page, page_number, page_of

_SHOWN_DONE = 20


@require_safe
@at_desk
def calls(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """Of one date: what is to be told, and below what was, with by whom and when."""
    rows = RegistrationCall.objects.of_date(date)
    done = rows.done().select_related("registration", "ended_by", "message", "date")[:_SHOWN_DONE]
    return _page(request, "events/desk/calls.html", rows, url_of(date, "calls"), {**on_desk(date), "done": list(done)})


@require_safe
@at_own_desk
def all_calls(request: HttpRequest) -> HttpResponse:
    """Of all dates that one looks after: one list, so that nobody has to remember where to look."""
    rows = RegistrationCall.objects.to_make_by(request.user, is_staff=is_staff_of_dates(request.user))
    return _page(request, "events/desk/all_calls.html", rows, reverse("registrations:desk_calls"), {})


def _page(
    request: HttpRequest, template: str, calls: QuerySet[RegistrationCall], address: str, context: dict[str, Any]
) -> HttpResponse:
    """Fifty people on a page; each with all that they are to be told."""
    now = timezone.now()
    waiting: Any = calls
    waiting = waiting.open(now)
    people = Registration.objects.filter(pk__in=waiting.values("registration"))
    page: Page = page_of(
        people, ("held_until", "occurrence__starts_at", "pk"), page_number(request.GET), size=PAGE_SIZE
    )
    rows = waiting.filter(registration__in=[row.pk for row in page.items]).by_urgency()
    context |= {
        "people": [_Called(one) for one in to_call(rows)],
        **pager(page, address),
    }
    return render(request, template, context)


class _Called:
    """One person on the list, with the addresses of what one does."""

    def __init__(self, one: ToCall) -> None:
        self.row, self.calls, self.upto, self.tries, self.tried_at = (
            one.registration, one.calls, one.upto, one.tries, one.tried_at,
        )  # fmt: skip
        date = one.registration.occurrence
        self.date = date
        self.url = url_of(date, "call", self.row.pk)
        self.person_url = url_of(date, "person", self.row.pk)
        self.is_undelivered = any(call.key.startswith(UNDELIVERED) for call in self.calls)
        self.email = self.row.user.email if self.row.user else self.row.email
        self.is_offer = any(call.about == CallAbout.OFFERED for call in self.calls)
        self.accept_url = url_of(date, "person_accept", self.row.pk)
        self.cancel_url = url_of(date, "person_cancel", self.row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@of_registration
def call(request: HttpRequest, date: Occurrence, row: Registration) -> HttpResponse:
    """``act``: told, needless, tried, or reopen with the number of the ``call``. Opened again, or after signing in anew, it leads to the list."""
    if request.method != "POST":
        return HttpResponseRedirect(url_of(date, "calls"))
    act, upto = request.POST.get("act", ""), request.POST.get("upto", "")
    if act in CallOutcome:
        newest = int(upto) if upto.isascii() and upto.isdigit() and len(upto) < 18 else 0
        end_calls(row, CallOutcome(act), by=request.user, upto=newest)  # type: ignore[arg-type]
        messages.success(request, _("記しました。"))
    elif act == "tried":
        note_no_answer(row)
        messages.success(request, _("つながらなかったことを記しました。電話する人に残っています。"))
    elif act == "reopen":
        _reopen(row, upto)
        messages.success(request, _("もう一度、電話する人に戻しました。"))
    is_of_all = request.POST.get("back") == "all"
    return HttpResponseRedirect(reverse("registrations:desk_calls") if is_of_all else url_of(date, "calls"))


def _reopen(row: Registration, number: str) -> None:
    is_number = number.isascii() and number.isdigit() and len(number) < 18
    found = row.calls.filter(pk=number).first() if is_number else None
    if found is not None:
        reopen_call(found)
