"""Closing the terms while somebody waits: it is said before what it means for them, and said at the desk after."""

import pytest

from events.models import RegistrationTerms
from events.services.registrations import cancel
from events.views.registrations.shared import own_url
from tests.events.registrations.desk.desks import desk, page, url
from tests.events.registrations.people import registered
from tests.markup import Node

pytestmark = pytest.mark.django_db

STOPPED = "空きを待っている3人に、席のご案内をしていません。"


def _form(at_event: int) -> str:
    return f"/registrations/events/{at_event}/terms/"


def _sent(**said: str) -> dict[str, str]:
    return {"participation": "first_come", "scope": "date", "most_people": "4", "offer_hours": "24", **said}


def _buttons(found: Node) -> list[str]:
    return [one.text for one in found.one("main").one("div", "slim").all("button")]


def test_who_waits_is_counted_before_it_is_closed_and_named_after() -> None:
    at, _writer, client = desk(3)
    first = registered(at, party=3)
    waiting = registered(at, 2, party=3)
    assert "空きを待っている人が3人います。" in page(client, _form(at.event_id)).text
    asked = page(client, _form(at.event_id), _sent(note_before="はさみ"))
    assert "空きを待っている人が3人います。" in asked.one("div", "wrongs").text
    assert _buttons(asked) == ["それでも、受けるのをやめる", "この受け方にする"]
    assert asked.one("textarea", name="note_before").text.strip() == "はさみ"
    assert RegistrationTerms.objects.get().is_open
    assert STOPPED not in page(client, url(at)).text
    page(client, _form(at.event_id), _sent(sure="1"))
    assert not RegistrationTerms.objects.get().is_open
    cancel(first)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert STOPPED in page(client, url(at)).text
    assert "主催者が、いまは申込を止めています。" in page(client, own_url(waiting)).text


def test_where_nobody_waits_it_is_closed_at_once() -> None:
    at, _writer, client = desk(1)
    registered(at)
    assert "空きを待っている人" not in page(client, _form(at.event_id)).text
    page(client, _form(at.event_id), _sent())
    assert not RegistrationTerms.objects.get().is_open
