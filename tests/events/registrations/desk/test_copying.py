"""ほかの日へ写す: each chosen person is registered by the normal service, told, and what came of each is said."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest

from events.models import Occurrence, Registration, RegistrationCall
from events.registration_enums import RegistrationScope
from events.services import registrations
from events.services.registrations import copy_registrations, letters
from hub.notifications.models import Mailing
from tests.events.registrations.desk.desks import by_phone, desk, page, url
from tests.events.registrations.people import date, registered, states

pytestmark = pytest.mark.django_db


def _next(at: Occurrence) -> Occurrence:
    found: Occurrence = at.event.occurrences.order_by("starts_at")[1]
    return found


def _form(target: Occurrence, people: Sequence[Registration], mark: uuid.UUID | None = None) -> dict[str, Any]:
    return {"page": str(mark or uuid.uuid4()), "target": str(target.pk), "people": [str(one.pk) for one in people]}


def test_what_came_of_each_is_said() -> None:
    at, by, client = desk(5, starts=2)
    target = _next(at)
    target.capacity = 3
    target.save()
    two = by_phone(at, "二人の佐藤", by=by, party=2, email="a@example.org", wishes=["writing"])
    there, late, not_chosen = (
        by_phone(at, name, by=by, phone=f"042-620-000{n}") for n, name in enumerate(("いる人", "待つ人", "選ばない人"))
    )
    by_phone(target, "いる人", by=by, phone="042-620-0000")
    form = _form(target, [two, there, late])
    for tap in range(2):
        found = page(client, url(at, "copy"), form)
        said = [
            (row.all("span", "tag")[0].text, row.text.split("さん")[0]) for row in found.one("ul", "ways").all("li")
        ]
        words = {name: word for word, name in said}
        if tap == 0:
            assert words == {"いる人": "もう申し込んでいます", "二人の佐藤": "来ます", "待つ人": "空き待ち"}
    assert states(target) == [("confirmed", 1), ("confirmed", 2), ("waiting", 1)]
    made = Registration.objects.get(occurrence=target, party=2)
    assert (made.wishes, made.via, made.entered_by, made.email) == (["writing"], "copied", by, "a@example.org")
    assert list(Mailing.objects.filter(ids__registration=made.pk).values_list("kind", flat=True)) == [letters.PLACED]
    called = RegistrationCall.objects.filter(registration__occurrence=target).values_list("about", "registration__name")
    assert list(called) == [("queued", "待つ人")]
    assert Registration.objects.filter(occurrence=target, name=not_chosen.name).count() == 0


def test_without_room_or_list_it_is_said_and_nobody_is_lost() -> None:
    at, by, client = desk(5, starts=2, has_waiting_list=False)
    target = _next(at)
    one = by_phone(at, "佐藤", by=by)
    Occurrence.objects.filter(pk=target.pk).update(capacity=1)
    registered(target, 9)
    row = page(client, url(at, "copy"), _form(target, [one])).one("ul", "ways").one("li")
    assert ("席がありません" in row.text, states(target)) == (True, [("confirmed", 1)])


def test_who_left_nothing_but_a_name_is_not_doubled() -> None:
    at, by, _client = desk(5, starts=2)
    target = _next(at)
    one = by_phone(at, "佐藤", by=by)
    first, second = (copy_registrations([one], target, by=by, sent_as=uuid.uuid4())[0] for _time in range(2))
    assert (first.is_new, second.is_new, second.made, states(target)) == (True, False, first.made, [("confirmed", 1)])


def test_an_account_is_copied_as_itself_and_who_came_is_no_first_visitor() -> None:
    at, by, _client = desk(5, starts=2)
    one = registered(at, 1, is_first=True)
    Registration.objects.filter(pk=one.pk).update(user=by, state="attended", phone="")
    one.refresh_from_db()
    made = copy_registrations([one], _next(at), by=by, sent_as=uuid.uuid4())[0].made
    assert made is not None
    assert (made.user, made.is_first, made.state) == (by, False, "confirmed")


@pytest.mark.parametrize(
    ("change", "wrong"), [({"people": []}, "だれを"), ({"target": ""}, "どの日へ"), ({"target": "987654"}, "どの日へ")]
)
def test_a_mistake_copies_nobody_and_keeps_the_marks(change: dict[str, Any], wrong: str) -> None:
    at, by, client = desk(5, starts=2)
    one, _other = by_phone(at, "佐藤", by=by), by_phone(at, "鈴木", by=by)
    found = page(client, url(at, "copy"), _form(_next(at), [one]) | change)
    assert wrong in found.one("fieldset", "is-wrong").one("legend").text
    ticked = [box.attributes["value"] for box in found.all("input", name="people") if "checked" in box.attributes]
    assert (ticked, states(_next(at))) == (change.get("people", [str(one.pk)]), [])


def test_only_people_of_this_date_and_dates_of_this_event_can_be_chosen() -> None:
    at, by, client = desk(5, starts=2)
    mine = by_phone(at, "佐藤", by=by)
    foreign = date(5)
    stranger = registered(foreign, 1)
    page(client, url(at, "copy"), _form(_next(at), [stranger]))
    page(client, url(at, "copy"), _form(foreign, [mine]))
    assert (states(_next(at)), states(foreign)) == ([], [("confirmed", 1)])


def test_all_are_ticked_where_one_asks_and_a_course_has_no_other_date() -> None:
    at, by, client = desk(5, starts=2)
    people = [by_phone(at, f"人{n}", by=by) for n in range(3)]
    registrations.cancel(people[0])
    boxes = page(client, url(at, "copy") + "?all=1").all("input", name="people")
    assert [("checked" in box.attributes, box.attributes["value"]) for box in boxes] == [
        (True, str(one.pk)) for one in people[1:]
    ]


def test_of_a_course_nobody_is_copied() -> None:
    at, by, client = desk(5, starts=2, scope=RegistrationScope.COURSE)
    one = by_phone(at, "佐藤", by=by)
    found = page(client, url(at, "copy"), _form(_next(at), [one]))
    assert ("写せる日がありません" in found.text, Registration.objects.count()) == (True, 1)
