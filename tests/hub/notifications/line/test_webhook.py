"""What LINE calls, and what only says that it is LINE."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.notifications.models import LineEvent, LineNonce, Mailing, Recipient, Subscription
from hub.notifications.sending import send_due
from hub.notifications.services import line as services
from hub.notifications.services.subscribing import forget_unconfirmed, stop
from hub.notifications.tasks import forget_old
from tests.hub.accounts.factories import UserFactory
from tests.hub.notifications.line.calls import SECRET, call, event, friend, line_id, signature
from tests.hub.notifications.line.test_push import told
from tests.hub.notifications.line_server import LINK_TOKEN, LineServerOfTests
from tests.hub.notifications.notices.factories import recipient, subscription

pytestmark = pytest.mark.django_db


def state() -> Any:
    """All that a call could change."""
    return [list(model.objects.order_by("pk").values()) for model in (Recipient, Subscription, Mailing, LineEvent)]


def test_who_becomes_a_friend_is_greeted_with_a_page_of_their_own(line: LineServerOfTests, client: Client) -> None:
    who = line_id()
    assert call(event("follow", who, replyToken="nHuyWiB7yP5Zw52FIkcQobQuGDXCTA")).status_code == 200
    [row] = Recipient.objects.values("line_id", "user", "address", "forgotten_at")
    assert row == {"line_id": who, "user": None, "address": "", "forgotten_at": None}
    assert line.paths == []  # a call never waits for LINE
    assert dict(send_due()) == {"sent": 1}
    [push] = line.accepted
    page = push.texts[0].partition("http://testserver")[2].split()[0]
    assert push.to == who
    assert client.get(page).status_code == 200
    assert f"http://testserver/line/link/?linkToken={LINK_TOKEN}" in push.texts[0]


def test_a_link_token_that_line_refuses_leaves_the_page(line: LineServerOfTests) -> None:
    call(event("follow", line_id()))
    line.faults = ["400"]
    assert dict(send_due()) == {"sent": 1}
    assert ("/notices/manage/" in line.accepted[0].texts[0], "linkToken" in line.accepted[0].texts[0]) == (True, False)


def test_whatever_a_friend_writes_is_answered_and_not_kept(
    line: LineServerOfTests, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    who = line_id()
    call(event("message", who, message={"type": "text", "id": "1", "text": "himitsu no soudan"}))
    call(event("message", who, message={"type": "sticker", "id": "2", "stickerId": "1"}))
    assert dict(send_due()) == {"sent": 2}
    assert "himitsu" not in json.dumps(state(), default=str)
    assert [word for word in ("himitsu", who, SECRET) if word in caplog.text] == []
    assert line.copies() == {who: 2}


def test_who_writes_without_end_is_answered_a_few_times(settings: Settings) -> None:
    settings.HUB_LINE_ANSWERS_A_DAY = 3
    who, other = line_id(), line_id()
    for _number in range(5):
        call(event("message", who))
    call(event("message", other))
    assert Mailing.objects.filter(recipient__line_id=who).count() == 3
    assert Mailing.objects.filter(recipient__line_id=other).count() == 1


def test_who_has_an_account_is_answered_with_its_page(line: LineServerOfTests) -> None:
    linked = recipient(account=True, line_id=line_id())
    call(event("message", linked.line_id))
    send_due()
    [push] = line.accepted
    assert push.texts == ["知らせの条件を変える、休む、やめる：\nhttp://testserver/me/notices/settings/"]


def test_in_standby_nobody_is_answered() -> None:
    call({**event("message", line_id()), "mode": "standby"})
    assert Mailing.objects.count() == 0


def test_who_leaves_is_forgotten_at_once(line: LineServerOfTests) -> None:
    gone, stays = friend(), friend()
    subscription(gone, channels=["line"])
    call(event("message", gone.line_id))
    call(event("unfollow", gone.line_id))
    call(event("unfollow", gone.line_id))
    call(event("unfollow", line_id()))
    assert list(Recipient.objects.order_by("pk").values_list("line_id", flat=True)) == ["", stays.line_id]
    assert Subscription.objects.get().state == "stopped"
    assert dict(send_due()) == {"cancelled": 1}
    assert line.accepted == []
    call(event("follow", gone.line_id))
    assert dict(send_due()) == {"sent": 1}


def test_an_account_that_leaves_stays_an_account() -> None:
    linked = recipient(account=True, line_id=line_id())
    one, other = subscription(linked, channels=["inbox", "line"]), subscription(linked, channels=["line"])
    call(event("unfollow", linked.line_id))
    linked.refresh_from_db()
    for row in (one, other):
        row.refresh_from_db()
    assert (linked.line_id, one.channels, other.channels) == ("", ["inbox"], ["inbox"])
    assert (one.state, other.state) == ("active", "active")


def test_with_the_last_subscription_the_friend_is_forgotten() -> None:
    who = friend()
    one, other = subscription(who, channels=["line"]), subscription(who, channels=["line"])
    stop(one)
    assert Recipient.objects.get().line_id == who.line_id
    stop(other)
    assert Recipient.objects.get().line_id == ""


BODY = json.dumps({"destination": "U0", "events": [event("follow", f"U{'a' * 32}")]}).encode()


@pytest.mark.parametrize(
    ("body", "signed", "status"),
    [
        (BODY, "", 403),
        (BODY, "x", 403),
        (BODY, "ひみつ".encode().decode("latin-1"), 403),
        (BODY, signature(BODY, "another secret"), 403),
        (BODY + b" ", signature(BODY), 403),
        (BODY.replace(b"a" * 32, b"b" * 32), signature(BODY), 403),
        (BODY, signature(BODY).lower(), 403),
        (BODY, signature(BODY).rstrip("="), 403),
        (BODY, signature(BODY) + "=", 403),
        (b"", "", 403),
        (b"{", signature(b"{"), 400),
        (b"[]", signature(b"[]"), 400),
        (b"{}", signature(b"{}"), 400),
        (b'{"events": 7}', signature(b'{"events": 7}'), 200),
        (b'{"events": [7, {}, {"type": "follow"}]}', signature(b'{"events": [7, {}, {"type": "follow"}]}'), 200),
        (b" " * 300_000, signature(b" " * 300_000), 413),
    ],
)
def test_what_is_not_a_call_of_line_changes_nothing(body: bytes, signed: str, status: int) -> None:
    friend()
    before = state()
    assert call(body=body, signed=signed).status_code == status
    assert state() == before


def test_a_call_without_any_signature() -> None:
    answer = Client().post("/line/webhook/", BODY, content_type="application/json")
    assert (answer.status_code, Recipient.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    "source",
    [
        {"type": "group", "groupId": "C1", "userId": f"U{'c' * 32}"}, {"type": "user"}, {"type": "user", "userId": "U1"},
        {"type": "user", "userId": f"U{'c' * 32}\n"}, {"type": "user", "userId": 7}, None, "user",
    ],
)  # fmt: skip
def test_who_is_nobody_is_passed_over(source: Any) -> None:
    assert call({**event("follow", line_id()), "source": source}).status_code == 200
    assert (Recipient.objects.count(), LineEvent.objects.count()) == (0, 0)


def test_the_test_of_the_console() -> None:
    assert call().status_code == 200


def test_a_call_that_is_repeated_does_nothing() -> None:
    follow, message = event("follow", line_id()), event("message", line_id())
    call(follow, message)
    before = state()
    again = {**follow, "deliveryContext": {"isRedelivery": True}}
    assert call(follow).status_code == call(again, message).status_code == call(message, message).status_code == 200
    assert state() == before


def test_an_event_that_is_in_one_call_twice_is_handled_once() -> None:
    follow = event("follow", line_id())
    call(follow, follow)
    assert (Mailing.objects.count(), LineEvent.objects.count()) == (1, 1)


def test_what_failed_is_heard_when_it_is_repeated(settings: Settings) -> None:
    follow = event("follow", line_id())
    settings.HUB_LINE_ANSWERS_A_DAY = None  # cannot be compared
    with pytest.raises(TypeError):
        call(follow)
    assert (Recipient.objects.count(), LineEvent.objects.count()) == (0, 0)
    settings.HUB_LINE_ANSWERS_A_DAY = 5
    call(follow)
    assert (Recipient.objects.count(), Mailing.objects.count()) == (1, 1)


def test_without_a_channel_there_is_no_such_page(settings: Settings) -> None:
    settings.LINE_CHANNEL_ACCESS_TOKEN = settings.LINE_CHANNEL_SECRET = ""
    assert call(body=BODY, signed=signature(BODY, "")).status_code == 404
    assert Client().get("/line/link/").status_code == 404


def test_what_is_old_is_forgotten() -> None:
    call(event("follow", line_id()))
    services.begin_link(recipient(account=True))
    now = timezone.now()
    LineEvent.objects.update(handled_at=now - timedelta(days=6, hours=23))
    forget_old()
    assert (LineEvent.objects.count(), LineNonce.objects.count()) == (1, 1)
    LineEvent.objects.update(handled_at=now - timedelta(days=7, minutes=1))
    LineNonce.objects.update(made_at=now - timedelta(days=1, minutes=1))
    assert services.forget_old_calls(now=now) == 2
    assert (LineEvent.objects.count(), LineNonce.objects.count()) == (0, 0)


def test_a_friend_who_asked_for_nothing_is_forgotten_after_a_week() -> None:
    now, old = timezone.now(), timezone.now() - timedelta(days=8)
    idle, wrote, told, linked = friend(), friend(), friend(), recipient(account=True, line_id=line_id())
    subscription(told, channels=["line"])
    Recipient.objects.update(created_at=old, confirmed_at=old)
    call(event("message", wrote.line_id))
    forget_unconfirmed(now=now)
    assert set(Recipient.objects.values_list("pk", flat=True)) == {wrote.pk, told.pk, linked.pk}
    assert idle.pk not in {wrote.pk, told.pk, linked.pk}


# Linking an account.


def link(nonce: Any, who: str, result: str = "ok") -> None:
    assert call(event("accountLink", who, link={"result": result, "nonce": nonce})).status_code == 200


def test_an_account_is_linked_by_its_nonce_alone(line: LineServerOfTests) -> None:
    mine, other = recipient(account=True), recipient(account=True)
    nonce, who = services.begin_link(mine), line_id()
    link("foreign-nonce-foreign-nonce-0000", who)
    link(7, who)
    assert set(Recipient.objects.values_list("line_id", flat=True)) == {""}
    link(nonce, who)
    assert list(Recipient.objects.order_by("pk").values_list("pk", "line_id")) == [(mine.pk, who), (other.pk, "")]
    link(nonce, line_id())  # it counts once
    assert Recipient.objects.get(pk=mine.pk).line_id == who
    assert dict(send_due()) == {"sent": 1}
    assert line.copies() == {who: 1}


def test_a_nonce_is_long_random_and_kept_as_a_hash() -> None:
    mine = recipient(account=True)
    first, second = services.begin_link(mine), services.begin_link(mine)
    assert (len(first) >= 22, first == second) == (True, False)
    kept = LineNonce.objects.get()
    assert second not in json.dumps(LineNonce.objects.values().get(), default=str)
    assert len(kept.digest) == 64
    link(first, line_id())  # the one before counts no more
    assert Recipient.objects.get().line_id == ""


@pytest.mark.parametrize("wrong", ["late", "failed", "closed"])
def test_a_nonce_that_does_not_count_is_used_up(wrong: str) -> None:
    mine = recipient(account=True)
    made_at = timezone.now() - timedelta(seconds=601 if wrong == "late" else 590)
    nonce = services.begin_link(mine, now=made_at)
    if wrong == "closed":
        mine.user.is_active = False  # type: ignore[union-attr]
        mine.user.save()  # type: ignore[union-attr]
    link(nonce, line_id(), "failed" if wrong == "failed" else "ok")
    link(nonce, line_id())
    assert (Recipient.objects.get(pk=mine.pk).line_id, LineNonce.objects.count()) == ("", 0)


def test_what_a_friend_asked_for_goes_over_to_the_account(line: LineServerOfTests) -> None:
    who = friend()
    [mailing] = told(who)
    mine = recipient(account=True)
    link(services.begin_link(mine), who.line_id)
    one = Subscription.objects.get()
    assert (one.recipient, one.channels, one.state) == (mine, ["inbox", "line"], "active")
    mailing.refresh_from_db()
    assert (mailing.recipient, mailing.user) == (mine, mine.user)
    assert dict(send_due()) == {"sent": 2}  # what was gathered before, and the answer to the linking
    assert line.copies() == {who.line_id: 2}
    assert not Recipient.objects.filter(pk=who.pk).exists()


def test_who_links_another_account_unlinks_the_first() -> None:
    first, second = recipient(account=True, line_id=line_id()), Recipient.objects.create(user=UserFactory())
    who = first.line_id
    one = subscription(first, channels=["inbox", "line"])
    link(services.begin_link(second), who)
    one.refresh_from_db()
    found = dict(Recipient.objects.values_list("pk", "line_id"))
    assert (found, one.channels, one.recipient) == ({first.pk: "", second.pk: who}, ["inbox"], first)
