"""What the hub counts of itself equals plain SQL on any past day: across midnight of the city, New Year and fiscal years."""

import random
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from events.models import Event, Occurrence
from indicators.collectors import COLLECTORS
from indicators.models import Indicator
from indicators.services.loading import HUB, load_plans
from partners.models import NeedTransition, Partnership, PartnershipTransition
from tests.events.published import published_event
from tests.hub.accounts.factories import OrganizationFactory
from tests.partners.needs import need
from tests.partners.registrations import S, programme, registration

pytestmark = pytest.mark.django_db
JST = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 26, 9, tzinfo=JST)
# A day begins at 15:00 of the day before in UTC; a year in April.
YEAR = "make_date((extract(year FROM %(day)s::date) - CASE WHEN extract(month FROM %(day)s::date) < 4 THEN 1 ELSE 0 END)::int, 4, 1)"
PLAIN = {
    "events-held": f"""SELECT count(*) FROM events_occurrence o JOIN events_event e ON e.id = o.event_id
        WHERE NOT e.is_sample AND NOT e.is_for_members AND e.state IN ('published', 'closed') AND o.state != 'cancelled'
        AND (o.starts_at + interval '9 hours') AT TIME ZONE 'UTC' >= {YEAR}
        AND (o.starts_at + interval '9 hours') AT TIME ZONE 'UTC' < %(day)s::date + 1""",
    "partners": """SELECT count(DISTINCT p.organization_id) FROM partners_partnership p JOIN LATERAL (
        SELECT t.to_state FROM partners_partnershiptransition t WHERE t.partnership_id = p.id
        AND (t.created_at + interval '9 hours') AT TIME ZONE 'UTC' < %(day)s::date + 1
        ORDER BY t.created_at DESC, t.id DESC LIMIT 1) l ON l.to_state = 'approved' WHERE NOT p.is_sample""",
    "needs-met": f"""SELECT count(DISTINCT t.need_id) FROM partners_needtransition t JOIN partners_need n ON n.id = t.need_id
        WHERE NOT n.is_sample AND t.to_state = 'met' AND t.from_state != 'met'
        AND (t.created_at + interval '9 hours') AT TIME ZONE 'UTC' >= {YEAR}
        AND (t.created_at + interval '9 hours') AT TIME ZONE 'UTC' < %(day)s::date + 1""",
}
# Around which something happens to the minute.
EDGES = [date(2026, 3, 31), date(2026, 4, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 25)]
DAYS = EDGES + [date(2026, 11, 25) - timedelta(days=back) for back in range(0, 600, 23)]


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _moments(chance: random.Random, count: int) -> list[datetime]:
    """Some by chance, and the minutes before and after each midnight that matters, in the order of time."""
    edges = [datetime(day.year, day.month, day.day, tzinfo=JST) for day in EDGES]
    near = [edge + timedelta(minutes=minutes) for edge in edges for minutes in (-1, 0, 1439, 1440)]
    far = [NOW - timedelta(minutes=chance.randrange(60 * 24 * 600)) for _n in range(count)]
    return sorted(moment for moment in near + far if moment < NOW)


def _same(name: str) -> list[int | None]:
    got = [COLLECTORS[name].count(day) for day in DAYS]
    wanted = []
    with connection.cursor() as cursor:
        for day in DAYS:
            cursor.execute(PLAIN[name], {"day": day})
            wanted.append((cursor.fetchone() or [None])[0])
    assert got == wanted
    assert len(set(got)) > 3
    return got


def test_events_held() -> None:
    chance = random.Random(1)  # noqa: S311  the same each time
    kinds = ({}, {"is_sample": True}, {"is_for_members": True}, {"state": "hidden"}, {"state": "closed"})
    for fields in kinds:
        event = published_event("会")
        Event.objects.filter(pk=event.pk).update(**fields)
        Occurrence.objects.filter(event=event).delete()
        Occurrence.objects.bulk_create(
            Occurrence(
                event=event, starts_at=moment, ends_at=moment + timedelta(hours=1),
                state=chance.choice(["scheduled", "scheduled", "cancelled"]),
            )
            for moment in _moments(chance, 60)
        )  # fmt: skip
    _same("events-held")


def test_partners() -> None:
    chance = random.Random(2)  # noqa: S311  the same each time
    both = programme("kyoso"), programme("jinsei")
    with time_machine.travel(NOW - timedelta(days=650), tick=False):
        rows = [
            registration(S.DRAFT, organization=OrganizationFactory(verified=True), of=chance.choice(both))
            for _n in range(8)
        ]
        Partnership.objects.filter(pk=rows[0].pk).update(is_sample=True, contact_phone="", contact_email="")
        rows += [
            registration(S.DRAFT, organization=row.organization, of=both[row.programme == both[0]]) for row in rows[:3]
        ]
    for moment in _moments(chance, 80):
        with time_machine.travel(moment, tick=False):
            to = chance.choice([S.APPROVED, S.APPROVED, S.SUSPENDED, S.LAPSED, S.WITHDRAWN])
            PartnershipTransition.objects.create(
                partnership=chance.choice(rows), action="approve", from_state=S.SUBMITTED, to_state=to
            )
    _same("partners")


def test_needs_met() -> None:
    chance = random.Random(3)  # noqa: S311  the same each time
    rows = [need() for _n in range(12)] + [need(is_sample=True)]
    for moment in _moments(chance, 40):
        before, after = chance.choice([("talking", "met"), ("talking", "met"), ("met", "met"), ("published", "closed")])
        NeedTransition.objects.create(
            need=chance.choice(rows), action="meet", from_state=before, to_state=after, created_at=moment
        )
    _same("needs-met")


def test_the_file_names_collectors_that_there_are() -> None:
    assert load_plans(settings.BASE_DIR / "data", HUB) == 1
    names = set(Indicator.objects.values_list("collector", flat=True))
    assert names == COLLECTORS.keys() - {"plan-places", "platforms"}
    assert Indicator.objects.filter(definition="").count() == 0
