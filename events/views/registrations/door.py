"""``/registrations/dates/<pk>/door/``: who came. For a telephone at the entrance; works without a script."""

import uuid
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.door_enums import OF_REGISTRATION, DoorAct, DoorReason, DoorResult
from events.door_lists import DoorRow, found_in, is_whole, numbers_of, rows_of, walk_ins_of
from events.forms.registrations_door import DoorForm
from events.models import Occurrence
from events.registration_enums import AttendedVia
from events.services.registrations.attending import Entry, Outcome, enter
from events.views.registrations.access import at_desk
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User

FIND = "find"
_LONGEST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def door(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """``?code=``: from the QR code on somebody's page; it finds them, and one press more says that they came.

    A name that is looked for is posted, so that it stands in no address.
    """
    if request.method != "POST":
        return _page(request, date, asked=request.GET.get("code", "")[:_LONGEST], is_scanned="code" in request.GET)
    if request.POST.get("act") == FIND:
        return _page(request, date, asked=request.POST.get("q", "")[:_LONGEST])
    form = DoorForm(request.POST)
    if not form.is_valid():
        return _page(request, date, form=form)
    entry = form.entry
    try:
        (outcome,) = enter(date.pk, [entry], by=presser(request))
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, date, form=form)
    _say(request, entry, outcome)
    anchor = f"#r-{entry.registration}" if entry.registration else "#walk-ins-h"
    return HttpResponseRedirect(reverse("registrations:door", args=[date.pk]) + anchor)


def presser(request: HttpRequest) -> "User":
    """Who is signed in, as ``at_desk`` has seen to."""
    return cast("User", request.user)


def said_of(entry: Entry, outcome: Outcome) -> str:
    """In one sentence, without a name."""
    if outcome.reason is not None:
        return str(DoorReason(outcome.reason).label)
    if outcome.is_walk_in:
        return _("席が決まっていない申込なので、当日参加として数えました。申込の状態は変わりません。")
    return str(outcome.result.label) if outcome.result == DoorResult.KNOWN else _("記しました：%(act)s") % {
        "act": entry.act.label
    }  # fmt: skip


def _say(request: HttpRequest, entry: Entry, outcome: Outcome) -> None:
    level = messages.ERROR if outcome.reason is not None else messages.SUCCESS
    messages.add_message(request, level, said_of(entry, outcome))


def opens_today(date: Occurrence) -> bool:
    """Whether it is the day of the date, or later."""
    return timezone.localdate() >= timezone.localdate(date.starts_at)


def _page(
    request: HttpRequest, date: Occurrence, *, asked: str = "", is_scanned: bool = False, form: DoorForm | None = None
) -> HttpResponse:  # fmt: skip
    rows, walk_ins = rows_of(date), walk_ins_of(date)
    shown = found_in(rows, asked) if asked.strip() else rows
    via = AttendedVia.TAP
    if is_whole(asked):
        via = AttendedVia.QR if is_scanned or "code=" in asked else AttendedVia.CODE
    context: dict[str, Any] = {
        "date": date,
        "event": date.event,
        "rows": [row for row in shown if row.has_place],
        "others": [row for row in shown if not row.has_place],
        "walk_ins": walk_ins,
        "numbers": numbers_of(rows, walk_ins),
        "asked": asked.strip(),
        "via": via,
        "opens_today": opens_today(date),
        "walk_in_key": uuid.uuid4(),
        "undo_keys": {one.key: uuid.uuid4() for one in walk_ins},
        "reasons": DoorReason,
        **_wrong(form, rows),
    }
    return render(request, "events/registrations/door.html", context, status=200)


def _wrong(form: DoorForm | None, rows: list[DoorRow]) -> dict[str, Any]:
    """What was wrong with which row (0: with a walk-in), and what had been typed there."""
    if form is None:
        return {"wrong_row": None, "wrongs": [], "typed": {}}
    typed = {name: form.data.get(name, "")[:20] for name in ("people", "first_people")}
    number = form.cleaned_data.get("registration") if form.data.get("act") in OF_REGISTRATION else 0
    known = {row.registration.pk for row in rows}
    # What else is wrong nobody typed: it is said as a whole.
    said = [str(error) for name in ("people", "first_people", NON_FIELD_ERRORS) for error in form.errors.get(name, [])]
    is_row = number in known or number == 0
    return {
        "wrong_row": number if is_row else -1,
        "wrongs": (said if form.data.get("act") in DoorAct.values else [])
        or [_("押したものが読めませんでした。もう一度押してください。")],
        "typed": typed,
    }
