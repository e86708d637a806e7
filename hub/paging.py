"""Pages of a list whose cost does not grow with what lies behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict


@dataclass(frozen=True)
class Page:
    """One page of a list, and how many there are (exact up to ``limit``)."""

    items: Sequence[Any]
    number: int
    size: int
    total: int
    is_more_than_limit: bool

    @property
    def last_number(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_next(self) -> bool:
        return self.number < self.last_number

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_number(data: QueryDict) -> int:
    """The page that an address asks for; what is no number means the first."""
    text = data.get("page") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def page_of(queryset: QuerySet[Any], order: tuple[str, ...], number: int, *, prepare: Any = None) -> Page:
    """The page ``number`` (from 1) of ``queryset`` sorted by ``order``; two queries, whatever its length.

    The first asks for at most ``HUB_COUNT_LIMIT`` + 1 rows in any order: a rare word is then found by its index and
    not by a walk over the dates. If all rows are there they are sorted here; if not, they are so frequent that
    the walk in order finds a page soon. ``prepare`` takes the queryset of the page and adds what is to be loaded.
    """
    size, limit = settings.HUB_PAGE_SIZE, settings.HUB_COUNT_LIMIT
    probe = list(queryset.order_by().values_list("pk", *order)[: limit + 1])
    total = min(len(probe), limit)
    number = min(max(1, number), max(1, -(-total // size)))
    first = (number - 1) * size
    if len(probe) <= limit:
        probe.sort(key=lambda row: row[1:])
        keys = [row[0] for row in probe[first : first + size]]
        rows = queryset.model._default_manager.filter(pk__in=keys).order_by(*order)
    else:
        rows = queryset.order_by(*order)
    if prepare:
        rows = prepare(rows)
    if len(probe) > limit:
        rows = rows[first : first + size]
    items = list(rows) if total else []
    return Page(items=items, number=number, size=size, total=total, is_more_than_limit=len(probe) > limit)
