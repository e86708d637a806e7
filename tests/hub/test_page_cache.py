"""Public pages from memory: correct at once, never somebody else's."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings as live_settings
from django.test import Client

from events.models import Event
from events.services.publishing import publish, return_to_draft
from events.services.writing import finish_edit, save_edited
from hub.page_cache import Memory, memory
from tests.events.factories import EventFactory, moment
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

NOW = moment(2026, 11, 24)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    memory.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    memory.clear()


@pytest.fixture
def event() -> Event:
    event = EventFactory(title="囲碁の会", starts=[moment(2026, 11, 30)])
    publish(event, by=None)
    return event


@pytest.fixture
def address(event: Event) -> str:
    return event.get_absolute_url()


def test_the_second_visitor_is_served_from_memory_after_one_look(
    client: Client, address: str, django_assert_num_queries: Any
) -> None:
    first = client.get(address)
    with django_assert_num_queries(1):
        second = Client().get(address)
    assert first.content == second.content
    assert "囲碁の会" in second.content.decode()


def test_an_edit_shows_at_once(client: Client, address: str, event: Event) -> None:
    before = client.get(address)
    event.title = "将棋の会"
    save_edited(event, by=None, changed=["title"])
    finish_edit(event)
    after = client.get(address)
    assert ("将棋の会" in after.content.decode(), "囲碁の会" in after.content.decode()) == (True, False)
    assert before.headers["ETag"] != after.headers["ETag"]


def test_what_was_withdrawn_is_gone_at_once(client: Client, address: str, event: Event) -> None:
    assert client.get(address).status_code == 200
    return_to_draft(event, by=None, reason="まちがい")
    assert client.get(address).status_code == 404
    publish(event, by=None)
    assert client.get(address).status_code == 200


def test_a_page_that_is_not_there_is_not_kept(client: Client) -> None:
    assert client.get("/events/999999/").status_code == 404
    EventFactory(pk=999_999, published=True, starts=[moment(2026, 11, 30)])
    assert client.get("/events/999999/").status_code == 200


def test_who_is_logged_in_is_never_served_from_memory_nor_kept(client: Client, address: str) -> None:
    sign_in(client, UserFactory(display_name="ひみつのなまえ"))
    mine = client.get(address)
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in mine.headers
    anybodys = Client().get(address)
    assert "ひみつのなまえ" not in anybodys.content.decode()
    assert anybodys.headers["Cache-Control"] == "private, no-cache"


def test_a_made_up_session_cookie_gets_no_kept_page(client: Client, address: str) -> None:
    client.cookies[live_settings.SESSION_COOKIE_NAME] = "made-up"
    assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_the_tag_answers_a_conditional_request(client: Client, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(address, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert {"Accept-Encoding", "Cookie"} <= {name.strip() for name in again.headers["Vary"].split(",")}
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_encoding_has_its_own_strong_tag(client: Client, address: str) -> None:
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    tags = {plain.headers["ETag"], packed.headers["ETag"]}
    assert len(tags) == 2
    assert not any(tag.startswith("W/") for tag in tags)


def test_head_is_get_without_a_body(client: Client, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.content))
    assert head.headers["ETag"] == got.headers["ETag"]


def test_no_language_and_no_furigana_leaks_into_another(address: str) -> None:
    def page(choice: str) -> tuple[bytes, str]:
        client = Client()
        if choice:
            client.cookies["reading"] = choice
        response = client.get(address)
        return response.content, response.headers["Content-Language"]

    for _round in range(2):
        assert page("")[1] == page("ja")[1] == page("ja-x-easy")[1] == "ja"
        assert page("en")[1] == "en"
        assert len({page(choice)[0] for choice in ("ja", "ja-x-easy", "en", "ja+furigana")}) == 4
        assert page("")[0] == page("ja")[0] == page("unknown")[0]


def test_the_page_follows_the_minute(client: Client, address: str) -> None:
    assert "この催しは終わりました" not in client.get(address).content.decode()
    with time_machine.travel(moment(2026, 12, 1), tick=False):
        assert "この催しは終わりました" in client.get(address).content.decode()


def test_the_memory_is_bounded_and_forgets_the_oldest() -> None:
    small: Any = Memory(2)
    for name in ("a", "b"):
        small.put((name,), name)
    small.get(("a",))
    small.put(("c",), "c")
    assert [small.get((name,)) for name in ("a", "b", "c")] == ["a", None, "c"]
