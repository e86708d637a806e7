"""``/registrations/dates/<pk>/door/paper/``: the list that was ticked by hand, typed in afterwards with one press."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events.door_enums import DoorReason
from events.door_lists import rows_of, walk_ins_of
from events.forms.registrations_door import PaperForm
from events.models import Occurrence
from events.services.registrations.attending import enter
from events.views.registrations.access import at_desk
from events.views.registrations.door import opens_today, presser
from hub.exceptions import DomainError
from hub.paging import page_number

# So many of a list at once: what a browser may send in one form has a limit.
ROWS = 400


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def door_paper(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """What others pressed since the page was opened stays, where nothing was changed here. ``?page=``: of a long list."""
    everybody = rows_of(date)
    last = max(-(-len(everybody) // ROWS), 1)
    part = max(min(page_number(request.GET), last), 1)
    rows = everybody[(part - 1) * ROWS : part * ROWS]
    form = PaperForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method != "POST" or not form.is_valid():
        return _page(request, date, form, (part, last))
    entries = form.entries
    try:
        outcomes = enter(date.pk, entries, by=presser(request)) if entries else []
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, date, form, (part, last))
    for reason in sorted({DoorReason(one.reason).label for one in outcomes if one.reason is not None}):
        messages.error(request, reason)
    done = sum(one.reason is None for one in outcomes)
    if done or not outcomes:
        messages.success(
            request, ngettext("%(done)s件を記しました。", "%(done)s件を記しました。", done) % {"done": done}
        )
    if part < last:
        return HttpResponseRedirect(f"{reverse('registrations:door_paper', args=[date.pk])}?page={part + 1}")
    return HttpResponseRedirect(reverse("registrations:after", args=[date.pk]))


def _page(request: HttpRequest, date: Occurrence, form: PaperForm, part: tuple[int, int]) -> HttpResponse:
    walk_ins = walk_ins_of(date)
    lines = [
        (row, form[f"came-{row.registration.pk}"], form[f"people-{row.registration.pk}"],
         form[f"was-{row.registration.pk}"].value() or "")
        for row in form.rows
    ]  # fmt: skip
    context = {
        "date": date,
        "event": date.event,
        "form": form,
        "placed": [line for line in lines if line[0].has_place],
        "others": [line for line in lines if not line[0].has_place],
        "part": part[0],
        "last_part": part[1],
        "walk_in_count": sum(one.people for one in walk_ins),
        "page": form.data.get("page") or uuid.uuid4(),
        "opens_today": opens_today(date),
        "is_wrong": bool(form.is_bound and form.errors),
        "wrong_count": len(form.errors),
    }
    return render(request, "events/registrations/door_paper.html", context)
