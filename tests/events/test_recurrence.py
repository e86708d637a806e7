"""Rules that a calendar needs, and hostile ones that must be answered at once."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.recurrence import moments, parse_rule
from events.repetition import Repeat, Repetition, describe, repetition_of, rrule_of
from hub.exceptions import DomainError
from tests.events.factories import moment

FIRST = moment(2026, 12, 1)  # a Tuesday


def _days(rrule: str, months: int = 4) -> list[str]:
    return [f"{at:%m-%d %H:%M}" for at in moments(parse_rule(rrule), FIRST, FIRST + timedelta(days=30 * months))]


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["12-01 10:00", "12-08 10:00", "12-15 10:00"]),
        ("rrule:freq=weekly;byday=tu,th;count=3", ["12-01 10:00", "12-03 10:00", "12-08 10:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231", ["12-01 10:00", "12-15 10:00", "12-29 10:00"]),
        ("FREQ=WEEKLY;UNTIL=20261208", ["12-01 10:00", "12-08 10:00"]),
        ("FREQ=WEEKLY;UNTIL=20261208T010000Z", ["12-01 10:00", "12-08 10:00"]),
        ("FREQ=WEEKLY;UNTIL=20261208T005959Z", ["12-01 10:00"]),
        ("FREQ=WEEKLY;UNTIL=20261208T095959", ["12-01 10:00"]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=2", ["12-08 10:00", "01-12 10:00"]),
        ("FREQ=MONTHLY;BYDAY=-1TU", ["12-29 10:00", "01-26 10:00", "02-23 10:00", "03-30 10:00"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", ["12-31 10:00", "01-29 10:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", ["12-31 10:00", "01-31 10:00"]),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", ["12-01 10:00", "12-02 10:00"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", []),
        ("FREQ=DAILY;UNTIL=20261130", []),
    ],
)
def test_the_dates_of_a_rule(rrule: str, expected: list[str]) -> None:
    assert _days(rrule) == expected


@pytest.mark.parametrize(
    "rrule",
    [
        "", "FREQ", "FREQ=", "毎週", "BYDAY=TU", "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=1", "FREQ=HOURLY",
        "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=-1", "FREQ=WEEKLY;INTERVAL=100",
        "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=6TU", "FREQ=WEEKLY;UNTIL=20261301",
        "FREQ=WEEKLY;BYHOUR=1", "FREQ=DAILY;BYSECOND=0,1,2", "FREQ=DAILY;BYEASTER=0", "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=WEEKLY\nDTSTART:19000101T000000", "FREQ=WEEKLY;EXDATE=20261208", "FREQ=WEEKLY;COUNT=1e9",
        "FREQ=MONTHLY;BYSETPOS=1",
    ],
)  # fmt: skip
def test_what_is_no_rule_of_a_gathering_is_refused(rrule: str) -> None:
    with pytest.raises(DomainError, match="くり返しの書き方"):
        parse_rule(rrule)


@pytest.mark.parametrize(
    "rrule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=5FR;BYMONTH=2;INTERVAL=7"]
)  # fmt: skip
def test_a_rule_that_hardly_ever_comes_is_answered_at_once(rrule: str) -> None:
    begun = time.perf_counter()
    assert len(list(moments(parse_rule(rrule), moment(1900, 1, 1), FIRST))) <= 4
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "rrule",
    ["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,SU", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY"],
)
def test_the_dates_since_a_day_are_those_of_the_whole_walk(rrule: str) -> None:
    rule, until = parse_rule(rrule), FIRST + timedelta(days=800)
    for days in (0, 1, 6, 13, 14, 15, 400):
        since = FIRST + timedelta(days=days, hours=-1)
        whole = [at for at in moments(rule, FIRST, until) if at >= since]
        assert list(moments(rule, FIRST, until, since=since)) == whole


def test_a_series_of_a_hundred_years_costs_no_more_than_a_young_one() -> None:
    begun = time.perf_counter()
    found = list(moments(parse_rule("FREQ=DAILY"), moment(1926, 12, 1), FIRST, since=FIRST - timedelta(days=9)))
    assert (found[0], len(found)) == (FIRST - timedelta(days=9), 10)
    assert time.perf_counter() - begun < 1


@given(st.text(max_size=60) | st.lists(st.sampled_from(["FREQ=DAILY", "FREQ=YEARLY", "BYDAY=-5SU", "COUNT=999", "BYMONTHDAY=-31", "BYMONTH=2", "BYSETPOS=366", "INTERVAL=99", "UNTIL=99991231T235959Z", "UNTIL=00010101", "WKST=SU"])).map(";".join))  # fmt: skip
def test_any_text_gives_dates_or_says_what_is_wrong(text: str) -> None:
    until = FIRST + timedelta(days=400)
    try:
        found = list(moments(parse_rule(text), FIRST, until))
    except DomainError:
        found = []
    assert found == sorted(found)
    assert all(FIRST <= at <= until for at in found)


KINDS = [
    (Repetition(Repeat.NONE), ""),
    (Repetition(Repeat.DAILY), "毎日"),
    (Repetition(Repeat.WEEKLY, (1, 3)), "毎週 火・木曜日"),
    (Repetition(Repeat.FORTNIGHTLY, (1,), until=date(2027, 3, 31)), "2週ごと 火曜日（2027年3月31日まで）"),
    (Repetition(Repeat.MONTHLY_WEEKDAY, (1,), (2, 4)), "毎月 第2・第4 火曜日"),
    (Repetition(Repeat.MONTHLY_WEEKDAY, (4, 5), (-1,)), "毎月 最後 金・土曜日"),
    (Repetition(Repeat.MONTHLY_DAY), "毎月 同じ日"),
    (Repetition(Repeat.OTHER, raw="FREQ=YEARLY;BYMONTH=5"), "FREQ=YEARLY;BYMONTH=5"),
]


@pytest.mark.parametrize(("said", "words"), KINDS, ids=[words or "none" for _said, words in KINDS])
def test_what_a_clerk_chose_is_kept_as_a_rule_and_read_back(said: Repetition, words: str) -> None:
    rrule = rrule_of(said, FIRST)
    assert repetition_of(rrule) == said
    assert describe(rrule) == words


def test_an_unnamed_weekday_is_that_of_the_first_date() -> None:
    assert rrule_of(Repetition(Repeat.WEEKLY), FIRST) == "FREQ=WEEKLY;BYDAY=TU"


@pytest.mark.parametrize(
    "rrule", ["FREQ=WEEKLY;COUNT=3", "FREQ=MONTHLY;BYDAY=1MO,2TU", "FREQ=WEEKLY;INTERVAL=3", "no rule"]
)
def test_what_the_form_has_no_words_for_is_shown_as_it_is(rrule: str) -> None:
    assert repetition_of(rrule) == Repetition(Repeat.OTHER, raw=rrule)
