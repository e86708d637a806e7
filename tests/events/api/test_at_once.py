"""Several programs at the same moment: nobody's words are lost, and nothing is done twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from events.enums import State
from events.models import Event, Transition
from hub.accounts.models import Organization
from hub.api.models import AnsweredRequest
from tests.events.members import complete_event, member, public_event
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.api.clients import Program, problem
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture
def ours() -> Organization:
    made: Organization = OrganizationFactory(verified=True)
    return made


def _asked(asks: list[Callable[[], Any]]) -> list[Any]:
    """What each was answered."""
    answers: list[Any] = [None] * len(asks)

    def of(place: int) -> Callable[[], None]:
        def ask() -> None:
            answers[place] = asks[place]()

        return ask

    assert at_once([of(place) for place in range(len(asks))]) == [None] * len(asks)
    return answers


def test_of_many_with_the_same_version_one_writes(ours: Organization) -> None:
    event, programs = complete_event(ours), [Program(member(ours)) for _number in range(MANY)]
    answers = _asked([
        lambda number=number: programs[number].patch(f"events/{event.pk}/", {"title": f"名前{number}"}, event.version)
        for number in range(MANY)
    ])  # fmt: skip
    assert sorted(one.status_code for one in answers) == [200] + [412] * (MANY - 1)
    assert {problem(one) for one in answers if one.status_code == 412} == {(412, "lost-update")}
    [said] = [json.loads(one.content) for one in answers if one.status_code == 200]
    stored = Event.objects.get(pk=event.pk)
    assert (stored.title, stored.version) == (said["title"], event.version + 1)


def test_acts_look_at_the_version_too(ours: Organization) -> None:
    event, program = public_event(ours), Program(member(ours))
    asks = [
        lambda: program.patch(f"events/{event.pk}/", {"title": "新しい名前"}, event.version),
        lambda: program.act(f"events/{event.pk}/close/", If_Match=f'"{event.version}-abc"'),
    ]
    assert sorted(one.status_code for one in _asked(asks)) == [200, 412]
    assert Event.objects.get(pk=event.pk).version == event.version + 1


def test_the_same_key_at_once_makes_one_event(ours: Organization) -> None:
    program = Program(member(ours))
    body = {"organizer": ours.pk, "title": "一度だけの会"}
    answers = _asked([lambda: program.post("events/", body, Idempotency_Key="a-1")] * MANY)
    assert {one.status_code for one in answers} == {201}
    assert len({(one.content, one.headers["ETag"], one.headers["Location"]) for one in answers}) == 1
    assert sorted(one.headers.get("Idempotent-Replayed", "") for one in answers) == [""] + ["true"] * (MANY - 1)
    assert (Event.objects.count(), AnsweredRequest.objects.count()) == (1, 1)


def test_without_a_key_each_makes_one(ours: Organization) -> None:
    """The control: it is the key that does it."""
    program = Program(member(ours))
    answers = _asked([lambda: program.post("events/", {"organizer": ours.pk, "title": "会"})] * MANY)
    assert {one.status_code for one in answers} == {201}
    assert Event.objects.count() == MANY


def test_the_same_key_at_once_does_one_act(ours: Organization) -> None:
    event, program = public_event(ours), Program(member(ours))
    path = f"events/{event.pk}/close/"
    answers = _asked([lambda: program.act(path, {}, If_Match=f'"{event.version}"', Idempotency_Key="b")] * MANY)
    assert ({one.status_code for one in answers}, len({one.content for one in answers})) == ({200}, 1)
    assert Transition.objects.filter(object_id=event.pk, action="close").count() == 1
    assert Event.objects.get(pk=event.pk).state == State.CLOSED


def test_other_bodies_at_once_under_one_key(ours: Organization) -> None:
    program = Program(member(ours))
    answers = _asked([
        lambda number=number: program.post("events/", {"organizer": ours.pk, "title": f"会{number}"}, Idempotency_Key="c")
        for number in range(MANY)
    ])  # fmt: skip
    assert sorted(one.status_code for one in answers) == [201] + [422] * (MANY - 1)
    assert Event.objects.count() == 1
