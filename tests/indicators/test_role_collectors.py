"""Open roles at the end of any day, as their history tells: over New Year, opened and closed again, without samples."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from indicators.collectors import COLLECTORS
from partners.models import RoleTransition
from tests.hub.areas.factories import DistrictFactory
from tests.partners.cocreation import role

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def _moved(one: Any, *moves: tuple[datetime, str]) -> None:
    RoleTransition.objects.bulk_create(
        RoleTransition(role=one, action="publish", to_state=to, created_at=at) for at, to in moves
    )


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=TOKYO)  # type: ignore[arg-type]


def test_what_was_open_when_a_day_ended() -> None:
    here = DistrictFactory()
    first, second, everywhere, sample = (
        role(kind="gakuchika", is_everywhere=False),
        role(is_everywhere=False),
        role(),
        role(is_sample=True),
    )
    for one in (first, second):
        one.districts.set([here])
    _moved(
        first,
        (_at(2026, 12, 31, 23, 59, 59), "published"),
        (_at(2027, 1, 2, 12), "closed"),
        (_at(2027, 1, 3, 12), "published"),
    )
    _moved(second, (_at(2027, 1, 1), "published"), (_at(2027, 1, 3), "hidden"))
    _moved(everywhere, (_at(2027, 1, 3), "draft"))
    _moved(sample, (_at(2020, 1, 1), "published"))
    names = (
        "roles-open",
        "roles-open-gakuchika",
        "roles-open-volunteer",
        "roles-open-pro-bono",
        "districts-with-roles",
    )
    assert {
        day: tuple(COLLECTORS[name].count(date(*day)) for name in names)
        for day in ((2026, 12, 30), (2026, 12, 31), (2027, 1, 1), (2027, 1, 2), (2027, 1, 3))
    } == {
        (2026, 12, 30): (0, 0, 0, 0, 0), (2026, 12, 31): (1, 1, 0, 0, 1), (2027, 1, 1): (2, 1, 1, 0, 1),
        (2027, 1, 2): (1, 0, 1, 0, 1), (2027, 1, 3): (1, 1, 0, 0, 1),
    }  # fmt: skip
