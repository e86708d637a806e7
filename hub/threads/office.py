"""Whether an archive is a document of Word, Excel or PowerPoint, without macros. Nothing is unpacked but its list of contents."""

import io
import re
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

from django.core.files.base import File
from django.utils.translation import gettext as _

from hub.exceptions import DomainError

_MOST_ENTRIES = 3_000
_MOST_UNPACKED = 300_000_000
# XML of spreadsheets packs well; a bomb packs a thousandfold.
_MOST_RATIO = 200
_SMALL = 1_000_000
_CONTENTS = "[Content_Types].xml"
_MOST_CONTENTS = 500_000
_END, _END_SIZE = b"PK\x05\x06", 22
_TYPES = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    f"{_TYPES}wordprocessingml.document.main+xml": (".docx", f"{_TYPES}wordprocessingml.document"),
    f"{_TYPES}spreadsheetml.sheet.main+xml": (".xlsx", f"{_TYPES}spreadsheetml.sheet"),
    f"{_TYPES}presentationml.presentation.main+xml": (".pptx", f"{_TYPES}presentationml.presentation"),
}
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_MACROS = re.compile(r"vba(project|data)|macrosheets|activex", re.IGNORECASE)
_MACRO_TYPES = re.compile(r"macroenabled|vbaproject|activex|application/x-ms-", re.IGNORECASE)


class ArchiveError(DomainError):
    """An archive that is not taken. The message says why and what to do."""


def office_kind(sent: "File[Any]") -> tuple[str, str]:
    """Its ending and media type."""
    size = sent.seek(0, io.SEEK_END)
    sent.seek(max(0, size - _END_SIZE))
    if not _ends_as_archive(sent.read()):
        raise _no_document()
    sent.seek(0)
    try:
        with zipfile.ZipFile(sent) as archive:
            entries = archive.infolist()
            _check_entries(entries, size)
            contents = _contents(archive)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        raise _no_document() from None
    return _kind_of(contents, {entry.filename for entry in entries})


def _ends_as_archive(tail: bytes) -> bool:
    """Nothing stands behind the end, no remark either."""
    return tail[:4] == _END and tail[-2:] == b"\x00\x00"


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    is_plain = len(names) == len({name.lower() for name in names}) and all(map(_is_inside, names))
    is_whole = bool(entries) and min(entry.header_offset for entry in entries) == 0
    if not is_plain or not is_whole or any(entry.flag_bits & 0x1 for entry in entries):
        raise _no_document()
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = any(
        entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(1, entry.compress_size) for entry in entries
    )
    # Packed parts that lie on each other are more than the file together.
    is_folded = sum(entry.compress_size for entry in entries) > size
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED or is_bomb or is_folded:
        raise ArchiveError(_("開くと、とても大きくなるファイルです。内容を減らすか、PDF にしてください。"))
    if any(_MACROS.search(name) for name in names):
        raise _has_macros()


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return bool(name) and name[0] not in "/\\" and "\\" not in name and ".." not in parts and "\x00" not in name


def _contents(archive: zipfile.ZipFile) -> bytes:
    """The list of contents, of which no more is unpacked than one may hold, whatever its header says."""
    try:
        with archive.open(_CONTENTS) as file:
            found = file.read(_MOST_CONTENTS + 1)
    except KeyError:
        raise _no_document() from None
    if len(found) > _MOST_CONTENTS or b"<!" in found.replace(b"<!--", b""):  # no entities, which unfold
        raise _no_document()
    return found


def _kind_of(contents: bytes, names: set[str]) -> tuple[str, str]:
    try:
        root = ElementTree.fromstring(contents)  # noqa: S314  without a DOCTYPE, and small
    except ElementTree.ParseError:
        raise _no_document() from None
    types = [str(part.get("ContentType", "")) for part in root]
    if any(_MACRO_TYPES.search(one) for one in types):
        raise _has_macros()
    found = {
        _MAIN[part.get("ContentType", "")]
        for part in root.iter(_OVERRIDE)
        if part.get("ContentType") in _MAIN and part.get("PartName", "").lstrip("/") in names
    }
    if len(found) != 1:
        raise _no_document()
    return found.pop()


def _no_document() -> ArchiveError:
    return ArchiveError(
        _("まとめたファイル（ZIP など）は送れません。中の文書を、docx、xlsx、pptx、PDF のどれかで、ひとつずつ選んでください。")
    )  # fmt: skip


def _has_macros() -> ArchiveError:
    return ArchiveError(
        _("マクロ（プログラム）の入ったファイルは送れません。マクロのない形式か、PDF で保存し直してください。")
    )
