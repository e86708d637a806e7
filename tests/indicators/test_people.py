"""Numbers of people equal plain SQL over random rows, also to the minute at the ends of quarters and fiscal years."""

import random
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from hub.opening_days import opening_days_needed
from indicators.fiscal_years import first_day_of_quarter, quarter_of
from indicators.people import TABLES
from referrals.enums import Outcome, State
from referrals.models import Referral
from tests.indicators.counted_rows import cases, delivered, readers, subscribed
from tests.referrals.cases import office

pytestmark = pytest.mark.django_db
JST = ZoneInfo("Asia/Tokyo")
NOW = datetime(2027, 6, 1, 9, tzinfo=JST)
QUARTERS = [(2025, quarter) for quarter in (1, 2, 3, 4)] + [(2026, quarter) for quarter in (1, 2, 3, 4)]
COUNTED = "NOT r.is_held AND r.outcome != 'spam' AND (o.is_sample IS NOT TRUE)"
CASES = f"FROM referrals_referral r LEFT JOIN referrals_supportoffice o ON o.id = r.office_id WHERE {COUNTED}"
HERE = "(%s + interval '9 hours') AT TIME ZONE 'UTC'"
PLAIN = {
    "received": f"SELECT count(*) {CASES} AND " + HERE % "r.received_at" + " BETWEEN %(first)s AND %(last)s",
    "closed": f"SELECT count(*) {CASES} AND " + HERE % "r.closed_at" + " BETWEEN %(first)s AND %(last)s",
    "connected": f"SELECT count(*) {CASES} AND r.outcome IN ('supported', 'participates', 'handed_over') AND "
    + HERE % "r.closed_at"
    + " BETWEEN %(first)s AND %(last)s",
    "unmet": f"SELECT count(*) {CASES} AND r.outcome IN ('not_wanted', 'not_reached') AND "
    + HERE % "r.closed_at"
    + " BETWEEN %(first)s AND %(last)s",
    "readers": "SELECT count(*) FROM (SELECT min("
    + HERE % "s.created_at"
    + ") AS first FROM notifications_subscription s WHERE s.state != 'waiting' GROUP BY s.recipient_id) t"
    " WHERE t.first BETWEEN %(first)s AND %(last)s",
    "sent": "SELECT count(*) FROM notifications_delivery d WHERE d.state = 'handed' AND "
    + HERE % "d.due_at"
    + " BETWEEN %(first)s AND %(last)s",
    "opened": "SELECT count(*) FROM notifications_delivery d WHERE "
    + HERE % "d.opened_at"
    + " BETWEEN %(first)s AND %(last)s",
}


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _moments(chance: random.Random, count: int) -> list[datetime]:
    """Some by chance, and the minutes around the first midnight of each quarter."""
    edges = [datetime.combine(first_day_of_quarter(*one), datetime.min.time(), JST) for one in QUARTERS]
    near = [edge + timedelta(minutes=minutes) for edge in edges for minutes in (-1, 0)]
    return near + [edges[0] + timedelta(minutes=chance.randrange(1440 * 730)) for _n in range(count)]


def _counts(table: str, year: int, quarter: int) -> dict[str, int]:
    days = first_day_of_quarter(year, quarter), first_day_of_quarter(year, quarter + 1)
    since, until = (datetime.combine(day, datetime.min.time(), JST) for day in days)
    return dict(TABLES[table].count(since, until, NOW))


def _plain(name: str, year: int, quarter: int) -> int:
    first, after = first_day_of_quarter(year, quarter), first_day_of_quarter(year, quarter + 1)
    last = datetime.combine(after, datetime.min.time()) - timedelta(microseconds=1)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN[name], {"first": first, "last": last})
        return int((cursor.fetchone() or [0])[0])


def _same(table: str, names: list[str]) -> None:
    for quarter in QUARTERS:
        got = _counts(table, *quarter)
        assert {name: got[name] for name in names} == {name: _plain(name, *quarter) for name in names}
        assert got[names[0]] > 0
        for total, parts in TABLES[table].sums:
            assert got[total] == sum(got[part] for part in parts)


def test_cases() -> None:
    chance = random.Random(4)  # noqa: S311  the same each time
    offices = [office("北"), office("南"), office("見本", is_sample=True, phone="")]

    def outcome(moment: datetime) -> str:
        return str(chance.choice(list(Outcome)))

    kept = {"office": lambda _moment: chance.choice(offices), "is_held": lambda _moment: chance.random() < 0.1}
    cases(
        _moments(chance, 150),
        contacted_at=lambda moment: (
            moment + timedelta(hours=chance.choice([5, 50, 500])) if chance.random() < 0.8 else None
        ),
        **kept,
    )
    cases(_moments(chance, 150), state=State.CLOSED, outcome=outcome, closed_at=lambda moment: moment, **kept)
    _same("referrals", ["received"])
    _same("loops", ["closed", "connected", "unmet"])
    wanted = dict.fromkeys(QUARTERS, 0)
    for one in Referral.objects.exclude(is_held=True).exclude(outcome=Outcome.SPAM).exclude(office=offices[2]):
        received, reached = (
            None if at is None else at.astimezone(JST).date() for at in (one.received_at, one.contacted_at)
        )
        quarter = quarter_of(received)
        if reached and quarter in wanted:
            wanted[quarter] += opening_days_needed(received, reached) <= settings.HUB_REFERRALS_CONTACT_DAYS
    assert {quarter: _counts("referrals", *quarter)["in-time"] for quarter in QUARTERS} == wanted
    assert 0 < sum(wanted.values()) < 300


def test_readers_and_what_they_were_told() -> None:
    chance = random.Random(5)  # noqa: S311  the same each time
    people = (
        readers(_moments(chance, 25))
        + readers(_moments(chance, 5), "waiting")
        + readers(_moments(chance, 5), "stopped")
    )
    for one in people[::3]:  # a second time is no new reader, and one who waits is none
        subscribed(one, NOW - timedelta(days=chance.randrange(700)), chance.choice(["active", "waiting"]))
    moments = _moments(chance, 200)
    delivered(
        people[0], moments, [moment + timedelta(days=20) if chance.random() < 0.5 else None for moment in moments]
    )
    _same("readers", ["readers"])
    _same("deliveries", ["sent", "opened"])


@pytest.mark.parametrize(
    ("day", "quarter", "first"),
    [
        (date(2026, 4, 1), (2026, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), (2026, 3), date(2026, 10, 1)),
        (date(2027, 1, 1), (2026, 4), date(2027, 1, 1)),
        (date(2027, 3, 31), (2026, 4), date(2027, 1, 1)),
    ],
)
def test_quarters(day: date, quarter: tuple[int, int], first: date) -> None:
    assert quarter_of(day) == quarter
    assert first_day_of_quarter(*quarter) == first
    assert first_day_of_quarter(quarter[0], 5) == first_day_of_quarter(quarter[0] + 1, 1)


def test_every_table_says_what_it_counts() -> None:
    keys = [line.key for table in TABLES.values() for line in table.lines]
    assert len(keys) == len(set(keys))
    assert [line.key for table in TABLES.values() for line in table.lines if not str(line.definition)] == []
    for table in TABLES.values():
        of_table = {line.key for line in table.lines}
        assert {key for total, parts in table.sums for key in (total, *parts)} <= of_table
        assert set(table.share or ()) <= of_table
