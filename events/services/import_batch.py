"""What the writing of an import passes around: where rows come from, what becomes of them."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from events.enums import Outcome
from events.importing.cells import Remark
from events.importing.combining import Course
from events.importing.rows import ParsedRow
from events.models import ImportedRow


@dataclass(frozen=True)
class Origin:
    """What all rows of one file have in common."""

    source: str
    series: str
    file_name: str
    is_sample: bool
    shift: timedelta
    provenance: str
    sample_note: str
    license: str
    # The file says the same as when it was last read.
    is_reread: bool = False


@dataclass
class Plan:
    """A course, the event that it becomes (None: a new one), and the known row of each of its lines."""

    course: Course
    event_id: int | None
    known: dict[int, ImportedRow]

    def is_news(self, row: ParsedRow) -> bool:
        """Whether a row is new, says something else than before, or comes from another event."""
        known = self.known.get(row.line)
        return known is None or known.digest != row.digest or known.event_id != self.event_id

    @property
    def has_news(self) -> bool:
        return any(self.is_news(row) for row in self.course.rows)


@dataclass
class Written:
    """Outcomes by line, remarks, the events from which dates were taken to another event, and the keys of new rows by
    line."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    emptied: set[int] = field(default_factory=set)
    keys: dict[int, int] = field(default_factory=dict)

    def remark(self, row: ParsedRow, text: str, label: str = "") -> None:
        self.remarks.append(Remark(row.line, label, text))

    def remark_edited(self, row: ParsedRow, label: str) -> None:
        """A field that somebody edited by hand differs from the file."""
        self.remark(row, _("手で直された項目なので、そのままにしました。"), label)
