"""The front door."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.lines import lines_of
from events.models import Circle, Occurrence, Place
from events.opening import opening_of
from events.periods import When, period_of
from events.views.places import MOST_DOTS
from hub.page_cache import public_page
from hub.pages.firms import firms_to_ask

DAYS_SHOWN = 3


@require_safe
@public_page
def front(request: HttpRequest) -> HttpResponse:
    """Doors, what is on today and at the weekend, places where one can go alone, the map."""
    now = timezone.now()
    today = timezone.localdate(now)
    weekend = period_of(When.WEEKEND, today)
    places = list(Place.objects.listed().for_list().order_by("-is_drop_in", "is_sample", "kana", "pk")[:3])
    spots = Place.objects.listed().with_public_position().values_list("latitude", "longitude")
    counts = Place.objects.listed().values_list("district").annotate(count=Count("pk")).order_by()
    by_district = {district: count for district, count in counts if district}
    coming = _coming(now, today, weekend)
    context = {
        "today": today,
        "weekend": weekend,
        **coming,
        "places": [(place, opening_of(place, now)) for place in places],
        "has_circles": Circle.objects.listed().exists(),
        "place_total": sum(count for _district, count in counts),
        "dots": list(spots[:MOST_DOTS]),
        "place_counts": by_district,
        "firms": firms_to_ask(),
        "district_url": reverse("events:place_list") + "?district={}",
        "has_sample": any(line.is_sample for lines in coming.values() for line in lines),
    }
    return render(request, "hub/front.html", context)


def _coming(now: datetime, today: Any, weekend: Any) -> dict[str, Any]:
    """Today and the weekend in two queries; if today is empty, the next days on which something is on."""
    listed = Occurrence.objects.listed().order_by("starts_at", "pk")
    midnight = period_of(When.TODAY, today).end
    begun_lately = now - timedelta(hours=12)
    today_rows = listed.upcoming(now).filter(starts_at__lt=midnight, starts_at__gte=begun_lately)
    weekend_rows = listed.filter(starts_at__gte=max(weekend.begin, now), starts_at__lt=weekend.end)
    shown = list(today_rows.for_list()[:DAYS_SHOWN])
    next_rows = [] if shown else list(listed.filter(starts_at__gte=now).for_list()[:DAYS_SHOWN])
    later = list(weekend_rows.for_list()[:DAYS_SHOWN])
    return {
        "today_lines": lines_of(shown[:DAYS_SHOWN], now),
        "next_lines": lines_of(next_rows, now, with_day=True),
        "weekend_lines": lines_of(later[:DAYS_SHOWN], now, with_day=True),
    }
