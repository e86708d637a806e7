"""Places offered and filled, and who came, equal plain sums; by district, theme and mark no small count can be derived."""

import random
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from events.enums import OccurrenceState, State
from events.models import Attendance, Occurrence, Registration
from events.registration_enums import AttendedVia, RegistrationScope
from hub.models import Theme, WelcomeMark
from indicators import taking_part
from indicators.collectors import COLLECTORS
from indicators.services.publishing_people import publish_quarter
from indicators.taking_part import Group
from tests.events.registrations.people import date
from tests.hub.areas.factories import DistrictFactory

pytestmark = pytest.mark.django_db
JST = ZoneInfo("Asia/Tokyo")
# The third quarter of 2026: October to December.
SINCE, UNTIL = datetime(2026, 10, 1, tzinfo=JST), datetime(2027, 1, 1, tzinfo=JST)
PLAIN = """
SELECT coalesce(sum(CASE WHEN t.scope = 'date' OR t.course_date_id = o.id THEN o.capacity ELSE 0 END), 0),
  coalesce(sum((SELECT sum(r.party) FROM events_registration r WHERE r.occurrence_id = o.id
    AND r.state IN ('confirmed', 'attended', 'absent'))), 0),
  coalesce(sum((SELECT sum(a.people) FROM events_attendance a WHERE a.occurrence_id = o.id AND a.came)), 0),
  coalesce(sum((SELECT sum(a.first_people) FROM events_attendance a WHERE a.occurrence_id = o.id AND a.came)), 0),
  coalesce(sum((SELECT sum(a.people) FROM events_attendance a WHERE a.occurrence_id = o.id AND a.registration_id IS NULL)), 0)
FROM events_occurrence o JOIN events_event e ON e.id = o.event_id JOIN events_registrationterms t ON t.event_id = e.id
WHERE (o.starts_at + interval '9 hours') AT TIME ZONE 'UTC' BETWEEN '2026-10-01' AND '2026-12-31 23:59:59.999999'
  AND o.state != 'cancelled' AND e.state IN ('published', 'closed') AND NOT e.is_sample AND NOT e.is_for_members
"""


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(datetime(2027, 2, 10, 9, tzinfo=JST), tick=False):
        yield


def _came(at: Occurrence, people: int, first: int = 0, row: Registration | None = None) -> None:
    via = AttendedVia.TAP if row else AttendedVia.WALK_IN
    Attendance.objects.create(
        occurrence=at, registration=row, came=True, people=people, first_people=first, via=via, noted_at=timezone.now()
    )


def _held(starts: datetime, luck: random.Random, **event: Any) -> Occurrence:
    """A date with some who came and some who did not."""
    at = date(luck.choice([None, 8, 30]), starts_at=starts, event=event)
    for state in luck.choices(["confirmed", "attended", "absent", "cancelled", "expired"], k=luck.randint(0, 5)):
        party = luck.randint(1, 3)
        row = Registration.objects.create(
            occurrence=at, state=state, party=party, code=f"{luck.randrange(10**12):012}", person=f"{luck.random()}",
            seats=party if state in {"confirmed", "attended", "absent"} else 0,
        )  # fmt: skip
        if state == "attended":
            _came(at, party, luck.randint(0, party), row)
        elif state == "absent":
            Attendance.objects.create(
                occurrence=at, registration=row, came=False, people=0, via=AttendedVia.TAP, noted_at=timezone.now()
            )
    if luck.random() < 0.5:
        _came(at, 3, luck.randint(0, 3))
    return at


