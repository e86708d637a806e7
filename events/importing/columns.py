"""Which column of a file is which: event lists A and B, in any order, with whatever a city added."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from events.importing.texts import without_controls

DATA = Path(__file__).resolve().parent.parent.parent / "data"
FEWEST_KNOWN = 3
_SPACE_OR_STAR = re.compile(r"[\s*＊※﻿]+")


@dataclass(frozen=True)
class Columns:
    """How the cells of a file are read. ``fields[i]`` names the field of cell i, None where it is not known."""

    fields: tuple[str | None, ...]
    headers: tuple[str, ...]
    list_name: str
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]

    def header_of(self, field: str) -> str:
        """The file's own word for a field, for messages."""
        return self.headers[self.fields.index(field)] if field in self.fields else label_of(field)


def normal_header(text: str) -> str:
    """NFKC (full-width brackets, letters), without spaces, control characters and marks of a required column."""
    return _SPACE_OR_STAR.sub("", unicodedata.normalize("NFKC", without_controls(text)[0])).casefold()


def recognise(cells: list[str]) -> Columns | None:
    """The columns, or None where this is not the header line of an event list."""
    spellings, only = _spellings()
    found: list[str | None] = []
    unknown: list[str] = []
    repeated: list[str] = []
    headers = tuple(without_controls(cell)[0].strip() for cell in cells)
    for cell in headers:
        field = spellings.get(normal_header(cell))
        if field and field in found:
            repeated.append(cell[:100])
            field = None
        elif not field and cell:
            unknown.append(cell[:100])
        found.append(field)
    known = [field for field in found if field]
    if len(known) < FEWEST_KNOWN or not {"title", "start_on"} & set(known):
        return None
    names = {normal_header(cell) for cell in cells}
    list_name = "A" if len(names & only["list_a"]) > len(names & only["list_b"]) else "B"
    return Columns(tuple(found), headers, list_name, tuple(unknown), tuple(repeated))


@cache
def label_of(field: str) -> str:
    """What list B, else list A, else anybody calls a field."""
    for row in _table():
        if row["field"] == field:
            return row["list_b"] or row["list_a"] or row["also"].split("|")[0]
    raise KeyError(field)


@cache
def field_called(label: str) -> str | None:
    """The field that has this heading."""
    return _spellings()[0].get(normal_header(label))


@cache
def columns_of_list(list_name: str) -> tuple[tuple[str, str], ...]:
    """Fields and headings of ``list_a`` or ``list_b``, in the order of that list."""
    rows = [row for row in _table() if row[list_name]]
    if list_name == "list_a":
        rows.sort(key=lambda row: int(row["order_a"]))
    return tuple((row["field"], row[list_name]) for row in rows)


@cache
def _table() -> tuple[dict[str, str], ...]:
    with (DATA / "event_columns.csv").open(encoding="utf-8-sig", newline="") as rows:
        return tuple(csv.DictReader(rows))


@cache
def _spellings() -> tuple[dict[str, str], dict[str, set[str]]]:
    """Field by spelling, and the spellings that only one of the lists has."""
    fields: dict[str, str] = {}
    lists: dict[str, set[str]] = {"list_a": set(), "list_b": set()}
    for row in _table():
        for name, spellings in lists.items():
            if row[name]:
                spellings.add(normal_header(row[name]))
        for spelling in (row["list_a"], row["list_b"], *row["also"].split("|")):
            if spelling:
                fields.setdefault(normal_header(spelling), row["field"])
    both = lists["list_a"] & lists["list_b"]
    return fields, {name: words - both for name, words in lists.items()}
