"""The letter: text and its HTML twin say the same, and nothing that a person typed is more than words in them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from hub.notifications import letters
from hub.notifications.letters import Letter
from hub.notifications.models import Mailing
from hub.notifications.writing import UnknownKindError, write_message
from tests.markup import parse

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</p></body><a href='javascript:alert(1)'>x</a>",
    "\r\nBcc: other@example.org\r\n\r\nbody", "a\nSubject: b", "a\u2028b\u2029c\x85d", "\x00\x1b[31m", "\u202eevil\u202c",
    "{{ settings.SECRET_KEY }}{% debug %}", "&lt;b&gt;", "\ud800", "=?utf-8?q?=0ABcc:_x@example.org?=", "\t tab",
]  # fmt: skip


class _Kind:
    letter: Letter


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(letters._writers, "test-twin", lambda _mailing: _Kind.letter)


def _mailing(address: str = "reader@example.org") -> Mailing:
    return Mailing(pk=1, kind="test-twin", address=address, message_id="<1@hub.example>", language="ja")


def _written(letter: Letter) -> tuple[str, str, str]:
    """Subject, text, HTML."""
    _Kind.letter = letter
    message = write_message(_mailing())
    assert message is not None
    message.message().as_bytes()  # headers and encodings are what a mail may have
    return str(message.subject), str(message.body), str(message.alternatives[0][0])


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_each_sentence_and_link_of_the_text_is_in_its_twin() -> None:
    letter = Letter(
        subject="囲碁の会が決まりました",
        paragraphs=["会の日が決まりました。", "くわしくは、下のページをご覧ください。"],
        links=[("会のページを見る", "https://hub.example/events/1/?a=1&b=2"), ("やめる", "https://hub.example/stop/")],
        after=["心あたりがなければ、このまま捨ててください。"],
    )
    subject, text, html = _written(letter)
    page = parse(html)
    shown = _words(page.one("body").text)
    assert subject == letter.subject
    for line in text.splitlines():
        assert _words(line.removeprefix("▼ ").removeprefix("-- ")) in shown, line
    assert [(link.text, link.attributes["href"]) for link in page.all("a")] == [
        *letter.links,
        ("http://testserver/", "http://testserver/"),
    ]
    for part in (*letter.paragraphs, *letter.after, *(url for _label, url in letter.links)):
        assert part in text.splitlines()
    assert "つながりハブ（八王子市）" in text


def test_the_twin_loads_nothing_and_has_no_tables() -> None:
    _subject, _text, html = _written(Letter(subject="a", paragraphs=["b"], links=[("c", "https://hub.example/")]))
    page = parse(html)
    tags = {node.tag for node in page.walk()}
    assert tags & {"img", "link", "script", "iframe", "object", "form", "table", "video", "audio", "svg"} == set()
    assert re.findall(r"url\(|@import|\bsrc=|\bbackground=", html) == []
    assert 'content="light dark"' in html


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    letter = Letter(subject=words, paragraphs=[words], links=[(words, "https://hub.example/")], after=[words])
    subject, text, html = _written(letter)
    plain = _written(Letter(subject="x", paragraphs=["x"], links=[("x", "https://hub.example/")], after=["x"]))
    assert len(subject.splitlines()) <= 1
    assert len(text.splitlines()) == len(plain[1].splitlines())
    assert [node.tag for node in parse(html).walk()] == [node.tag for node in parse(plain[2]).walk()]
    assert re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2028\u2029]", subject + text + html) == []


@given(words=st.text(st.characters(codec=None), max_size=200))
def test_whatever_is_typed_makes_no_header_and_no_line_of_its_own(words: str) -> None:
    subject, text, _html = _written(Letter(subject=words, paragraphs=[words]))
    assert len(subject.splitlines()) <= 1
    assert len(text.splitlines()) == 7
    message = write_message(_mailing())
    assert message is not None
    assert sorted(message.message().keys()) == [
        "Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "/events/1/",
        "//evil.example",
        "https://hub.example/\nx",
        "https://hub.example/ x",
        "data:x",
        "",
    ],
)
def test_a_link_is_the_address_of_a_page(url: str) -> None:
    _Kind.letter = Letter(subject="a", paragraphs=["b"], links=[("c", url)])
    with pytest.raises(ValueError, match="absolute address"):
        write_message(_mailing())


def test_a_kind_without_a_writer() -> None:
    with pytest.raises(UnknownKindError):
        write_message(Mailing(kind="nobody", address="a@example.org"))


def test_from_whom_it_is(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "八王子市 <hub@city.example>"
    _Kind.letter = Letter(subject="a", paragraphs=["b"])
    message = write_message(_mailing())
    assert message is not None
    assert message.message()["From"] == "=?utf-8?b?5YWr546L5a2Q5biC?= <hub@city.example>"


def test_two_writers_of_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two writers"):
        letters.mail_kind("test-twin")(lambda _mailing: None)
    assert "test-twin" in letters.kinds()
