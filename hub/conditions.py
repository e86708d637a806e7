"""Conditions that Postgres is to answer in one way only, where it would read all rows of a table to find few.

Of ``EXISTS`` and ``IN`` it may make a join, and gathers for it what belongs to every row there is, also where some dozen are
asked about. A query that gives one value is asked for each row by itself, an array is made once.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet, Subquery
from django.db.models.lookups import GreaterThan


def is_there(rows: QuerySet[Any]) -> GreaterThan:
    """As ``Exists``: that there is one of ``rows`` (with an ``OuterRef``), looked up by an index for each row that is read."""
    return GreaterThan(Subquery(rows.order_by().values("pk")[:1]), 0)


class IsOneOf(Func):
    """As ``name__in=rows``: the few keys that ``rows`` gives are found first, and what has one of them by its index."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, name: str, rows: QuerySet[Any]) -> None:
        super().__init__(F(name), ArraySubquery(rows.order_by()))
