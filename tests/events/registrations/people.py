"""Events that take registrations, and people who register."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.enums import Participation
from events.models import Event, Occurrence, Registration, RegistrationTerms
from events.registration_enums import RegistrationScope
from events.services.listing import refresh_events
from events.services.registrations import Applicant, Asked, register
from tests.events.factories import EventFactory


def date(
    capacity: int | None = 10,
    *,
    participation: Participation = Participation.FIRST_COME,
    starts_at: datetime | None = None,
    starts: int = 1,
    event: dict[str, Any] | None = None,
    **terms: Any,
) -> Occurrence:
    """The first date, in a week, of a public event that takes registrations here."""
    first = starts_at or timezone.now().replace(microsecond=0) + timedelta(days=7)
    dates = [first + timedelta(days=7 * number) for number in range(starts)]
    made: Event = EventFactory(published=True, participation=participation, starts=dates, **(event or {}))
    made.occurrences.update(capacity=capacity)
    found: Occurrence = made.occurrences.order_by("starts_at").first()
    if terms.get("scope") == RegistrationScope.COURSE:
        terms["course_date"] = found
    RegistrationTerms.objects.create(event=made, **terms)
    refresh_events([made.pk])
    return Occurrence.objects.select_related("event__registration_terms").get(pk=found.pk)


def somebody(number: int, *, party: int = 1, **asked: Any) -> tuple[Applicant, Asked]:
    """Who leaves a name and a telephone number: placed at once, without a mail to be confirmed."""
    return Applicant(name=f"ひと{number}", phone=f"042-000-{number:04}"), Asked(party=party, **asked)


def registered(
    at: Occurrence, number: int = 1, *, party: int = 1, now: datetime | None = None, **asked: Any
) -> Registration:
    """What ``register`` makes of them."""
    who, what = somebody(number, party=party, **asked)
    return register(at.pk, who, what, sent_as=uuid.uuid4(), now=now).registration


def states(at: Occurrence) -> list[tuple[str, int]]:
    """Of all registrations of a date, in their order: state and people."""
    return list(Registration.objects.filter(occurrence=at).order_by("pk").values_list("state", "party"))
