"""Measures of the referrals (件数と日数): plain functions over querysets, each one query, whatever the number of rows.

What is counted. A referral is counted in the period in which it came (``received_at``), a transfer in that in which it was
asked for, an ending and a reopening in that in which they were. Two kinds are not counted anywhere, and told apart by
``left_out``: what was closed as いたずら・宣伝, and what is still held, of which nobody has said yet that it is genuine. What
was merged with another case (同じ相談があった) did come, and is counted as received.

The office is the one that has the case now, or had it at its end: what was handed on counts where it went. The hub
deletes closed cases after the time that the city decides, so the figures of a period go down once that time is over.

Days are opening days of the city (``hub.opening_days``), counted as the promises are. Both clocks are measured once, from
the day of receipt to the first time, as the acts have it: a reopening makes new promises, but no old figure changes.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from hub.opening_days import opening_days_needed
from referrals.enums import Action, Outcome, State, TransferState, Writer
from referrals.models import CaseAct

Rows = Any  # a queryset of referrals; of transfers or acts where that is said
_FIRST_LOOK = (Action.LOOK, Action.TAKE, Action.CONTACT)
_UNCOUNTED = {"is_held": True}, {"outcome": Outcome.SPAM}


def _uncounted(path: str) -> Q:
    found = Q()
    for one in _UNCOUNTED:
        found |= Q(**{f"{path}{name}": value for name, value in one.items()})
    return found


def counted(rows: Rows, path: str = "") -> Rows:
    """Those that the measures count. ``path`` leads from a row to its referral, as in ``"referral__"``."""
    return rows.exclude(_uncounted(path))


def left_out(rows: Rows) -> dict[str, int]:
    """How many are not counted: ``held``, still waiting to be looked at; ``spam``."""
    spam = Q(outcome=Outcome.SPAM)
    found: dict[str, int] = rows.aggregate(
        held=Count("pk", filter=Q(is_held=True) & ~spam), spam=Count("pk", filter=spam)
    )
    return found


def by_writer(rows: Rows) -> dict[Writer, int]:
    """Referrals received, by who wrote; every kind is there, also with 0. Their sum is the number of referrals."""
    found = dict(rows.order_by().values_list("writer").annotate(n=Count("pk")))
    return {writer: found.get(writer, 0) for writer in Writer}


def by_sign(rows: Rows) -> dict[int | None, int]:
    """Referrals received, by the number of each sign that was chosen; None: no sign was. One may name several: no sum."""
    return dict(rows.order_by().values_list("signs").annotate(n=Count("pk")))


@dataclass
class Clock:
    """How one of the two promises was kept, in numbers of referrals; ``days``: opening days it took → how many."""

    promised: int
    days: Counter[int] = field(default_factory=Counter)
    overdue: int = 0
    ended: int = 0
    pending: int = 0

    @property
    def kept(self) -> int:
        """Done within the promise."""
        return sum(n for took, n in self.days.items() if took <= self.promised)

    @property
    def late(self) -> int:
        """Done, after the promised day."""
        return self.days.total() - self.kept

    @property
    def share(self) -> float | None:
        """Kept, of all whose promise is over one way or the other: done, overdue, or ended without; None of none."""
        over = self.days.total() + self.overdue + self.ended
        return self.kept / over if over else None

    def within(self, part: float) -> int | None:
        """In how many opening days this part of those that were done was done; None where none was."""
        enough, so_far = self.days.total() * part, 0
        for took in sorted(self.days):
            so_far += self.days[took]
            if so_far >= enough:
                return took
        return None


@dataclass
class Times:
    """Of some referrals: how many came, how many of them have ended, and both clocks."""

    received: int = 0
    closed: int = 0
    look: Clock = field(default_factory=lambda: Clock(settings.HUB_REFERRALS_LOOK_DAYS))
    contact: Clock = field(default_factory=lambda: Clock(settings.HUB_REFERRALS_CONTACT_DAYS))


def times(rows: Rows, now: datetime, *, by: str | None = None) -> Mapping[int | None, Times]:
    """Time to the first look and to the first contact, in opening days, and the share within the promise.

    ``by``: a column of the referral, ``"office"`` or ``"district"``; without one there is the single key None. The promise is
    the one of the settings as they are now. A case merged with another before anybody was reached has no contact
    of its own, and none is missed: it goes on there.
    """
    dated = rows.order_by().annotate(
        received_on=TruncDate("received_at"),
        looked_on=TruncDate(_first_time("first_looked_at", _FIRST_LOOK)),
        contacted_on=TruncDate(_first_time("contacted_at", (Action.CONTACT,))),
    )
    names = ("received_on", "looked_on", "contacted_on", "state", "outcome")
    today = timezone.localdate(now)
    found: dict[int | None, Times] = {} if by else {None: Times()}
    for *key, received, looked, contacted, state, outcome, n in dated.values_list(
        *([by] if by else []), *names
    ).annotate(n=Count("pk")):  # fmt: skip
        some = found.setdefault(key[0] if key else None, Times())
        is_over = state == State.CLOSED
        some.received += n
        some.closed += n if is_over else 0
        _count(some.look, n, received, looked, today, is_over=is_over)
        if contacted is not None or outcome != Outcome.DUPLICATE:
            _count(some.contact, n, received, contacted, today, is_over=is_over)
    return found


def _first_time(column: str, actions: tuple[Action, ...]) -> Case:
    """The column, and of what was reopened, which empties it, the first of these acts."""
    acts = CaseAct.objects.filter(referral=OuterRef("pk"), action__in=actions).order_by().values("referral")
    return Case(When(reopened=0, then=F(column)), default=Subquery(acts.annotate(first=Min("at")).values("first")))


def _count(clock: Clock, n: int, received: date, done: date | None, today: date, *, is_over: bool) -> None:
    if done is not None:
        clock.days[opening_days_needed(received, done)] += n
    elif is_over:
        clock.ended += n
    elif opening_days_needed(received, today) <= clock.promised:
        clock.pending += n
    else:
        clock.overdue += n


def by_transfer_state(transfers: Rows) -> dict[TransferState, tuple[int, int]]:
    """Transfers asked for, by what became of them: of another office, and of an agency outside. Each is in one state."""
    found = transfers.order_by().values_list("state").annotate(
        offices=Count("pk", filter=Q(to_office__isnull=False)), agencies=Count("pk", filter=Q(to_office=None))
    )  # fmt: skip
    counts = {state: (offices, agencies) for state, offices, agencies in found}
    return {state: counts.get(state, (0, 0)) for state in TransferState}


@dataclass(frozen=True)
class Declined:
    """``whom``: the office or the agency that declined. ``ground``, ``refusal``: as they were chosen, not as they were explained."""

    whom: str
    ground: str
    refusal: str
    count: int


def by_refusal(transfers: Rows) -> list[Declined]:
    """Declined transfers by whom, on what ground they were asked for and for what kind of reason; the most frequent first.

    What was written as the reason is sealed and counts nowhere: only the kind that was chosen is known here.
    """
    declined = transfers.filter(state=TransferState.DECLINED).order_by()
    found = declined.values_list("to_office__name", "to_agency", "ground", "refusal").annotate(n=Count("pk"))
    rows = [Declined(office or agency, ground, refusal, n) for office, agency, ground, refusal, n in found]
    return sorted(rows, key=lambda one: (-one.count, one.whom, one.ground, one.refusal))


def by_outcome(rows: Rows) -> dict[Outcome, tuple[int, int]]:
    """Cases that are closed, by outcome: how many, and how many of them nobody was ever reached in, before a reopening neither.

    Spam, not counted, is not there. ``rows``: closed in the period. What was closed in it and reopened since is open, and not among them.
    """
    ended = rows.filter(state=State.CLOSED).order_by()
    found = ended.annotate(reached_at=_first_time("contacted_at", (Action.CONTACT,))).values_list("outcome").annotate(
        n=Count("pk"), unreached=Count("pk", filter=Q(reached_at=None))
    )  # fmt: skip
    counts = {outcome: (n, unreached) for outcome, n, unreached in found}
    return {outcome: counts.get(outcome, (0, 0)) for outcome in Outcome if outcome != Outcome.SPAM}


@dataclass(frozen=True)
class Reopened:
    """``times``: how often; ``cases``: how many cases, each once."""

    times: int
    cases: int


def reopened(acts: Rows) -> Reopened:
    """Of the acts of cases: how often one was begun again."""
    found = acts.filter(action=Action.REOPEN).aggregate(
        times=Count("pk"), cases=Count("referral", distinct=True)
    )  # fmt: skip
    return Reopened(**found)
