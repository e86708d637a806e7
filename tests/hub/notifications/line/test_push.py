"""LINE goes wrong at each step: nothing is lost, nothing is accepted twice."""

import logging
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from hub import heartbeats
from hub.notifications import links, services
from hub.notifications.channels.line import LineChannel
from hub.notifications.channels.line_messages import packed
from hub.notifications.enums import Channel
from hub.notifications.models import Mailing, Notice, Recipient
from hub.notifications.sending import send_due
from hub.notifications.services.gathering import gather_due
from hub.notifications.services.subscribing import stop_all
from tests.hub.accounts.factories import UserFactory
from tests.hub.notifications.factories import queued
from tests.hub.notifications.line.calls import friend, line_id
from tests.hub.notifications.line_server import TOKEN, LineServerOfTests
from tests.hub.notifications.mail_servers import MailServerOfTests, closed_port
from tests.hub.notifications.notices.factories import notice, recipient, subscription
from tests.hub.notifications.spread import spread_due

pytestmark = pytest.mark.django_db


def told(*friends: Recipient, **fields: Any) -> list[Mailing]:
    """A notice, gathered for each of them."""
    for one in friends:
        subscription(one, channels=[Channel.LINE])
    notice(**fields)
    gathered()
    return [Mailing.objects.get(recipient=one) for one in friends]


def gathered() -> None:
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)


def row(mailing: Mailing) -> tuple[str, int, int, str]:
    mailing.refresh_from_db()
    assert (mailing.lease_token, mailing.lease_until) == (None, None)
    return mailing.state, mailing.claims, mailing.attempts, mailing.last_error


def due_now() -> None:
    Mailing.objects.unended().update(due_at=timezone.now(), lease_until=None, lease_token=None)


def test_title_and_link_and_nothing_else(line: LineServerOfTests) -> None:
    who = friend()
    [mailing] = told(
        who, title="囲碁の会\nひとりで", text="himitsu text", whereabouts="himitsu place", starts_at=timezone.now(),
        path="/events/7/",
    )  # fmt: skip
    assert dict(send_due()) == {"sent": 1}
    assert row(mailing) == ("sent", 1, 0, "")
    [push] = line.accepted
    assert (push.to, push.texts) == (who.line_id, [f"囲碁の会 ひとりで\n{links.page_of(Notice.objects.get(), 'line')}"])
    assert mail.outbox == []


def test_what_is_for_named_people_does_not_go_by_line(line: LineServerOfTests) -> None:
    who = recipient(account=True, line_id=line_id())
    told(who, title="himitsu")
    Notice.objects.update(recipients=[who.pk])
    assert dict(send_due()) == {"cancelled": 1}
    assert line.accepted == []


def test_other_kinds_than_notices_never_go_by_line(line: LineServerOfTests) -> None:
    who = recipient(account=True, line_id=line_id())
    mailing = queued(to=who.user)
    Mailing.objects.update(channel=Channel.LINE, recipient=who)
    assert dict(send_due()) == {"dead": 1}
    assert row(mailing) == ("dead", 1, 0, "UnknownKindError")
    assert line.paths == []


def test_one_connection_takes_all(line: LineServerOfTests) -> None:
    friends = [friend() for _number in range(30)]
    told(*friends)
    assert dict(send_due()) == {"sent": 30}
    assert (line.copies(), len(line.peers)) == ({one.line_id: 1 for one in friends}, 1)


# What LINE answers to one push, and what is written down: state, claims, attempts, error; how many were accepted.
ANSWERS = [
    ("400", ("dead", 1, 0, "LINE 400"), 0),
    ("404", ("dead", 1, 0, "LINE 404"), 0),
    ("429", ("failed", 1, 1, "LINE 429"), 0),
    ("500", ("failed", 1, 1, "LINE 500"), 0),
    ("503", ("failed", 1, 1, "LINE 503"), 0),
    ("drop", ("failed", 1, 1, "LINE RemoteDisconnected"), 0),
    ("drop after", ("failed", 1, 1, "LINE RemoteDisconnected"), 1),
    ("hang", ("failed", 1, 1, "LINE TimeoutError"), 0),
    ("hang after", ("failed", 1, 1, "LINE TimeoutError"), 1),
    ("401", ("pending", 0, 0, "LINE 401"), 0),
    ("403", ("pending", 0, 0, "LINE 403"), 0),
    ("302 http://127.0.0.1:1/", ("pending", 0, 0, "LINE 302"), 0),
]


