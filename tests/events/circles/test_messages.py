"""What the organiser tells all: each member once, by the way they can be reached; who has stopped the mails reads it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from events.circle_enums import MemberState
from events.enums import State
from events.models import CircleCall, CircleMessage
from events.services import circles
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.notifications.writing import write_message
from tests.events.circles.people import circle, member_in
from tests.events.members import member
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
S = MemberState


def test_each_member_is_reached_by_their_own_way_once() -> None:
    one, page = circle(), uuid.uuid4()
    writer = member(one.organization)
    by_mail = [member_in(one, email="hana@example.org", phone=""), member_in(one, user=UserFactory(), phone="")]
    by_phone = [member_in(one), member_in(one, phone="")]
    member_in(one, email="quiet@example.org", wants_mail=False)
    for state in (S.UNCONFIRMED, S.ASKED, S.DECLINED, S.REMOVED):
        member_in(one, state, email=f"{state}@example.org")
    member_in(circle(name="よその会"), email="elsewhere@example.org")
    for _again in range(2):
        sent = circles.send_message(one, by=writer, subject="件", text="文", sent_as=page)
    assert CircleMessage.objects.count() == 1
    assert list(Mailing.objects.order_by("pk").values_list("kind", "address", "user", "ids")) == [
        ("circle_message", "", None, {"member": row.pk, "message": sent.pk}) for row in by_mail
    ]
    assert list(sent.calls.values_list("member", flat=True)) == [row.pk for row in by_phone]


def test_a_mail_finds_its_reader_when_it_is_sent_and_nobody_who_left() -> None:
    one = circle()
    writer, account = member(one.organization), UserFactory()
    rows = [
        member_in(one, email="hana@example.org", phone=""), member_in(one, user=account, phone=""),
        member_in(one, email="gone@example.org", phone=""), member_in(one, email="quiet@example.org", phone=""),
    ]  # fmt: skip
    circles.send_message(one, by=writer, subject="12月の会\r\nBcc: x@example.org", text="持ち物\n・はさみ")
    circles.leave_circle(rows[2])
    circles.want_mails(rows[3], wants=False)
    written = [write_message(mailing) for mailing in Mailing.objects.filter(kind="circle_message").order_by("pk")]
    assert [message and message.to for message in written] == [["hana@example.org"], [account.email], None, None]
    first = written[0]
    assert first is not None
    assert first.subject == "【はじめての手芸の会】12月の会 Bcc: x@example.org"
    assert "・はさみ" in str(first.body)
    assert first.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/circles/members/{rows[0].pk}-" in first.extra_headers["List-Unsubscribe"]
    # No other member stands in it.
    assert account.display_name not in str(first.body)
    circles.hide_circle(one, by=UserFactory(coordinator=True), reason="勧誘")
    assert [write_message(one) for one in Mailing.objects.filter(kind="circle_message")] == [None] * 4


def test_who_came_later_reads_only_what_was_said_since() -> None:
    one = circle()
    writer, now = member(one.organization), timezone.now()
    before = circles.send_message(one, by=writer, subject="前", text="文")
    CircleMessage.objects.filter(pk=before.pk).update(created_at=now - timedelta(days=1))
    old, new = member_in(one, joined_at=now - timedelta(days=2)), member_in(one, joined_at=now - timedelta(hours=1))
    asked = member_in(one, S.ASKED)
    after = circles.send_message(one, by=writer, subject="後", text="文")
    read = [list(CircleMessage.objects.read_by(row)) for row in (old, new, asked)]
    assert read == [[after, before], [after], []]


def test_so_many_a_day_and_of_what_is_public_alone() -> None:
    one = circle()
    writer = member(one.organization)
    for number in range(5):
        circles.send_message(one, by=writer, subject=f"件{number}", text="文")
    with pytest.raises(DomainError, match="1日に送れる"):
        circles.send_message(one, by=writer, subject="件", text="文")
    closed = circle(State.CLOSED, of=one.organization)
    with pytest.raises(DomainError, match="公開中の"):
        circles.send_message(closed, by=writer, subject="件", text="文")


def test_calls_are_ticked_off_and_those_who_left_are_none() -> None:
    one = circle()
    writer = member(one.organization)
    rows = [member_in(one), member_in(one)]
    sent = circles.send_message(one, by=writer, subject="件", text="文")
    left = lambda: CircleMessage.objects.with_calls_left().get(pk=sent.pk).has_calls_left  # noqa: E731
    first = CircleCall.objects.get(member=rows[0])
    circles.tick_call(first, by=writer, is_done=True)
    assert (CircleCall.objects.get(pk=first.pk).done_by, left()) == (writer, True)
    circles.leave_circle(rows[1])
    assert left() is False
    circles.tick_call(first, by=writer, is_done=False)
    assert left() is True
    with pytest.raises(DomainError):
        circles.tick_call(first, by=UserFactory(), is_done=True)
