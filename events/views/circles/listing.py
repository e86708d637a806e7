"""``/circles/`` and ``/circles/<id>/``."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.circle_filters import CircleFilter
from events.circle_rules import closed_because
from events.enums import OccurrenceState, State
from events.lines import lines_of
from events.models import Circle, Occurrence
from events.rules import is_for_minors
from events.views.choices import chips, groups
from hub.models import Audience, Theme, WelcomeMark
from hub.page_cache import public_page
from hub.paging import page_number, page_of
from hub.selection import Selection
from hub.vocabulary import words_for, words_of

OPTIONS = ("district", "theme", "audience", "mark")
ORDER = ("reading", "name", "pk")
MOST_DATES = 6


@require_safe
@public_page
def circle_list(request: HttpRequest) -> HttpResponse:
    """The selection of the address."""
    now = timezone.now()
    filterset = CircleFilter(request.GET, queryset=Circle.objects.listed())
    selection = Selection(request.path, request.GET, filterset.filters)
    if selection.has_blanks:
        return HttpResponseRedirect(selection.url())
    prepare = lambda rows: rows.for_list().with_next(now)  # noqa: E731
    page = page_of(filterset.qs, ORDER, page_number(request.GET), prepare=prepare)
    context = {
        "selection": selection,
        "form": filterset.form,
        "options": groups(filterset, selection, OPTIONS),
        "chips": chips(filterset, selection),
        "page": page,
        "rows": rows_of(page.items),
        "has_sample": any(circle.is_sample for circle in page.items),
        "near_url": selection.url(near=1) if filterset.district_keys() and "near" not in request.GET else "",
        "clear_url": selection.only(),
        "previous_url": selection.url(page=page.number - 1) if page.has_previous else "",
        "next_url": selection.url(page=page.number + 1) if page.has_next else "",
    }
    return render(request, "events/circles/circle_list.html", context)


def rows_of(circles: Sequence[Circle]) -> list[dict[str, Any]]:
    """What a row of a list shows. ``circles``: loaded by ``for_list`` and ``with_next``."""
    order = {pk: place for place, pk in enumerate(words_of(WelcomeMark))}
    return [
        {
            "circle": circle,
            "where": circle.public_place.name if circle.public_place else circle.venue_name,
            "marks": sorted(circle.welcome_marks.all(), key=lambda mark: order.get(mark.pk, 0)),
        }
        for circle in circles
    ]


@require_safe
@public_page
def circle_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What they do, for whom, when they meet next, how to have a look and how to join. Nobody who comes is shown."""
    circle = get_object_or_404(Circle.objects.public().for_page(), pk=pk)
    return render(request, "events/circles/circle_detail.html", page_context(circle))


def page_context(circle: Circle, *, is_preview: bool = False) -> dict[str, Any]:
    """What its page shows, also before it is public (``is_preview``: to who writes or checks it)."""
    now = timezone.now()
    dates = Occurrence.objects.listed().filter(event__circle=circle).upcoming(now).order_by("starts_at", "pk")
    shown = list(dates.for_list()[:MOST_DATES])
    audiences = words_for(Audience, {one.pk for one in circle.audiences.all()})
    organization = circle.organization
    of_organization = organization.safeguards if organization.is_verified or is_preview else ""
    return {
        "circle": circle,
        "is_over": circle.state == State.CLOSED,
        "lines": lines_of(shown, now, with_day=True),
        "next": next((date for date in shown if date.state != OccurrenceState.CANCELLED), None),
        "place": circle.public_place,
        "marks": words_for(WelcomeMark, {one.pk for one in circle.welcome_marks.all()}),
        "themes": words_for(Theme, {one.pk for one in circle.themes.all()}),
        "audiences": audiences,
        "closed": closed_because(circle),
        "has_safeguards": bool(circle.safeguards) or is_for_minors(audiences, None),
        "safeguards": circle.safeguards or of_organization,
        "are_of_organization": bool(of_organization and not circle.safeguards),
    }
