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


def page_of(
    queryset: QuerySet[Any],
    order: tuple[Any, ...],
    number: int,
    *,
    prepare: Any = None,
    size: int | None = None,
    is_late: bool = False,
) -> Page:
    """The page ``number`` (from 1) of ``queryset`` sorted by ``order``; two queries, whatever its length.

    The first counts at most ``HUB_COUNT_LIMIT`` + 1 rows in any order: a rare word is then found by its index and
    not by a walk over the dates. If these are all, the page is sorted out of them; if not, they are so frequent
    that the walk in order finds a page soon. ``prepare`` takes the queryset of the page and adds what is to be loaded.
    ``size``: where a page is not as long as elsewhere. ``is_late``: which rows stand on the page is found first, out of
    an index that knows all that is asked, and then these alone are read whole.
    """
    size, limit = size or settings.HUB_PAGE_SIZE, settings.HUB_COUNT_LIMIT
    probe = queryset.order_by()[: limit + 1]
    counted = probe.count()
    total = min(counted, limit)
    number = min(max(1, number), max(1, -(-total // size)))
    first = (number - 1) * size
    if counted <= limit:
        queryset = queryset.model._default_manager.filter(pk__in=probe.values("pk"))
    rows = queryset.order_by(*order)
    if is_late:
        keys = rows.values("pk")[first : first + size]
        rows, first = queryset.model._default_manager.filter(pk__in=keys).order_by(*order), 0
    if prepare:
        rows = prepare(rows)
    items = list(rows[first : first + size]) if total else []
    return Page(items=items, number=number, size=size, total=total, is_more_than_limit=counted > limit)
