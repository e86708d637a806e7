"""What the city does with a talk beside writing: no answer is needed, it has ended, it goes on."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.threads.enums import Act, Side
from hub.threads.models import Thread, ThreadReading
from hub.threads.rules import side_of
from hub.threads.services.records import hand_over, is_unread, lock_thread, save, set_reading, write_act
from hub.threads.services.writing import end

if TYPE_CHECKING:
    from hub.accounts.models import User


def settle_thread(thread: Thread, *, by: "User", seen: int | None = None, now: datetime | None = None) -> None:
    """Nothing is to be answered: thanks were said, or it was settled on the telephone. Members see that."""

    def act(locked: Thread, now: datetime) -> None:
        if locked.waits_for != Side.STAFF:
            raise DomainError(_("いま、市のお返事を待っているやりとりではありません。"))
        hand_over(locked, None, now)
        write_act(locked, Act.SETTLE, by=by, now=now)

    _by_the_city(thread, act, by=by, seen=seen, now=now)


@transaction.atomic
def settle_answered(
    thread: Thread, *, by: "User", is_over: bool = False, seen: int | None = None, now: datetime | None = None
) -> None:
    """What the city owed was said elsewhere, in another act, whose own rule says who may do it.

    ``seen``: the last post that stood on the page of that act: it has been read. ``is_over``: nor does the city wait for an answer any more. Where nothing is owed nothing is done; nor where
    members wrote what nobody has read yet: that is still to be answered.
    """
    now, locked = now or timezone.now(), lock_thread(thread)
    if seen is not None:
        mark_read(locked, by=by, up_to=seen, now=now)
    if is_unread(locked):
        return
    if locked.waits_for == Side.STAFF:
        write_act(locked, Act.SETTLE, by=by, now=now)
    if locked.waits_for == Side.STAFF or is_over:
        hand_over(locked, None, now)
        save(locked)


@transaction.atomic
def let_rest(thread: Thread, *, now: datetime | None = None) -> None:
    """Members took back what the talk is about: neither side owes anything. A part of that act, with its own rule.

    But where they wrote what nobody of the city has read, that is still to be answered.
    """
    now, locked = now or timezone.now(), lock_thread(thread)
    if not is_unread(locked):
        hand_over(locked, None, now)
        save(locked)


def close_thread(thread: Thread, *, by: "User", seen: int | None = None, now: datetime | None = None) -> None:
    """It ends, but not where an answer was promised: that is given first."""

    def act(locked: Thread, now: datetime) -> None:
        if locked.closed_at is not None:
            raise DomainError(_("もう終わっています。"))
        if locked.waits_for == Side.STAFF:
            raise DomainError(
                _("まだお返事していません。お返事を書くか、「返事は要らない」を押してから、終えてください。")
            )
        end(locked, by=by, now=now)

    _by_the_city(thread, act, by=by, seen=seen, now=now)


def reopen_thread(thread: Thread, *, by: "User", now: datetime | None = None) -> None:
    """Both sides may write again; it is nobody's turn yet."""

    def act(locked: Thread, now: datetime) -> None:
        if locked.closed_at is None:
            raise DomainError(_("このやりとりは、終わっていません。"))
        locked.closed_at = locked.closed_by = None
        write_act(locked, Act.REOPEN, by=by, now=now)

    _by_the_city(thread, act, by=by, seen=None, now=now)


@transaction.atomic
def mark_read(thread: Thread, *, by: "User", up_to: int, now: datetime | None = None) -> None:
    """The reader has seen all up to this post. It waits for nobody: a reading is the reader's own."""
    post = thread.posts.filter(pk__lte=up_to).order_by("-pk").first()
    if post is not None:
        ThreadReading.objects.select_for_update(no_key=True).filter(thread=thread, user=by).first()
        set_reading(thread, post, by=by, now=now or timezone.now())


@transaction.atomic
def _by_the_city(
    thread: Thread,
    act: Callable[[Thread, datetime], None],
    *,
    by: "User",
    seen: int | None,
    now: datetime | None,
) -> None:
    """``seen``: the last post that the page showed; what came since is read first."""
    locked = lock_thread(thread)
    if side_of(by, locked) != Side.STAFF:
        raise DomainError(
            _("これは、市の担当だけができます。自分が入っている団体のものは、ほかの職員に頼んでください。")
        )
    if seen is not None and locked.posts.filter(pk__gt=seen).exclude(author=by).exists():
        raise DomainError(
            _("このページを開いたあとで、新しい書きこみがありました。読んでから、もう一度押してください。")
        )
    act(locked, now or timezone.now())
    save(locked)
