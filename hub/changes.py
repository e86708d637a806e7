"""The log that clients follow and that tells caches when something was published."""

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from hub.models import Change, ChangeAction

# One lock for the whole log: whoever holds it writes its numbers and commits before the next may write.
_LOCK = 7_201_320_12


def record_changes(objects: Iterable[models.Model], action: ChangeAction) -> None:
    """Writes one row for each object. To be called last in the writing transaction.

    The numbers then grow in the order of commits, so a reader who asks for all above a number misses none. What a query
    finds is asked for when no other writer is left: what another has just published is among it, or its row stands above
    this one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record_changes() belongs into the writing transaction")
    has_turn = isinstance(objects, models.QuerySet)
    if has_turn and not _has_recorded():
        _wait_in_line()
    rows = [Change(kind=thing._meta.model_name or "", object_id=thing.pk, action=action) for thing in objects]
    if not rows:
        return
    if not has_turn:
        _wait_in_line()
    Change.objects.bulk_create(rows, batch_size=1_000)
    transaction.on_commit(forget_generation)


def _has_recorded() -> bool:
    """Whether this transaction has the turn already; what is taken back to a savepoint gives it up, here and there."""
    return any(row[1] is forget_generation for row in connection.run_on_commit)


def _wait_in_line() -> None:
    """Until every other writer of the log has committed. Without it numbers are given in one order and seen in another.

    Whoever has its turn waits for nobody any more: what foreign keys point to is looked at before, not at the commit,
    where somebody may hold it who stands in this line.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; SELECT pg_advisory_xact_lock({_LOCK})"
        )


class _Seen:
    """The newest number that this process knows, when it looked, and the newest of some kinds."""

    number: int = 0
    looked_at: float = float("-inf")
    forgotten: int = 0
    of_kinds: dict[frozenset[str], tuple[int, int]] = {}


def forget_generation() -> None:
    """Makes the next reader in this process look again."""
    _Seen.forgotten += 1
    _Seen.looked_at = float("-inf")


def generation() -> int:
    """The highest number of the log, at most ``HUB_GENERATION_CHECK_SECONDS`` old.

    Within a transaction it is asked for anew and told to nobody: it may count rows that are not committed yet, and
    other threads would keep pages of before under a number of after.
    """
    if connection.in_atomic_block:
        return newest_number()
    now, forgotten = time.monotonic(), _Seen.forgotten
    if now - _Seen.looked_at <= settings.HUB_GENERATION_CHECK_SECONDS:
        return _Seen.number
    number = newest_number()
    if forgotten == _Seen.forgotten:  # nothing was committed here while we asked
        _Seen.number, _Seen.looked_at = number, now
    return number


def newest_number() -> int:
    """The highest number of the log, looked at now. One query."""
    return _number("SELECT max(id) FROM hub_change")


def generation_of(kinds: frozenset[str]) -> int:
    """The highest number among these kinds (model names): what was built from them holds until it grows."""
    newest = generation()
    seen, number = _Seen.of_kinds.get(kinds, (-1, 0))
    if seen != newest:
        number = _number("SELECT max(id) FROM hub_change WHERE kind = ANY(%s)", sorted(kinds))
        _Seen.of_kinds[kinds] = (newest, number)
    return number


def _number(sql: str, *values: Any) -> int:
    """Asked so often that the words are written here: putting them together takes longer than the answer."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return (row and row[0]) or 0
