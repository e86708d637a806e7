"""The coming seven days of a selection on one A4 sheet, for the notice board and for those without a smartphone."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.filters import OccurrenceFilter, PlaceFilter
from events.lines import by_day
from events.models import Occurrence, Place
from events.opening import opening_of
from events.periods import midnight
from events.views import choices
from events.views.event_list import ORDER
from hub.page_cache import public_page
from hub.selection import Selection

# As many as fit on one sheet with furigana.
MOST_EVENTS = 7
MOST_PLACES = 3
# A longer address becomes a code that no telephone reads from paper.
LONGEST_QR = 500


@require_safe
@public_page
def week(request: HttpRequest) -> HttpResponse:
    """What says when (``when``, ``since`` …) is left out: the sheet is always of the coming seven days."""
    now = timezone.now()
    today = timezone.localdate(now)
    filterset = OccurrenceFilter(request.GET, queryset=Occurrence.objects.listed())
    selection = Selection(reverse("events:list"), request.GET, filterset.filters)
    found = filterset.qs.upcoming(now).filter(starts_at__lt=midnight(today + timedelta(days=7)))
    # The sheet has little room: what nobody can join any more is left to the list.
    found = found.exclude(deadline_at__lt=now)
    rows = list(found.order_by(*ORDER).for_list()[: MOST_EVENTS + 1])
    places = PlaceFilter(request.GET, queryset=Place.objects.listed()).qs.order_by("kana", "pk")
    shown = list(places.for_list()[:MOST_PLACES])
    list_url = selection.url(when=None, since=None, until=None)
    context = {
        "form": filterset.form,
        "days": by_day(rows[:MOST_EVENTS], now, with_day=True, on_paper=True),
        "more": max(0, found.count() - MOST_EVENTS),
        "first": today,
        "last": today + timedelta(days=6),
        "places": [(place, opening_of(place, now)) for place in shown],
        "chips": choices.chips(filterset, selection),
        "list_url": list_url,
        "qr_url": list_url if len(list_url) <= LONGEST_QR else reverse("events:list"),
        "has_sample": any(row.event.is_sample for row in rows) or any(place.is_sample for place in shown),
    }
    return render(request, "events/week.html", context)
