"""Which row of a new file is which row that the hub knows.

Real files lack a number, repeat it, or count anew each month, so a number alone proves nothing. Rows are matched in
passes from the surest evidence to the weakest, each known row at most once; what finds no partner is new. The rules
stand in docs/import.md in words.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from events.importing.rows import ParsedRow
from events.models.imports import ImportedRow

FEWEST_ROWS_OF_AN_EDITION = 3
SIMILAR_TITLE = 0.6

_Row = ParsedRow | ImportedRow
_Key = Callable[[_Row], Hashable]

# Passes in which rows with the same key are paired in the order of the file. A key of None takes no part.
_SURE: list[_Key] = [
    lambda row: (row.digest, row.no),
    lambda row: row.digest,
    lambda row: (row.no, row.title_key, row.starts_on, row.start_minute, row.venue_key) if row.no else None,
    lambda row: (row.no, row.title_key, row.starts_on) if row.no else None,
    lambda row: (row.title_key, row.starts_on, row.start_minute, row.venue_key),
    lambda row: (row.title_key, row.starts_on, row.venue_key),
    lambda row: (row.title_key, row.starts_on, row.start_minute),
    lambda row: (row.title_key, row.starts_on),
]
# Passes that need the key to occur once on either side.
_DATE_MOVED: _Key = lambda row: (row.no, row.title_key) if row.no else None  # noqa: E731
_TITLE_CHANGED: list[_Key] = [
    lambda row: (row.no, row.starts_on, row.venue_key) if row.no and row.venue_key else None,
    lambda row: (row.no, row.starts_on, row.url_key) if row.no and row.url_key else None,
    lambda row: (row.no, row.starts_on, row.start_minute) if row.no and row.start_minute is not None else None,
]
_TITLE_CORRECTED: _Key = lambda row: (  # noqa: E731
    (row.starts_on, row.start_minute, row.venue_key) if row.start_minute is not None and row.venue_key else None
)


@dataclass
class Matching:
    """Pairs by the position of the new row; the known rows that no new row is."""

    pairs: dict[int, ImportedRow] = field(default_factory=dict)
    missing: list[ImportedRow] = field(default_factory=list)


def match_rows(
    new: list[ParsedRow], known: Iterable[ImportedRow], remembered: Mapping[int, int] | None = None
) -> Matching:
    """Pairs each new row with the known row that it is, where there is one. ``remembered``: by the position of a new
    row the key of the row that it became when the file last said the same."""
    matcher = _Matcher(new, list(known))
    matcher.pair_remembered(remembered or {})
    for key in _SURE:
        matcher.pair(key)
    if not matcher.is_next_edition():
        matcher.pair_single(_DATE_MOVED)
    for key in _TITLE_CHANGED:
        matcher.pair_single(key)
    matcher.pair_single(_TITLE_CORRECTED, check=_is_similar)
    return Matching(matcher.pairs, list(matcher.left_known.values()))


class _Matcher:
    """What is still without a partner."""

    def __init__(self, new: list[ParsedRow], known: list[ImportedRow]) -> None:
        self.new, self.known = new, known
        self.left_new: dict[int, ParsedRow] = dict(enumerate(new))
        self.left_known: dict[int, ImportedRow] = dict(enumerate(known))
        self.pairs: dict[int, ImportedRow] = {}

    def pair_remembered(self, remembered: Mapping[int, int]) -> None:
        """Rows that the file had before, whatever another edition has made of them since."""
        partners = {row.pk: number for number, row in self.left_known.items()}
        for number, pk in remembered.items():
            if pk in partners and partners[pk] in self.left_known:
                self._take(number, partners[pk])

    def pair(self, key: _Key) -> None:
        """Rows with the same key in the order of the file."""
        partners = _grouped(self.left_known, key)
        for value, numbers in _grouped(self.left_new, key).items():
            for number, partner in zip(numbers, partners.get(value, []), strict=False):
                self._take(number, partner)

    def pair_single(self, key: _Key, *, check: Callable[[_Row, _Row], bool] | None = None) -> None:
        """Rows whose key occurs once on either side."""
        partners = _grouped(self.left_known, key)
        for value, numbers in _grouped(self.left_new, key).items():
            mates = partners.get(value, [])
            if len(numbers) != 1 or len(mates) != 1:
                continue
            if check is None or check(self.left_new[numbers[0]], self.left_known[mates[0]]):
                self._take(numbers[0], mates[0])

    def _take(self, number: int, partner: int) -> None:
        self.pairs[number] = self.left_known.pop(partner)
        del self.left_new[number]

    def is_next_edition(self) -> bool:
        """Whether the file is the next month's list, whose numbers begin anew: several rows, none of them known, all
        later than what is known. Then a number and a title that recur are a new date, not a moved one."""
        if self.pairs or len(self.new) < FEWEST_ROWS_OF_AN_EDITION or not self.known:
            return False
        return min(row.starts_on for row in self.new) > max(row.starts_on for row in self.known)


def _grouped(rows: Mapping[int, _Row], key: _Key) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number, row in rows.items():
        value = key(row)
        if value is not None:
            groups[value].append(number)
    return groups


def _is_similar(one: _Row, other: _Row) -> bool:
    """A corrected spelling, where neither row has a number that says otherwise."""
    if one.no and other.no and one.no != other.no:
        return False
    return SequenceMatcher(None, one.title_key, other.title_key).ratio() >= SIMILAR_TITLE
