"""Who is a friend of the city's account on LINE, which accounts are linked, and what LINE's calls change."""

import secrets
import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.locking import lock_row
from hub.notifications import dispatch
from hub.notifications.enums import Channel
from hub.notifications.models import Delivery, LineEvent, LineNonce, Mailing, Recipient, Subscription
from hub.notifications.services import subscribing

LINKS = "line.links"
_AT_ONCE = 1_000
_DAY = timedelta(days=1)


def take_event(event_id: str) -> bool:
    """Notes a call, in the transaction that handles it. False: it was handled before."""
    event = LineEvent(event_id=event_id)
    LineEvent.objects.bulk_create([event], ignore_conflicts=True)
    return LineEvent.objects.filter(event_id=event_id, handled_at=event.handled_at).exists()


@transaction.atomic
def follow(line_id: str, *, now: datetime | None = None) -> None:
    """A new friend is greeted, with the page on which to choose what to be told."""
    _answer(_friend(line_id, now or timezone.now()), now or timezone.now())


@transaction.atomic
def answer(line_id: str, *, now: datetime | None = None) -> None:
    """Somebody wrote. Whatever it was is not looked at: they get the page with what they may want."""
    _answer(_friend(line_id, now or timezone.now()), now or timezone.now())


@transaction.atomic
def unfollow(line_id: str, *, now: datetime | None = None) -> None:
    """No friend any more: who it was is forgotten at once. Done again it changes nothing."""
    recipient = Recipient.objects.filter(line_id=line_id).first()
    if recipient is None:
        return
    if recipient.user_id is None:
        subscribing.stop_all(recipient, now=now)
    else:
        unlink(recipient)


@transaction.atomic
def begin_link(recipient: Recipient, *, now: datetime | None = None) -> str:
    """A nonce of 192 bits, with which LINE tells afterwards who it was. The ones before it count no more."""
    nonce = secrets.token_urlsafe(24)
    LineNonce.objects.filter(recipient=recipient).delete()
    LineNonce.objects.create(digest=_digest(nonce), recipient=recipient, made_at=now or timezone.now())
    return nonce


@transaction.atomic
def end_link(nonce: str, line_id: str, *, is_ok: bool, now: datetime | None = None) -> bool:
    """The account whose nonce it is has this friend from now on. A nonce counts once, whatever came of it, and not long.

    What the friend had asked for without an account goes over to the account.
    """
    now = now or timezone.now()
    found = (
        LineNonce.objects.select_for_update(of=("self",))
        .filter(digest=_digest(nonce))
        .select_related("recipient__user")
    )
    kept = found.first()
    if kept is None:
        return False
    kept.delete()
    is_late = now - kept.made_at > timedelta(seconds=settings.HUB_LINE_NONCE_SECONDS)
    if not is_ok or is_late or kept.recipient.user is None or not kept.recipient.user.is_active:
        return False
    recipient = lock_row(kept.recipient)
    before = Recipient.objects.filter(line_id=line_id).exclude(pk=recipient.pk).first()
    if before is not None:
        _take_over(lock_row(before), recipient)
    recipient.line_id = line_id
    recipient.save(update_fields=["line_id"])
    return True


@transaction.atomic
def unlink(recipient: Recipient) -> None:
    """The account is told nothing by LINE any more, and who it was there is forgotten."""
    locked = lock_row(recipient)
    locked.line_id = ""
    locked.save(update_fields=["line_id"])
    for one in Subscription.objects.filter(recipient=locked, channels__contains=[Channel.LINE]):
        one.channels = [channel for channel in one.channels if channel != Channel.LINE] or [Channel.INBOX.value]
        one.save(update_fields=["channels"])


def forget_old_calls(*, now: datetime) -> int:
    """Calls that LINE does not repeat any more, and nonces that nobody came back with; how many rows."""
    events = LineEvent.objects.filter(handled_at__lt=now - timedelta(days=settings.HUB_LINE_EVENT_DAYS))
    removed = LineNonce.objects.filter(made_at__lt=now - _DAY).delete()[0]
    while numbers := list(events.values_list("pk", flat=True)[:_AT_ONCE]):
        removed += LineEvent.objects.filter(pk__in=numbers).delete()[0]
    return removed


def _digest(nonce: str) -> str:
    return sha256(nonce.encode()).hexdigest()


def _friend(line_id: str, now: datetime) -> Recipient:
    """The row of a friend: of the account that is linked, or one without an account. Two at once make one."""
    fresh = Recipient(line_id=line_id, confirmed_at=now)
    Recipient.objects.bulk_create([fresh], ignore_conflicts=True)
    return Recipient.objects.select_related("user").get(line_id=line_id)


def _take_over(friend: Recipient, account: Recipient) -> None:
    """From a friend without an account all goes over; another account that had this friend loses it."""
    if friend.user_id is not None:
        unlink(friend)
        return
    for one in Subscription.objects.filter(recipient=friend):
        one.recipient, one.channels = account, list(dict.fromkeys([Channel.INBOX.value, *one.channels]))
        one.save(update_fields=["recipient", "channels"])
    told = Delivery.objects.filter(recipient=account, channel=Channel.LINE).values("notice")
    Delivery.objects.filter(recipient=friend).exclude(notice__in=told).update(recipient=account)
    Mailing.objects.filter(recipient=friend).update(recipient=account, user=account.user)
    friend.delete()


def _answer(recipient: Recipient, now: datetime) -> None:
    """Goes out by LINE like all else, from the outbox; a few times a day, whoever writes however often."""
    # Who asked for nothing is forgotten after some days, counted from here.
    Recipient.objects.filter(pk=recipient.pk, user=None).update(confirmed_at=now)
    given = Mailing.objects.filter(kind=LINKS, recipient=recipient, created_at__gt=now - _DAY)
    if given.count() >= settings.HUB_LINE_ANSWERS_A_DAY:
        return
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    Mailing.objects.create(
        idempotency_key=f"{LINKS}:{uuid.uuid4()}",
        kind=LINKS,
        channel=Channel.LINE,
        recipient=recipient,
        user=recipient.user,
        language=recipient.user.language if recipient.user else recipient.language,
        due_at=now,
        message_id=f"<{uuid.uuid4().hex}@{host}>",
    )
    dispatch.wake_after_commit()