@pytest.mark.parametrize(("fault", "written", "accepted"), ANSWERS)
def test_an_answer_and_what_becomes_of_it(
    line: LineServerOfTests, fault: str, written: tuple[str, int, int, str], accepted: int
) -> None:
    who = friend()
    [mailing] = told(who)
    line.faults = [fault]
    send_due()
    assert (row(mailing), len(line.accepted)) == (written, accepted)
    assert mailing.failure not in {"", "つながりハブの側の失敗です"}
    line.faults = []
    due_now()
    send_due()
    state = "dead" if written[0] == "dead" else "sent"
    assert (row(mailing)[0], line.copies()) == (state, {} if state == "dead" else {who.line_id: 1})
    assert len(set(line.keys)) <= 1  # the same at each attempt


def test_the_key_belongs_to_the_mailing(line: LineServerOfTests) -> None:
    told(friend(), friend())
    send_due()
    assert len({uuid.UUID(push.key) for push in line.accepted}) == 2


def test_retry_after_is_kept_to(line: LineServerOfTests) -> None:
    [mailing] = told(friend())
    line.faults = ["429 7"]
    now = timezone.now()
    send_due(now=now)
    mailing.refresh_from_db()
    assert mailing.due_at - now == timedelta(seconds=7)
    for value, seconds in (("Wed, 21 Oct 2026 07:28:00 GMT", 300), ("999999", 3_600)):
        line.faults = [f"429 {value}"]
        now = mailing.due_at
        send_due(now=now)
        mailing.refresh_from_db()
        assert (mailing.due_at - now).total_seconds() == seconds
        assert len(line.accepted) == 0


def test_a_limit_is_not_run_against_by_all(line: LineServerOfTests) -> None:
    told(friend(), friend(), friend())
    line.always = "429"
    assert dict(send_due()) == {"failed": 1}
    assert list(Mailing.objects.order_by("attempts").values_list("attempts", "claims")) == [(0, 0), (0, 0), (1, 1)]


def test_one_that_is_refused_does_not_hold_up_the_others(line: LineServerOfTests) -> None:
    friends = [friend() for _number in range(3)]
    told(*friends)
    line.unknown = {friends[1].line_id}
    assert dict(send_due()) == {"sent": 2, "dead": 1}
    assert line.copies() == {friends[0].line_id: 1, friends[2].line_id: 1}


def test_a_token_that_is_refused_loses_nothing(line: LineServerOfTests, settings: Settings) -> None:
    mailings = told(friend(), friend())
    settings.LINE_CHANNEL_ACCESS_TOKEN = "wrong"
    now = timezone.now()
    assert dict(send_due(now=now)) == {}
    assert [row(one) for one in mailings] == [("pending", 0, 0, "LINE 401")] * 2
    assert mailings[0].failure == "LINEに入れませんでした（アクセストークンが違うか、期限が切れています）"
    assert heartbeats.seconds_since("line-away", now=now) == 0
    settings.LINE_CHANNEL_ACCESS_TOKEN = TOKEN
    assert dict(send_due()) == {"sent": 2}


def test_nobody_listens(settings: Settings) -> None:
    [mailing] = told(friend())
    settings.LINE_API = f"http://127.0.0.1:{closed_port()}"
    assert dict(send_due()) == {}
    assert row(mailing) == ("pending", 0, 0, "LINE ConnectionRefusedError")


def test_a_server_without_a_good_certificate_is_told_nothing(line: LineServerOfTests, settings: Settings) -> None:
    [mailing] = told(friend())
    settings.LINE_API = line.url.replace("http://", "https://")
    assert dict(send_due()) == {}
    assert (row(mailing)[:3], line.paths) == (("pending", 0, 0), [])


def test_a_channel_that_is_away_keeps_the_other_from_nothing(
    line: LineServerOfTests, mail_server: MailServerOfTests, settings: Settings
) -> None:
    settings.HUB_OUTBOX_SERVER_PAUSE_SECONDS = 10
    told(friend())
    queued()
    now = timezone.now()
    line.always = "401"
    assert dict(send_due(now=now)) == {"sent": 1}
    queued(due_at=now)
    assert dict(send_due(now=now + timedelta(seconds=5))) == {"sent": 1}
    assert len(line.paths) == 1  # it is left alone for ten seconds
    line.always = ""
    mail_server.always = [("EHLO", "421 not now")]
    queued(due_at=now)
    assert dict(send_due(now=now + timedelta(seconds=11))) == {"sent": 1}
    assert (len(line.accepted), len(mail_server.taken)) == (1, 2)


