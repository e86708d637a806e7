"""Reads documents: planned once a connection, and each document kept under the number of its last change.

Whatever changes a document is told by the change log, in the same transaction: clients could not follow it otherwise.
So a document that was made once holds until the log speaks of its thing again.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

from hub.api.documents import Document
from hub.page_cache import Memory

MOST_DOCUMENTS = 4_000
LARGEST_KEPT = 20_000
memory: Memory[str] = Memory(MOST_DOCUMENTS)

# Which statements a connection knows. The plan of a document takes longer than its execution.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
_PARAMETER = re.compile(r"%\(([a-z0-9]+)\)s")


def documents_of(document: Document, stamps: Mapping[int, int | None]) -> dict[int, str]:
    """The usual documents of things, by number, from memory where their stamp is known; else one query."""
    found: dict[int, str] = {}
    for key, stamp in stamps.items():
        kept = memory.get((document.table, key, stamp)) if stamp else None
        if kept is not None:
            found[key] = kept
    missing = [key for key in stamps if key not in found]
    if missing:
        made = dict(_execute(document.statement(), keys=missing, site=settings.SITE_URL))
        for key, text in made.items():
            # One whose thing the log never named is nobody's to keep.
            if stamps[key] and len(text) <= LARGEST_KEPT:
                memory.put((document.table, key, stamps[key]), text)
        found |= made
    return found


def stamps_of(document: Document, keys: Sequence[int]) -> dict[int, int | None]:
    """The number of the last change of each thing that everybody may see. One query."""
    return dict(_execute(document.stamp_statement(), keys=list(keys))) if keys else {}


def chosen_documents(
    document: Document, keys: Sequence[int], names: Sequence[str] | None, extra: Sequence[tuple[str, str]]
) -> dict[int, str]:
    """Documents with other fields than the usual ones. One query, planned anew."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(document.statement(names, extra), {"keys": list(keys), "site": settings.SITE_URL})
        return dict(cursor.fetchall())


def plain_page(document: Document, after: Sequence[Any], most: int) -> list[tuple[Any, ...]]:
    """The first rows of the plain list after a place: the values of its order, then the stamp. One query."""
    place = {f"after{number}": value for number, value in enumerate(after)}
    return _execute(document.page_statement(is_first=not after), **place, most=most)


def _execute(sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """As a prepared statement. ``sql`` is one of the few that no request has a part in."""
    order: list[str] = []
    for name in _PARAMETER.findall(sql):
        if name not in order:
            order.append(name)
    # The cursor first: it is what makes a lost connection anew.
    with connection.cursor() as cursor:
        statement = _prepared(cursor, sql, order)
        places = ", ".join(["%s"] * len(order))
        cursor.execute(f"EXECUTE {statement}({places})", [parameters[name] for name in order])
        return cursor.fetchall()


def _prepared(cursor: Any, sql: str, order: Iterable[str]) -> str:
    """The name under which this connection knows the statement; told to it the first time."""
    name = f"feed_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
    known = _known.setdefault(connection.connection, set())
    if name not in known:
        numbers = {parameter: f"${number}" for number, parameter in enumerate(order, 1)}
        cursor.execute(f"PREPARE {name} AS {_PARAMETER.sub(lambda found: numbers[found[1]], sql)}")
        known.add(name)
    return name
