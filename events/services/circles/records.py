"""What every act on a circle begins and ends with: the lock, the move, the row of history, the mails, the log of changes.

The circle's row is the lock of its members, too: whoever writes one locks the circle first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, Value
from django.utils import timezone

from events.circle_enums import CIRCLE_MOVES
from events.enums import Action, State
from events.models import Circle, CircleMove
from events.services.circles import letters
from hub.changes import record_changes
from hub.exceptions import TransitionError
from hub.locking import GoneError, saying_who_waits
from hub.models import ChangeAction
from hub.search import fold, tokens

if TYPE_CHECKING:
    from hub.accounts.models import User

_PUBLIC = (State.PUBLISHED, State.CLOSED)
_REASON = CircleMove._meta.get_field("reason").max_length


@contextmanager
def locked_circle(pk: int) -> Iterator[Circle]:
    """The whole transaction of a service, which begins with the circle's lock. Raises ``BusyError``, ``GoneError``."""
    with saying_who_waits(), transaction.atomic():
        yield lock_circle(pk)


def lock_circle(pk: int) -> Circle:
    """The row as it is now, with its organisation, which nobody else changes before this transaction ends."""
    rows = Circle.objects.select_for_update(of=("self",), no_key=True).select_related("organization")
    circle: Circle | None = rows.filter(pk=pk).first()
    if circle is None:
        raise GoneError
    return circle


def move_locked(
    circle: Circle, action: Action, *, by: "User | None", reason: str = "", now: datetime | None = None, **fields: Any
) -> None:
    """The one place that sets a state: checks, writes, records, tells. Under the lock; last in its transaction.

    ``fields``: others that go with it. Raises ``TransitionError``.
    """
    now = now or timezone.now()
    sources, target = CIRCLE_MOVES[action]
    before = State(circle.state)
    if before not in sources:
        raise TransitionError(str(action.label), str(before.label))
    values: dict[str, Any] = {"state": target, "version": circle.version + 1, **fields}
    if target == State.PUBLISHED:
        values |= {"published_at": circle.published_at or now, "ended_at": None}
    elif before == State.PUBLISHED:
        values["ended_at"] = now
    for name, value in values.items():
        setattr(circle, name, value)
    circle.save(update_fields=[*values, "updated_at"])
    moved = write_move(circle, action, by=by, before=before, reason=reason)
    letters.tell_of_decision(circle, moved)
    if action == Action.CLOSE:
        letters.tell_members(circle, letters.CLOSED, version=circle.version)
    record_circle(circle, before)


def write_move(
    circle: Circle, action: Action, *, by: "User | None", before: State | None = None, reason: str = ""
) -> CircleMove:
    """One row of history. ``before``: the state that it left; the present one if it kept it."""
    return CircleMove.objects.create(
        circle=circle, action=action, from_state=before or circle.state, to_state=circle.state, by=by,
        reason=reason[:_REASON],
    )  # fmt: skip


def record_circle(circle: Circle, before: State | str) -> None:
    """Last in the transaction: pages are made anew. The feed knows no circles, so its readers are told nothing."""
    was, is_now = before in _PUBLIC, circle.state in _PUBLIC
    if is_now:
        record_changes([circle], ChangeAction.CHANGED if was else ChangeAction.PUBLISHED)
    elif was:
        record_changes([circle], ChangeAction.WITHDRAWN)


def make_findable(circle: Circle) -> None:
    """Of all that its page says, with the words of its themes in each language."""
    words = [circle.name, circle.reading, circle.summary, circle.description, circle.first_visit, circle.how_often]
    words += [circle.who_comes, circle.venue_name, circle.place.name if circle.place else ""]
    words += [circle.district.name if circle.district else ""]
    for theme in circle.themes.all():
        words += [theme.name, theme.name_easy, theme.name_en, theme.words]
    text = fold("\n".join(words))
    own = Func(Value(tokens(text)), function="array_to_tsvector", output_field=SearchVectorField())
    Circle.objects.filter(pk=circle.pk).update(search_text=text, search_tokens=own)
