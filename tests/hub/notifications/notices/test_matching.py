"""Whom a notice fits: the statement says the same as plain Python, over random subscriptions and notices."""

import math
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hub.notifications.enums import Channel, SubscriptionState
from hub.notifications.matching import count_fitting, spread_by_subscriptions
from hub.notifications.models import Delivery, Notice
from hub.notifications.slots_of_week import WHOLE_WEEK, bits_of
from tests.hub.notifications.notices.factories import notice, recipient, subscription

_SMALL = st.lists(st.integers(1, 4), max_size=3, unique=True)
_WORDS = ["囲碁", "台町", "会"]
_TOPICS = ["place:1", "place:2", "organization:1"]
_FEATURES = ["free", "professional", "online"]
_SPOTS = [(35.64, 139.33), (35.648, 139.33), (35.66, 139.36)]

_conditions = st.fixed_dictionaries(
    {
        "subjects": st.lists(st.sampled_from(["event", "place"]), max_size=2, unique=True),
        "kinds": st.lists(st.sampled_from(["salon", "cafe"]), max_size=1),
        "districts": _SMALL,
        "themes": _SMALL,
        "audiences": _SMALL,
        "marks": st.lists(st.integers(1, 3), max_size=2, unique=True),
        "features": st.lists(st.sampled_from(_FEATURES), max_size=1),
        "words": st.lists(st.sampled_from(_WORDS), max_size=2, unique=True),
        "topics": st.one_of(st.just([]), st.lists(st.sampled_from(_TOPICS), max_size=2, unique=True)),
        "week": st.one_of(st.just(WHOLE_WEEK), st.integers(1, WHOLE_WEEK)),
        "spot": st.one_of(st.none(), st.tuples(st.sampled_from(_SPOTS), st.sampled_from([500, 1000, 2000]))),
        "state": st.sampled_from([SubscriptionState.ACTIVE] * 4 + [SubscriptionState.WAITING]),
    }
)
_notices = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(["event", "place"]),
        "kinds": st.lists(st.sampled_from(["salon", "cafe"]), max_size=1),
        "districts": _SMALL,
        "themes": _SMALL,
        "audiences": _SMALL,
        "marks": _SMALL,
        "features": st.lists(st.sampled_from(_FEATURES), max_size=3, unique=True),
        "search_text": st.sampled_from(["囲碁を楽しむ会 台町", "囲碁", "手話の会", ""]),
        "topics": st.lists(st.sampled_from(_TOPICS), max_size=2, unique=True),
        "week": st.one_of(st.just(WHOLE_WEEK), st.integers(1, WHOLE_WEEK)),
        "spot": st.one_of(st.none(), st.sampled_from(_SPOTS)),
    }
)


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = [(math.radians(a), math.radians(b)) for a, b in (one, other)]
    # By the law of cosines, not by the formula of the statement.
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return 6_371_000 * math.acos(min(1.0, cosine))


def fits(asked: dict[str, Any], told: dict[str, Any]) -> bool:
    """In plain words: each condition that was named is fulfilled."""
    if asked["state"] != SubscriptionState.ACTIVE:
        return False
    for name in ("kinds", "districts", "themes", "topics"):
        if asked[name] and not set(asked[name]) & set(told[name]):
            return False
    if asked["audiences"] and told["audiences"] and not set(asked["audiences"]) & set(told["audiences"]):
        return False
    if not set(asked["marks"]) <= set(told["marks"]) or not set(asked["features"]) <= set(told["features"]):
        return False
    if asked["subjects"] and told["subject"] not in asked["subjects"]:
        return False
    if any(word not in told["search_text"] for word in asked["words"]):
        return False
    if asked["spot"] and (not told["spot"] or _metres(asked["spot"][0], told["spot"]) > asked["spot"][1]):
        return False
    return any(asked["week"] >> bit & 1 and told["week"] >> bit & 1 for bit in range(21))


def _of_subscription(said: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in said.items() if name != "spot"}
    if said["spot"]:
        (latitude, longitude), radius = said["spot"]
        fields |= {"latitude": latitude, "longitude": longitude, "radius_m": radius}
    return fields


def _of_notice(said: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in said.items() if name != "spot"}
    if said["spot"]:
        fields |= {"latitude": said["spot"][0], "longitude": said["spot"][1]}
    return fields


class TestAgainstPlainPython(TestCase):
    @settings(max_examples=60)
    @given(st.lists(_conditions, min_size=1, max_size=12), st.lists(_notices, min_size=1, max_size=4))
    def test_the_same_people(self, asked: list[dict[str, Any]], told: list[dict[str, Any]]) -> None:
        people = {subscription(recipient(), **_of_subscription(one)).recipient_id: one for one in asked}
        now = timezone.now()
        for one in told:
            written = notice(**_of_notice(one))
            expected = {pk for pk, conditions in people.items() if fits(conditions, one)}
            assert count_fitting(written) == len(expected)
            assert spread_by_subscriptions(written, now=now, daily=now, weekly=now) == len(expected)
            reached = Delivery.objects.filter(notice=written).values_list("recipient", flat=True)
            assert set(reached) == expected


@pytest.mark.django_db
def test_two_conditions_of_one_person_give_one_delivery_a_way_at_the_earlier_time() -> None:
    who = recipient(account=True)
    subscription(who, channels=[Channel.INBOX, Channel.EMAIL], cadence="weekly", themes=[1])
    subscription(who, channels=[Channel.EMAIL], cadence="daily", districts=[2])
    now = timezone.now()
    daily, weekly = now + timezone.timedelta(hours=1), now + timezone.timedelta(days=3)
    written = notice(themes=[1], districts=[2])
    assert spread_by_subscriptions(written, now=now, daily=daily, weekly=weekly) == 2
    found = Delivery.objects.order_by("channel").values_list("channel", "state", "due_at")
    assert list(found) == [("email", "waiting", daily), ("inbox", "handed", weekly)]


@pytest.mark.django_db
def test_again_it_writes_nothing() -> None:
    subscription()
    written, now = notice(), timezone.now()
    assert [spread_by_subscriptions(written, now=now, daily=now, weekly=now) for _ in range(2)] == [1, 0]


@pytest.mark.django_db
def test_nobody_who_fits_is_missed_for_a_wrong_anchor() -> None:
    """Each narrowest condition is found by its own anchor."""
    subscription(topics=["place:1"], themes=[9], districts=[9])
    subscription(themes=[1], districts=[2])
    subscription(districts=[2])
    subscription()
    assert count_fitting(Notice(subject="event", topics=["place:1"], themes=[1, 9], districts=[2, 9])) == 4
    assert count_fitting(Notice(subject="event", themes=[1], districts=[2])) == 3
    assert count_fitting(Notice(subject="event")) == 1


@pytest.mark.parametrize(
    ("days", "parts", "bits"),
    [
        ([], [], WHOLE_WEEK),
        ([0], ["morning"], 1),
        ([6], ["evening"], 1 << 20),
        ([1], [], 0b111 << 3),
        ([], ["afternoon"], sum(1 << (3 * day + 1) for day in range(7))),
    ],
)
def test_parts_of_the_week(days: list[int], parts: list[str], bits: int) -> None:
    assert bits_of(days, parts) == bits


def test_a_day_that_is_none() -> None:
    with pytest.raises(ValueError, match="weekday"):
        bits_of([7], [])
