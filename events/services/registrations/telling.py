"""What everybody sees of registrations (places left), and what those who registered are told when a date changes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.enums import State
from events.models import Event, Occurrence, Registration
from events.registration_enums import RegistrationScope, RegistrationState
from events.services.registrations import letters
from events.services.registrations.waiting import promote_locked
from hub.changes import record_changes
from hub.models import ChangeAction

_S = RegistrationState
# Who plans by the date.
# Of a course, who was there on an earlier date too.
_CONCERNED = (
    *(_S.UNCONFIRMED, _S.AWAITING, _S.CONFIRMED, _S.WAITING, _S.OFFERED, _S.IN_LOT),
    *(_S.ATTENDED, _S.ABSENT),
)
_BATCH = 500


def tell_places() -> int:
    """Brings what is told of places left up to date, for all dates at once, and records each event once.

    A row of the change log for each registration would make every reader's copy old each time, and all registrations
    wait for one another. So pages and feed follow within a minute; the form itself always says what is true.
    """
    with transaction.atomic():
        rows = Occurrence.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        due = list(rows.exclude(taken=F("taken_told")).order_by("pk")[:_BATCH])
        Occurrence.objects.filter(pk__in=[row.pk for row in due]).update(taken_told=F("taken"))
        events = Event.objects.filter(pk__in={row.event_id for row in due}, state=State.PUBLISHED)
        record_changes(events.only("pk").order_by("pk"), ChangeAction.CHANGED)
    return len(due)


def tell_registered(dates: Collection[int], kind: str, version: int) -> int:
    """Mails all who take part in these dates, or wait for a place, that something changed; each person once a version.

    What changed is read when the mail is sent, so it says what is then true. Within the writing transaction.
    """
    found = list(Occurrence.objects.filter(pk__in=dates))
    return sum(_tell(date, kind, version) for date in found)


def _tell(date: Occurrence, kind: str, version: int) -> int:
    people = Registration.objects.of_date(date).filter(state__in=_CONCERNED).only(*letters.READ).order_by("pk")
    return letters.tell_all(
        people.iterator(), kind, lambda row: f"registration:{row.pk}:{kind}:{date.pk}:{version}", date=date.pk
    )


def tell_event(event: Event, *, version: int, now: datetime | None = None) -> int:
    """All who registered for a date of this event that is to come: its place, name or price is another."""
    coming = event.occurrences.upcoming(now or timezone.now()).values_list("pk", flat=True)
    with_rows = Registration.objects.filter(occurrence__event=event, state__in=_CONCERNED)
    concerned = {row.occurrence_id for row in with_rows.only("occurrence_id")}
    is_course = with_rows.filter(scope=RegistrationScope.COURSE).exists()
    dates = [pk for pk in coming if pk in concerned]
    if is_course and not dates:
        dates = list(coming[:1])
    return tell_registered(dates, letters.CHANGED, version)


def follow_edit(event: Event, *, now: datetime | None = None) -> None:
    """Last of an edit's rows: what it made room for is offered."""
    now = now or timezone.now()
    waiting = Registration.objects.filter(occurrence__event=event, state=_S.WAITING, occurrence__starts_at__gt=now)
    for pk in sorted(set(waiting.order_by().values_list("occurrence", flat=True))):
        promote_locked(pk, now=now)
