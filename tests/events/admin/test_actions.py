"""Each act by its address: who may, what it says before, what it does, what it keeps when refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import State
from events.models import Event, Place, Transition
from events.services.publishing import publish
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(days=400)
TRAITS: dict[str, dict[str, bool]] = {"draft": {}, "in_review": {"in_review": True}, "published": {"published": True}, "closed": {"closed": True}}  # fmt: skip
MOMENT = {"at_0": f"{LATER:%Y-%m-%d}", "at_1": "10:00"}
# act -> (what is typed, states from which it is offered, state afterwards)
ACTS: dict[str, tuple[dict[str, str], set[str], str | None]] = {
    "submit": ({}, {"draft"}, "in_review"),
    "publish": ({}, {"draft", "in_review"}, "published"),
    "schedule": (MOMENT, {"draft", "in_review"}, "in_review"),
    "return": ({"reason": "会場が変わる"}, {"in_review", "published"}, "draft"),
    "close": ({"reason": ""}, {"published"}, "closed"),
    "reopen": ({"reason": "また始まる"}, {"closed"}, "published"),
    "assure": ({"office": "福祉政策課"}, {"draft", "in_review", "published", "closed"}, None),
}
DATE_ACTS = ("move", "cancel", "restore", "remove")


@pytest.fixture
def staff(client: Client) -> Client:
    sign_in(client, UserFactory(coordinator=True, display_name="係の人"))
    return client


def _make(kind: str, state: str) -> Event | Place:
    if kind == "place":
        return PlaceFactory(**TRAITS[state])
    return EventFactory(**TRAITS[state], starts=[LATER, LATER + timedelta(days=1)])


def _url(thing: Event | Place, act: str) -> str:
    return reverse(f"admin:events_{thing._meta.model_name}_{act}", args=[thing.pk])


@pytest.mark.parametrize("kind", ["event", "place"])
@pytest.mark.parametrize("state", TRAITS)
def test_each_act_from_each_state(staff: Client, state: str, kind: str) -> None:
    thing = _make(kind, state)
    page = staff.get(_url(thing, "change")).content.decode()
    for act, (_values, offered, _target) in ACTS.items():
        assert (f'href="{_url(thing, act)}"' in page) is (state in offered), act
        with transaction.atomic():
            _act_from(staff, thing, act, state)
            transaction.set_rollback(True)


def _act_from(staff: Client, thing: Event | Place, act: str, state: str) -> None:
    values, offered, target = ACTS[act]
    is_offered = state in offered
    before = staff.get(_url(thing, act))
    forms = parse(before).one("main").all("form", method="post")
    assert (before.status_code, bool(forms)) == (200, is_offered)
    thing.refresh_from_db()
    assert thing.state == state
    response = staff.post(_url(thing, act), values)
    thing.refresh_from_db()
    if is_offered:
        assert (response.status_code, response.headers.get("Location")) == (302, _url(thing, "change"))
        assert thing.state == (target or state)
        last = Transition.objects.order_by("pk").last()
        assert last is not None
        assert str(last.by) == "係の人"
    else:
        assert (response.status_code, thing.state) == (200, state)
        assert "できません" in response.content.decode()
        assert not Transition.objects.exists()


@pytest.mark.parametrize("act", [*ACTS, "preview"])
def test_who_may_not_change_it_gets_403_and_a_stranger_the_login(client: Client, act: str) -> None:
    event = _make("event", "draft")
    assert client.get(_url(event, act)).status_code == 302
    for user in (UserFactory(), UserFactory(staff=True)):
        sign_in(client, user)
        for answer in (client.get(_url(event, act)), client.post(_url(event, act), ACTS.get(act, ({},))[0])):
            assert answer.status_code == (403 if user.is_staff else 302)
            assert user.is_staff or "/login/" in answer.headers["Location"]
    event.refresh_from_db()
    assert event.state == State.DRAFT


def test_who_may_only_look_sees_no_act(client: Client) -> None:
    user = UserFactory(staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_event", "view_occurrence"]))
    sign_in(client, user)
    event = _make("event", "published")
    page = client.get(_url(event, "change"))
    assert page.status_code == 200
    assert _url(event, "close") not in page.content.decode()
    assert client.post(_url(event, "close"), {}).status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_what_is_not_there_is_404(staff: Client, act: str) -> None:
    assert staff.get(reverse(f"admin:events_event_{act}", args=[999_999])).status_code == 404


def test_a_form_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, UserFactory(coordinator=True))
    event = _make("event", "draft")
    assert strict.post(_url(event, "publish"), {}).status_code == 403


def test_what_a_service_refuses_is_said_beside_what_was_typed(staff: Client) -> None:
    event = EventFactory()
    response = staff.post(_url(event, "schedule"), {"at_0": "2031-02-03", "at_1": "09:45"})
    page = response.content.decode()
    assert "開催日がひとつもないので" in page
    assert 'value="2031-02-03"' in page
    assert 'value="09:45"' in page
    place = _make("place", "published")
    Place.objects.filter(pk=place.pk).update(state=State.DRAFT)
    page = staff.post(_url(place, "return"), {"reason": "とても長い <b>理由</b>"}).content.decode()
    assert "いまの状態" in page
    assert "とても長い &lt;b&gt;理由&lt;/b&gt;" in page


def test_a_missing_or_malformed_value_is_said(staff: Client) -> None:
    event = _make("event", "published")
    assert "理由を書いてください。" in staff.post(_url(event, "return"), {"reason": "  "}).content.decode()
    draft = _make("event", "draft")
    for typed in (
        {"at_0": "きのう", "at_1": "10:00"},
        {"at_0": "", "at_1": ""},
        {"at_0": "2020-01-01", "at_1": "10:00"},
    ):
        assert staff.post(_url(draft, "schedule"), typed).status_code == 200
    draft.refresh_from_db()
    assert (draft.state, draft.publish_at) == (State.DRAFT, None)


@pytest.mark.parametrize(
    ("act", "values", "expected"),
    [
        ("cancel", {"note": "台風のため"}, "cancelled"),
        ("move", {"starts_at_0": f"{LATER:%Y-%m-%d}", "starts_at_1": "23:00", "ends_at_0": f"{LATER:%Y-%m-%d}", "ends_at_1": "23:30", "note": ""}, "moved"),
        ("remove", {}, None),
    ],
)  # fmt: skip
def test_each_act_on_a_date(staff: Client, act: str, values: dict[str, str], expected: str | None) -> None:
    event: Any = _make("event", "published")
    date = event.occurrences.order_by("starts_at").first()
    url = reverse(f"admin:events_event_date_{act}", args=[event.pk, date.pk])
    assert staff.get(url).status_code == 200
    assert event.occurrences.filter(pk=date.pk, state="scheduled").exists()
    assert staff.post(url, values).status_code == 302
    assert list(event.occurrences.filter(pk=date.pk).values_list("state", flat=True)) == (
        [expected] if expected else []
    )
    assert staff.get(_url(event, "change")).status_code == 200


def test_a_cancellation_is_taken_back(staff: Client) -> None:
    event: Any = _make("event", "published")
    event.occurrences.update(state="cancelled")
    date = event.occurrences.first()
    url = reverse("admin:events_event_date_restore", args=[event.pk, date.pk])
    assert url in staff.get(_url(event, "change")).content.decode()
    assert staff.post(url).status_code == 302
    date.refresh_from_db()
    assert date.state == "scheduled"


@pytest.mark.parametrize("act", DATE_ACTS)
def test_a_date_of_another_event_is_404_and_a_stranger_gets_403(staff: Client, act: str, client: Client) -> None:
    event: Any = _make("event", "published")
    other: Any = _make("event", "published")
    date = other.occurrences.first()
    assert staff.post(reverse(f"admin:events_event_date_{act}", args=[event.pk, date.pk])).status_code == 404
    sign_in(client, UserFactory(staff=True))
    assert client.post(reverse(f"admin:events_event_date_{act}", args=[other.pk, date.pk])).status_code == 403


def test_a_refused_move_keeps_what_was_typed(staff: Client) -> None:
    event: Any = _make("event", "published")
    url = reverse("admin:events_event_date_move", args=[event.pk, event.occurrences.first().pk])
    typed = {"starts_at_0": "2031-02-03", "starts_at_1": "10:00", "ends_at_0": "2031-02-03", "ends_at_1": "09:00", "note": "ひとこと"}  # fmt: skip
    page = staff.post(url, typed).content.decode()
    assert "終わりが始まりより前" in page
    assert [f'value="{value}"' in page for value in typed.values()] == [True] * 5


def test_a_draft_is_previewed_by_staff_and_nothing_of_it_is_kept(staff: Client) -> None:
    for thing, name in ((_make("event", "draft"), "title"), (_make("place", "draft"), "name")):
        response = staff.get(_url(thing, "preview"))
        page = response.content.decode()
        assert getattr(thing, name) in page
        assert "公開前のページです" in page
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
        assert "ETag" not in response.headers
        assert Client().get(thing.get_absolute_url()).status_code == 404
        publish(thing, by=None)
        assert thing.get_absolute_url() in staff.get(_url(thing, "change")).content.decode()


def test_what_was_public_cannot_be_deleted(staff: Client) -> None:
    for state in ("in_review", "published", "closed"):
        event = _make("event", state)
        assert staff.post(_url(event, "delete"), {"post": "yes"}).status_code == 403
        assert Event.objects.filter(pk=event.pk).exists()
    draft = _make("event", "draft")
    assert staff.post(_url(draft, "delete"), {"post": "yes"}).status_code == 302
    assert not Event.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    ("kind", "act", "queue"),
    [
        ("event", "publish", ("公開の確認を待つ催し", "/admin/events/event/?waiting=review")),
        ("place", "publish", ("公開の確認を待つ場", "/admin/events/place/?waiting=review")),
        ("place", "assure", ("内容の確かめ直しの時期", "/admin/events/place/?waiting=assurance")),
    ],
)
def test_after_an_act_there_is_a_way_back_to_what_waits(
    staff: Client, kind: str, act: str, queue: tuple[str, str]
) -> None:
    thing = _make(kind, "in_review")
    page = parse(staff.post(_url(thing, act), ACTS[act][0], follow=True))
    said = page.one("ul", "messagelist").one("li")
    ways = [(link.text, link.attributes["href"]) for link in said.all("a")]
    assert ways == [queue, ("今日のこと", "/staff/")]
    header = page.one("div", id="user-tools")
    assert ("係の人" in header.text, header.link("今日のこと")) == (True, "/staff/")


@pytest.mark.parametrize("kind", ["event", "place"])
@pytest.mark.parametrize(("state", "is_offered"), [("draft", False), ("in_review", False), ("published", True), ("closed", True)])  # fmt: skip
def test_only_what_somebody_can_see_is_taken_out_of_sight(
    staff: Client, kind: str, state: str, is_offered: bool
) -> None:
    thing = _make(kind, state)
    page = parse(staff.get(_url(thing, "change")))
    assert [one.attributes["href"] for one in page.all("a") if one.text == "公開を止める"] == (
        [_url(thing, "hide")] if is_offered else []
    )
    panel = page.one("section", "state-panel")
    assert [one.attributes["href"] for one in panel.all("a") if one.text == "公開前のページを見る"] == (
        [] if is_offered else [_url(thing, "preview")]
    )


def test_a_date_is_named_by_its_hour_in_the_city(staff: Client) -> None:
    event = EventFactory(starts=[moment(2031, 12, 5, 10)])
    page = parse(staff.get(_url(event, "change")))
    assert [one.text for one in page.all("span", "inline_label")][:1] == ["2031年12月5日 10:00"]
    event.occurrences.update(has_time=False)
    page = parse(staff.get(_url(event, "change")))
    assert [one.text for one in page.all("span", "inline_label")][:1] == ["2031年12月5日"]


@pytest.mark.parametrize("kind", ["event", "place"])
def test_the_history_of_edits_leads_to_the_records_of_acts(staff: Client, kind: str) -> None:
    thing = _make(kind, "published")
    page = parse(staff.get(_url(thing, "history"))).one("div", id="content")
    assert (
        page.link("公開、確認などの記録は、こちらの「記録」にあります。") == f"{_url(thing, 'change')}#history-heading"
    )
    assert "変更履歴がありません" not in page.text
    assert parse(staff.get(_url(thing, "change"))).one("h2", id="history-heading").text == "記録"


def test_who_publishes_an_event_is_told_that_its_place_is_not_public_yet(staff: Client) -> None:
    event: Any = EventFactory(in_review=True, starts=[LATER], place=PlaceFactory(name="まだの場", in_review=True))
    said = "選んだ場「まだの場」は、まだ公開されていません。"
    for act in ("publish", "preview"):
        assert said in staff.get(_url(event, act)).content.decode()
    publish(event.place, by=None)
    for act in ("publish", "preview"):
        assert said not in staff.get(_url(event, act)).content.decode()
