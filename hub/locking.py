"""How a service takes the row that it is about to change, and what a person is told where it can't."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from django.db import OperationalError, connection
from django.db.models import Model
from django.db.transaction import TransactionManagementError
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
    model: type[Row] = row.__class__
    if not connection.in_atomic_block:
        raise TransactionManagementError("a row is locked within a transaction")
    if row.pk is None:
        raise GoneError
    if model not in _statements:
        _statements[model] = _statement(row, model)
    for locked in model._default_manager.raw(_statements[model], [row.pk]):
        return locked
    raise GoneError


# Of each model: every service begins with it, and Django takes ten times as long to write it as to run it.
_statements: dict[type[Model], str] = {}


def _statement(row: Model, model: type[Model]) -> str:
    rows = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).order_by()
    statement, values = rows.query.get_compiler(connection=connection).as_sql()
    if len(values) != 1:
        raise TypeError(f"{model._meta.label}: rows that are chosen by more than their key")
    return statement


@contextmanager
def saying_who_waits() -> Iterator[None]:
    """Around the whole transaction of a service: a lock that could not be had is a ``BusyError``, other errors stay."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, IN_THE_WAY):
            raise BusyError from error
        raise
