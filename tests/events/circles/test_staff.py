"""Staff read what was handed in, look at what changed, hide at once; no member is shown to them."""

from typing import Any

import pytest
from django.test import Client

from events.circle_enums import CIRCLE_MOVES
from events.circle_queues import _recheck_rows, _review_rows
from events.enums import State
from events.models import Circle
from events.services import circles
from hub.trust.models import Report
from hub.trust.services import file_report
from tests.events.circles.people import SECRET, WHOLE, circle, member_in
from tests.events.members import member
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    return sign_in(client, UserFactory(coordinator=True, confirmed=True))


def _act(client: Client, one: Circle, act: str, **data: Any) -> Any:
    seen = Circle.objects.get(pk=one.pk).version
    return client.post(f"/staff/circles/{one.pk}/", {"act": act, "seen": seen, **data})


def test_what_is_handed_in_waits_in_the_queue_and_is_published(staff: Client) -> None:
    ours = OrganizationFactory(verified=True)
    writer = member(ours)
    one = circles.begin_circle(ours, by=writer, values={"name": "手芸の会", **WHOLE})
    assert _review_rows(None, 5) == []
    circles.submit_circle(one, by=writer)
    waiting = _review_rows(None, 5)
    assert [(row.label, row.url, row.note) for row in waiting] == [("手芸の会", f"/staff/circles/{one.pk}/", ours.name)]
    assert "手芸の会" in parse(staff.get("/staff/circles/")).one("main").text
    assert _act(staff, one, "publish").status_code == 302
    assert (Circle.objects.get().state, _review_rows(None, 5)) == (State.PUBLISHED, [])
    circles.write_circle(one, by=writer, values={"summary": "変えた"})
    assert [row.label for row in _recheck_rows(None, 5)] == ["手芸の会"]
    assert _act(staff, one, "assure").status_code == 302
    assert _recheck_rows(None, 5) == []


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_its_buttons(staff: Client, state: State) -> None:
    one = circle(state)
    main = parse(staff.get(f"/staff/circles/{one.pk}/")).one("main")
    acts = {node.attributes["value"] for node in main.all("button", name="act")}
    able = {str(act) for act, (sources, _to) in CIRCLE_MOVES.items() if state in sources}
    assert acts == (able & {"publish", "return", "hide", "unhide"} if state != State.DRAFT else set())


@pytest.mark.parametrize(("state", "act"), [("in_review", "return"), ("published", "hide"), ("hidden", "unhide")])
def test_a_reason_is_asked_for(staff: Client, state: str, act: str) -> None:
    one = circle(state)
    answer = _act(staff, one, act, reason=" ")
    assert (answer.status_code, Circle.objects.get().state) == (200, state)
    assert "理由を書いてください" in parse(answer).one("div", "wrongs").text
    assert _act(staff, one, act, reason="わけ").status_code == 302


@pytest.mark.parametrize("data", [{"act": "x", "seen": "1"}, {"act": "publish"}, {"act": "publish", "seen": "9" * 40}])
def test_another_button_does_nothing(staff: Client, data: dict[str, str]) -> None:
    one = circle(State.IN_REVIEW)
    answer = staff.post(f"/staff/circles/{one.pk}/", data)
    assert (answer.status_code, Circle.objects.get().state) == (200, State.IN_REVIEW)


def test_what_was_read_is_what_is_published(staff: Client) -> None:
    one = circle(State.IN_REVIEW)
    answer = staff.post(f"/staff/circles/{one.pk}/", {"act": "publish", "seen": one.version + 1})
    assert (answer.status_code, Circle.objects.get().state) == (200, State.IN_REVIEW)


def test_a_reported_circle_is_hidden_from_the_report(staff: Client) -> None:
    one = circle()
    assert Client().get(f"/report/circle/{one.pk}/").status_code == 200
    file_report(kind="circle", object_id=one.pk, reason="other", text="勧誘", reply_to="")
    page = staff.get(f"/staff/reports/{Report.objects.get().pk}/")
    assert one.name in parse(page).one("main").text
    circles.hide_circle(one, by=UserFactory(coordinator=True), reason="勧誘")
    assert (Client().get(one.get_absolute_url()).status_code, list(Circle.objects.listed())) == (404, [])


def test_no_member_is_seen_by_staff(staff: Client) -> None:
    one = circle()
    writer = member(one.organization)
    member_in(one, **SECRET)
    circles.send_message(one, by=writer, subject="ひみつの件", text="文")
    pages = [
        "/staff/",
        "/staff/circles/?show=all",
        f"/staff/circles/{one.pk}/",
        f"/me/organizations/{one.organization_id}/circles/{one.pk}/members/",
    ]
    for page in pages:
        text = staff.get(page).content.decode()
        assert [word in text for word in (*SECRET.values(), "ひみつの件")] == [False] * 5, page
