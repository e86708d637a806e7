"""Members write by program what they may write on the pages, and nothing else."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from events.api.inputs import NAMES
from events.enums import State
from events.models import Event, Place, Recheck, Transition
from events.services.member_writing import MEMBER_FIELDS, copy_event
from hub.accounts.enums import Level
from hub.accounts.models import Organization
from hub.models import Audience, Theme, WelcomeMark
from tests.events.factories import EventFactory, OccurrenceFactory, PlaceFactory
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.api.clients import Program, errors, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organization:
    made: Organization = OrganizationFactory(verified=True)
    return made


@pytest.fixture
def program(ours: Organization) -> Program:
    return Program(member(ours))


@pytest.fixture(autouse=True)
def _words(db: None) -> None:
    Theme.objects.create(key="food", name="食")
    Theme.objects.create(key="old", name="古い言葉", is_active=False)
    Audience.objects.create(key="seniors", name="高齢の方")
    WelcomeMark.objects.create(key="alone", name="一人参加歓迎")


def _at(days: int, hour: int = 10) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_current_timezone())


EVENT: dict[str, Any] = {
    "title": "ボードゲームの夕べ", "subtitle": "冬の回", "summary": "だれでも来られます", "description": "二行\nあります",
    "venue_name": "台町会館", "address": "八王子市台町１−１", "building": "2階", "access_note": "駅から10分",
    "parking_note": "なし", "bicycle_note": "あり", "attendance_mode": "onsite", "online_url": "https://example.org/o",
    "participation": "elsewhere", "allotment": "", "how_to_apply": "電話で", "apply_url": "https://example.org/a",
    "contact_name": "台町の会", "contact_phone": "０４２ ０００ ００００", "contact_email": "a@example.org",
    "website_url": "https://example.org/", "is_free": False, "fee_text": "100円", "audience_note": "どなたでも",
    "safeguards": "二人以上で見守る", "alone_note": "半分の方がひとり", "body_note": "座ったまま", "languages_note": "英語",
    "is_professional_present": True, "professional_note": "保健師", "accessibility": {"nursery": True, "hearing_loop": False},
    "accessibility_note": "段差なし", "remarks": "雨でも", "closes_on": "2030-03-31", "themes": ["food"],
    "audiences": ["seniors"], "welcome_marks": ["alone"], "place": None, "rrule": "", "rule_starts_at": None,
    "rule_minutes": None, "rule_excluded_on": [],
}  # fmt: skip
KEPT_AS = {"address": "八王子市台町1-1", "contact_phone": "042-000-0000"}
PLACE: dict[str, Any] = {
    "name": "台町の縁側", "name_kana": "だいまちのえんがわ", "kind": "salon", "summary": "庭のある家", "description": "説明",
    "themes": ["food"], "first_visit": "声をかけて", "greeter": "青いエプロンの人", "who_comes": "近所の方",
    "welcome_marks": ["alone"], "address": "八王子市台町1-1", "is_address_public": False, "building": "1階",
    "access_note": "駅から", "parking_note": "なし", "bicycle_note": "あり", "hours_note": "祝日は休み", "is_drop_in": True,
    "is_by_appointment": False, "should_phone_first": True, "asks_weekly": True, "phone": "042-000-0000",
    "website_url": "https://example.org/", "is_free": True, "fee_text": "", "audiences": ["seniors"], "safeguards": "見守る",
    "languages_note": "", "accessibility": {"nursery": True}, "accessibility_note": "", "closes_on": None,
    "opening_hours": [{"weekday": 0, "opens": "10:00", "closes": "12:00"}, {"weekday": 0, "opens": "13:00", "closes": "15:00"}],
    "opening_exceptions": [{"date": "2030-12-29", "is_closed": True, "opens": None, "closes": None, "note": "年末"}],
}  # fmt: skip


def test_all_that_a_member_writes_can_be_sent() -> None:
    """But a picture, which is a file, and the circle, which the feed does not know."""
    assert EVENT.keys() == {NAMES.get(name, name) for name in MEMBER_FIELDS[Event] - {"picture", "circle"}}
    names = {NAMES.get(name, name) for name in MEMBER_FIELDS[Place] - {"picture"}}
    assert PLACE.keys() - {"opening_hours", "opening_exceptions"} == names


def test_a_new_event_is_a_draft_with_all_that_was_sent(program: Program, ours: Organization) -> None:
    answer = program.post("events/", EVENT | {"organizer": ours.pk})
    event = Event.objects.get()
    document = json.loads(answer.content)
    assert answer.status_code == 201
    assert answer.headers["Location"] == document["url"] == f"http://testserver/api/v1/events/{event.pk}/"
    assert answer.headers["ETag"].startswith(f'"{event.version}-')
    assert {name: document["writable"][name] for name in EVENT} == EVENT | KEPT_AS
    assert (event.state, event.organizer, event.created_by, event.published_at) == (
        State.DRAFT,
        ours,
        program.user,
        None,
    )
    assert json.loads(program.get(f"events/{event.pk}/").content) == document


def test_a_new_place_is_a_draft_with_its_hours(program: Program, ours: Organization) -> None:
    answer = program.post("places/", PLACE | {"operator": ours.pk})
    place = Place.objects.get()
    document = json.loads(answer.content)
    assert (answer.status_code, place.state, place.operator) == (201, State.DRAFT, ours)
    assert {name: document["writable"][name] for name in PLACE} == PLACE
    assert program.patch(f"places/{place.pk}/", PLACE).status_code == 200
    place.refresh_from_db()
    assert place.version == document["version"]  # the same again changes nothing


def test_each_field_alone_changes_itself_alone(program: Program, ours: Organization) -> None:
    event = complete_event(ours, title="前の名前")
    before = json.loads(program.get(f"events/{event.pk}/").content)
    for name, value in EVENT.items():
        with transaction.atomic():
            answer = program.patch(f"events/{event.pk}/", {name: value}, event.version)
            after = json.loads(answer.content)
            assert answer.status_code == 200, answer.content
            assert after["writable"][name] == (EVENT | KEPT_AS)[name]
            assert _changed(before, after) <= {name}
            edited = Event.objects.get(pk=event.pk).edited_fields
            assert {NAMES.get(one, one) for one in edited} <= {name}
            transaction.set_rollback(True)


def _changed(before: Any, after: Any) -> set[str]:
    """What of all that a member may write is another."""
    return {name for name, value in after["writable"].items() if value != before["writable"][name]}


def test_each_field_of_a_place_alone(program: Program, ours: Organization) -> None:
    place = complete_place(ours)
    before = json.loads(program.get(f"places/{place.pk}/").content)
    for name, value in PLACE.items():
        with transaction.atomic():
            after = json.loads(program.patch(f"places/{place.pk}/", {name: value}, place.version).content)
            assert after["writable"][name] == value
            assert _changed(before, after) <= {name}
            transaction.set_rollback(True)


_RELATED = {"opening_hours", "opening_exceptions"}


@pytest.mark.parametrize(("kind", "model"), [("events", Event), ("places", Place)])
def test_every_other_field_of_the_model_is_unknown(program: Program, ours: Organization, kind: str, model: Any) -> None:
    thing = (complete_event if model is Event else complete_place)(ours)
    row = model.objects.values().get()
    names = {field.name for field in model._meta.get_fields()} | {
        field.attname for field in model._meta.concrete_fields
    }
    allowed = {NAMES.get(name, name) for name in MEMBER_FIELDS[model] - {"picture"}}
    for name in sorted(names - allowed - _RELATED):
        answer = program.patch(f"{kind}/{thing.pk}/", {name: "published"}, thing.version)
        assert (problem(answer), errors(answer)) == ((400, "invalid-body"), {name: "知らない項目です。"})
    assert model.objects.values().get() == row


def test_a_rule_makes_dates_and_is_said_in_everyday_words(program: Program, ours: Organization) -> None:
    first = _at(3)
    rule = {"rrule": "FREQ=WEEKLY", "rule_starts_at": first.isoformat(), "rule_minutes": 90}
    answer = program.post("events/", {"organizer": ours.pk, "title": "毎週の会", **rule})
    event = Event.objects.get()
    assert answer.status_code == 201, answer.content
    assert (event.rule_minutes, event.occurrences.count() > 40) == (90, True)
    off = [(first + timedelta(days=7)).date().isoformat()]
    path = f"events/{event.pk}/"
    assert json.loads(program.patch(path, {"rule_excluded_on": off}).content)["writable"]["rule_excluded_on"] == off
    for wrong, field in (
        ({"rrule": "FREQ=HOURLY"}, "rrule"),
        ({"rrule": "FREQ=MONTHLY;BYMONTHDAY=3,9"}, "rrule"),
        ({"rule_minutes": 60 * 20}, "rule_minutes"),
        ({"rule_excluded_on": [(first + timedelta(days=1)).date().isoformat()]}, "rule_excluded_on"),
    ):
        answer = program.patch(path, wrong)
        assert (problem(answer), list(errors(answer))) == ((400, "invalid-body"), [field]), answer.content
    assert program.patch(path, {"rrule": ""}).status_code == 200
    assert not event.occurrences.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": 5}, "title"),
        ({"title": None}, "title"),
        ({"title": ["a"]}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"title": "あ" * 201}, "title"),
        ({"contact_phone": "電話"}, "contact_phone"),
        ({"contact_email": "ない"}, "contact_email"),
        ({"website_url": "javascript:alert(1)"}, "website_url"),
        ({"is_free": "yes"}, "is_free"),
        ({"is_professional_present": None}, "is_professional_present"),
        ({"participation": "lot"}, "participation"),
        ({"attendance_mode": "moon"}, "attendance_mode"),
        ({"themes": ["food", "nothing"]}, "themes.1"),
        ({"themes": ["old"]}, "themes.0"),
        ({"themes": "food"}, "themes"),
        ({"themes": [{}]}, "themes.0"),
        ({"accessibility": {"wings": True}}, "accessibility.wings"),
        ({"accessibility": {"nursery": "yes"}}, "accessibility.nursery"),
        ({"accessibility": []}, "accessibility"),
        ({"closes_on": "1999-01-01"}, "closes_on"),
        ({"closes_on": "x"}, "closes_on"),
        ({"place": 2**53}, "place"),
        ({"place": "1"}, "place"),
        ({"place": True}, "place"),
        ({"rule_starts_at": "2026-13-40"}, "rule_starts_at"),
        ({"rule_starts_at": "0001-01-01T00:00:00+14:00"}, "rule_starts_at"),
        ({"rule_starts_at": 7}, "rule_starts_at"),
        ({"rule_minutes": 2**53}, "rrule"),
        ({"rule_excluded_on": ["x"]}, "rule_excluded_on.0"),
    ],
)
def test_what_the_pages_refuse_is_refused_beside_its_name(
    program: Program, ours: Organization, sent: dict[str, Any], field: str
) -> None:
    event = complete_event(ours)
    answer = program.patch(f"events/{event.pk}/", sent)
    assert (problem(answer), list(errors(answer))) == ((400, "invalid-body"), [field]), answer.content
    event.refresh_from_db()
    assert event.version == Event.objects.get().version == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"is_drop_in": True, "is_by_appointment": True}, "is_by_appointment"),
        ({"kind": "castle"}, "kind"),
        ({"opening_hours": {}}, "opening_hours"),
        ({"opening_hours": [{"weekday": 7, "opens": "10:00", "closes": "11:00"}]}, "opening_hours.0.weekday"),
        ({"opening_hours": [{"weekday": 1, "opens": "10:00"}]}, "opening_hours.0.closes"),
        ({"opening_hours": [{"weekday": 1, "opens": "12:00", "closes": "11:00"}]}, "opening_hours.0.closes"),
        ({"opening_hours": [{"weekday": 1, "opens": "10:00", "closes": "12:00", "x": 1}]}, "opening_hours.0.x"),
        ({"opening_hours": [{"weekday": 1, "opens": f"1{n}:00", "closes": f"1{n}:30"} for n in range(3)]}, "opening_hours.2.opens"),
        ({"opening_hours": [{"weekday": 1, "opens": "10:00", "closes": "12:00"}] * 2}, "opening_hours.1.opens"),
        ({"opening_exceptions": [{"date": "2030-01-01", "is_closed": False}]}, "opening_exceptions.0.opens"),
        ({"opening_exceptions": [{"date": "2030-01-01", "opens": "10:00", "closes": "12:00"}]}, "opening_exceptions.0.is_closed"),
        ({"opening_exceptions": [{"date": "2030-01-01"}] * 2}, "opening_exceptions.1.date"),
    ],
)  # fmt: skip
def test_hours_obey_the_rules_of_the_page(
    program: Program, ours: Organization, sent: dict[str, Any], field: str
) -> None:
    place = complete_place(ours)
    answer = program.patch(f"places/{place.pk}/", sent)
    assert problem(answer) == (400, "invalid-body")
    assert field in errors(answer), answer.content
    place.refresh_from_db()
    assert (place.version, place.opening_hours.count()) == (1, 7)


def test_hours_are_written_as_a_whole(program: Program, ours: Organization) -> None:
    place = complete_place(ours)
    week = [{"weekday": 5, "opens": "09:00", "closes": "12:00"}]
    days = [
        {"date": "2030-01-01", "is_closed": True, "opens": None, "closes": None, "note": "正月"},
        {"date": "2030-01-02", "is_closed": False, "opens": "10:00", "closes": "11:00", "note": ""},
    ]
    path = f"places/{place.pk}/"
    for sent in (
        {"opening_hours": week, "opening_exceptions": days},
        {"opening_exceptions": days[1:]},
        {"opening_hours": []},
    ):
        document = json.loads(program.patch(path, sent).content)["writable"]
        assert {name: document[name] for name in sent} == sent
    assert (place.opening_hours.count(), place.opening_exceptions.count()) == (0, 1)


def test_the_life_of_an_event(program: Program, ours: Organization) -> None:
    event = complete_event(ours)
    path = f"events/{event.pk}/"
    wanted = _at(3)
    said = json.loads(program.act(f"{path}submit/", {"wanted_at": wanted.isoformat()}).content)
    assert (said["state"], said["publish_wanted_at"]) == ("in_review", wanted.isoformat())
    assert json.loads(program.act(f"{path}withdraw/").content)["state"] == "draft"
    assert program("DELETE", path, If_Match="*").status_code == 204
    assert not Event.objects.exists()
    public = public_event(ours)
    path = f"events/{public.pk}/"
    assert json.loads(program.act(f"{path}close/", {"reason": "おわり"}).content)["state"] == "closed"
    assert json.loads(program.act(f"{path}reopen/").content)["state"] == "published"
    assert list(Transition.objects.order_by("pk").values_list("action", "by"))[-2:] == [
        ("close", program.user.pk), ("reopen", program.user.pk)]  # fmt: skip
    assert Recheck.objects.get(object_id=public.pk).what == ["close", "reopen"]


def test_a_repeat_is_copied_dated_and_published(program: Program, ours: Organization) -> None:
    public = public_event(ours)
    answer = program.post(f"events/{public.pk}/copy/")
    copied = json.loads(answer.content)
    assert (answer.status_code, copied["title"], copied["state"]) == (201, public.title, "draft")
    assert answer.headers["Location"] == copied["url"]
    path = f"events/{copied['id']}/"
    dates = {
        "starts_at": _at(9).isoformat(),
        "ends_at": _at(9, 12).isoformat(),
        "capacity": 20,
        "deadline_at": _at(8).isoformat(),
    }
    answer = program.post(f"{path}occurrences/", dates)
    said = json.loads(answer.content)
    assert (answer.status_code, {name: said[name] for name in dates}) == (201, dates)
    assert json.loads(program.act(f"{path}publish/").content)["state"] == "published"


def test_the_life_of_a_date(program: Program, ours: Organization) -> None:
    event = public_event(ours, _at(5), _at(6))
    first, second = event.occurrences.order_by("starts_at")
    path = f"occurrences/{first.pk}/"
    said = json.loads(program.act(f"{path}cancel/", {"note": "大雪"}).content)
    assert (said["state"], said["state_note"], said["event"]["id"]) == ("cancelled", "大雪", event.pk)
    assert json.loads(program.act(f"{path}restore/").content)["state"] == "scheduled"
    new = {"starts_at": _at(7).isoformat(), "ends_at": _at(7, 11).isoformat()}
    said = json.loads(program.act(f"{path}move/", new | {"note": "会場の都合"}).content)
    assert {name: said[name] for name in new} | {"state": said["state"]} == new | {"state": "moved"}
    assert said["moved_from"] == _at(5).isoformat()
    event.refresh_from_db()
    assert said["version"] == event.version
    assert program("DELETE", f"occurrences/{second.pk}/", If_Match=f'"{event.version}"').status_code == 204
    answer = program("DELETE", path, If_Match="*")
    assert (problem(answer), event.occurrences.count()) == ((409, "conflict"), 1)
    assert "はずせません" in json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        ("move/", {"starts_at": _at(7).isoformat()}, "ends_at"),
        ("move/", {"starts_at": _at(7).isoformat(), "ends_at": _at(7, 9).isoformat()}, "ends_at"),
        ("move/", {"starts_at": _at(7).isoformat(), "ends_at": _at(8).isoformat()}, "ends_at"),
        ("move/", {"starts_at": "2020-01-01T10:00", "ends_at": "2020-01-01T11:00"}, "starts_at"),
        ("move/", {"starts_at": _at(7).isoformat(), "ends_at": _at(7, 11).isoformat(), "note": "あ" * 201}, "note"),
        ("cancel/", {}, "note"),
        ("cancel/", {"note": " "}, "note"),
        ("cancel/", {"note": "雨", "state": "x"}, "state"),
        ("restore/", {"note": "雨"}, "note"),
    ],
)
def test_dates_obey_the_rules_of_the_page(
    program: Program, ours: Organization, path: str, sent: dict[str, Any], field: str
) -> None:
    date = public_event(ours, _at(5)).occurrences.get()
    answer = program.act(f"occurrences/{date.pk}/{path}", sent)
    assert (problem(answer), list(errors(answer))) == ((400, "invalid-body"), [field])
    assert Transition.objects.filter(by=program.user).count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": _at(8).isoformat()}, "ends_at"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 10**9}, "capacity"),
        ({"capacity": "20"}, "capacity"),
        ({"deadline_at": _at(9).isoformat()}, "deadline_at"),
        ({"state": "moved"}, "state"),
        ({"starts_at": _at(7).replace(second=1).isoformat()}, "starts_at"),
    ],
)
def test_a_new_date_obeys_them_too(program: Program, ours: Organization, change: dict[str, Any], field: str) -> None:
    event = complete_event(ours, _at(5))
    sent = {"starts_at": _at(7).isoformat(), "ends_at": _at(7, 11).isoformat()} | change
    answer = program.post(f"events/{event.pk}/occurrences/", sent)
    assert (problem(answer), list(errors(answer))) == ((400, "invalid-body"), [field])
    assert event.occurrences.count() == 1


def test_the_same_date_is_there_once(program: Program, ours: Organization) -> None:
    event = complete_event(ours, _at(5))
    sent = {"starts_at": _at(5).isoformat(), "ends_at": _at(5, 11).isoformat()}
    assert problem(program.post(f"events/{event.pk}/occurrences/", sent)) == (409, "conflict")
    assert event.occurrences.count() == 1


def test_what_is_missing_is_told_by_the_names_that_programs_know(program: Program, ours: Organization) -> None:
    event, place = EventFactory(organizer=ours), PlaceFactory(operator=ours, address="")
    answer = program.act(f"events/{event.pk}/submit/")
    assert problem(answer) == (409, "conflict")
    assert list(errors(answer)) == ["summary", "occurrences", "venue_name", "how_to_apply"]
    assert list(errors(program.act(f"places/{place.pk}/submit/"))) == ["summary", "address", "opening_hours"]
    public = public_event(ours)
    answer = program.patch(f"events/{public.pk}/", {"summary": "", "description": ""})
    assert (problem(answer), list(errors(answer))) == ((409, "conflict"), ["summary"])
    public.refresh_from_db()
    assert public.summary == "だれでも来られます"


REFUSALS = [
    ("withdraw", "draft", "下書き"),
    ("close", "draft", "下書き"),
    ("reopen", "draft", "下書き"),
    ("submit", "published", "公開中"),
    ("publish", "draft", "確認に出してください"),
    ("submit", "hidden", "市が公開を止めています"),
    ("copy", "hidden", "市が公開を止めている"),
]


@pytest.mark.parametrize(("act", "state", "reason"), REFUSALS)
def test_a_refusal_of_a_service_is_a_problem_with_its_reason(
    program: Program, ours: Organization, act: str, state: str, reason: str
) -> None:
    event = public_event(ours) if state != "draft" else complete_event(ours)
    Event.objects.filter(pk=event.pk).update(state=state)
    answer = program.act(f"events/{event.pk}/{act}/", Accept_Language="en")
    document = json.loads(answer.content)
    assert problem(answer) == (409, "conflict")
    assert reason in document["detail"]
    event.refresh_from_db()
    assert event.state == state


def test_what_an_unverified_organisation_may_not(ours: Organization, program: Program) -> None:
    event = public_event(ours)
    Organization.objects.filter(pk=ours.pk).update(verification="unverified")
    answer = program.patch(f"events/{event.pk}/", {"title": "新しい名前"})
    assert problem(answer) == (409, "conflict")
    assert "団体の確認が済んでいない" in json.loads(answer.content)["detail"]
    copied = copy_event(event, by=program.user)
    OccurrenceFactory(event=copied)
    assert problem(program.act(f"events/{copied.pk}/publish/")) == (409, "conflict")


@pytest.mark.parametrize("level", Level)
def test_levels(ours: Organization, level: Level) -> None:
    program, event, place = Program(member(ours, level)), complete_event(ours, _at(5)), public_place(ours)
    date = event.occurrences.get()
    is_writer = level != Level.VIEWER
    assert program.get(f"events/{event.pk}/").status_code == 200
    answers = [
        program.post("events/", {"organizer": ours.pk, "title": "新しい会"}),
        program.patch(f"events/{event.pk}/", {"title": "新しい名前"}),
        program.patch(f"places/{place.pk}/", {"name": "新しい名前"}),
        program.act(f"events/{event.pk}/copy/"),
        program.act(f"occurrences/{date.pk}/cancel/", {"note": "雨"}),
    ]
    assert [one.status_code for one in answers] == ([201, 200, 200, 201, 200] if is_writer else [403] * 5)
    assert {problem(one) for one in answers if one.status_code == 403} <= {(403, "forbidden")}
    assert Event.objects.count() == (3 if is_writer else 1)


def _without_instance(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in json.loads(answer.content).items() if name != "instance"}


def test_anothers_is_as_missing_as_none(program: Program) -> None:
    others: Organization = OrganizationFactory(verified=True)
    event, place = public_event(others), public_place(others)
    draft = complete_event(others)
    date, hidden = event.occurrences.get(), draft.occurrences.get()
    asked = [
        *[("PATCH", "events/{}/", {"title": "x"}, key) for key in (event.pk, draft.pk)],
        *[("DELETE", "events/{}/", None, key) for key in (event.pk, draft.pk)],
        *[
            ("POST", f"events/{{}}/{act}/", None, draft.pk)
            for act in ("submit", "withdraw", "close", "copy", "publish")
        ],
        ("POST", "events/{}/occurrences/", {}, event.pk),
        ("PATCH", "places/{}/", {"name": "x"}, place.pk),
        *[("POST", f"occurrences/{{}}/{act}/", {}, date.pk) for act in ("cancel", "restore", "move")],
        ("DELETE", "occurrences/{}/", None, hidden.pk),
        ("GET", "events/{}/", None, draft.pk),
        ("GET", "occurrences/{}/", None, hidden.pk),
    ]
    for method, path, body, key in asked:
        there = program(method, path.format(key), body, If_Match="*")
        missing = program(method, path.format(10**30), body, If_Match="*")
        assert problem(there) == problem(missing) == (404, "not-found"), (method, path)
        assert _without_instance(there) == _without_instance(missing)
    seen = program.get(f"events/{event.pk}/")
    assert seen.content == Client().get(f"/api/v1/events/{event.pk}/").content
    assert "writable" not in json.loads(seen.content)
    assert json.loads(program.get("events/?mine=1").content)["results"] == []
    assert {one["id"] for one in json.loads(program.get("events/").content)["results"]} == {event.pk}
    answers = [program.post("events/", {"organizer": key, "title": "x"}) for key in (others.pk, 987_654)]
    assert _without_instance(answers[0]) == _without_instance(answers[1])
    assert {problem(one) for one in answers} == {(400, "invalid-body")}


def test_a_place_of_others_is_not_chosen(program: Program, ours: Organization) -> None:
    foreign = public_place(OrganizationFactory(verified=True))
    event, place = complete_event(ours), public_place(ours)
    assert list(errors(program.patch(f"events/{event.pk}/", {"place": foreign.pk}))) == ["place"]
    assert json.loads(program.patch(f"events/{event.pk}/", {"place": place.pk}).content)["place"]["id"] == place.pk


def test_staff_may_no_more_than_their_memberships(ours: Organization) -> None:
    from tests.hub.accounts.factories import UserFactory

    event = complete_event(ours)
    for user in (UserFactory(coordinator=True), UserFactory(administrator=True)):
        program = Program(user)
        assert problem(program.patch(f"events/{event.pk}/", {"title": "x"})) == (404, "not-found")
        assert problem(program.get(f"events/{event.pk}/")) == (404, "not-found")
        assert json.loads(program.get("events/").content)["results"] == []
