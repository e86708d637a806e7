"""From one query to bytes: documents that Postgres writes as JSON.

A resource names its fields as SQL expressions; the serializer of the same resource says the same as Python, is what
the OpenAPI description is made of, and a test compares the two over random objects.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

# Seconds are enough; the offset is that of the city's clock (Japan has had none but this since 1951).
_MOMENT = "to_char({} AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+09:00\"')"


def moment_of(value: datetime) -> str:
    """The same, of a moment in hand."""
    return timezone.localtime(value).replace(microsecond=0).isoformat()


def moment(column: str) -> str:
    """``2026-11-23T10:00:00+09:00``"""
    return _MOMENT.format(column)


def clock(column: str) -> str:
    """``10:00``"""
    return f"to_char({column}, 'HH24:MI')"


def link(path: str, key: str) -> str:
    """The address of one thing: ``link("/api/v1/events/", "t.id")``."""
    return f"%(site)s || '{path}' || {key} || '/'"


def row(**fields: str) -> str:
    """An object from expressions."""
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in fields.items())
    return f"(SELECT row_to_json(r) FROM (SELECT {columns}) r)"


def row_where(condition: str, **fields: str) -> str:
    """An object, or null where the condition does not hold."""
    return f"CASE WHEN {condition} THEN {row(**fields)} END"


def rows(source: str, order: str, **fields: str) -> str:
    """A list of objects. ``source`` is what stands after FROM."""
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in fields.items())
    return f"coalesce((SELECT json_agg(r) FROM (SELECT {columns} FROM {source} ORDER BY {order}) r), '[]')"


def keys_of(through: str, owner: str, word: str, table: str) -> str:
    """The keys of the words of a vocabulary that a thing has, in the order of the vocabulary."""
    return (
        f"(SELECT coalesce(json_agg(w.key ORDER BY w.\"order\", w.id), '[]') FROM {through} h "
        f"JOIN {table} w ON w.id = h.{word} WHERE h.{owner} = t.id)"
    )


@dataclass(frozen=True, eq=False)
class Document:
    """The documents of one table (``t``) with what is joined to it. ``heavy``: fields that are given when asked for."""

    table: str
    fields: Mapping[str, str]
    joins: str = ""
    heavy: Collection[str] = field(default_factory=frozenset)

    @property
    def usual(self) -> tuple[str, ...]:
        """The names of the fields that a document has where nobody chose."""
        return tuple(name for name in self.fields if name not in self.heavy)

    def sql(self, names: Sequence[str], extra: Sequence[tuple[str, str]] = ()) -> str:
        """The expression of the whole document. ``extra``: expansions, by name, which take the place of a field."""
        expressions = {name: self.fields[name] for name in names} | dict(extra)
        columns = ", ".join(f'{sql} AS "{name}"' for name, sql in expressions.items())
        return f"(SELECT row_to_json(d) FROM (SELECT {columns}) d)::text"

    def write(
        self,
        page: models.QuerySet[Any],
        order: Sequence[str],
        names: Sequence[str],
        extra: Sequence[tuple[str, str]] = (),
    ) -> list[tuple[Any, ...]]:
        """For each row of ``page`` (sorted, cut): the values of its order, then the document as text. One query."""
        inner, parameters = page.values_list(*order).query.sql_with_params()
        sql = _statement(self, tuple(names), tuple(extra), tuple(order))
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("{page}", _named(inner, len(parameters))), _parameters(parameters))
            return cursor.fetchall()


def inside(document: Document, owner: str, condition: str, *, leave_out: Sequence[str] = ()) -> str:
    """The whole document of a thing that a row refers to by ``owner`` (of a joined table, not ``t``), as an expression.

    Null where the ``condition`` (of the thing, ``t``) does not hold.
    """
    names = (name for name in document.usual if name not in leave_out)
    columns = ", ".join(f'{document.fields[name]} AS "{name}"' for name in names)
    return (
        f"(SELECT row_to_json(d0) FROM (SELECT {columns} FROM {document.table} t {document.joins} "
        f"WHERE t.id = {owner} AND {condition}) d0)"
    )


@lru_cache(maxsize=256)
def _statement(
    document: "Document", names: tuple[str, ...], extra: tuple[tuple[str, str], ...], order: tuple[str, ...]
) -> str:
    keys = [f"k{number}" for number in range(len(order))]
    return (
        f"SELECT {', '.join(f'page.{key}' for key in keys)}, {document.sql(names, extra)} "
        f"FROM ({{page}}) page({', '.join(keys)}) JOIN {document.table} t ON t.id = page.{keys[-1]} {document.joins} "
        f"ORDER BY {', '.join(f'page.{key}' for key in keys)}"
    )


def _named(sql: str, count: int) -> str:
    """Django's ``%s`` as named parameters, since ours have names too."""
    parts = sql.split("%s")
    if len(parts) != count + 1:
        raise ValueError("a literal %s in the statement of a list")
    return "".join(part + (f"%(p{number})s" if number < count else "") for number, part in enumerate(parts))


def _parameters(values: Sequence[Any]) -> dict[str, Any]:
    return {f"p{number}": value for number, value in enumerate(values)} | {"site": settings.SITE_URL}
