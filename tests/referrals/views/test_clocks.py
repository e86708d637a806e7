"""What is left of a promise is said in opening days, and what is urgent is for today. A list says no nearer where."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from hub.areas.models import Town
from hub.queues import queues_for
from referrals import promises
from referrals.enums import State, Urgency
from referrals.models import Referral
from referrals.views.clocks import clocks_of, pressing_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import district, office, referral, worker

TOKYO = ZoneInfo("Asia/Tokyo")
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=TOKYO)


def _one(**fields: Any) -> Referral:
    """Came on Friday: to be looked at on Monday the 30th, to be reached by Wednesday. Not saved."""
    looked, reached = promises.first_look_by(FRIDAY), promises.contact_by(FRIDAY)
    return Referral(received_at=FRIDAY, first_look_by=looked, contact_by=reached, **fields)


@pytest.mark.parametrize(
    ("day", "look", "contact"),
    [
        (27, "次の開庁日まで", "開庁日であと3日"),
        (28, "次の開庁日まで", "開庁日であと3日"),
        (29, "次の開庁日まで", "開庁日であと3日"),
        (30, "今日まで", "開庁日であと2日"),
        (31, "期限を10時間過ぎています", "次の開庁日まで"),
    ],
)
def test_what_is_left_is_counted_in_opening_days(day: int, look: str, contact: str) -> None:
    clocks = clocks_of(_one(), FRIDAY + timedelta(days=day - 27))
    assert [clock.short for clock in clocks] == [look, contact]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"urgency": Urgency.URGENT}, "今日のうちに（約束の日は11月30日(月)）"),
        ({"urgency": Urgency.SOON}, "次の開庁日まで（約束の日は11月30日(月)）"),
        ({"urgency": Urgency.URGENT, "first_looked_at": FRIDAY}, "今日のうちに（約束の日は12月2日(水)）"),
    ],
)
@time_machine.travel(FRIDAY, tick=False)
def test_what_is_urgent_is_for_today(fields: dict[str, Any], said: str) -> None:
    pressing = pressing_of(clocks_of(_one(**fields), FRIDAY))
    assert pressing is not None
    assert pressing.whole == said


def test_what_is_urgent_and_late_is_late_and_what_ended_is_over() -> None:
    late, over = _one(urgency=Urgency.URGENT), _one(urgency=Urgency.URGENT, state=State.CLOSED)
    after = promises.contact_by(FRIDAY) + timedelta(hours=1)
    said = [clocks_of(one, after)[1].short for one in (late, over)]
    assert said == ["期限を1時間過ぎています", "しないまま終わりました"]


@pytest.mark.django_db
def test_a_list_says_that_a_town_is_known_and_not_which(client: Client) -> None:
    here = office(districts=(district(), district("だいに")))
    town = Town.objects.create(name="ヒミツ二丁目", latitude=35.6, longitude=139.3)
    cases = [
        referral(at=here),
        referral(at=here, district=None, town=town),
        referral(at=here, district=None, is_own=True, writer="self", consent="given"),
    ]
    page = parse(sign_in(client, worker(here)).get("/staff/referrals/").content.decode())
    rows = [row.text for row in page.all("li", "case")]
    where = ("だいち", "地区がひとつに決まらない町", "地区はわかりません")
    assert [[name in row for name in where] for row in rows] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert ["同意：" in row for row in rows] == [True, True, False]  # of themselves nobody is asked
    assert "ヒミツ二丁目" not in page.text
    queue = next(one for one in queues_for(worker(here)) if one.key == "referrals")
    labels = [one.label for one in queue.rows(worker(here), 10)]
    assert labels == [f"{one}（{name}）" for one, name in zip(cases, where, strict=True)]
