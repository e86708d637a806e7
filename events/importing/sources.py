"""Who published a file: what its rows are known under."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from events.importing.rows import ParsedRow
from events.importing.texts import without_controls

# o1-132012_g1-000304.csv: the name that the base registry gives to a municipality's event list.
_IN_NAME = re.compile(r"^o\d-([0-9a-z]{6})_g\d+", re.IGNORECASE)
# Of ImportedRow.source, and how much of it the municipality may take.
_LONGEST, _LONGEST_OWNER = 80, 40
_EDITION = re.compile(r"[\d\W_]+$")


def file_name_of(path: str) -> str:
    """The name without folders, as it is kept and shown."""
    name = PurePath(without_controls(path)[0].replace("\\", "/")).name
    return unicodedata.normalize("NFC", name)[:255] or "file"


def source_of(file_name: str, rows: Sequence[ParsedRow], folder: str = "") -> str:
    """The municipality's code that most rows give, else the one in the file's name, else that name without the
    numbers at its end (events_202204.csv and events_202205.csv are one source), after the municipality that most
    rows name, or the folder: two cities may both call their list event.csv."""
    codes = Counter(row.code for row in rows if row.code)
    if codes:
        return codes.most_common(1)[0][0]
    if match := _IN_NAME.match(file_name):
        return match[1].casefold()
    stem = PurePath(file_name).stem
    stem = (_EDITION.sub("", stem) or stem or "file").casefold()
    cities = Counter(f"{row.prefecture}{row.city}" for row in rows if row.city)
    owner = cities.most_common(1)[0][0] if cities else _folder_of(folder)
    return " ".join(filter(None, [owner.casefold()[:_LONGEST_OWNER], stem]))[:_LONGEST]


def _folder_of(path: str) -> str:
    """The nearest folder with a name beyond an edition's numbers: 八王子市 of 八王子市/2026-05."""
    stems = (_EDITION.sub("", name) for name in reversed(PurePath(path).parts))
    return next(filter(None, stems), "")


def publisher_of(rows: Sequence[ParsedRow], source: str) -> str:
    """The municipality by name: what most rows say; for a prefecture's code (…000…) the prefecture; else nothing."""
    if not re.fullmatch(r"\d{5,6}", source):
        return ""
    is_prefecture = source[2:5] == "000"
    names = Counter(row.prefecture if is_prefecture else row.city for row in rows)
    names.pop("", None)
    return names.most_common(1)[0][0] if names else ""
