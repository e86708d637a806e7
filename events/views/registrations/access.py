"""The organiser's and the staff's door to the registrations of one date: a stranger finds nothing there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from events.models import Occurrence, Registration
from events.registration_board import is_staff_of_dates
from events.registration_rules import can_manage
from events.rules import can_write_for
from hub.staff_access import has_second_factor, turn_away

View = Callable[..., HttpResponse]


def managed_date(pk: int, user: Any) -> Occurrence:
    """The date, with its event, terms and place, for who looks after its registrations. Raises ``Http404``."""
    rows = Occurrence.objects.select_related("event", "event__registration_terms", "event__organizer", "event__place")
    date: Occurrence | None = rows.filter(pk=pk).first()
    if date is None or not can_manage(user, date.event):
        raise Http404
    return date


def at_desk(view: View) -> View:
    """Of ``/registrations/dates/<pk>/…``: signed in, and the date given instead of its number. Kept by nobody's cache.

    Staff who don't write for the organiser show their second factor first, as at all their pages.
    """

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        date = managed_date(pk, request.user)
        if not can_write_for(request.user, date.event.organizer) and not has_second_factor(request):
            return turn_away(request, request.get_full_path())
        return view(request, date, *args, **kwargs)

    return wrapped


def at_own_desk(view: View) -> View:
    """The same for pages over all dates that somebody looks after: none for who looks after none."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_staff_of_dates(request.user) and not has_second_factor(request):
            return turn_away(request, request.get_full_path())
        return view(request, *args, **kwargs)

    return wrapped


def of_registration(view: View) -> View:
    """Of ``…/people/<registration>/…``: one of this date, or of its course; another is as missing as none."""

    @at_desk
    @wraps(view)
    def wrapped(request: HttpRequest, date: Occurrence, registration: int, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Registration.objects.of_date(date).select_related("user", "entered_by", "occurrence")
        found = rows.filter(pk=registration).first()
        if found is None:
            raise Http404
        return view(request, date, found, *args, **kwargs)

    return wrapped
