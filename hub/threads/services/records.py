"""What every act on a talk begins and ends with: the lock, whose turn it is, who hears of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.people import staff_who, writers_of
from hub.exceptions import DomainError
from hub.locking import lock_row, saying_who_waits
from hub.notifications.services import queue_mail
from hub.opening_days import opening_day_after
from hub.threads.enums import Act, Side
from hub.threads.models import Post, Thread, ThreadAct, ThreadReading
from hub.threads.rules import can_write_for, side_for

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User

WRITTEN = "threads.written"
LATE = "threads.late"
PERMISSION = "threads.change_thread"


def lock_thread(thread: Thread) -> Thread:
    """The talk as it is now; its organisation first, in which everybody who writes waits for the other."""
    with saying_who_waits():
        organization = lock_row(thread.organization)
        locked = lock_row(thread)
    locked.organization = organization
    return locked


def checked_side(by: "User | Any", organization: "Organization") -> Side:
    """For whom somebody writes; refused in words for who may not."""
    side = side_for(by, organization)
    if side is None:
        raise DomainError(_("書けるのは、団体の代表と編集する人、市の担当だけです。"))
    if not can_write_for(side, organization):
        raise DomainError(
            _("団体の登録が止まっているので、いまは読むだけです。市の担当に、ほかの方法でご連絡ください。")
        )
    return side


def hand_over(thread: Thread, to: Side | None, now: datetime, *, days: int | None = None) -> None:
    """Whose turn it is now. A promise that runs is not put off by writing once more.

    ``days``: opening days until the city answers, where that is not what is promised of talks.
    """
    if to == thread.waits_for:
        return
    thread.waits_for, thread.waits_since = to or "", now if to else None
    thread.answer_by = thread.late_told_at = None
    if to == Side.STAFF:
        thread.answer_by = promised_day(now, days=days)


def promised_day(now: datetime | None = None, *, days: int | None = None) -> Any:
    """The day by whose end what is written now is answered."""
    return opening_day_after(timezone.localdate(now or timezone.now()), days or settings.HUB_THREAD_ANSWER_DAYS)


def save(thread: Thread) -> None:
    """What ``hand_over`` and the acts change."""
    thread.save(
        update_fields=[
            *("waits_for", "waits_since", "answer_by", "late_told_at"),
            *("last_post_at", "closed_at", "closed_by"),
        ]
    )


def write_act(thread: Thread, act: Act, *, by: "User", now: datetime) -> ThreadAct:
    return ThreadAct.objects.create(thread=thread, action=act, by=by, created_at=now)


def set_reading(thread: Thread, post: Post, *, by: "User", now: datetime) -> None:
    """Never backwards."""
    reading, is_new = ThreadReading.objects.get_or_create(
        thread=thread, user=by, defaults={"post": post, "read_at": now}
    )
    if not is_new and reading.post_id < post.pk:
        reading.post, reading.read_at = post, now
        reading.save(update_fields=["post", "read_at"])


def is_unread(thread: Thread) -> bool:
    """Whether the city owes an answer to what members wrote and nobody of the city has read.

    How they began the talk aside: who decides on what it is about has read that elsewhere.
    """
    if thread.waits_for != Side.STAFF:
        return False
    city = ThreadReading.objects.filter(thread=thread, user__is_staff=True)
    read = city.exclude(user__memberships__organization=thread.organization_id).aggregate(upto=Max("post"))["upto"]
    began = thread.posts.aggregate(at=Min("pk"))["at"]
    return thread.posts.filter(side=Side.MEMBERS, pk__gt=max(read or 0, began or 0)).exists()


def people_of(thread: Thread, side: Side) -> "list[User]":
    """Who hears when the other side has written."""
    if side == Side.MEMBERS:
        return writers_of(thread.organization)
    return staff_who(PERMISSION, but_of=thread.organization)


def tell_other_side(thread: Thread, post: Post, now: datetime) -> None:
    """A mail a little later, so that ten posts in a row are one; then one a day at most, until they are read.

    To each turn of the city's one anew: who left the last answer to a colleague has read nothing of it and is told.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("what is told belongs into the writing transaction")
    other = Side.STAFF if post.side == Side.MEMBERS else Side.MEMBERS
    read = dict(ThreadReading.objects.filter(thread=thread).values_list("user", "post"))
    due = now + timedelta(seconds=settings.HUB_THREAD_MAIL_SECONDS)
    turn = f":{thread.waits_since.timestamp()}" if other == Side.STAFF and thread.waits_since else ""
    for user in people_of(thread, other):
        key = f"{WRITTEN}:{thread.pk}:{user.pk}:{read.get(user.pk, 0)}:{timezone.localdate(now)}{turn}"
        queue_mail(WRITTEN, to=user, ids={"thread": thread.pk}, key=key, due_at=due)
