"""What each file of a list said when it was last read, so that an older edition that is read again undoes nothing.

A folder may hold the list of May and that of June. A row that June says in other words goes by June; when the folder is
read again, May's words for it are no news.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_LENGTH = 16


def saying_of(digest: str, no: str) -> str:
    """What a row says, its number too, in short."""
    return f"{digest[:_LENGTH]} {no}"


@dataclass(frozen=True)
class Edition:
    """The rows of one file: what each says, and the key of the ``ImportedRow`` that it became (0: not yet known).
    ``shift_days``: a sample moved elsewhere is another edition."""

    source: str
    is_sample: bool
    name: str
    shift_days: int
    rows: dict[str, int]

    @classmethod
    def of(cls, source: str, name: str, sayings: Iterable[str], *, is_sample: bool, shift_days: int) -> "Edition":
        return cls(source, is_sample, name, shift_days, dict.fromkeys(sayings, 0))

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Edition":
        """Of what ``as_record`` gave."""
        return cls(**record)

    def as_record(self) -> dict[str, Any]:
        """For the run's record."""
        return {
            "source": self.source,
            "is_sample": self.is_sample,
            "name": self.name,
            "shift_days": self.shift_days,
            "rows": self.rows,
        }


@dataclass
class Editions:
    """The last edition of each file, as it was before this run."""

    found: dict[tuple[str, bool, str], Edition] = field(default_factory=dict)

    def add_older(self, edition: Edition) -> None:
        """For loading from the newest to the oldest."""
        self.found.setdefault((edition.source, edition.is_sample, edition.name), edition)

    def beside(self, edition: Edition) -> "Beside":
        """What is known of the file that is being read, and of the other files of its list."""
        others = [
            one
            for one in self.found.values()
            if (one.source, one.is_sample) == (edition.source, edition.is_sample) and one.name != edition.name
        ]
        before = self.found.get((edition.source, edition.is_sample, edition.name))
        if before and before.shift_days != edition.shift_days:
            before = None
        return Beside(edition, before, others)


@dataclass
class Beside:
    """``before``: the same file when it was last read; ``others``: other files of its source."""

    edition: Edition
    before: Edition | None
    others: list[Edition]

    @property
    def is_unchanged(self) -> bool:
        """Whether the file says the same as when it was last read."""
        return self.before is not None and self.before.rows.keys() == self.edition.rows.keys()

    def row_of(self, saying: str) -> int:
        """The key of the row that the file became by saying this before; 0 where it did not."""
        return self.before.rows.get(saying, 0) if self.before else 0

    def is_superseded(self, saying: str, known: str) -> bool:
        """Whether the file said this before, and another file has said something else of the same row since."""
        if saying == known or self.before is None or saying not in self.before.rows:
            return False
        return self.is_of_another(known)

    def is_of_another(self, saying: str) -> bool:
        return any(saying in other.rows for other in self.others)