def test_a_sender_that_died_between_the_push_and_the_mark(line: LineServerOfTests, settings: Settings) -> None:
    """Its lease runs out, the next one asks under the same key, and LINE says that it has it."""
    who = friend()
    [mailing] = told(who)
    now = timezone.now()
    [claimed] = services.claim_due(now=now, limit=1, channel=Channel.LINE)
    assert services.go_on([], [claimed], now=now).begun == {claimed.pk}
    way = LineChannel()
    assert way.send(claimed)
    way.close()
    assert dict(send_due(now=now)) == {}
    later = now + timedelta(seconds=settings.HUB_OUTBOX_LEASE_SECONDS + 1)
    assert dict(send_due(now=later)) == {"sent": 1}
    assert row(mailing)[:2] == ("sent", 2)
    assert (line.copies(), len(line.keys), len(set(line.keys))) == ({who.line_id: 1}, 2, 1)


def test_a_key_that_line_may_have_forgotten_is_not_used_again(line: LineServerOfTests) -> None:
    [mailing] = told(friend())
    line.faults = ["drop after"]
    send_due()
    Mailing.objects.update(created_at=timezone.now() - timedelta(hours=24), due_at=timezone.now())
    assert dict(send_due()) == {"dead": 1}
    assert row(mailing) == ("dead", 2, 1, "LINE key-expired")
    assert len(line.accepted) == 1


def test_a_connection_that_went_away_meanwhile_is_made_anew(line: LineServerOfTests) -> None:
    told(friend(), friend())
    line.faults = ["", "drop"]
    assert dict(send_due()) == {"sent": 2}
    assert len(line.accepted) == 2


@pytest.mark.parametrize("who", ["unlinked", "closed", "stopped", "withdrawn"])
def test_who_is_gone_is_told_nothing(line: LineServerOfTests, who: str) -> None:
    user = UserFactory()
    one = Recipient.objects.create(user=user, line_id=line_id())
    [mailing] = told(one)
    if who == "unlinked":
        Recipient.objects.update(line_id="")
    elif who == "closed":
        user.is_active = False
        user.save()
    elif who == "stopped":
        stop_all(one)
    else:
        Notice.objects.update(withdrawn_at=timezone.now())
    assert dict(send_due()) == {"cancelled": 1}
    assert (row(mailing)[0], line.paths) == ("cancelled", [])


def test_who_has_no_line_is_gathered_nothing_for(line: LineServerOfTests) -> None:
    one = recipient(account=True)
    subscription(one, channels=[Channel.LINE])
    notice()
    gathered()
    assert Mailing.objects.count() == 0


def test_without_a_channel_what_is_there_waits(line: LineServerOfTests, settings: Settings) -> None:
    [mailing] = told(friend())
    settings.LINE_CHANNEL_ACCESS_TOKEN = ""
    assert dict(send_due()) == {}
    assert (row(mailing), line.paths) == (("pending", 0, 0, ""), [])


def test_long_lists_are_parted_and_nothing_is_left_out() -> None:
    items = [f"{number} {'囲' * 200}\nhttps://hub.example/events/{number}/{'x' * 200}" for number in range(30)]
    texts = packed(items)
    assert [len(text) <= 5_000 for text in texts] == [True] * len(texts)
    assert ("\n\n".join(texts), len(texts) <= 5) == ("\n\n".join(items), True)
    assert len(packed(["𠮟" * 4_000, "𠮟"])) == 2  # LINE counts such a letter as two


def test_neither_who_it_is_nor_the_keys_are_in_the_log(
    line: LineServerOfTests, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    who = friend()
    told(who, title="himitsu title")
    for fault in ("500", "429", "401", "drop", "400"):
        line.faults = [fault]
        due_now()
        send_due()
    kinds = [getattr(record, "kind", None) for record in caplog.records]
    assert {"LINE 500", "LINE 429", "LINE 401", "LINE RemoteDisconnected"} <= set(kinds)
    said = caplog.text + "".join(str(vars(record)) for record in caplog.records if record.name.startswith("hub"))
    assert [word for word in (who.line_id, TOKEN, "himitsu") if word in said] == []
