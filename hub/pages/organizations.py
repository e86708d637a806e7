"""``/organizations/<id>/``: who an organisation is, what the city checked, and what it offers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.lines import lines_of
from events.models import Circle, Occurrence, Place
from events.opening import opening_of
from hub.accounts.models import Organization
from hub.page_cache import public_page
from partners.lines import SLIM_DISTRICTS, offered_of
from partners.models import Need, Partnership, Project
from partners.role_reads import open_roles

MOST = 20


@require_safe
@public_page
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Of one that the city has checked; every other is missing."""
    organization = get_object_or_404(Organization.objects.public().saying_whether_abandoned(), pk=pk)
    return render(request, "hub/organization_detail.html", page_context(organization))


def page_context(organization: Organization) -> dict[str, Any]:
    """Its next dates and its places, ``MOST`` of each."""
    now = timezone.now()
    dates = Occurrence.objects.listed().filter(event__organizer=organization).upcoming(now)
    lines = lines_of(dates.order_by("starts_at", "pk").for_list()[: MOST + 1], now, with_day=True)
    places = list(
        Place.objects.listed().filter(operator=organization).order_by("kana", "name", "pk").for_list()[: MOST + 1]
    )
    partnerships = _registrations(organization)
    return {
        "organization": organization,
        "circles": list(
            Circle.objects.listed()
            .filter(organization=organization)
            .only("name", "how_often")
            .order_by("reading", "pk")[:MOST]
        ),
        "partnerships": partnerships,
        "is_reached": any(row["one"].how_to_reach for row in partnerships),
        "met": list(Need.objects.met_by(organization).only("title", "ended_at", "is_sample")[:MOST]),
        "projects": list(Project.objects.shown_of(organization).only("title", "state", "is_sample")[:MOST]),
        "open_roles": open_roles(organization=organization),
        "lines": lines[:MOST],
        "has_more_events": len(lines) > MOST,
        "places": [(place, opening_of(place, now)) for place in places[:MOST]],
        "has_more_places": len(places) > MOST,
    }


def _registrations(organization: Organization) -> list[dict[str, Any]]:
    """What it is registered in now, and what it offers: three queries, none of which grows."""
    rows = Partnership.objects.public().filter(organization=organization).select_related("programme")
    return [
        {
            "one": one,
            **offered_of(one),
            "themes": list(one.themes.all()),
            "districts": [] if one.is_everywhere else list(one.districts.all()),
        }
        for one in rows.prefetch_related("themes", SLIM_DISTRICTS).order_by("programme__order", "pk")
    ]
