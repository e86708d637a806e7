"""Recurring dates: made from the rule 13 months ahead, with what was added, removed, moved or cancelled kept."""

import logging
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import OccurrenceOrigin, OccurrenceState, State
from events.models import Event, Occurrence
from events.recurrence import moments, parse_rule
from events.services.listing import refresh_events
from events.services.records import announce_edit
from hub.exceptions import DomainError

logger = logging.getLogger(__name__)

MONTHS_AHEAD = 13
MOST_DATES = 800


def dates_of_rule(rrule: str, starts_at: datetime, until: datetime, *, since: datetime | None = None) -> list[datetime]:
    """The starts that ``rrule`` gives from ``starts_at`` to ``until``, at the same local time all year.

    ``since``: those before it are counted (COUNT) but not given. Raises ``DomainError`` for a rule that can't be
    read or gives more than ``MOST_DATES``.
    """
    found: list[datetime] = []
    for moment in moments(parse_rule(rrule), starts_at, until, since=since):
        found.append(moment)
        if len(found) > MOST_DATES:
            raise DomainError(_("くり返しの回数が多すぎます（%(most)s回まで）。") % {"most": MOST_DATES})
    return found


@transaction.atomic
def sync_series(event: Event, *, now: datetime | None = None) -> bool:
    """Makes the dates of the event that are still to come agree with its rule; returns whether any was written.

    Past dates, and dates that somebody moved, cancelled or edited, stay as they are.
    """
    now = now or timezone.now()
    # The rule is read from the locked row: the one in hand may be older than what a clerk has just saved.
    locked = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    length = timedelta(minutes=locked.rule_minutes or 60)
    wanted = _wanted(locked, now, length)
    known = {row.rule_at: row for row in locked.occurrences.filter(origin=OccurrenceOrigin.RULE)}
    ours = [row for row in known.values() if _follows_rule(row, now)]
    surplus = [row.pk for row in ours if row.rule_at not in wanted]
    removed, _rows = Occurrence.objects.unused().filter(pk__in=surplus).delete()
    longer = [row for row in ours if row.rule_at in wanted and row.ends_at != row.starts_at + length]
    for row in longer:
        row.ends_at = row.starts_at + length
    Occurrence.objects.bulk_update(longer, ["ends_at"])
    # A date that somebody moved, cancelled or edited stands for its day, whatever hour the rule gives now.
    kept_on = {timezone.localdate(row.rule_at) for row in known.values() if row.rule_at and row not in ours}
    missing = {moment for moment in wanted - set(known) if timezone.localdate(moment) not in kept_on}
    made = Occurrence.objects.bulk_create(
        Occurrence(
            event=locked, starts_at=moment, ends_at=moment + length, origin=OccurrenceOrigin.RULE, rule_at=moment
        )
        for moment in sorted(missing)
    )
    return bool(removed or longer or made)


def _wanted(event: Event, now: datetime, length: timedelta) -> set[datetime]:
    """The starts by rule that have not ended, without the excluded days."""
    if not event.rrule or not event.rule_starts_at:
        return set()
    until = now + relativedelta(months=MONTHS_AHEAD)
    excluded = set(event.rule_excluded_on)
    dates = dates_of_rule(event.rrule, event.rule_starts_at, until, since=now - length)
    return {moment for moment in dates if timezone.localdate(moment) not in excluded}


def _follows_rule(row: Occurrence, now: datetime) -> bool:
    """To come, and untouched by anybody."""
    return row.starts_at > now and row.state == OccurrenceState.SCHEDULED and not row.edited_fields


def extend_all_series(now: datetime | None = None) -> int:
    """Makes the dates that have come within 13 months, for every series that is or will be public.

    Returns how many changed. A series whose rule can't be read any more keeps its dates and holds up no other.
    """
    public = Event.objects.filter(state__in=[State.IN_REVIEW, State.PUBLISHED]).exclude(rrule="")
    return sum(_extend(event, now) for event in public.order_by("pk").only("pk").iterator(chunk_size=200))


@transaction.atomic
def _extend(event: Event, now: datetime | None) -> bool:
    try:
        if not sync_series(event, now=now):
            return False
    except DomainError:
        logger.warning("series not extended", extra={"object_id": event.pk})
        return False
    except Event.DoesNotExist:
        return False  # deleted since the list was read
    refresh_events([event.pk])
    announce_edit(Event.objects.only("state").get(pk=event.pk))
    return True
