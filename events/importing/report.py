"""What became of each row, as docs/import.md describes it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from events.enums import Outcome
from events.importing.cells import Remark
from events.importing.editions import Edition
from events.importing.rows import Rejection
from events.importing.texts import storable


@dataclass
class FileReport:
    """One file. ``error`` says why nothing of it could be read, or what stopped it (``is_broken``).

    ``settled``: the lines of the rows whose outcome is counted.
    """

    path: str
    municipality_code: str = ""
    encoding: str = ""
    columns: str = ""
    error: str = ""
    rows: int = 0
    counts: Counter[Outcome] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    shifted_days: int = 0
    is_absent: bool = False
    is_broken: bool = False
    settled: set[int] = field(default_factory=set)
    edition: Edition | None = None

    def reject(self, rejection: Rejection) -> None:
        self.counts[Outcome.REJECTED] += 1
        self.settled.add(rejection.line)
        self.rejections.append(rejection)
        self.remarks.extend(rejection.remarks)

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file. The four counts add up to ``rows``."""
        found = {
            "path": self.path,
            "municipality_code": self.municipality_code,
            "encoding": self.encoding,
            "columns": self.columns,
            "error": self.error,
            "rows": self.rows,
            **{outcome.value: self.counts[outcome] for outcome in Outcome},
            "shifted_days": self.shifted_days,
            "rejections": [
                {"line": row.line, "no": row.no, "title": row.title, "reason": row.reason}
                for row in sorted(self.rejections, key=lambda row: row.line)
            ],
            "remarks": [
                {"line": remark.line, "field": remark.field, "text": remark.text}
                for remark in sorted(self.remarks, key=lambda remark: remark.line)
            ],
            "missing": self.missing,
            "unknown_columns": self.unknown_columns,
        }
        return cast("dict[str, Any]", storable(found))


@dataclass
class RunReport:
    """All files of one run."""

    files: list[FileReport] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    shift_to: str = ""

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def counts(self) -> Counter[Outcome]:
        found: Counter[Outcome] = Counter()
        for file in self.files:
            found.update(file.counts)
        return found

    @property
    def editions(self) -> list[dict[str, Any]]:
        """What the next run must know of the files of this one."""
        return [file.edition.as_record() for file in self.files if file.edition and not file.error]

    @property
    def was_anything_read(self) -> bool:
        """Whether at least one file was an event list."""
        return any(not file.error for file in self.files)

    def as_dict(self) -> dict[str, Any]:
        counts = self.counts
        return {
            "shift_to": self.shift_to or None,
            "totals": {
                "files": len(self.files),
                "rows": self.rows,
                **{outcome.value: counts[outcome] for outcome in Outcome},
            },
            "files": [file.as_dict() for file in self.files],
            "skipped": storable(self.skipped),
        }
