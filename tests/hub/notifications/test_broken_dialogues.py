"""A mail server that goes wrong at each step. No mail is lost, none is sent twice but where nobody can know."""

import signal
import time

import pytest
from django.utils import timezone
from pytest_django import Settings

from hub import heartbeats
from hub.notifications.models import Mailing
from hub.notifications.sending import SERVER_AWAY, send_due
from tests.hub.notifications.factories import many, queued
from tests.hub.notifications.mail_servers import MailServerOfTests, closed_port

pytestmark = pytest.mark.django_db


def _rows() -> list[tuple[str, int, int, str]]:
    return [(m.state, m.claims, m.attempts, m.last_error) for m in Mailing.objects.order_by("due_at", "pk")]


def _all_due_now() -> None:
    Mailing.objects.unended().update(due_at=timezone.now())


# What goes wrong with one mail: the step, what happens, what is written down.
ONE_MAIL = [
    ("MAIL", "421 bye", "SMTPSenderRefused 421"),
    ("MAIL", "451 later", "SMTPSenderRefused 451"),
    ("MAIL", "drop", "SMTPServerDisconnected"),
    ("MAIL", "hang", "SMTPServerDisconnected"),
    ("RCPT", "421 bye", "SMTPRecipientsRefused 421"),
    ("RCPT", "451 later", "SMTPRecipientsRefused 451"),
    ("RCPT", "550 no", "SMTPRecipientsRefused 550"),
    ("RCPT", "drop", "SMTPServerDisconnected"),
    ("RCPT", "hang", "SMTPServerDisconnected"),
    ("DATA", "421 bye", "SMTPDataError 421"),
    ("DATA", "451 later", "SMTPDataError 451"),
    ("DATA", "554 spam", "SMTPDataError 554"),
    ("DATA", "drop", "SMTPServerDisconnected"),
    ("DATA", "hang", "SMTPServerDisconnected"),
]


@pytest.mark.parametrize(("step", "what", "written"), ONE_MAIL)
def test_a_mail_that_fails_does_not_spoil_the_others(
    mail_server: MailServerOfTests, step: str, what: str, written: str
) -> None:
    first, second, third = many(3)
    mail_server.faults = [(step, what)]
    assert dict(send_due()) == {"failed": 1, "sent": 2}
    assert _rows()[-1] == ("failed", 1, 1, written) or _rows()[0] == ("failed", 1, 1, written)
    assert set(mail_server.copies()) == {second.message_id, third.message_id}
    _all_due_now()
    assert dict(send_due()) == {"sent": 1}
    assert mail_server.copies() == {first.message_id: 1, second.message_id: 1, third.message_id: 1}


def test_a_line_that_answered_is_used_on(mail_server: MailServerOfTests) -> None:
    many(4)
    mail_server.refused = {"reader1@example.org"}
    assert dict(send_due()) == {"failed": 1, "sent": 3}
    assert mail_server.connections == 1
    assert mail_server.recipients() == ["reader0@example.org", "reader2@example.org", "reader3@example.org"]
    assert Mailing.objects.get(state="failed").last_error == "SMTPRecipientsRefused 550"


def test_taken_and_dropped_before_the_250_goes_once_more_under_the_same_name(mail_server: MailServerOfTests) -> None:
    mailing = queued()
    mail_server.faults = [("DATA", "drop after")]
    assert dict(send_due()) == {"failed": 1}
    _all_due_now()
    assert dict(send_due()) == {"sent": 1}
    assert mail_server.copies() == {mailing.message_id: 2}
    first, second = (taken.message["Message-ID"] for taken in mail_server.taken)
    assert first == second == mailing.message_id


# What goes wrong before any mail is offered.
NO_MAIL = [
    ("CONNECT", "drop", "SMTPServerDisconnected"),
    ("CONNECT", "421 too many", "SMTPConnectError 421"),
    ("CONNECT", "554 go away", "SMTPConnectError 554"),
    ("CONNECT", "hang", "SMTPServerDisconnected"),
    ("EHLO", "421 not now", "SMTPHeloError 421"),
    ("EHLO", "550 who are you", "SMTPHeloError 550"),
    ("EHLO", "drop", "SMTPServerDisconnected"),
    ("EHLO", "hang", "SMTPServerDisconnected"),
]


@pytest.mark.parametrize(("step", "what", "written"), NO_MAIL)
def test_a_server_that_lets_nobody_in_is_no_mails_failure(
    mail_server: MailServerOfTests, step: str, what: str, written: str
) -> None:
    many(3)
    mail_server.always = [(step, what)]
    for _ in range(3):
        began = time.monotonic()
        assert dict(send_due()) == {}
        assert time.monotonic() - began < 10  # one timeout of a second, on a busy machine
    found = Mailing.objects.order_by("pk").values_list("state", "claims", "attempts", "lease_token").distinct()
    assert list(found) == [("pending", 0, 0, None)] * 3
    assert {error for *_rest, error in _rows()} <= {written, "ConnectionResetError", "TimeoutError"}
    mail_server.always = []
    assert dict(send_due()) == {"sent": 3}
    assert sorted(mail_server.copies().values()) == [1, 1, 1]


class _TimeIsOverError(Exception):
    """Stands for the soft limit of a task, which comes by a signal too."""


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "DATA"])
def test_a_task_that_is_cut_off_lets_go_of_the_line_at_once(
    mail_server: MailServerOfTests, settings: Settings, step: str
) -> None:
    settings.EMAIL_TIMEOUT = 20
    queued()
    mail_server.faults = [(step, "hang")]

    def over(_signal: int, _frame: object) -> None:
        raise _TimeIsOverError

    before = signal.signal(signal.SIGALRM, over)
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        assert dict(send_due()) == {"failed": 1}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - began < 10
    assert _rows() == [("failed", 1, 1, "_TimeIsOverError")]


def test_nobody_listens(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "hub.notifications.backend.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    many(2)
    assert dict(send_due()) == {}
    assert _rows() == [("pending", 0, 0, "ConnectionRefusedError")] * 2


def test_a_password_that_is_refused(settings: Settings) -> None:
    with MailServerOfTests(users={"hub": "right"}).running() as server:
        settings.EMAIL_BACKEND = "hub.notifications.backend.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hub", "wrong"
        queued()
        assert dict(send_due()) == {}
        assert _rows() == [("pending", 0, 0, "SMTPAuthenticationError 535")]
        settings.EMAIL_HOST_PASSWORD = "right"
        assert dict(send_due()) == {"sent": 1}
        assert len(server.taken) == 1


def test_while_the_server_is_away_others_do_not_wait_for_it_too(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "hub.notifications.backend.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    settings.HUB_OUTBOX_SERVER_PAUSE_SECONDS = 10
    queued()
    now = timezone.now()
    send_due(now=now)
    Mailing.objects.update(last_error="")
    send_due(now=now + timezone.timedelta(seconds=9))
    assert _rows() == [("pending", 0, 0, "")]
    send_due(now=now + timezone.timedelta(seconds=11))
    assert _rows() == [("pending", 0, 0, "ConnectionRefusedError")]
    assert heartbeats.seconds_since(SERVER_AWAY, now=now) is not None


def test_an_error_keeps_no_word_of_the_server(mail_server: MailServerOfTests, caplog: pytest.LogCaptureFixture) -> None:
    queued(to="himitsu@example.org")
    mail_server.refused = {"himitsu@example.org"}
    send_due()
    assert _rows() == [("failed", 1, 1, "SMTPRecipientsRefused 550")]
    assert "himitsu" not in caplog.text
