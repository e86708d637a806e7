"""How a service takes the row that it is about to change, and what a person is told where it can't."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from django.db import OperationalError
from django.db.models import Model
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from hub.exceptions import DomainError

# Whoever sends the same words again within this time has tapped twice. Services lock the person's row before they look.
ONE_TAP = timedelta(minutes=10)
Row = TypeVar("Row", bound=Model)
# What Postgres answers where another transaction is in the way (lock_timeout, or two that wait for each other).
IN_THE_WAY = (LockNotAvailable, DeadlockDetected)


class GoneError(DomainError):
    """The row was deleted meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("ほかの人が消したので、もうありません。"))


class BusyError(DomainError):
    """Somebody else holds the row for longer than ``lock_timeout``."""

    def __init__(self) -> None:
        super().__init__(_("ほかの人が同じものを直しています。少し待って、もう一度押してください。"))


def lock_row(row: Row) -> Row:
    """The row as it is now, which nobody else changes before this transaction ends; others may refer to it meanwhile.

    Raises ``GoneError`` where it is no longer there.
    """
    # Of the user of a request, too, which is loaded only when it is asked for something.
    rows = row.__class__._default_manager.select_for_update(of=("self",), no_key=True)
    locked: Row | None = rows.filter(pk=row.pk).first()
    if locked is None:
        raise GoneError
    return locked


@contextmanager
def saying_who_waits() -> Iterator[None]:
    """Around the whole transaction of a service: a lock that could not be had is a ``BusyError``, other errors stay."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, IN_THE_WAY):
            raise BusyError from error
        raise
