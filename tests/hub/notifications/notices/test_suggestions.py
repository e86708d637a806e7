"""Who subscribed to nothing sees a few things with the reason why; who subscribed does not."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.notifications.enums import SubscriptionState
from hub.notifications.models import Subscription
from hub.notifications.services.subscribing import subscribe
from tests.events.published import draft_event, published_event, published_place
from tests.events.views.conftest import at, now, words
from tests.events.views.queries import queries_of
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

__all__ = ["now", "words"]

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/me/notices/"


@pytest.fixture
def user(client: Client) -> Any:
    made = UserFactory()
    sign_in(client, made)
    return made


def suggested(client: Client) -> list[tuple[str, str]]:
    page = parse(client.get(PAGE).content.decode())
    cases = page.all("li", "case")
    return [(case.one("a").text, case.one("p", "why").text.removeprefix("おすすめの理由 ")) for case in cases]


def test_the_most_reasons_come_first(client: Client, user: Any, words: None) -> None:
    published_event("あとの会", at(12, 5, 13))
    published_event("今週の会", at(11, 26, 13), at(11, 27, 13), participation="free", welcome_marks=["alone"])
    published_event("ずっと先の会", at(1, 20, 13, year=2027))
    draft_event("ひみつの会", at(11, 26, 13), welcome_marks=["alone"])
    published_place("縁側", is_drop_in=True)
    published_place("予約の部屋")
    found = suggested(client)
    assert [name for name, _why in found] == ["今週の会", "あとの会", "縁側"]
    assert found[0][1] == "一人参加歓迎。今週。申し込みがいりません"
    assert [why for _name, why in found[1:]] == ["近いうちにあります", "約束なしで寄れます"]


def test_five_at_most(client: Client, user: Any, words: None) -> None:
    for number in range(7):
        published_event(f"会{number}", at(11, 26, 13))
    assert len(suggested(client)) == 5


def test_who_subscribed_sees_none(client: Client, user: Any, words: None) -> None:
    published_event("今週の会", at(11, 26, 13))
    subscribe(user, channels=[], cadence="now", conditions={})
    assert suggested(client) == []
    Subscription.objects.update(state=SubscriptionState.STOPPED, stopped_at=timezone.now())
    assert len(suggested(client)) == 1


def test_queries(client: Client, user: Any, words: None, settings: Settings) -> None:
    counts = []
    for number in (1, 3):
        for n in range(number):
            published_event(f"会{number}{n}", at(11, 26, 13), welcome_marks=["alone"])
            published_place(f"場{number}{n}", is_drop_in=True)
        counts.append(queries_of(client, settings, [PAGE]))
    assert counts[0] == counts[1]


def test_news_of_the_city_can_be_asked_for(client: Client, user: Any, words: None) -> None:
    assert (
        client.post("/notices/new/city/?theme=food&theme=nothing&district=987654", {"cadence": "now"}).status_code
        == 302
    )
    [made] = Subscription.objects.all()
    assert (made.subjects, len(made.themes), made.districts, made.query) == (["city"], 1, [], "city?theme=food")
