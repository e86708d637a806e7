"""Who asks for notices, changes what was asked for, and stops it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row
from hub.notifications.enums import Channel, SubscriptionState
from hub.notifications.letters_of_subscriptions import CONFIRM
from hub.notifications.matching import anchors_of
from hub.notifications.models import Mailing, Recipient, Subscription
from hub.notifications.services.queueing import queue_mail

if TYPE_CHECKING:
    from hub.accounts.models import User

# So many conditions of one person are looked at for each notice.
MOST = 30
# Whoever knows an address can't fill its box with questions.
MOST_QUESTIONS = 3
_AT_ONCE = 1_000


def recipient_of_user(user: "User") -> Recipient:
    """The row of an account, made when it is first needed."""
    return Recipient.objects.get_or_create(user=user, defaults={"language": user.language})[0]


def lock_recipients(users: Mapping[int, "User"], recipients: Collection[int] = ()) -> None:
    """Those of accounts, made where they are missing, and others by number, all in one order; for who changes many.

    Belongs into the writing transaction: what is locked here the other services have already.
    """
    known = set(Recipient.objects.filter(user__in=users).values_list("user", flat=True))
    missing = [Recipient(user=users[pk], language=users[pk].language) for pk in sorted(set(users) - known)]
    Recipient.objects.bulk_create(missing, ignore_conflicts=True)
    rows = Recipient.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(Q(user__in=users) | Q(pk__in=recipients)).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def subscribe(user: "User", *, channels: Iterable[str], cadence: str, conditions: Mapping[str, Any]) -> Subscription:
    """Somebody with an account asks to hear of what fits ``conditions`` (fields of ``Subscription``), from now on."""
    recipient = lock_row(recipient_of_user(user))
    chosen = list(dict.fromkeys([Channel.INBOX.value, *channels]))
    if same := _same(recipient, conditions.get("query", "")):
        return _ask_again(same, channels=chosen, cadence=cadence)
    _check_room(recipient)
    return _write(recipient, conditions, channels=chosen, cadence=cadence, state=SubscriptionState.ACTIVE)


@transaction.atomic
def subscribe_friend(recipient: Recipient, *, cadence: str, conditions: Mapping[str, Any]) -> Subscription:
    """A friend on LINE without an account asks: who holds the link of the chat is who reads it."""
    locked = lock_row(recipient)
    if not locked.line_id:
        raise DomainError(_("LINEとのつながりが切れています。LINEで、もう一度何か送ってください。"))
    if same := _same(locked, conditions.get("query", "")):
        return _ask_again(same, channels=[Channel.LINE], cadence=cadence)
    _check_room(locked)
    return _write(locked, conditions, channels=[Channel.LINE], cadence=cadence, state=SubscriptionState.ACTIVE)


@transaction.atomic
def ask_to_subscribe(
    address: str, *, language: str, cadence: str, conditions: Mapping[str, Any], now: datetime | None = None
) -> None:
    """Somebody without an account asks: the address is asked whether its reader wants it. Says nothing of who is known.

    An address that was asked ``MOST_QUESTIONS`` times within a day and has not answered is not asked again.
    """
    now = now or timezone.now()
    own = {"address": address, "language": language}
    recipient = lock_row(Recipient.objects.get_or_create(address__iexact=address, defaults=own)[0])
    open_questions = recipient.subscriptions.filter(state=SubscriptionState.WAITING)
    if open_questions.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_QUESTIONS:
        return
    if Subscription.objects.of(recipient).count() >= MOST:
        return
    subscription = _write(
        recipient, conditions, channels=[Channel.EMAIL], cadence=cadence, state=SubscriptionState.WAITING
    )
    queue_mail(CONFIRM, to=address, ids={"subscription": subscription.pk}, language=language)


@transaction.atomic
def confirm(subscription: Subscription, *, now: datetime | None = None) -> None:
    """The reader of the address wants it. Done again it changes nothing; one that was stopped stays stopped.

    What they are told of already they are not told of twice: asked for anew, the one that there is takes its pace.
    """
    recipient = lock_row(subscription.recipient)
    locked = lock_row(subscription)
    same = _same(recipient, locked.query, but=locked)
    if locked.state == SubscriptionState.STOPPED and same:
        return
    if locked.state == SubscriptionState.STOPPED:
        raise DomainError(_("この申し込みは、もうやめてあります。もう一度申し込んでください。"))
    if recipient.confirmed_at is None:
        recipient.confirmed_at = now or timezone.now()
        recipient.save(update_fields=["confirmed_at"])
    if same and locked.state == SubscriptionState.WAITING:
        _ask_again(same, channels=same.channels, cadence=locked.cadence)
        locked.state, locked.stopped_at = SubscriptionState.STOPPED, now or timezone.now()
    else:
        locked.state = SubscriptionState.ACTIVE
    locked.save(update_fields=["state", "stopped_at"])


@transaction.atomic
def stop(subscription: Subscription, *, now: datetime | None = None) -> None:
    """Nothing more of it is sent, not even what is gathered already. Done again it changes nothing.

    With the last of somebody without an account the address is forgotten.
    """
    now = now or timezone.now()
    recipient, locked = lock_row(subscription.recipient), lock_row(subscription)
    if locked.state == SubscriptionState.STOPPED:
        return
    locked.state, locked.stopped_at = SubscriptionState.STOPPED, now
    locked.save(update_fields=["state", "stopped_at"])
    if not Subscription.objects.of(recipient).exists():
        _forget(recipient, now)


@transaction.atomic
def stop_all(recipient: Recipient, *, now: datetime | None = None) -> None:
    """Nothing at all is sent any more. Of who has no account the address is forgotten with it."""
    now = now or timezone.now()
    locked = lock_row(recipient)
    Subscription.objects.of(locked).update(state=SubscriptionState.STOPPED, stopped_at=now)
    _forget(locked, now)


def _forget(recipient: Recipient, now: datetime) -> None:
    """Where there is no account: the address, here and in what was sent, and who it was on LINE."""
    if recipient.user_id is None:
        recipient.address, recipient.line_id, recipient.confirmed_at, recipient.forgotten_at = "", "", None, now
        recipient.save(update_fields=["address", "line_id", "confirmed_at", "forgotten_at"])
        Mailing.objects.filter(recipient=recipient).update(address="")


def ways_of(recipient: Recipient) -> list[Channel]:
    """Those by which this person can be reached."""
    if recipient.user_id is not None:
        ways = [Channel.INBOX, Channel.EMAIL]
    else:
        ways = [Channel.EMAIL] if recipient.address else []
    return [*ways, Channel.LINE] if recipient.line_id and settings.LINE_CHANNEL_ACCESS_TOKEN else ways


@transaction.atomic
def change_subscription(subscription: Subscription, *, cadence: str, channels: Iterable[str] | None = None) -> None:
    """How often and by which ways; None: by the same ones. At least one stays, of those that reach the person."""
    open_ways = ways_of(lock_row(subscription.recipient))
    locked = lock_row(subscription)
    locked.cadence = cadence
    if channels is not None:
        chosen = [way.value for way in Channel if way in set(channels) & set(open_ways)]
        if not chosen:
            raise DomainError(
                _("受け取り方を、ひとつは選んでください。いらなくなったときは「やめる」を押してください。")
            )
        locked.channels = chosen
    locked.save(update_fields=["cadence", "channels"])


@transaction.atomic
def change_recipient(
    recipient: Recipient, *, quiet: tuple[time, time] | None, paused_until: date | None, language: str
) -> None:
    """When somebody wants to be left in peace, and in which language they are written to."""
    locked = lock_row(recipient)
    locked.quiet_from, locked.quiet_until = quiet or (None, None)
    locked.paused_until, locked.language = paused_until, language
    locked.save(update_fields=["quiet_from", "quiet_until", "paused_until", "language"])


def forget_unconfirmed(*, now: datetime) -> int:
    """Questions that nobody answered, addresses with no other, friends who asked for nothing; how many rows.

    A question asked anew has its whole time. Of a known address it is stopped, so that it takes no room.
    """
    before = now - timedelta(days=settings.HUB_NOTICES_QUESTION_DAYS)
    questions = Subscription.objects.filter(state=SubscriptionState.WAITING)
    removed = questions.filter(created_at__lt=before).update(state=SubscriptionState.STOPPED, stopped_at=now)
    old = Recipient.objects.filter(user=None, forgotten_at=None, created_at__lt=before).filter(
        Q(confirmed_at=None) & ~Exists(questions.filter(recipient=OuterRef("pk")))
        | Q(address="", subscriptions=None, confirmed_at__lt=before)
    )
    while numbers := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        removed += Recipient.objects.filter(pk__in=numbers).delete()[0]
    return removed


def _same(recipient: Recipient, query: str, *, but: Subscription | None = None) -> Subscription | None:
    """What this person is told of already by the same selection: who presses twice asks once."""
    others = Subscription.objects.active().filter(recipient=recipient, query=query).exclude(query="")
    return (others.exclude(pk=but.pk) if but else others).first()


def _ask_again(same: Subscription, *, channels: list[str], cadence: str) -> Subscription:
    """The same once more: how it is told is what was said last."""
    same.channels, same.cadence = channels, cadence
    same.save(update_fields=["channels", "cadence"])
    return same


def _check_room(recipient: Recipient) -> None:
    if Subscription.objects.of(recipient).count() >= MOST:
        raise DomainError(
            _("申し込みは%(most)d件までです。いらないものをやめてから、申し込んでください。") % {"most": MOST}
        )


def _write(recipient: Recipient, conditions: Mapping[str, Any], **how: Any) -> Subscription:
    subscription = Subscription(recipient=recipient, **conditions, **how)
    subscription.anchors = anchors_of(subscription)
    subscription.save(force_insert=True)
    return subscription
