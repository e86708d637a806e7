"""The dates of an event as its page tells them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from events.enums import OccurrenceState, State
from events.models import Event, Occurrence

# A daily series has four hundred dates to come; its page names these and says how many follow.
MOST_SHOWN = 60


@dataclass(frozen=True)
class Dates:
    """``next``: the first that will take place. ``others``: those to come besides it, ``more``: how many follow them.

    ``last``: the one that was on last, where none is to come. ``past``: how many are over.
    """

    next: Occurrence | None
    others: list[Occurrence]
    more: int
    past: int
    last: Occurrence | None

    @property
    def other_count(self) -> int:
        return len(self.others) + self.more


def dates_of(event: Event, now: datetime) -> Dates:
    """Two queries, however many dates there are. A cancelled date is the next one only if all that are shown are.

    Of an event that was closed none is to come, whatever dates it still has.
    """
    rows, coming = event.occurrences.order_by("starts_at", "pk"), Q(ends_at__gte=now)
    counts = rows.order_by().aggregate(coming=Count("pk", filter=coming), past=Count("pk", filter=~coming))
    if not counts["coming"] or event.state == State.CLOSED:
        return Dates(None, [], 0, counts["past"], rows.exclude(coming).last())
    shown = list(rows.filter(coming)[: MOST_SHOWN + 1])
    first = next((row for row in shown if row.state != OccurrenceState.CANCELLED), shown[0])
    others = [row for row in shown if row != first][:MOST_SHOWN]
    return Dates(first, others, counts["coming"] - 1 - len(others), counts["past"], None)
