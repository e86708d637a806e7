"""Where something is open: equal to plain SQL over random places, and what the page says of it."""

import random
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from events.models import Place
from hub.areas.models import District
from hub.exceptions import DomainError
from hub.models import Audience
from indicators.coverage import count_places, key_of
from indicators.models import Coverage
from indicators.services.covering import take_coverage
from tests.city import load_city
from tests.events.published import draft_place, published_place
from tests.words import load_words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
SPANS = {"morning": ("00:00", "12:00"), "afternoon": ("12:00", "17:00"), "evening": ("17:00", "24:00")}
PLAIN = """
SELECT p.district_id, count(DISTINCT p.id) FROM events_place p
WHERE p.state = 'published' AND NOT p.is_sample AND p.district_id IS NOT NULL
AND (%(anytime)s OR EXISTS (SELECT 1 FROM events_openinghours h WHERE h.place_id = p.id
    AND (%(weekday)s IS NULL OR h.weekday = %(weekday)s::int)
    AND (%(begin)s IS NULL OR (h.opens < %(end)s::time AND h.closes > %(begin)s::time))))
AND (%(audience)s IS NULL OR EXISTS (SELECT 1 FROM events_place_audiences l JOIN hub_audience a ON a.id = l.audience_id
    WHERE l.place_id = p.id AND a.key IN (%(audience)s, 'everyone')))
GROUP BY p.district_id
"""


@pytest.fixture(autouse=True)
def _november() -> Any:
    load_city()
    load_words()
    with time_machine.travel(NOW, tick=False):
        yield


def _plain(weekday: str, band: str, audience: str) -> dict[str, int]:
    begin, end = SPANS.get(band, (None, None))
    asked = {
        "weekday": weekday or None, "begin": begin, "end": end, "audience": audience or None,
        "anytime": not weekday and not band,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, asked)
        return {str(district): count for district, count in cursor.fetchall()}


def test_places_by_district_weekday_time_and_audience() -> None:
    chance = random.Random(6)  # noqa: S311  the same each time
    districts = list(District.objects.current().order_by("pk")[:6])
    audiences = ["everyone", "children", "seniors", "foreigners"]
    hours = [time(8), time(9), time(11, 59), time(12), time(12, 1), time(16, 59), time(17), time(21)]
    for number in range(30):
        opens, closes = sorted(chance.sample(hours, 2))
        make = draft_place if number % 10 == 0 else published_place
        make(
            f"場{number}", district=chance.choice(districts), opens=opens, closes=closes,
            open_on=chance.sample(range(7), chance.randrange(4)),
            audiences=chance.sample(audiences, chance.randrange(3)), is_sample=number % 11 == 0,
        )  # fmt: skip
    found = count_places()
    asked = [
        (weekday, band, audience)
        for weekday in ("", *map(str, range(7)))
        for band in ("", *SPANS)
        for audience in ("", *Audience.objects.exclude(key="everyone").values_list("key", flat=True))
    ]
    assert {one: found.get(key_of(*one), {}) for one in asked} == {one: _plain(*one) for one in asked}
    assert len({len(found.get(key_of(*one), {})) for one in asked}) > 3


def test_once_a_day_and_only_of_today() -> None:
    place = published_place("場", district=District.objects.current().first(), open_on=[5])
    made, is_new = take_coverage(now=NOW)
    assert (made.on, is_new) == (date(2026, 11, 26), True)
    Place.objects.filter(pk=place.pk).update(state="hidden")
    assert take_coverage(date(2026, 11, 26), now=NOW) == (made, False)
    with pytest.raises(DomainError, match="前の日の記録がない"):
        take_coverage(date(2026, 11, 25), now=NOW)
    with pytest.raises(CommandError, match="前の日の記録がない"):
        call_command("collect_coverage", "--day", "2026-11-25")
    assert Coverage.objects.newest(key_of("5", "morning")) == (made.on, {place.district_id: 1})
    assert Coverage.objects.newest(key_of("6")) == (made.on, {})
    for change in (lambda: Coverage.objects.update(cells={}), lambda: Coverage.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
