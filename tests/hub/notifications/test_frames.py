"""A mail that many get, written once: whoever gets one can't tell it from a mail of their own."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives

from hub.notifications import letters
from hub.notifications.frames import FramedMessage, mark_of
from hub.notifications.letters import Item, Letter
from hub.notifications.models import Mailing
from hub.notifications.writing import write_message

MANAGE, STOP = mark_of("manage"), mark_of("stop")
HOSTILE = "囲碁の会 <b>&amp;</b>\r\nBcc: all@example.org"


class _Kind:
    letter: Letter


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(letters._writers, "test-many", lambda _mailing: _Kind.letter)


def _letter(reader: str, title: str = "囲碁の会", *, long: int = 0, is_own: bool = False) -> Letter:
    """``is_own``: built for its reader, with addresses where else marks stand."""
    manage, stop = f"https://hub.example/manage/{reader}/", f"https://hub.example/stop/{reader}/"
    marks = (manage, stop) if is_own else (MANAGE, STOP)
    return Letter(
        subject=title,
        paragraphs=["お申し込みの知らせです。", "長" * long],
        items=[Item(title, ["11月26日(木) 13:00", title], "https://hub.example/n/1/email/")],
        after=[f"変える：{marks[0]}", f"やめる：{marks[1]}"],
        stop_url=marks[1],
        own={} if is_own else {MANAGE: manage, STOP: stop},
    )


def _written(letter: Letter, reader: str, *, language: str = "ja", at: str = "example.org") -> EmailMultiAlternatives:
    _Kind.letter = letter
    number = f"<{reader}@hub.example>"
    message = write_message(Mailing(kind="test-many", address=f"{reader}@{at}", message_id=number, language=language))
    assert message is not None
    return message


def _built(message: EmailMultiAlternatives) -> bytes:
    return message.message().as_bytes(linesep="\r\n")


def _said(raw: bytes) -> dict[str, str]:
    """All that a reader's program makes of it."""
    message = message_from_bytes(raw, EmailMessage, policy=policy.default)
    headers = {name.lower(): str(value) for name, value in message.items() if name.lower() != "content-type"}
    return headers | {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}


@pytest.mark.parametrize("language", ["ja", "en", "ja-x-easy"])
@pytest.mark.parametrize(
    ("title", "long"),
    [("囲碁の会", 0), (HOSTILE, 0), ("囲" * 100, 0), ("囲碁の会", 283), ("囲碁の会", 400), (HOSTILE, 2_000)],
)
def test_it_is_the_same_as_one_that_was_built_for_its_reader(title: str, long: int, language: str) -> None:
    with time_machine.travel("2026-11-26 12:00", tick=False):
        _written(_letter("first", title, long=long), "first", language=language)
    with time_machine.travel("2026-11-27 12:00", tick=False):
        framed = _written(_letter("second", title, long=long), "second", language=language)
        own = _written(_letter("second", title, long=long, is_own=True), "second", language=language)
        assert isinstance(framed, FramedMessage)
        assert not isinstance(own, FramedMessage)
        assert _said(framed.ready) == _said(_built(own)) == _said(_built(framed))
        assert max(len(line) for line in framed.ready.split(b"\r\n")) <= 998
        assert framed.envelope in own.from_email
        assert framed.to == own.to == ["second@example.org"]


def test_nobody_gets_anothers_links() -> None:
    readers = [f"reader{number}" for number in range(5)]
    for reader in readers:
        message = _written(_letter(reader), reader)
        assert isinstance(message, FramedMessage)
        for raw in (message.ready, _built(message)):
            assert [other for other in readers if other.encode() in raw] == [reader]
            assert b".invalid" not in raw


def test_an_address_that_is_not_in_ascii_is_built_for_its_reader() -> None:
    message = _written(_letter("a"), "a", at="例え.jp")
    assert not isinstance(message, FramedMessage)
    own = _written(_letter("a", is_own=True), "a", at="例え.jp")
    assert [message.body, message.alternatives, message.extra_headers] == [
        own.body, own.alternatives, own.extra_headers,
    ]  # fmt: skip


def test_a_word_that_looks_like_a_mark_stays_a_word() -> None:
    words = "https://manage-0123456789abcdef0123456789abcdef.invalid/"
    message = _written(_letter("a", words), "a")
    assert isinstance(message, FramedMessage)
    assert words in _said(message.ready)["text/plain"]


def test_a_letter_of_other_words_has_a_frame_of_its_own() -> None:
    first, second = (_written(_letter("a", title), "a") for title in ("囲碁の会", "将棋の会"))
    assert [("囲碁" in str(one.body), "将棋" in str(one.body)) for one in (first, second)] == [
        (True, False),
        (False, True),
    ]
