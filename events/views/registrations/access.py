"""The organiser's and the staff's door to the registrations of one date: a stranger finds nothing there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from events.models import Occurrence
from events.registration_rules import can_manage

View = Callable[..., HttpResponse]


def managed_date(pk: int, user: Any) -> Occurrence:
    """The date, with its event, terms and place, for who looks after its registrations. Raises ``Http404``."""
    rows = Occurrence.objects.select_related("event", "event__registration_terms", "event__organizer", "event__place")
    date: Occurrence | None = rows.filter(pk=pk).first()
    if date is None or not can_manage(user, date.event):
        raise Http404
    return date


def at_desk(view: View) -> View:
    """Of ``/registrations/dates/<pk>/…``: signed in, and the date given instead of its number. Kept by nobody's cache."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, managed_date(pk, request.user), *args, **kwargs)

    return wrapped
