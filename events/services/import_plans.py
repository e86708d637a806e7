"""Which rows of a file become which event."""

from collections import Counter

from events.importing.combining import combine
from events.importing.editions import Beside, saying_of
from events.importing.grouping import LONGEST_GAP, courses_of
from events.importing.matching import Matching
from events.importing.rows import ParsedRow
from events.models import ImportedRow
from events.services.import_batch import Plan


class Planning:
    """``plans``: for each course the event that most of its known rows are dates of. ``quiet``: lines of rows of which
    nothing is written, because a newer edition of the list has had its say."""

    def __init__(
        self, rows: list[ParsedRow], matching: Matching, beside: Beside, publisher: str, *, is_sample: bool
    ) -> None:
        self.rows, self.matching, self.beside = rows, matching, beside
        self.publisher, self.is_sample = publisher, is_sample
        self.known = {rows[number].line: row for number, row in matching.pairs.items()}
        self.quiet: list[int] = []
        self.plans = self._plans()

    def _plans(self) -> list[Plan]:
        """No event is of two courses, unless it is so already."""
        courses = [course for rows in courses_of(self.rows) for course in self._parts(rows)]
        claimed: set[int] = set()
        plans: dict[int, Plan] = {}
        by_knowledge = sorted(enumerate(courses), key=lambda item: (-len(self._mine(item[1])), item[0]))
        for number, rows in by_knowledge:
            mine = self._mine(rows)
            asked = [pk for pk, _n in Counter(row.event_id for row in mine.values()).most_common()]
            may_share = self._says_nothing_new(rows)
            wanted = asked or self._continued(rows)
            event_id = next((pk for pk in wanted if may_share or pk not in claimed), None)
            if event_id:
                claimed.add(event_id)
            course = combine(rows, city=self.publisher, is_sample=self.is_sample)
            plans[number] = Plan(course, event_id, mine)
        return [plans[number] for number in sorted(plans)]

    def _mine(self, rows: list[ParsedRow]) -> dict[int, ImportedRow]:
        return {row.line: self.known[row.line] for row in rows if row.line in self.known}

    def _says_nothing_new(self, rows: list[ParsedRow]) -> bool:
        return all(row.line in self.known and self.known[row.line].digest == row.digest for row in rows)

    def _parts(self, rows: list[ParsedRow]) -> list[list[ParsedRow]]:
        """A course is one, but: what an older edition says again is no news, and where no row brings news each stays
        with its event."""
        if any(self._is_superseded(row) for row in rows):
            news = [row for row in rows if not self._says_nothing_new([row]) and not self._is_superseded(row)]
            lines = {row.line for row in news}
            self.quiet += [row.line for row in rows if row.line not in lines]
            return [news] if news else []
        if not self._says_nothing_new(rows):
            return [rows]
        events = dict.fromkeys(self.known[row.line].event_id for row in rows)
        return [[row for row in rows if self.known[row.line].event_id == event] for event in events]

    def _is_superseded(self, row: ParsedRow) -> bool:
        known = self.known.get(row.line)
        if known is None:
            return False
        return self.beside.is_superseded(saying_of(row.digest, row.no), saying_of(known.digest, known.no))

    def _continued(self, rows: list[ParsedRow]) -> list[int]:
        """The event of the same course in an earlier file, where this file goes on with new dates."""
        first, last = rows[0].starts_on, rows[-1].starts_on
        return [
            row.event_id
            for row in self.matching.missing
            if (row.title_key, row.place_key, row.url_key) == rows[0].group_key
            and first - LONGEST_GAP <= row.starts_on <= last + LONGEST_GAP
        ]
