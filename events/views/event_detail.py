"""``/events/<id>/`` and its printed page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.api.pages import event_data
from events.beside import sections_of
from events.dates import dates_of
from events.enums import Feature, Participation
from events.facets import Kind, values_of
from events.models import Event, Occurrence, Place
from events.registration_enums import RegistrationScope
from events.registration_rules import closed_because, terms_of
from events.safeguards import safeguards_context
from hub.areas.geocoding import nearest_station
from hub.models import Audience, Theme, WelcomeMark
from hub.page_cache import public_page
from hub.templatetags.reading import listed
from hub.vocabulary import words_for

WALK_METRES_A_MINUTE = 80  # the rule of the real-estate fair trade code: 80 m are one minute on foot
FARTHEST_WALK_M = 2_000


def way_there(thing: Event | Place) -> dict[str, Any] | None:
    """The nearest station and the minutes on foot, along a straight line; None where one would not walk."""
    if thing.latitude is None or thing.longitude is None:
        return None
    found = nearest_station(thing.latitude, thing.longitude)
    if not found or found[1] > FARTHEST_WALK_M:
        return None
    station, metres = found
    lines = listed(station.lines)
    return {"station": station, "lines": lines, "minutes": max(1, -(-int(metres * 1.3) // WALK_METRES_A_MINUTE))}


def words_context(thing: Event | Place) -> dict[str, Any]:
    """Themes, audiences and marks of a thing from its facets: no query."""
    facets = thing.facets
    return {
        "marks": words_for(WelcomeMark, values_of(facets, Kind.MARK)),
        "themes": words_for(Theme, values_of(facets, Kind.THEME)),
        "audiences": words_for(Audience, values_of(facets, Kind.AUDIENCE)),
    }


def features_of(accessibility: dict[str, bool]) -> dict[str, list[str]]:
    """Accessibility in words: what there is, what there is not. The rest is unknown and is not shown as no."""
    labels = dict(Feature.choices)
    return {
        "yes": [str(labels[name]) for name in Feature.values if accessibility.get(name) is True],
        "no": [str(labels[name]) for name in Feature.values if accessibility.get(name) is False],
    }


@require_safe
@public_page
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What, when, where, cost, alone?, who, how."""
    context = _context(pk)
    # A meeting of organisations is no event for a search engine to send residents to.
    linked_data = "" if context["event"].is_for_members else event_data(pk)
    return render(
        request, "events/event_detail.html", context | {"linked_data": linked_data, "beside": sections_of("event", pk)}
    )


@require_safe
@public_page
def event_print(request: HttpRequest, pk: int) -> HttpResponse:
    """One A4 sheet with a QR code that leads to the page."""
    return render(request, "events/event_print.html", _context(pk))


def _context(pk: int) -> dict[str, Any]:
    return page_context(get_object_or_404(Event.objects.public().for_page(), pk=pk))


def _registration(event: Event, date: Occurrence | None, now: datetime) -> dict[str, Any] | None:
    """How one registers here for the next date, or for the course; None where the organiser takes registrations."""
    terms = terms_of(event)
    if terms is None or date is None:
        return None
    is_course = terms.scope == RegistrationScope.COURSE
    lead = terms.course_date if is_course and terms.course_date else date
    lead.event = event
    left = lead.places_left
    is_by_order = event.participation in {Participation.FREE, Participation.FIRST_COME}
    return {
        "closed": closed_because(lead, now=now),
        "left": left if is_by_order else None,
        "is_full": is_by_order and left == 0,
        "waits": terms.has_waiting_list,
        "is_course": is_course,
        "url": reverse("events:register_date" if is_course else "events:register", args=[event.pk, lead.pk] if is_course else [event.pk]),
        "next_url": reverse("events:register_date", args=[event.pk, lead.pk]),
    }  # fmt: skip


def place_note(event: Event) -> str:
    """For who writes or publishes it: that the page can't name the chosen place yet. Empty where it can."""
    if event.place is None or event.place.is_public:
        return ""
    return _(
        "選んだ場「%(place)s」は、まだ公開されていません。公開されるまで、このページに場の名前と住所は出ません。"
    ) % {"place": event.place.name}


def page_context(event: Event, *, is_preview: bool = False) -> dict[str, Any]:
    """What the page of an event shows, also before it is public (``is_preview``: to who writes or checks it)."""
    now = timezone.now()
    dates = dates_of(event, now)
    place = event.place if event.place and event.place.has_public_position else None
    where = event if event.latitude is not None else place
    return {
        "event": event,
        "linked_data": "",
        "beside": [],
        "dates": dates,
        "now": now,
        "is_closed": bool(dates.next and dates.next.deadline_at and dates.next.deadline_at < now),
        "is_over": dates.next is None,
        "place_note": place_note(event) if is_preview else "",
        "registration": _registration(event, dates.next, now),
        "where": where,
        "way": way_there(where) if where else None,
        "features": features_of(event.accessibility),
        **words_context(event),
        **safeguards_context(event, event.organizer, is_preview=is_preview),
    }
