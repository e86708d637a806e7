"""She runs a 子ども食堂: a monthly series, looked at once; a date off at once; a new season without asking again."""

from typing import Any

import pytest
from django.test import Client

from events.enums import OccurrenceState, State
from events.models import Event, Recheck
from hub.accounts.enums import Level
from hub.accounts.models import Organization, User
from hub.notifications.models import Mailing
from hub.queues import queues_for
from tests.events.members import member
from tests.events.views.writing.forms import sent_by
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse

MONTHLY = {
    "title": "だいまち子ども食堂", "summary": "だれでも来られる、夕ごはんの会です。", "venue_name": "台町会館",
    "address": "八王子市台町四丁目1-1", "participation": "free", "repeat_kind": "monthly_weekday",
    "rule_starts_at_0": "2026-12-05", "rule_starts_at_1": "16時", "repeat_ends": "18時", "repeat_weeks": ["1"],
    "repeat_weekdays": ["5"], "repeat_until": "令和9年3月31日", "fee_text": "子ども無料、おとな300円",
}  # fmt: skip


class Member:
    """Opens pages, follows links by their words, fills the form that is there and presses a button of it."""

    def __init__(self, user: User, address: str) -> None:
        self.client = Client()
        sign_in(self.client, user)
        self.taps = 0
        self.go(address)

    def go(self, address: str) -> None:
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        self.address = answer.request["PATH_INFO"]
        self.page = parse(answer)

    def tap(self, words: str) -> None:
        self.taps += 1
        self.go(self.page.one("main").link(words))

    def press(self, words: str, **typed: Any) -> None:
        """The button with these words, of the form in which it stands."""
        self.taps += 1
        form, button = next((form, button) for form in self.page.one("main").all("form") for button in form.all("button") if button.text == words and "aria-hidden" not in button.attributes)  # fmt: skip
        name = button.attributes.get("name")
        own = {name: button.attributes["value"]} if name else {}
        answer = self.client.post(form.attributes.get("action", self.address), sent_by(form) | typed | own, follow=True)
        assert answer.status_code == 200
        self.address = answer.request["PATH_INFO"]
        self.page = parse(answer)

    @property
    def text(self) -> str:
        return self.page.one("main").text


@pytest.fixture
def cafeteria(city: None) -> Organization:
    return OrganizationFactory(verified=True, name="台町こども食堂の会", safeguards="おとなが二人以上で見守ります。")


def _visible(event: Event) -> bool:
    return Client().get(event.get_absolute_url()).status_code == 200


def test_a_season_of_a_childrens_cafeteria(cafeteria: Organization) -> None:
    she = Member(member(cafeteria, Level.OWNER), f"/me/organizations/{cafeteria.pk}/things/")
    boss = UserFactory(coordinator=True)

    # She writes a monthly series, looks at its days, and hands it in.
    she.tap("催しを書く")
    she.press("できる日を見る", **MONTHLY)
    assert [item.text for item in she.page.one("ul", "dates-list").all("li")] == [
        "12月5日(土) 16:00", "2027年1月2日(土) 16:00", "2027年2月6日(土) 16:00", "2027年3月6日(土) 16:00",
    ]  # fmt: skip
    she.press("保存して、確認に出す", rule_excluded_on="2027-01-02")
    event = Event.objects.get(title="だいまち子ども食堂")
    assert (event.state, event.occurrences.count(), _visible(event)) == (State.IN_REVIEW, 3, False)
    assert "市の担当が確かめています" in she.text
    assert she.taps == 3

    # The coordinator finds it waiting, and publishes it; she is told by mail.
    review = next(queue for queue in queues_for(boss) if queue.key == "review")
    assert [row.label for row in review.rows(boss, 5)] == ["だいまち子ども食堂"]
    desk = Client()
    sign_in(desk, boss)
    assert desk.post(f"/admin/events/event/{event.pk}/publish/").status_code == 302
    assert _visible(event)
    assert list(Mailing.objects.values_list("kind", "user__memberships__organization")) == [
        ("thing_published", cafeteria.pk)
    ]

    # One date falls out: at once, for everybody to see, and somebody looks at it afterwards.
    she.go(f"/me/organizations/{cafeteria.pk}/events/{event.pk}/")
    first = she.page.one("main").all("li", "case")[0]
    she.go(_link(first, "中止にする"))
    she.press("中止にする", note="台風のため")
    assert event.occurrences.order_by("starts_at")[0].state == OccurrenceState.CANCELLED
    assert "台風のため" in Client().get(event.get_absolute_url()).content.decode()
    assert Recheck.objects.get().what == ["date_off"]

    # For the new season she copies it, gives it dates, and publishes without waiting.
    she.go(f"/me/organizations/{cafeteria.pk}/events/{event.pk}/")
    she.tap("写して、次の回を作る")
    she.press("写して、次の回を作る")
    she.press(
        "保存して、すぐに公開する", **{"dates-0-day": "2027/4/3", "dates-0-starts": "16:00", "dates-0-ends": "18:00"}
    )
    copy = Event.objects.get(copied_from=event)
    assert (copy.state, copy.fee_text, _visible(copy)) == (State.PUBLISHED, "子ども無料、おとな300円", True)
    assert Mailing.objects.count() == 1
    assert sorted(Recheck.objects.values_list("object_id", "what")) == [
        (event.pk, ["date_off"]),
        (copy.pk, ["publish"]),
    ]

    # The coordinator's Monday: both are looked at, one tap each.
    page = parse(desk.get("/staff/rechecks/"))
    for form in page.one("main").all("form"):
        assert desk.post(form.attributes["action"], sent_by(form)).status_code == 302
    assert not Recheck.objects.filter(done_at=None).exists()


def _link(node: Node, words: str) -> str:
    return node.link(words)


def test_another_venue_waits_to_be_looked_at(cafeteria: Organization) -> None:
    she = Member(member(cafeteria), f"/me/organizations/{cafeteria.pk}/events/new/")
    she.press("保存して、確認に出す", **MONTHLY)
    event = Event.objects.get(title="だいまち子ども食堂")
    desk = Client()
    sign_in(desk, UserFactory(coordinator=True))
    desk.post(f"/admin/events/event/{event.pk}/publish/")
    she.go(f"/me/organizations/{cafeteria.pk}/events/{event.pk}/copy/")
    she.press("写して、次の回を作る")
    dates = {"dates-0-day": "2027/4/3", "dates-0-starts": "16:00", "dates-0-ends": "18:00"}
    she.press("保存して、すぐに公開する", venue_name="北野会館", **dates)
    assert "確認に出してください" in she.text
    copy = Event.objects.get(copied_from=event)
    assert (copy.state, copy.venue_name) == (State.DRAFT, "台町会館")
    she.press("下書きとして保存する")
    copy.refresh_from_db()
    assert (copy.state, copy.venue_name, copy.occurrences.count()) == (State.DRAFT, "北野会館", 1)
    she.tap("確認に出す")
    she.press("確認に出す")
    copy.refresh_from_db()
    assert (copy.state, _visible(copy)) == (State.IN_REVIEW, False)
