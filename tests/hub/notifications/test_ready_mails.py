"""A mail that is built already goes to the server in two steps instead of four, and whatever fails, fails as before."""

import smtplib
from collections.abc import Iterator
from typing import Any

import pytest

from hub.notifications import letters
from hub.notifications.frames import FramedMessage
from hub.notifications.letters import Letter
from hub.notifications.mail_server import MailServer, kind_of
from hub.notifications.models import Mailing
from hub.notifications.writing import write_message
from tests.hub.notifications.mail_servers import MailServerOfTests

LETTER = Letter(
    subject="囲碁の会", paragraphs=["..点から始まる", "おわり"], own={"https://mark.invalid/": "https://hub.example/"}
)
FAULTS = [
    ("MAIL", "451 later"), ("MAIL", "550 no"), ("MAIL", "421 going"), ("RCPT", "450 full"), ("RCPT", "421 going"),
    ("DATA", "452 full"), ("DATA", "554 no"), ("DATA", "421 going"), ("MAIL", "drop"), ("RCPT", "drop"),
    ("DATA", "drop"), ("DATA", "drop after"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(letters._writers, "test-ready", lambda _mailing: LETTER)


@pytest.fixture(params=[True, False], ids=["at once", "step by step"])
def server(request: pytest.FixtureRequest, mail_server: MailServerOfTests) -> MailServerOfTests:
    mail_server.takes_at_once = request.param
    return mail_server


@pytest.fixture
def line() -> Iterator[MailServer]:
    line = MailServer()
    yield line
    line.close()


def _ready(number: int) -> FramedMessage:
    address, mark = f"reader{number}@example.org", f"<{number}@hub.example>"
    message = write_message(Mailing(kind="test-ready", address=address, message_id=mark, language="ja"))
    assert isinstance(message, FramedMessage)
    return message


def _outcome(line: MailServer, number: int) -> str:
    try:
        line.send(_ready(number))
    except smtplib.SMTPException as error:
        return kind_of(error)
    return "taken"


def test_it_arrives_as_it_was_built(server: MailServerOfTests, line: MailServer) -> None:
    assert [_outcome(line, number) for number in (1, 2)] == ["taken", "taken"]
    assert [(one.sender, one.recipients, one.message_id) for one in server.taken] == [
        ("noreply@testserver", [f"reader{number}@example.org"], f"<{number}@hub.example>") for number in (1, 2)
    ]
    body = server.taken[0].message.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[:3] == ["..点から始まる", "", "おわり"]
    assert server.connections == 1


@pytest.mark.parametrize("fault", FAULTS, ids=" ".join)
def test_what_goes_wrong_is_said_alike_and_the_next_mail_goes(mail_server: MailServerOfTests, fault: Any) -> None:
    told = {}
    for way in (True, False):
        mail_server.takes_at_once, line = way, MailServer()
        mail_server.taken.clear()
        _outcome(line, 0)
        mail_server.faults.append(fault)
        told[way] = [_outcome(line, 1), _outcome(line, 2), [one.message_id for one in mail_server.taken]]
        line.close()
    assert told[True] == told[False]
    assert told[True][1] == "taken"


def test_a_reader_whom_the_server_does_not_know_is_refused_alone(server: MailServerOfTests, line: MailServer) -> None:
    server.refused.add("reader1@example.org")
    assert [_outcome(line, number) for number in (1, 2)] == ["SMTPRecipientsRefused 550", "taken"]
    assert server.recipients() == ["reader2@example.org"]
    assert server.connections == 1
