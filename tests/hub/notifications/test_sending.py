"""What is due leaves; what became of it is in the row."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from hub.notifications.enums import MailingState
from hub.notifications.models import Mailing
from hub.notifications.sending import send_due
from tests.hub.accounts.factories import UserFactory
from tests.hub.notifications.factories import many, queued
from tests.hub.notifications.letters_of_tests import BROKEN, IN_LANGUAGE, WITHDRAWN
from tests.hub.notifications.mail_servers import MailServerOfTests

pytestmark = pytest.mark.django_db


def _row(mailing: Mailing) -> tuple[str, int, int, str]:
    mailing.refresh_from_db()
    assert (mailing.lease_token, mailing.lease_until) == (None, None)
    return mailing.state, mailing.claims, mailing.attempts, mailing.last_error


def test_a_mail_leaves_once(mail_server: MailServerOfTests) -> None:
    mailing = queued(to=UserFactory(email="taro@example.org"))
    assert dict(send_due()) == {"sent": 1}
    assert dict(send_due()) == {}
    assert _row(mailing) == ("sent", 1, 0, "")
    assert mailing.ended_at is not None
    (taken,) = mail_server.taken
    assert (taken.sender, taken.recipients) == ("noreply@testserver", ["taro@example.org"])
    message = taken.message
    assert {name: str(message[name]) for name in ("Message-ID", "Subject", "From", "To", "Auto-Submitted")} == {
        "Message-ID": mailing.message_id,
        "Subject": "会のお知らせ",
        "From": "つながりハブ <noreply@testserver>",
        "To": "taro@example.org",
        "Auto-Submitted": "auto-generated",
    }
    assert abs(parsedate_to_datetime(message["Date"]) - timezone.now()) < timedelta(minutes=1)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_one_connection_takes_a_batch(mail_server: MailServerOfTests, settings: Settings) -> None:
    settings.HUB_OUTBOX_BATCH = 4
    many(10)
    assert dict(send_due()) == {"sent": 10}
    assert mail_server.connections == 1
    assert sorted(mail_server.copies().values()) == [1] * 10


def test_what_is_due_later_waits() -> None:
    now = timezone.now()
    later = queued(due_at=now + timedelta(hours=1))
    assert dict(send_due(now=now)) == {}
    assert dict(send_due(now=now + timedelta(minutes=59))) == {}
    assert dict(send_due(now=now + timedelta(minutes=61))) == {"sent": 1}
    assert _row(later)[0] == MailingState.SENT


def test_the_oldest_goes_first() -> None:
    now = timezone.now()
    for minutes in (1, 3, 2):
        queued(to=f"after{minutes}@example.org", due_at=now - timedelta(minutes=minutes))
    send_due(now=now)
    assert [message.to for message in mail.outbox] == [[f"after{minutes}@example.org"] for minutes in (3, 2, 1)]


def test_no_more_than_asked_for() -> None:
    many(5)
    assert dict(send_due(most=3)) == {"sent": 3}
    assert len(mail.outbox) == 3
    assert Mailing.objects.filter(state="pending", lease_token=None).count() == 2


def test_a_run_that_has_no_time_left_gives_back_what_it_holds(settings: Settings) -> None:
    settings.HUB_OUTBOX_RUN_SECONDS = 0
    mailing = queued()
    assert dict(send_due()) == {}
    assert _row(mailing) == ("pending", 0, 0, "")


def test_who_is_gone_gets_nothing() -> None:
    inactive = queued(to=UserFactory(is_active=False))
    forgotten = queued()
    Mailing.objects.filter(pk=forgotten.pk).update(address="")
    vanished = queued(to=UserFactory())
    assert vanished.user is not None
    vanished.user.delete()
    assert dict(send_due()) == {"cancelled": 2}
    assert mail.outbox == []
    assert [_row(one) for one in (inactive, forgotten)] == [("cancelled", 1, 0, "NotWanted")] * 2
    assert not Mailing.objects.filter(pk=vanished.pk).exists()


def test_what_its_writer_takes_back_is_cancelled() -> None:
    mailing = queued(WITHDRAWN)
    assert dict(send_due()) == {"cancelled": 1}
    assert (_row(mailing)[0], mail.outbox) == ("cancelled", [])


def test_a_kind_that_nobody_writes_is_dead(caplog: pytest.LogCaptureFixture) -> None:
    mailing = queued("nobody-writes-this")
    assert dict(send_due()) == {"dead": 1}
    assert _row(mailing) == ("dead", 1, 0, "UnknownKindError")
    assert [(record.levelname, record.object_id) for record in caplog.records] == [("ERROR", mailing.pk)]


def test_a_failure_is_tried_again_ever_later_and_then_given_up(caplog: pytest.LogCaptureFixture) -> None:
    """1 min, 5 min, 30 min, 2 h, 12 h; of the failure its kind alone is kept, and the alarm is given once."""
    now, waits = timezone.now(), []
    mailing, good = queued(BROKEN, to="himitsu@example.org"), queued()
    while True:
        caplog.clear()
        result = send_due(now=now)
        mailing.refresh_from_db()
        assert mailing.last_error == "RuntimeError"
        if mailing.state == MailingState.DEAD:
            break
        assert (result["failed"], mailing.state) == (1, MailingState.FAILED)
        waits.append((mailing.due_at - now) / timedelta(minutes=1))
        assert send_due(now=mailing.due_at - timedelta(seconds=1)).total() == 0
        now = mailing.due_at
    assert waits == [1, 5, 30, 120, 720]
    assert _row(mailing) == ("dead", 6, 6, "RuntimeError")
    assert [(r.levelname, r.object_id) for r in caplog.records if r.levelname == "ERROR"] == [("ERROR", mailing.pk)]
    assert "himitsu" not in caplog.text
    assert "ひみつ" not in caplog.text
    assert _row(good)[0] == "sent"
    assert send_due(now=now + timedelta(days=9)).total() == 0


@pytest.mark.parametrize("language", ["ja", "ja-x-easy", "en"])
def test_it_is_written_in_its_own_language(language: str) -> None:
    queued(IN_LANGUAGE, language=language)
    queued(IN_LANGUAGE, to=UserFactory(language=language))
    send_due()
    assert [message.subject for message in mail.outbox] == [f"language {language}"] * 2


def test_a_mailing_that_kills_its_senders_is_dead_after_many_claims(settings: Settings) -> None:
    settings.HUB_OUTBOX_MOST_CLAIMS = 20
    deadly, good = queued(), queued()
    Mailing.objects.filter(pk=deadly.pk).update(claims=20)
    assert dict(send_due()) == {"dead": 1, "sent": 1}
    assert _row(deadly) == ("dead", 20, 0, "NoEnd")
    assert _row(good) == ("sent", 1, 0, "")


def test_what_was_begun_and_never_ended_lets_the_others_go_first() -> None:
    now = timezone.now()
    suspect = queued(to="suspect@example.org", due_at=now - timedelta(hours=1))
    Mailing.objects.filter(pk=suspect.pk).update(claims=3)
    many(2, due_at=now)
    send_due(now=now)
    assert [message.to for message in mail.outbox] == [
        ["reader0@example.org"],
        ["reader1@example.org"],
        ["suspect@example.org"],
    ]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\nBcc: b@example.org", "a@example.org\r\n", "a@example.org, b@example.org", "a@example.org\u2028",
        "A <a@example.org>", "a", "a@b@example.org", "a@example.org>\r\nRCPT TO:<b@example.org", "a @example.org\x00"[:-1],
    ],
)  # fmt: skip
def test_an_address_that_is_more_than_an_address_gets_nothing(mail_server: MailServerOfTests, address: str) -> None:
    mailing = queued(to=address)
    send_due()
    assert (_row(mailing)[0], mail_server.taken) == ("failed", [])


@pytest.mark.parametrize("count", [1, 3])
def test_queries_for_each_mail(django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    """Pause; claim and read (with what it holds); for each mail one, and one at the end; the look that finds no more."""
    many(count)
    with django_assert_num_queries(1 + 3 + (count + 1) + 1):
        send_due()
