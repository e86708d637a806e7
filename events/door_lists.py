"""Who is expected on a date, who came, and the numbers of it: what the door, the paper list and the table show."""

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from events.door_enums import DoorAct
from events.models import Attendance, Occurrence, Registration
from events.registration_enums import COMING, AttendedVia, RegistrationState, Wish
from events.services.registrations.persons import DIGITS

# So many digits at the end of a number are told at the door.
TAIL = 4
_WITHDRAWN = (RegistrationState.CANCELLED, RegistrationState.DECLINED)


@dataclass(frozen=True)
class DoorRow:
    """One registration on one date. ``mark``: came, absent, or empty; ``key``: of the next press without a script."""

    registration: Registration
    mark: str
    people: int
    first_people: int
    is_walk_in: bool = False
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def has_place(self) -> bool:
        return self.registration.state in COMING

    @property
    def tail(self) -> str:
        return self.registration.code[-TAIL:]

    @property
    def wishes(self) -> list[str]:
        return [str(Wish(one).label) for one in self.registration.wishes if one in Wish.values]


@dataclass(frozen=True)
class Numbers:
    """People. ``registered`` have a place; of them ``came`` and ``absent`` are marked; ``first`` of all who came."""

    registered: int
    came: int
    absent: int
    unmarked: int
    walk_ins: int
    first: int

    @property
    def all_who_came(self) -> int:
        return self.came + self.walk_ins


def rows_of(date: Occurrence) -> list[DoorRow]:
    """All registrations of a date in the order of their names; those with a place first. Two queries."""
    marks = {row.registration_id: row for row in Attendance.objects.filter(occurrence=date, registration__isnull=False)}
    rows = [_row(one, marks.get(one.pk)) for one in Registration.objects.of_date(date)]
    return sorted(rows, key=lambda row: (not row.has_place, _spoken(row.registration.name), row.registration.pk))


def walk_ins_of(date: Occurrence) -> list[Attendance]:
    """Who came without a registration, as they were entered."""
    return list(Attendance.objects.filter(occurrence=date, registration=None).order_by("noted_at", "pk"))


def numbers_of(rows: Iterable[DoorRow], walk_ins: Iterable[Attendance]) -> Numbers:
    """Of the rows that ``rows_of`` and ``walk_ins_of`` give."""
    placed = [row for row in rows if row.has_place]
    came = [row for row in rows if row.mark == DoorAct.CAME]
    alone = list(walk_ins)
    return Numbers(
        registered=sum(row.registration.party for row in placed),
        came=sum(row.people for row in came if not row.is_walk_in),
        absent=sum(row.registration.party for row in placed if row.mark == DoorAct.ABSENT),
        unmarked=sum(row.registration.party for row in placed if not row.mark),
        walk_ins=sum(row.people for row in came if row.is_walk_in) + sum(one.people for one in alone),
        first=sum(row.first_people for row in came) + sum(one.first_people for one in alone),
    )


def is_withdrawn(row: DoorRow) -> bool:
    """Cancelled, or the organiser said no: shown last."""
    return row.registration.state in _WITHDRAWN


def digits_of(text: str) -> str:
    """The number in what was typed, or in the address that a scanner read from a QR code; empty for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    _before, is_address, code = plain.partition("code=")
    if is_address:
        plain = code.partition("&")[0]
    digits = "".join(sign for sign in plain if sign not in " -‐‑–ー−")
    return digits if digits.isdecimal() else ""


def found_in(rows: Sequence[DoorRow], text: str) -> list[DoorRow]:
    """Whose number is this or ends so (four digits at least), or whose name holds these words."""
    digits = digits_of(text)
    if len(digits) >= TAIL:
        return [row for row in rows if row.registration.code.endswith(digits)]
    wanted = _spoken(text)
    return [row for row in rows if wanted and wanted in _spoken(row.registration.name)]


def is_whole(text: str) -> bool:
    """Whether it is all of a number."""
    return len(digits_of(text)) == DIGITS


def _spoken(name: str) -> str:
    """Katakana as hiragana, full width as half, nothing between the parts."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in plain if not one.isspace())


def _row(registration: Registration, mark: Attendance | None) -> DoorRow:
    if mark is None:
        return DoorRow(registration, "", registration.party, int(bool(registration.is_first)))
    if not mark.came:
        return DoorRow(registration, DoorAct.ABSENT, registration.party, int(bool(registration.is_first)))
    is_walk_in = mark.via == AttendedVia.WALK_IN or registration.state not in COMING
    return DoorRow(registration, DoorAct.CAME, mark.people, mark.first_people, is_walk_in=is_walk_in)
