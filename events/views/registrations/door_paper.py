"""``/registrations/dates/<pk>/door/paper/``: the list that was ticked by hand, typed in afterwards with one press."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events.door_enums import DoorReason
from events.door_lists import DoorRow, numbers_of, rows_of, walk_ins_of
from events.forms.registrations_door import PaperForm
from events.models import Occurrence
from events.services.registrations.attending import enter
from events.views.registrations.access import at_desk
from events.views.registrations.door import opens_today, presser
from hub.exceptions import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def door_paper(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """What others pressed since the page was opened stays, where nothing was changed here."""
    rows = rows_of(date)
    form = PaperForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method != "POST" or not form.is_valid():
        return _page(request, date, form, rows)
    entries = form.entries
    try:
        outcomes = enter(date.pk, entries, by=presser(request)) if entries else []
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, date, form, rows)
    for reason in sorted({DoorReason(one.reason).label for one in outcomes if one.reason is not None}):
        messages.error(request, reason)
    done = sum(one.reason is None for one in outcomes)
    if done or not outcomes:
        messages.success(
            request, ngettext("%(done)s件を記しました。", "%(done)s件を記しました。", done) % {"done": done}
        )
    return HttpResponseRedirect(reverse("registrations:after", args=[date.pk]))


def _page(request: HttpRequest, date: Occurrence, form: PaperForm, rows: list[DoorRow]) -> HttpResponse:
    walk_ins = walk_ins_of(date)
    lines = [
        (row, form[f"came-{row.registration.pk}"], form[f"people-{row.registration.pk}"],
         form[f"was-{row.registration.pk}"].value() or "")
        for row in rows
    ]  # fmt: skip
    context = {
        "date": date,
        "event": date.event,
        "form": form,
        "placed": [line for line in lines if line[0].has_place],
        "others": [line for line in lines if not line[0].has_place],
        "numbers": numbers_of(rows, walk_ins),
        "walk_in_count": sum(one.people for one in walk_ins),
        "page": form.data.get("page") or uuid.uuid4(),
        "opens_today": opens_today(date),
        "is_wrong": bool(form.is_bound and form.errors),
        "wrong_count": len(form.errors),
    }
    return render(request, "events/registrations/door_paper.html", context)
