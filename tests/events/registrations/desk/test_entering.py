"""Somebody telephones: a name is enough, the next one comes at once, and nothing that was typed is lost."""

import uuid
from typing import Any

import pytest

from events.models import Registration, RegistrationMove, RegistrationQuestion
from events.registration_enums import RegistrationScope
from events.services import registrations
from tests.events.registrations.desk.desks import by_phone, desk, page, url
from tests.events.registrations.people import states
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db
LEAST = {"name": "佐藤", "party": "1", "via": "phone"}


def _sent(**typed: Any) -> dict[str, Any]:
    return {**LEAST, "page": str(uuid.uuid4()), **typed}


def _value(found: Node, name: str) -> str:
    return found.one("input", name=name).attributes.get("value", "")


def test_a_name_is_enough_and_the_form_is_ready_for_the_next() -> None:
    at, by, client = desk()
    opened = page(client, url(at, "enter"))
    assert [
        _value(opened, "party"),
        [one.attributes["name"] for one in opened.all("input") if "autofocus" in one.attributes],
    ] == ["1", ["name"]]
    answer = client.post(url(at, "enter"), _sent(name=" 佐藤　花子 ", party="３人", via="counter"))
    made = Registration.objects.get()
    assert (made.name, made.party, made.phone, made.via, made.entered_by, made.state) == (
        "佐藤 花子",
        3,
        "",
        "counter",
        by,
        "confirmed",
    )
    assert answer.headers["Location"] == f"{url(at, 'enter')}?via=counter&saved={made.pk}"
    after = parse(client.get(answer.headers["Location"]))
    said = after.one("div", "note", role="status").text
    assert ("佐藤 花子さん" in said, "3人" in said, _value(after, "name")) == (True, True, "")
    ticked = [one.attributes["value"] for one in after.all("input", name="via") if "checked" in one.attributes]
    assert ticked == ["counter"]
    assert RegistrationMove.objects.get().by == by


