"""From the bytes of a file to its rows, each with the line on which it begins."""

import csv
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.importing.columns import Columns, recognise
from events.importing.lines import RawRow, rows_of
from hub.api.formats.tables import as_written

LARGEST_FILE = 50_000_000
HEADER_SEARCH_ROWS = 10
FEWEST_CELLS = 3
_MAGIC = [
    (b"PK\x03\x04", "Excel（xlsx）などの圧縮されたファイル"),
    (b"\xd0\xcf\x11\xe0", "古いExcel（xls）のファイル"),
    (b"%PDF", "PDFのファイル"),
    (b"\x1f\x8b", "圧縮されたファイル（gzip）"),
    (b"\x89PNG", "画像のファイル"),
    (b"\xff\xd8\xff", "画像のファイル"),
    (b"GIF8", "画像のファイル"),
]
# (name for the report, codec, how its errors are met). The first in which a header line is found is taken.
_CODECS = [
    ("utf-8", "utf-8-sig", "strict"),
    ("cp932", "cp932", "strict"),
    ("euc-jp", "euc_jis_2004", "strict"),
    ("utf-16", "utf-16", "strict"),
    ("iso-2022-jp", "iso2022_jp_ext", "strict"),
    ("utf-8", "utf-8-sig", "replace"),
    ("cp932", "cp932", "replace"),
]


class FileProblemError(Exception):
    """Why nothing of a file could be read, in Japanese. ``rows``: lines that look like data all the same."""

    def __init__(self, reason: str, *, encoding: str = "", rows: "list[RawRow] | None" = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.encoding = encoding
        self.rows = rows or []


@dataclass
class RawFile:
    encoding: str
    columns: Columns
    rows: list[RawRow]
    remarks: list[tuple[int, str]] = field(default_factory=list)


def read_bytes(content: bytes) -> RawFile:
    """Raises ``FileProblemError`` for what is not a CSV file of an event list."""
    _refuse_other_formats(content)
    readable: tuple[str, str] | None = None
    for name, codec, errors in _CODECS:
        try:
            text = content.decode(codec, errors)
        except (UnicodeError, ValueError):
            continue
        if errors == "strict":
            readable = readable or (name, text)
        found = _with_header(text)
        if found:
            return _finish(_name_of(name, content), text, *found)
    raise _problem_of(content, readable)


def _refuse_other_formats(content: bytes) -> None:
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise FileProblemError(_("ファイルが空です。"))
    if len(content) > LARGEST_FILE:
        raise FileProblemError(_("ファイルが大きすぎます（50MBまで）。"))
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise FileProblemError(_("%(what)sです。CSV形式で保存し直してください。") % {"what": what})
    start = content[:1000].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise FileProblemError(_("CSVではなく、ウェブページ（HTML・XML）のファイルです。"))


def _name_of(name: str, content: bytes) -> str:
    return "utf-8-sig" if name == "utf-8" and content.startswith(b"\xef\xbb\xbf") else name


def _with_header(text: str) -> tuple[list[RawRow], Columns, int] | None:
    """All rows, the columns, and which row is the header line; None where there is none."""
    head = text[:200_000]
    if head.count("\x00") > len(head) / 4:
        return None
    try:
        first = [row for _i, row in zip(range(HEADER_SEARCH_ROWS), rows_of(head), strict=False)]
    except csv.Error:
        return None
    for number, row in enumerate(first):
        columns = recognise(row.cells)
        if columns:
            return list(rows_of(text, columns)), columns, number
    return None


def _finish(encoding: str, text: str, rows: list[RawRow], columns: Columns, header: int) -> RawFile:
    found = RawFile(encoding, columns, rows[header + 1 :])
    for row in found.rows:
        row.cells = [as_written(cell) for cell in row.cells]
    for row in rows[:header]:
        words = " ".join(cell.strip() for cell in row.cells if cell.strip())[:200]
        found.remarks.append((row.line, _("見出しの行より前にあるので、読みませんでした: %(text)s") % {"text": words}))
    spoilt = text.count("�")
    if spoilt:
        note = _("文字コード%(encoding)sで読めない文字が%(count)s個あります（�で示します）。")
        found.remarks.append((0, note % {"encoding": encoding, "count": spoilt}))
    return found


def _problem_of(content: bytes, readable: tuple[str, str] | None) -> FileProblemError:
    if readable is None or "\x00" in readable[1]:
        return FileProblemError(_("CSV（文字のファイル）として読めません。"))
    encoding, text = _name_of(readable[0], content), readable[1]
    for sign, name in (("\t", _("タブ")), (";", _("セミコロン"))):
        cells = text.split("\n", 1)[0].strip("\r﻿").split(sign)
        if recognise([cell.strip('"') for cell in cells]):
            reason = _("%(sign)s区切りのファイルです。コンマ区切り（CSV）で保存し直してください。")
            return FileProblemError(reason % {"sign": name}, encoding=encoding)
    rows = list(rows_of(text))
    if 2 * sum(len(row.cells) >= FEWEST_CELLS for row in rows) <= len(rows):
        return FileProblemError(_("CSVの形になっていません（列の見出しが見つかりません）。"), encoding=encoding)
    reason = _("イベント一覧の見出しの行（「名称」「開始日」など）が見つかりません。")
    return FileProblemError(reason, encoding=encoding, rows=rows[1:])
