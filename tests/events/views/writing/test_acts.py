"""Acts on a thing or a date: what is said before, what is refused, what is left afterwards."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.enums import OccurrenceState, State
from events.models import Event, Occurrence
from events.services.occurrences import cancel_occurrence
from events.services.publishing import submit
from hub.accounts.models import Organization
from tests.events.members import complete_event, complete_place, public_event
from tests.events.views.conftest import at
from tests.markup import parse

pytestmark = pytest.mark.django_db


def _date_url(date: Occurrence, act: str) -> str:
    return reverse(f"writing:date_{act}", args=[date.event.organizer_id, date.event_id, date.pk])


def _wrong(answer: Any) -> list[str]:
    return [node.text for node in parse(answer).all("div", "wrong")]


def test_a_date_is_not_moved_into_the_past(client: Client, ours: Organization) -> None:
    date = public_event(ours, at(12, 5)).occurrences.get()
    url = _date_url(date, "move")
    for day, starts in (("2026-11-24", "10:00"), ("2026-11-25", "9:59"), ("2020/12/5", "10:00")):
        answer = client.post(url, {"day": day, "starts": starts, "ends": "23:00"})
        assert _wrong(answer) == ["もう過ぎた日時には変えられません。これからの日時を書いてください。"]
        date.refresh_from_db()
        assert (date.starts_at, date.state) == (at(12, 5), OccurrenceState.SCHEDULED)
    assert client.post(url, {"day": "11/26", "starts": "10:00", "ends": "11:00"}).status_code == 302
    date.refresh_from_db()
    assert (date.starts_at, date.state) == (at(11, 26), OccurrenceState.MOVED)


def test_what_is_on_now_may_end_later(client: Client, ours: Organization) -> None:
    date = public_event(ours, at(11, 25, 9), hours=2).occurrences.get()
    page = parse(client.get(_date_url(date, "move")))
    boxes = {name: page.one("input", id=f"id_{name}").attributes["value"] for name in ("day", "starts", "ends")}
    assert boxes == {"day": "2026-11-25", "starts": "09:00", "ends": "11:00"}
    assert client.post(_date_url(date, "move"), boxes | {"ends": "12:00"}).status_code == 302
    date.refresh_from_db()
    assert (date.starts_at, date.ends_at) == (at(11, 25, 9), at(11, 25, 12))


def _thing_url(thing: Any, page: str = "") -> str:
    kind = "event" if isinstance(thing, Event) else "place"
    owner = thing.organizer_id if kind == "event" else thing.operator_id
    return reverse(f"writing:{kind}_{page}" if page else f"writing:{kind}", args=[owner, thing.pk])


def test_what_was_handed_in_is_taken_back(client: Client, ours: Organization) -> None:
    for thing in (complete_event(ours), complete_place(ours)):
        assert "確認をやめて" not in client.get(_thing_url(thing)).content.decode()
        submit(thing, by=None)
        assert parse(client.get(_thing_url(thing))).link("確認をやめて、下書きに戻す") == _thing_url(thing, "withdraw")
        assert client.post(_thing_url(thing, "withdraw")).status_code == 302
        thing.refresh_from_db()
        assert thing.state == State.DRAFT
        assert "確認をやめて、下書きに戻しました" in client.get(_thing_url(thing)).content.decode()


@pytest.mark.parametrize("act", ["cancel", "move", "restore"])
def test_an_act_that_comes_too_late_says_why(client: Client, ours: Organization, act: str) -> None:
    date = public_event(ours, at(12, 5)).occurrences.get()
    if act != "restore":
        cancel_occurrence(date, by=None, note="雪")
    said = {
        "cancel": "この日は、もう中止になっています。 戻る", "restore": "この日は中止になっていません。 戻る",
        "move": "この日は中止になっているので、日時を変えられません。先に中止を取り消してください。 戻る",
    }  # fmt: skip
    assert parse(client.get(_date_url(date, act))).one("p", "note").text == said[act]


def test_the_reason_is_marked_as_needed(client: Client, ours: Organization) -> None:
    date = public_event(ours, at(12, 5)).occurrences.get()
    needed = [label.text for label in parse(client.get(_date_url(date, "move"))).all("label") if label.all("span", "need")]  # fmt: skip
    assert needed == ["新しい日 必要", "始まり 必要", "終わり 必要"]
    assert parse(client.get(_date_url(date, "cancel"))).one("label").text == "中止の理由 必要"