def test_it_is_what_plain_sql_says() -> None:
    luck = random.Random(6)  # noqa: S311 - the same each time
    edges = [SINCE - timedelta(minutes=1), SINCE, UNTIL - timedelta(minutes=1), UNTIL]
    for starts in edges + [SINCE + timedelta(hours=luck.randrange(2_200)) for _one in range(10)]:
        _held(starts, luck)
    _held(SINCE, luck, is_sample=True)
    _held(SINCE, luck, is_for_members=True)
    hidden, off = _held(SINCE, luck), _held(SINCE, luck)
    Occurrence.objects.filter(pk=off.pk).update(state=OccurrenceState.CANCELLED)
    hidden.event.__class__.objects.filter(pk=hidden.event_id).update(state=State.HIDDEN)
    date(12, starts_at=SINCE + timedelta(days=80), starts=4, scope=RegistrationScope.COURSE)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
        wanted = tuple(map(int, cursor.fetchone()))  # type: ignore[arg-type]
    got = taking_part.total(taking_part.by_event(SINCE, UNTIL).values())
    people = got.people
    assert (got.offered, people["placed"], people["present"], people["first"], people["walked-in"]) == wanted
    assert min(wanted) > 0
    assert people["present"] == people["registered"] + people["walked-in"] == people["first"] + people["again"]
    assert COLLECTORS["places-offered"].count(datetime(2026, 12, 31).date()) == wanted[0] + _before()  # noqa: DTZ001


def _before() -> int:
    """The fiscal year has begun in April: the minute before the quarter counts too."""
    return taking_part.total(taking_part.by_event(SINCE - timedelta(days=183), SINCE).values()).offered


def _city() -> None:
    """Three districts, of which one is small; two themes that overlap; one mark that nearly all have."""
    themes = [Theme.objects.get_or_create(key=f"t{n}", defaults={"name": f"分野{n}"})[0] for n in range(2)]
    mark = WelcomeMark.objects.get_or_create(key="m", defaults={"name": "ひとりで来られる"})[0]
    for number, (name, people, first, of_themes, has_mark) in enumerate(
        [
            ("北", 40, 12, themes, True),
            ("南", 30, 15, themes[:1], True),
            ("西", 4, 1, themes[1:], False),
            ("", 20, 0, [], True),
        ]
    ):
        at = date(
            50,
            starts_at=SINCE + timedelta(days=number),
            event={"district": DistrictFactory(name=name) if name else None},
        )
        at.event.themes.set(of_themes)
        at.event.welcome_marks.set([mark] if has_mark else [])
        _came(at, people, first)


def test_by_group() -> None:
    _city()
    found = {
        group: {
            name: (one.offered, one.people["present"])
            for name, one in taking_part.by_group(SINCE, UNTIL, group).items()
        }
        for group in Group
    }
    assert found == {
        Group.DISTRICT: {"北": (50, 40), "南": (50, 30), "西": (50, 4), "": (50, 20)},
        Group.THEME: {"分野0": (100, 70), "分野1": (100, 44)},
        Group.MARK: {"ひとりで来られる": (150, 90)},
    }


def _read(by: str) -> dict[str, list[str]]:
    out = StringIO()
    call_command("count_taking_part", 2026, 3, "--by", by, stdout=out)
    rows = [line.split(",") for line in out.getvalue().splitlines()]
    return {name: values for name, *values in rows[1:]}


def test_no_small_count_can_be_taken_from_it() -> None:
    _city()
    with pytest.raises(CommandError, match="まだ公開していません"):
        _read("district")
    publish_quarter(2026, 3)
    # 席, 席が決まった, 来た, 申し込んで来た, 当日に来た, はじめて, 前にも
    whole = ["200", "0", "94", "0", "94", "28", "66"]
    # Were the three large districts shown, the small one would be the rest. Of those who came for the first time nothing:
    # beside the 28 that are published, two districts of ten or more would leave the third at most 8.
    assert _read("district") == {
        "全体": whole,
        "北": ["50", "0", "40", "0", "40", "—", "—"],
        "南": ["50", "0", "非公表", "0", "非公表", "—", "—"],
        "西": ["50", "0", "10未満", "0", "10未満", "—", "—"],
        "地区がわからない": ["50", "0", "非公表", "0", "非公表", "—", "—"],
    }
    # 94 − 90: those who came where the mark is not. 94 is published, so 90 can't be told in any way.
    assert _read("mark") == {"全体": whole, "ひとりで来られる": ["150", "0", "—", "—", "—", "—", "—"]}
    assert {name: told[2] for name, told in _read("theme").items()} == {"全体": "94", "分野0": "70", "分野1": "44"}
