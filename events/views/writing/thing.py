"""The page of a thing for its organisation: how it stands, its dates, what was done with it, what one can do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.dates import MOST_SHOWN
from events.enums import State
from events.forms.member import explain_unknown_town
from events.models import Event, Place
from events.registration_board import numbers_of
from events.repetition import describe
from events.rules import can_change
from events.services.readiness import missing_of
from events.views import event_detail, places
from events.views.writing.acts import DATE_ACTS, offered
from events.views.writing.desk import KINDS, Desk, member_page
from events.views.writing.words import history_of, organization_note, sent_back, standing, state_words, tag_of


@require_safe
@member_page
def thing(request: HttpRequest, desk: Desk, pk: int, kind: str) -> HttpResponse:
    """For every member; the buttons for owners and editors."""
    one = KINDS[kind]
    found = desk.thing_or_404(one, request.user, pk)
    may_change = desk.can_write and can_change(request.user, found)
    missing = missing_of(found, now=timezone.now()) if may_change and found.state == State.DRAFT else {}
    acts = offered(desk, one, found)
    context = {
        "is_place": isinstance(found, Place) and desk.can_write,
        "desk": desk,
        "kind": one,
        "thing": found,
        "state": state_words(found, desk.organization),
        "tag": tag_of(found),
        "sent_back": sent_back(found),
        "standing": standing(found, desk.organization),
        "may_change": may_change,
        "edit_url": desk.url(one, found, "edit"),
        "picture_url": desk.url(one, found, "picture"),
        "preview_url": desk.url(one, found, "preview"),
        "missing": [(_anchor(name), text) for name, text in missing.items()],
        "is_repeat": any(one["act"].name == "publish" for one in acts),
        "address_note": explain_unknown_town(found.address) if may_change and found.town_id is None else "",
        "main_acts": [one for one in acts if one["act"].is_main],
        "other_acts": [one for one in acts if not one["act"].is_main],
        "history": history_of(found, desk.organization),
        "organization_note": organization_note(desk.organization),
        **_dates(desk, found, may_change=may_change),
    }
    return render(request, "events/writing/thing.html", context)


def _anchor(name: str) -> str:
    return name if name in {"dates", "hours"} else f"id_{name}"


def _dates(desk: Desk, found: Any, *, may_change: bool) -> dict[str, Any]:
    """The dates to come with what may be done to each."""
    if not isinstance(found, Event):
        return {"dates": [], "date_count": 0, "rule": "", "has_dates": False, "has_registrations": False}
    now = timezone.now()
    coming = found.occurrences.filter(ends_at__gte=now).order_by("starts_at", "pk")
    shown = list(coming[:MOST_SHOWN])
    # Who registered is for who writes: a viewer reads no names, and no numbers of them either.
    numbers = numbers_of(shown, now=now) if desk.can_write and hasattr(found, "registration_terms") else {}
    rows = [
        {"date": date, "numbers": numbers.get(date.pk), "acts": [(act.label, _date_url(desk, found, date, act.name)) for act in DATE_ACTS if may_change and act.is_offered(date)]}
        for date in shown
    ]  # fmt: skip
    return {
        "dates": rows,
        "has_registrations": bool(numbers),
        "date_count": coming.count(),
        "rule": describe(found.rrule),
        "has_dates": True,
    }


def _date_url(desk: Desk, event: Event, date: Any, act: str) -> str:
    return reverse(f"writing:date_{act}", args=[desk.organization.pk, event.pk, date.pk])


@require_safe
@member_page
def preview(request: HttpRequest, desk: Desk, pk: int, kind: str) -> HttpResponse:
    """The public page as it is or would be."""
    one = KINDS[kind]
    found = desk.thing_or_404(one, request.user, pk)
    about = event_detail if isinstance(found, Event) else places
    context = about.page_context(found, is_preview=True)
    context |= {
        "thing_url": desk.url(one, found),
        "state": state_words(found, desk.organization),
        "is_out": found.is_public,
    }
    return render(request, f"events/writing/{kind}_preview.html", context)
