"""次の一歩: after a date, one more to which one could go; and where a person's own code is shown at the door."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration
from events.querysets import OccurrenceQuerySet
from events.registration_enums import RegistrationScope
from events.registration_rules import terms_of

_DAYS = 60


@dataclass(frozen=True)
class NextStep:
    """``why`` it is proposed, in a few words."""

    date: Occurrence
    why: str


def next_step(date: Occurrence, *, now: datetime | None = None) -> NextStep | None:
    """The next date of the same event, else one at the same place, else one of the same theme in the same district, or
    anywhere; None where nothing of the kind is on within two months. Of public events to which one can still come. The
    next date of a course is none: who registers for a course is at all its dates."""
    now = now or timezone.now()
    event = date.event
    rows = Occurrence.objects.listed().open_for_application(now)
    rows = rows.filter(starts_at__gt=now, starts_at__lte=now + timedelta(days=_DAYS)).exclude(pk=date.pk)
    themes = Q(event__themes__in=list(event.themes.values_list("pk", flat=True)))
    near = Q(event__district=event.district_id) if event.district_id else Q(pk__in=[])
    other = ~Q(event=event.pk)
    terms = terms_of(event)
    is_course = terms is not None and terms.scope == RegistrationScope.COURSE
    ways = [
        *([] if is_course else [(Q(event=event.pk), _("同じ催しの、次の日です"))]),
        (other & Q(event__place=event.place_id, event__place__isnull=False), _("同じ場所であります")),
        (other & themes & near, _("近くの、似た催しです")),
        (other & themes, _("似た催しです")),
    ]
    for condition, why in ways:
        if (found := _first(rows.filter(condition))) is not None:
            return NextStep(found, why)
    return None


def _first(rows: OccurrenceQuerySet) -> Occurrence | None:
    found: Occurrence | None = rows.order_by("starts_at", "pk").distinct().for_list().first()
    return found


def door_address(registration: Registration, *, now: datetime | None = None) -> str:
    """What the QR code on a person's page opens: at the organiser's, the door of the date with this registration found.

    Of a course the date that is on, or the next one.
    """
    now = now or timezone.now()
    pk = registration.occurrence_id
    if registration.scope == RegistrationScope.COURSE:
        dates = registration.occurrence.event.occurrences.taking_place().filter(ends_at__gte=now)
        pk = dates.order_by("starts_at").values_list("pk", flat=True).first() or pk
    return f"{reverse('registrations:door', args=[pk])}?code={registration.code}"
