"""From one query to bytes: documents that Postgres writes as JSON.

A resource names its fields as SQL expressions; the serializer of the same resource says the same as Python, is what
the OpenAPI description is made of, and a test compares the two over random objects.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

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


def rows(source: str, order: str, /, **fields: str) -> str:
    """A list of objects. ``source`` is what stands after FROM."""
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in fields.items())
    return f"coalesce((SELECT json_agg(r) FROM (SELECT {columns} FROM {source} ORDER BY {order}) r), '[]')"


def keys_of(through: str, owner: str, word: str, table: str) -> str:
    """The keys of the words of a vocabulary that a thing has, in an order that no editor of the vocabulary changes."""
    return (
        f"(SELECT coalesce(json_agg(w.key ORDER BY w.id), '[]') FROM {through} h "
        f"JOIN {table} w ON w.id = h.{word} WHERE h.{owner} = t.id)"
    )


@dataclass(frozen=True, eq=False)
class Document:
    """The documents of one table (``t``) with what is joined to it.

    ``kind`` and ``owner``: whose changes the log tells when a document is another one. ``listed``: the condition under
    which everybody may see it. ``order``: the columns of the plain list. ``heavy``: fields that are given when asked for.
    """

    table: str
    fields: Mapping[str, str]
    kind: str
    joins: str = ""
    owner: str = "t.id"
    listed: str = "true"
    order: tuple[str, ...] = ("id",)
    heavy: Collection[str] = field(default_factory=frozenset)

    @property
    def usual(self) -> tuple[str, ...]:
        """The names of the fields that a document has where nobody chose."""
        return tuple(name for name in self.fields if name not in self.heavy)

    def statement(self, names: Sequence[str] | None = None, extra: Sequence[tuple[str, str]] = ()) -> str:
        """Number and document of the things with these ``keys``. ``extra``: expansions, which take the place of a field."""
        return _documents(self, tuple(names or self.usual), tuple(extra))

    def page_statement(self, *, is_first: bool) -> str:
        """The values of the order and the stamp of each thing of the plain list, from its beginning or after a place."""
        columns = ", ".join(f't."{name}"' for name in self.order)
        places = ", ".join(f"%(after{number})s" for number in range(len(self.order)))
        later = "" if is_first else f" AND ({columns}) > ({places})"
        return f"SELECT {columns}, {self.stamp} FROM {self.table} t WHERE {self.listed}{later} ORDER BY {columns} LIMIT %(most)s"

    def stamp_statement(self) -> str:
        """Number and stamp of those of the things with these ``keys`` that everybody may see."""
        return f"SELECT t.id, {self.stamp} FROM {self.table} t WHERE t.id = ANY(%(keys)s::bigint[]) AND {self.listed}"

    @property
    def stamp(self) -> str:
        """The newest number of the change log that speaks of the document; null where it never did."""
        return f"(SELECT max(c.id) FROM hub_change c WHERE c.kind = '{self.kind}' AND c.object_id = {self.owner})"


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
def _documents(document: "Document", names: tuple[str, ...], extra: tuple[tuple[str, str], ...]) -> str:
    expressions = {name: document.fields[name] for name in names} | dict(extra)
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in expressions.items())
    return (
        f"SELECT t.id, (SELECT row_to_json(d) FROM (SELECT {columns}) d)::text FROM {document.table} t {document.joins} "
        # Asked once more: it may have been hidden since its number was found.
        f"WHERE t.id = ANY(%(keys)s::bigint[]) AND {document.listed}"
    )
