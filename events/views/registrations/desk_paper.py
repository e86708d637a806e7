"""名簿 on paper: large, boxes to tick, the wishes in words; how somebody is reached only where it is asked for."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Occurrence, Registration
from events.registration_enums import COMING, RegistrationScope, RegistrationState
from events.views.registrations.access import at_desk
from events.views.registrations.desk_shared import on_desk, people_of, questions_of, url_of

# Rows for who comes without a registration.
_BLANK = 5


@require_safe
@at_desk
def paper(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """``?contacts=1``: with telephone numbers. All who hold a place, by name; whole, for a sheet has no pages to turn."""
    states = [*COMING, RegistrationState.OFFERED]
    rows = Registration.objects.of_date(date).filter(state__in=states).select_related("user", "entered_by")
    people = people_of(rows.order_by("name", "pk"), questions_of(date))
    has_contacts = request.GET.get("contacts") == "1"
    context = on_desk(date) | {
        "people": people,
        "has_contacts": has_contacts,
        "other_url": url_of(date, "paper") + ("" if has_contacts else "?contacts=1"),
        "count": sum(one.row.party for one in people),
        "blank": range(_BLANK),
        "destroy_by": _ends_at(date) + timedelta(days=settings.HUB_REGISTRATION_NAMES_DAYS),
    }
    return render(request, "events/desk/paper.html", context)


def _ends_at(date: Occurrence) -> datetime:
    """Of a course the last date: until then the sheet is needed."""
    terms = getattr(date.event, "registration_terms", None)
    is_course = terms is not None and terms.scope == RegistrationScope.COURSE
    return date.event.last_ends_at if is_course and date.event.last_ends_at else date.ends_at
