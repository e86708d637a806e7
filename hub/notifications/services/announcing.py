"""What apps call when something became true that people may want to hear of."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.notifications import dispatch
from hub.notifications.enums import Channel, DeliveryState, NoticeKind
from hub.notifications.models import Delivery, Notice

# What those who were not told yet are told instead, when the thing was changed meanwhile.
_SAID = ("title", "starts_at", "has_time", "whereabouts", "expires_at")


def announce(
    kind: NoticeKind, subject: str, object_id: int, *, title: str, path: str, key: str, anew: Mapping[str, Any] | None = None,
    **said: Any,
) -> Notice | None:  # fmt: skip
    """Writes a notice, in the transaction that makes it true; its readers are looked for after commit.

    ``said``: the other fields of ``Notice``, public words and numbers alone. The same ``key`` gives one notice (None
    for the later ones). What was changed or cancelled reaches those who were told of the thing before; who was not
    told yet hears of it as it is now, or not at all. ``anew``: how it is now, where the notice itself speaks of a part
    (one date of several).
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("announce() belongs into the writing transaction")
    notice = Notice(
        kind=kind, subject=subject, object_id=object_id, key=key, path=path,
        title=title[: Notice._meta.get_field("title").max_length], **said,
    )  # fmt: skip
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    written = Notice.objects.filter(key=key, spread_at=None).first()
    if written is None or written.created_at != notice.created_at:
        return None
    if kind == NoticeKind.CHANGED:
        _say_anew(written, anew or {})
    elif kind == NoticeKind.CANCELLED:
        _withdraw(subject, [object_id], but=written)
    dispatch.wake_after_commit()
    return written


def withdraw_notices(subject: str, *object_ids: int, keep_told: bool = False) -> None:
    """These things are gone: what waits is not sent, and what was told stands in no inbox any more.

    ``keep_told``: it has ended and its page is still there, so who was told keeps it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("withdraw_notices() belongs into the writing transaction")
    _withdraw(subject, object_ids, keep_told=keep_told)


def forget_withdrawn(subject: str, object_ids: Collection[int]) -> None:
    """What was told of these and taken back keeps none of their words."""
    gone = Notice.objects.filter(subject=subject, object_id__in=object_ids, withdrawn_at__isnull=False)
    gone.update(**dict.fromkeys(("title", "text", "whereabouts", "search_text"), ""))


def say_anew(subject: str, object_id: int, **said: Any) -> None:
    """The words of a thing were changed, and nobody is to be told again: what was told and what waits says the new ones."""
    Notice.objects.about(subject, object_id).filter(withdrawn_at=None).update(**said)


def _say_anew(notice: Notice, anew: Mapping[str, Any]) -> None:
    now = {name: anew.get(name, getattr(notice, name)) for name in _SAID}
    earlier = Notice.objects.about(notice.subject, notice.object_id).filter(kind=NoticeKind.PUBLISHED)
    earlier.filter(withdrawn_at=None).update(**now)


def _withdraw(subject: str, object_ids: Collection[int], *, but: Notice | None = None, keep_told: bool = False) -> None:
    now = timezone.now()
    told = Notice.objects.filter(subject=subject, object_id__in=object_ids, withdrawn_at=None)
    if but is not None:
        told = told.exclude(pk=but.pk)
    numbers = list(told.values_list("pk", flat=True))
    gone = told.filter(pk__in=numbers, spread_at=None) if keep_told else told.filter(pk__in=numbers)
    gone.update(withdrawn_at=now)
    waiting = Delivery.objects.waiting().filter(notice__in=numbers).exclude(channel=Channel.INBOX)
    waiting.update(state=DeliveryState.DROPPED)