def test_all_that_was_said_is_kept() -> None:
    at, _by, client = desk()
    asked = RegistrationQuestion.objects.create(
        event=at.event, text="食べられないもの", purpose="献立", is_required=True
    )
    client.post(
        url(at, "enter"),
        _sent(
            phone="０４２ー６２０ー０００１", wishes=["wheelchair", "writing"], wish_note="娘と", is_first="yes",
            email="Sato@Example.org", **{f"question_{asked.pk}": "卵"},
        ),
    )  # fmt: skip
    made = Registration.objects.get()
    assert (made.phone, made.wishes, made.wish_note, made.is_first, made.email, made.answers) == (
        "042-620-0001", ["wheelchair", "writing"], "娘と", True, "sato@example.org", {str(asked.pk): "卵"},
    )  # fmt: skip
    assert made.state == "confirmed"  # who spoke to somebody need not confirm an address


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": ""}, "name"), ({"phone": "12"}, "phone"), ({"party": "たくさん"}, "party"), ({"party": "0"}, "party"),
        ({"email": "x"}, "email"), ({"via": "web"}, "via"), ({"wishes": ["x"]}, "wishes"), ({"name": "あ" * 61}, "name"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_beside_the_box_and_nothing_is_lost(typed: dict[str, Any], wrong: str) -> None:
    at, _by, client = desk()
    sent = _sent(wish_note="のこること", **typed)
    found = page(client, url(at, "enter"), sent)
    boxes = [one.attributes.get("name") for field in found.all("", "is-wrong") for one in field.all("input")]
    assert (set(boxes), Registration.objects.count()) == ({wrong}, 0)
    kept = {name: _value(found, name) for name in ("name", "phone", "party", "wish_note", "page", "email")}
    assert kept == {name: sent.get(name, "") for name in kept}


def test_a_second_tap_is_the_same_registration() -> None:
    at, _by, client = desk()
    sent = _sent()
    answers = [client.post(url(at, "enter"), sent).headers["Location"] for _tap in range(2)]
    assert (answers[0], states(at)) == (answers[1], [("confirmed", 1)])


def test_who_is_there_already_is_told_with_the_way_to_it() -> None:
    at, by, client = desk()
    known = by_phone(at, "佐藤", by=by, phone="042-620-0001")
    found = page(client, url(at, "enter"), _sent(phone="042(620)0001", party="2"))
    told = found.one("div", "wrongs")
    assert told.all("a")[0].attributes["href"] == url(at, "person", known.pk)
    assert ("もうあります" in told.text, _value(found, "party"), states(at)) == (True, "2", [("confirmed", 1)])


def test_another_of_the_same_name_is_asked_about_once() -> None:
    at, by, client = desk()
    by_phone(at, "佐藤", by=by)
    sent = _sent()
    warned = page(client, url(at, "enter"), sent)
    assert (_value(warned, "name"), len(states(at))) == ("佐藤", 1)
    sent["warned"] = _value(warned, "warned")
    # With another name one is asked anew.
    by_phone(at, "鈴木", by=by)
    assert client.post(url(at, "enter"), {**sent, "name": "鈴木"}).status_code == 200
    assert client.post(url(at, "enter"), sent).status_code == 302
    assert len(states(at)) == 3


def test_where_it_is_full_one_is_told_what_to_say_to_who_waits() -> None:
    at, by, client = desk(1)
    by_phone(at, "鈴木", by=by)
    waits = page(client, url(at, "enter"), _sent()).one("div", "note", role="status")
    assert "空いたらこちらから電話します" in waits.text


def test_without_a_waiting_list_the_way_to_more_places_is_shown() -> None:
    at, by, client = desk(1, has_waiting_list=False)
    by_phone(at, "鈴木", by=by)
    found = page(client, url(at, "enter"), _sent())
    assert _value(found, "name") == "佐藤"
    assert url(at, "capacity") in [one.attributes["href"] for one in found.one("main").all("a")]


def test_of_a_course_one_is_entered_for_all_dates_from_any_of_them() -> None:
    at, _by, client = desk(starts=3, scope=RegistrationScope.COURSE)
    last = at.event.occurrences.order_by("-starts_at").first()
    assert last is not None
    client.post(url(last, "enter"), _sent())
    made = Registration.objects.get()
    assert (made.occurrence, made.scope) == (at, "course")
    assert (
        page(client, url(last)).one("section", **{"aria-labelledby": "people-h"}).all("h3")[0].all("a")[0].text
        == "佐藤さん"
    )


def test_nobody_is_entered_where_registrations_are_taken_elsewhere() -> None:
    at, _by, client = desk(is_open=False)
    found = page(client, url(at, "enter"))
    assert found.all("input", name="name") == []
    page(client, url(at, "enter"), _sent())
    assert states(at) == []


def test_what_somebody_says_later_is_changed_by_who_heard_it() -> None:
    at, by, client = desk(3)
    one = by_phone(at, "佐藤", by=by, phone="042-620-0001", wishes=["writing"])
    retired = RegistrationQuestion.objects.create(event=at.event, text="前の質問", purpose="x", retired_at=at.starts_at)
    Registration.objects.filter(pk=one.pk).update(answers={str(retired.pk): "前の答え"})
    address = url(at, "person_change", one.pk)
    assert _value(page(client, address), "name") == "佐藤"
    too_many = page(client, address, {"name": "佐藤", "party": "4", "wish_note": "のこる"})
    assert (_value(too_many, "wish_note"), states(at)) == ("のこる", [("confirmed", 1)])
    client.post(address, {"name": "佐藤さとみ", "phone": "", "party": "2", "wishes": ["near_exit"]})
    one.refresh_from_db()
    assert (one.name, one.phone, one.party, one.wishes, one.answers) == (
        "佐藤さとみ", "", 2, ["near_exit"], {str(retired.pk): "前の答え"},
    )  # fmt: skip
    assert one.moves.last().by == by
    registrations.cancel(one)
    client.post(address, {"name": "別の人", "party": "1"})
    assert Registration.objects.get(pk=one.pk).name == "佐藤さとみ"
