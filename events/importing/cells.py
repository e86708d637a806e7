"""The cells of one row by field, cleaned, with what was noticed on the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.importing.asides import says_more
from events.importing.columns import Columns, field_called, label_of
from events.importing.lines import RawRow
from events.importing.texts import LONGEST_CELL, one_line, paragraphs, without_controls

# Converters put the raw text of a column that they could not store into the nearest note, as 「定員: 初級25人」.
_NOTES = ("time_note", "how_to_apply", "remarks", "fee_detail")
_ORIGINAL_LINE = re.compile(r"^\s*([^:：\n]{2,20})[:：] ?(\S.*?)\s*$", re.MULTILINE)
_KEPT_ASIDE = {
    "start_on", "end_on", "start_time", "end_time", "deadline_on", "deadline_time", "latitude", "longitude",
    "capacity", "fee_basic", "contact_extension",
}  # fmt: skip


class RejectedError(Exception):
    """Why a row can't be imported, in Japanese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Remark:
    """Something that staff should know about a row that was imported all the same."""

    line: int
    field: str
    text: str


@dataclass
class Cells:
    """``values`` by field; ``originals`` the raw texts that a converter had put into a note; ``unread`` the times that
    could not be used, whose words must be kept; ``unknown`` the cells of other columns by their heading."""

    line: int
    columns: Columns
    values: dict[str, str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The cell, cleaned, its lines kept."""
        return self.values.get(name, "")

    def line_of(self, name: str) -> str:
        """The cell on one line."""
        return one_line(self.text(name))

    def or_original(self, name: str) -> str:
        """The cell, or what a note keeps in its stead."""
        return self.text(name) or self.originals.get(name, "")

    def remark(self, name: str, text: str) -> None:
        self.remarks.append(Remark(self.line, self.columns.header_of(name) if name else "", text))


def cells_of(raw: RawRow, columns: Columns) -> Cells:
    """Raises ``RejectedError`` for a row that is empty, broken, or holds a cell beyond any use."""
    if raw.problem:
        raise RejectedError(raw.problem)
    if not any(cell.strip() for cell in raw.cells):
        raise RejectedError(_("空行です（すべての欄が空です）。"))
    found = Cells(raw.line, columns)
    for name, cell in _known(raw, columns):
        text, had_controls = without_controls(cell)
        if had_controls:
            found.remark(name, _("表示できない制御文字を取り除きました。"))
        if len(text) > LONGEST_CELL:
            message = _("「%(column)s」が長すぎます（%(length)s文字。%(most)s文字まで）。")
            values = {"column": columns.header_of(name), "length": len(text), "most": LONGEST_CELL}
            raise RejectedError(message % values)
        found.values[name] = paragraphs(text)
    others = zip(columns.fields, columns.headers, raw.cells, strict=False)
    found.unknown = {
        header: one_line(without_controls(cell)[0])
        for name, header, cell in others
        if not name and header and cell.strip()
    }
    _set_originals_apart(found)
    _look_at_extra_cells(raw, found)
    return found


def _known(raw: RawRow, columns: Columns) -> Iterator[tuple[str, str]]:
    for name, cell in zip(columns.fields, raw.cells, strict=False):
        if name and cell.strip():
            yield name, cell


def column_named_in(line: str) -> tuple[str, str] | None:
    """The column whose raw text a line of a note holds, and that text."""
    match = _ORIGINAL_LINE.fullmatch(line)
    name = field_called(match[1]) if match else None
    return (name, match[2]) if match and name in _KEPT_ASIDE and name else None


def _set_originals_apart(found: Cells) -> None:
    for note in _NOTES:
        text = found.text(note)
        kept: list[str] = []
        for part in text.split("\n"):
            aside = column_named_in(part)
            if aside and aside[0] not in found.originals:
                name, original = aside
                found.originals[name] = original
                if says_more(name, found.text(name), original):
                    kept.append(part)
            else:
                kept.append(part)
        if len(kept) != text.count("\n") + 1:
            found.values[note] = "\n".join(kept).strip()


def _look_at_extra_cells(raw: RawRow, found: Cells) -> None:
    extra = [one_line(without_controls(cell)[0]) for cell in raw.cells[len(found.columns.fields) :] if cell.strip()]
    if extra:
        message = _("見出しより欄が多い行です。余った欄: %(text)s")
        found.remark("", message % {"text": " / ".join(extra)[:1_000]})
    if len(raw.cells) < len(found.columns.fields):
        found.remark("", _("見出しより欄が少ない行です。足りない欄は空として読みました。"))


def named(name: str, text: str) -> str:
    """「共催団体: …」: a line for what the hub has no field for."""
    return f"{label_of(name)}: {text}"
