"""All that is wrong is told in one answer, in the reader's words."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.models import Event, Place
from hub.accounts.models import Organization
from hub.models import Theme
from tests.events.members import complete_event, complete_place, member, public_event
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.api.clients import Program, errors, problem

pytestmark = pytest.mark.django_db

UNKNOWN = "知らない項目です。"


@pytest.fixture
def ours() -> Organization:
    made: Organization = OrganizationFactory(verified=True)
    return made


@pytest.fixture
def program(ours: Organization) -> Program:
    return Program(member(ours))


def told(answer: Any) -> list[str]:
    assert problem(answer) == (400, "invalid-body"), answer.content
    return sorted(errors(answer))


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"nonsense": 1, "title": ""}, ["nonsense", "title"]),
    ({"nonsense": 1, "contact_phone": "電話", "themes": ["nothing"]}, ["contact_phone", "nonsense", "themes.0"]),
    ({"is_free": "yes", "contact_email": "ない", "accessibility": {"wings": True}}, ["accessibility.wings", "contact_email", "is_free"]),
    ({"rrule": "FREQ=HOURLY", "title": "あ" * 201, "place": 987_654}, ["place", "rrule", "title"]),
    ({"rrule": "FREQ=WEEKLY", "rule_starts_at": 7, "title": ""}, ["rule_starts_at", "title"]),
    ({"rule_starts_at": "2030-01-01T10:00", "rule_minutes": 2**53, "rrule": "FREQ=WEEKLY"}, ["rule_minutes"]),
    ({"rule_starts_at": "2030-01-01T10:00", "rule_minutes": -(2**53), "rrule": "FREQ=WEEKLY"}, ["rule_minutes"]),
    ({"title": 5, "closes_on": "1999-01-01"}, ["closes_on", "title"]),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "fields"), WRONG)
def test_of_an_event_all_is_told_at_once(
    program: Program, ours: Organization, sent: dict[str, Any], fields: list[str]
) -> None:
    event = complete_event(ours)
    assert told(program.patch(f"events/{event.pk}/", sent)) == fields
    new = {"title": "会"} | sent
    assert told(program.post("events/", new | {"organizer": ours.pk})) == fields
    assert (Event.objects.count(), Event.objects.get().version) == (1, 1)


@pytest.mark.parametrize(("sent", "fields"), WRONG)
def test_so_it_is_where_the_organisation_is_wrong_too(
    program: Program, sent: dict[str, Any], fields: list[str]
) -> None:
    others = OrganizationFactory(verified=True)
    # Whose places may be chosen is not known.
    wanted = sorted({*fields, "organizer"} - {"place"})
    for key in (others.pk, 987_654, None, "x"):
        answer = program.post("events/", {"title": "会"} | sent | {"organizer": key})
        assert told(answer) == wanted
    assert told(program.post("events/", {"title": "会"} | sent)) == wanted
    assert not Event.objects.exists()


def test_of_a_place_and_its_hours_too(program: Program, ours: Organization) -> None:
    place = complete_place(ours)
    spans = [{"weekday": 1, "opens": f"1{number}:00", "closes": f"1{number}:30"} for number in range(3)]
    sent = {
        "nonsense": 1,
        "phone": "電話",
        "themes": ["nothing"],
        "opening_hours": [{"weekday": 0, "opens": "12:00", "closes": "11:00"}, *spans],
        "opening_exceptions": [{"date": "2030-01-01", "is_closed": False}],
    }
    assert told(program.patch(f"places/{place.pk}/", sent)) == [
        "nonsense", "opening_exceptions.0.closes", "opening_exceptions.0.opens", "opening_hours.0.closes",
        "opening_hours.3.opens", "phone", "themes.0",
    ]  # fmt: skip
    assert Place.objects.get().version == 1


def test_of_dates_and_acts_too(program: Program, ours: Organization) -> None:
    event = public_event(ours)
    date = event.occurrences.get()
    day = timezone.localdate() + timedelta(days=9)
    wrong = {"starts_at": f"{day}T10:00", "ends_at": f"{day}T09:00", "nonsense": 1}
    answer = program.post(f"events/{event.pk}/occurrences/", wrong | {"capacity": 0, "deadline_at": "2099-01-01T10:00"})
    assert told(answer) == ["capacity", "deadline_at", "ends_at", "nonsense"]
    path = f"occurrences/{date.pk}"
    assert told(program.act(f"{path}/move/", wrong | {"note": "あ" * 201})) == ["ends_at", "nonsense", "note"]
    assert told(program.act(f"{path}/cancel/", {"note": "あ" * 201, "nonsense": 1})) == ["nonsense", "note"]
    assert told(program.act(f"events/{event.pk}/close/", {"reason": "あ" * 201, "nonsense": 1})) == [
        "nonsense",
        "reason",
    ]


def test_each_name_is_told_once(program: Program, ours: Organization) -> None:
    answer = program.post("events/", {"organizer": ours.pk, "title": 5, "nonsense": 1})
    assert json.loads(answer.content)["errors"] == [
        {"field": "title", "detail": "値の種類が正しくありません。"},
        {"field": "nonsense", "detail": UNKNOWN},
    ]


def test_the_deadline_obeys_the_rule_of_the_page(program: Program, ours: Organization) -> None:
    """Until the day itself, whatever the hour, as the page writes it; to the minute where a program says so."""
    event = complete_event(ours)
    day = timezone.localdate() + timedelta(days=9)
    for deadline, status in ((f"{day}T20:00:00+09:00", 201), (f"{day + timedelta(days=1)}T00:00:00+09:00", 400)):
        sent = {"starts_at": f"{day}T10:00", "ends_at": f"{day}T12:00", "deadline_at": deadline}
        answer = program.post(f"events/{event.pk}/occurrences/", sent)
        assert answer.status_code == status, answer.content
        if status == 201:
            assert answer.json()["deadline_at"] == deadline
        else:
            assert errors(answer) == {"deadline_at": "申込の締切は、開催日より前にしてください。"}


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59Z", "9999-12-31T23:59Z", "9999-12-31T23:59:00-12:00", "9999-12-31T23:59", "0001-01-01T00:00",
        "0001-01-01T00:00Z", "0001-01-01T00:00+14:00", "1999-12-31T23:59", "2100-01-01T00:00",
    ],
)  # fmt: skip
def test_days_out_of_our_time_are_told_in_the_readers_words(program: Program, ours: Organization, text: str) -> None:
    event = public_event(ours)
    date = event.occurrences.get()
    for path, name, more in (
        (f"events/{event.pk}/submit/", "wanted_at", {}),
        (f"events/{event.pk}/publish/", "at", {}),
        (f"occurrences/{date.pk}/move/", "starts_at", {"ends_at": "2030-01-01T10:00"}),
        (
            f"events/{event.pk}/occurrences/",
            "deadline_at",
            {"starts_at": "2030-01-01T10:00", "ends_at": "2030-01-01T11:00"},
        ),
    ):
        answer = program.act(path, {name: text} | more)
        assert problem(answer) == (400, "invalid-body")
        assert errors(answer)[name] in {
            "2000年から2099年までの日時を書いてください。", "秒は書かずに、分までにしてください。"}, name  # fmt: skip
    answer = program.patch(f"events/{event.pk}/", {"rule_starts_at": text, "closes_on": text[:10]})
    assert told(answer) == ["closes_on", "rule_starts_at"]
    assert "range" not in answer.content.decode()


def test_too_many_are_told_in_japanese(program: Program, ours: Organization) -> None:
    Theme.objects.create(key="food", name="食")
    answer = program.patch(f"events/{complete_event(ours).pk}/", {"themes": ["food"] * 101})
    assert errors(answer) == {"themes": "100個までにしてください。"}
