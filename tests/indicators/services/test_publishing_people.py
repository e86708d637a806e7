"""What is published of people: once, late enough, nothing small, and the year beside its quarters."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from hub.exceptions import DomainError
from hub.notifications.models import Recipient
from indicators.models import PeopleCount
from indicators.secrecy import HIDDEN, Cell, Mark
from indicators.services.publishing_people import publish_due, publish_quarter
from referrals.enums import Outcome, State
from tests.indicators.counted_rows import cases, readers
from tests.referrals.cases import office

pytestmark = pytest.mark.django_db
JST = ZoneInfo("Asia/Tokyo")
SMALL = Cell(None, Mark.SMALL)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=JST)


def cells(table: str, year: int, quarter: int | None) -> dict[str, Cell] | None:
    row = PeopleCount.objects.of_year(table, year).filter(quarter=quarter).first()
    return None if row is None else {key: Cell.from_json(kept) for key, kept in row.cells.items()}


def shown(number: int) -> Cell:
    return Cell(number, Mark.SHOWN)


def _new_readers(*numbers: int) -> None:
    """So many in each quarter from April 2025."""
    for quarter, number in enumerate(numbers):
        readers([at(2025, 5, 10) + timedelta(days=91 * quarter)] * number)


def test_a_quarter_is_published_when_its_promises_are_over_and_then_stays() -> None:
    _new_readers(12)
    with pytest.raises(DomainError):
        publish_quarter(2025, 1, now=at(2025, 7, 31))
    assert [one for one in publish_due(now=at(2025, 7, 31)) if one.count] == []
    made = publish_due(now=at(2025, 8, 2))
    assert [(one.table.name, one.is_new) for one in made if one.count] == [("readers", True)]
    assert cells("readers", 2025, 1) == {"readers": shown(12)}
    _new_readers(5)
    Recipient.objects.first().delete()  # type: ignore[union-attr]
    again = publish_due(now=at(2025, 8, 3))
    assert [(one.table.name, one.is_new) for one in again if one.count] == [("readers", False)]
    assert cells("readers", 2025, 1) == {"readers": shown(12)}


def test_nothing_is_not_0() -> None:
    """Before anybody could have been counted there is no number; after it, 0 is one."""
    _new_readers(0, 12)
    publish_due(now=at(2026, 2, 2))
    assert [cells("readers", 2025, quarter) for quarter in (1, 2, 3)] == [
        None,
        {"readers": shown(12)},
        {"readers": shown(0)},
    ]


def _cases_of_spring() -> None:
    at_office = office()
    spring = at(2025, 5, 8)
    cases([spring] * 47, office=at_office, contacted_at=spring + timedelta(days=1))
    cases([spring] * 3, office=at_office, contacted_at=spring + timedelta(days=30))
    ended: dict[str, Any] = {"office": at_office, "state": State.CLOSED, "closed_at": spring + timedelta(days=9)}
    cases([spring - timedelta(days=60)] * 21, outcome=Outcome.SUPPORTED, **ended)
    cases([spring - timedelta(days=60)] * 2, outcome=Outcome.NOT_REACHED, **ended)


def test_a_few_who_were_not_reached_in_time_cant_be_computed() -> None:
    _cases_of_spring()
    publish_quarter(2025, 1, now=at(2025, 9, 1))
    assert cells("referrals", 2025, 1) == {"received": HIDDEN, "in-time": HIDDEN, "later": SMALL, "merged": shown(0)}
    assert cells("loops", 2025, 1) == {
        "closed": HIDDEN, "connected": HIDDEN, "heard": shown(0), "unmet": SMALL, "same": shown(0),
    }  # fmt: skip
    kept = str(list(PeopleCount.objects.values_list("cells", flat=True)))
    assert [number for number in ("47", "23", "21") if number in kept] == []


@pytest.mark.parametrize(
    ("numbers", "year"),
    [
        ((12, 30, 40, 50), {"readers": shown(132)}),
        ((4, 5, 40, 50), {"readers": HIDDEN}),
        ((4, 30, 40, 50), {}),
    ],
)
def test_a_year_beside_its_quarters(numbers: tuple[int, ...], year: dict[str, Cell]) -> None:
    _new_readers(*numbers)
    publish_due(now=at(2026, 5, 2))
    assert cells("readers", 2025, None) == year
    assert cells("readers", 2025, 1) == {"readers": Cell.of(numbers[0])}


def test_no_year_where_a_hidden_number_is_another_by_now() -> None:
    _new_readers(4, 5, 40)
    publish_due(now=at(2026, 2, 2))
    Recipient.objects.filter(confirmed_at__lt=at(2025, 7, 1)).delete()
    _new_readers(0, 0, 0, 50)
    publish_due(now=at(2026, 5, 2))
    assert cells("readers", 2025, 4) == {"readers": shown(50)}
    assert cells("readers", 2025, None) is None


def test_what_is_published_is_not_written_anew() -> None:
    _new_readers(12)
    publish_quarter(2025, 1, now=at(2025, 9, 1))
    for change in (lambda: PeopleCount.objects.update(cells={}), lambda: PeopleCount.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    _new_readers(12)
    call_command("publish_people_counts", "2025", "1")
    assert "readers 2025年度 第1四半期\n" in capsys.readouterr().out
    with pytest.raises(CommandError, match="31日"):
        call_command("publish_people_counts", "2099", "1")
