"""What waits for a coordinator: in which order, with which clock, and at what cost."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Place
from events.services.member_writing import save_as_member
from events.services.publishing import publish_due, schedule_publication, submit
from events.services.reviewing import approve, plan
from events.services.writing import assure
from hub.accounts.models import Organization
from hub.queues import Queue, Waiting, queues_for
from tests.events.factories import PlaceFactory, moment
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
NOW = moment(2026, 11, 25)


def _queue(key: str) -> Queue:
    return next(queue for queue in queues_for(UserFactory(coordinator=True)) if queue.key == key)


def _labels(key: str, most: int = 20) -> list[str]:
    return [row.label for row in _queue(key).rows(None, most)]


@pytest.fixture
def ours() -> Organization:
    return OrganizationFactory(verified=True, name="台町の会")


def test_they_are_for_coordinators() -> None:
    ours = {"review", "place_review", "rechecks", "assurances"}
    for user, expected in (
        (UserFactory(coordinator=True), ours), (UserFactory(administrator=True), ours), (UserFactory(staff=True), set()),
        (UserFactory(), set()),
    ):  # fmt: skip
        assert {queue.key for queue in queues_for(user)} & ours == expected


def _hand_in(name: str, at: datetime, on: datetime, organization: Organization) -> None:
    with time_machine.travel(at, tick=False):
        submit(complete_event(organization, on, title=name), by=None)


def test_urgent_ones_come_first_then_the_oldest(ours: Organization) -> None:
    unverified = OrganizationFactory(name="確認前の会")
    with time_machine.travel(NOW, tick=False):
        _hand_in("古い", NOW - timedelta(days=5), NOW + timedelta(days=30), ours)
        _hand_in("新しい", NOW - timedelta(days=1), NOW + timedelta(days=30), unverified)
        _hand_in("あさって", NOW - timedelta(hours=1), NOW + timedelta(days=2), ours)
        _hand_in("予約ずみ", NOW - timedelta(days=6), NOW + timedelta(days=2), ours)
        scheduled = ours.events.get(title="予約ずみ")
        schedule_publication(scheduled, by=None, at=NOW + timedelta(days=1))
        with time_machine.travel(NOW - timedelta(days=3), tick=False):
            submit(complete_place(ours, name="縁側"), by=None)
        complete_place(ours, name="下書きの家")
        complete_event(ours, title="下書き")
        rows = _queue("review").rows(None, 20)
        assert [(row.label, row.is_urgent) for row in rows] == [("あさって", True), ("古い", False), ("新しい", False)]
        assert [row.since for row in rows] == [
            NOW - timedelta(hours=1),
            NOW - timedelta(days=5),
            NOW - timedelta(days=1),
        ]
        assert rows[2].note == "確認前の会・団体が確認前です。先に団体を確かめます"
        assert (_queue("review").count(None), _labels("review", 1)) == (3, ["あさって"])
        assert [(row.label, row.since) for row in _queue("place_review").rows(None, 20)] == [
            ("縁側", NOW - timedelta(days=3))
        ]
        assert _queue("place_review").count(None) == 1
        assert rows[1].url == f"/admin/events/event/{ours.events.get(title='古い').pk}/change/"


def test_what_members_changed_waits_with_words(ours: Organization) -> None:
    by, event = member(ours), public_event(ours)
    event.title = "こども食堂 春"
    save_as_member(event, by=by, changed=["title", "summary"])
    row: Waiting = _queue("rechecks").rows(None, 20)[0]
    assert (row.label, row.note) == ("こども食堂 春", "名前、ひとことで")
    assert row.url.startswith("/staff/rechecks/#recheck-")
    assert _queue("rechecks").count(None) == 1


def test_places_are_looked_at_again_after_half_a_year(ours: Organization) -> None:
    with time_machine.travel(NOW, tick=False):
        for name, day in (("昔", date(2025, 1, 1)), ("きのう期限", date(2026, 5, 28)), ("まだ", date(2026, 5, 29))):
            PlaceFactory(name=name, published=True, assured_on=day)
        PlaceFactory(name="一度もない", published=True)
        PlaceFactory(name="見本", published=True, sample=True)
        PlaceFactory(name="下書き")
        PlaceFactory(name="終わった", closed=True)
        assert _labels("assurances") == ["一度もない", "昔", "きのう期限"]
        rows = _queue("assurances").rows(None, 20)
        assert rows[2].due_at == moment(2026, 11, 24, 0)
        assert _queue("assurances").count(None) == 3
        assure(Place.objects.get(name="昔"), by=UserFactory(staff=True))
        assert _labels("assurances") == ["一度もない", "きのう期限"]


def test_a_place_that_was_read_when_it_went_out_is_asked_for_half_a_year_later(ours: Organization) -> None:
    day = moment(2026, 1, 10)
    coordinator = UserFactory(coordinator=True)
    with time_machine.travel(day, tick=False):
        public_place(ours, name="たねの家")  # by nobody
        approved, scheduled = complete_place(ours, name="認めた家"), complete_place(ours, name="予約した家")
        for place in (approved, scheduled):
            submit(place, by=None)
        approve(approved, by=coordinator)
        plan(scheduled, by=coordinator, at=day + timedelta(days=1))
        approve(complete_place(ours, name="職員が書いた家"), by=coordinator)
        assert _labels("assurances") == ["たねの家"]
        assert (approved.assured_on, approved.assured_by) == (None, "")  # nobody has asked: the page says nothing
    with time_machine.travel(day + timedelta(days=1), tick=False):
        publish_due()
    with time_machine.travel(day + timedelta(days=180), tick=False):
        assert (_labels("assurances"), _queue("assurances").count(None)) == (["たねの家"], 1)
    with time_machine.travel(day + timedelta(days=181), tick=False):
        rows = _queue("assurances").rows(None, 20)
        assert [row.label for row in rows] == ["たねの家", "認めた家", "職員が書いた家"]
        assert [row.note for row in rows[:2]] == [
            "まだ一度も確かめていません",
            "公開するときに見てから、確かめていません",
        ]
        assert [row.due_at for row in rows] == [day + timedelta(days=180)] * 3
    with time_machine.travel(day + timedelta(days=182), tick=False):
        assert _labels("assurances") == ["たねの家", "認めた家", "職員が書いた家", "予約した家"]


@pytest.mark.parametrize("key", ["review", "place_review", "rechecks", "assurances"])
def test_a_queue_costs_the_same_with_one_and_three(ours: Organization, key: str) -> None:
    by, queue, counts = member(ours), _queue(key), []
    for number in range(2):
        for _more in range(1 + 2 * number):
            submit(complete_event(ours), by=None)
            submit(complete_place(ours), by=None)
            for thing in (public_event(ours), public_place(ours)):
                thing.summary = f"{timezone.now()}"
                save_as_member(thing, by=by, changed=["summary"])
        with CaptureQueriesContext(connection) as asked:
            assert queue.rows(None, 20)
            queue.count(None)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["review", "place_review", "assurances"])
def test_the_list_of_a_queue_holds_what_it_counts(client: Client, ours: Organization, key: str) -> None:
    for make, publish in ((complete_event, public_event), (complete_place, public_place)):
        submit(make(ours), by=None)
        scheduled = make(ours)
        submit(scheduled, by=None)
        schedule_publication(scheduled, by=None, at=timezone.now() + timedelta(days=1))
        make(ours)
        publish(ours)
    PlaceFactory(published=True, assured_on=timezone.localdate() - timedelta(days=400))
    PlaceFactory(published=True, assured_on=timezone.localdate() - timedelta(days=1))
    sign_in(client, UserFactory(coordinator=True))
    queue = _queue(key)
    page = parse(client.get(queue.url()))
    listed = [link.attributes["href"].split("?")[0] for cell in page.all("th") for link in cell.all("a")]
    wanted = {row.url.replace("/assure/", "/change/") for row in queue.rows(None, 20)}
    assert {url for url in listed if url.endswith("/change/")} == wanted
    assert len(wanted) == queue.count(None) > 0
