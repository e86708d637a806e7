"""Opening a talk and writing in it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row, saying_who_waits
from hub.threads.enums import Act, Side
from hub.threads.models import Post, Thread
from hub.threads.rules import can_write_for
from hub.threads.services.files import keep_files
from hub.threads.services.records import (
    checked_side,
    hand_over,
    is_unread,
    lock_thread,
    save,
    set_reading,
    tell_other_side,
    write_act,
)

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User
    from hub.threads.checking import CheckedFile


class StaleError(DomainError):
    """Somebody else wrote since the page was made: what they said is to be read first."""

    def __init__(self) -> None:
        super().__init__(
            _("このページを開いたあとで、新しい書きこみがありました。読んでから、もう一度送ってください。書いたものは残っています。")
        )  # fmt: skip


class ClosedError(DomainError):
    """Nothing more is written in a talk that has ended."""

    def __init__(self) -> None:
        super().__init__(_("このやりとりは終わっています。続きは、新しいやりとりで書いてください。"))


@transaction.atomic
def open_thread(
    organization: "Organization",
    *,
    by: "User",
    subject: str,
    text: str,
    about: tuple[str, int] | None = None,
    files: "Sequence[CheckedFile]" = (),
    key: uuid.UUID | None = None,
    days: int | None = None,
    tells: bool = True,
    now: datetime | None = None,
) -> Thread:
    """A talk of an organisation with the city, begun by one of its writers or by a coordinator; the other side hears.

    ``about``: kind and number of what it is about. ``key``: of the form, so that the same sent twice is one talk.
    ``days``: opening days until the city answers, where another act promises more. ``tells``: False where that act
    tells the other side itself.
    """
    now = now or timezone.now()
    with saying_who_waits():
        locked = lock_row(organization)
    side = checked_side(by, locked)
    if (there := opened_with(key, locked, by=by)) is not None:
        return there
    key = _own_key(key, by, f"organization:{locked.pk}")
    if side == Side.MEMBERS and about is None:
        _check_number_of_talks(locked)
    thread = Thread(organization=locked, subject=subject, created_by=by, last_post_at=now)
    if about is not None:
        thread.about_kind, thread.about_id = about
    _turn(thread, side, now, days=days)
    thread.save()
    _write(thread, side, by=by, text=text, files=files, key=key, tells=tells, now=now)
    return thread


@transaction.atomic
def go_on_with(
    thread: Thread,
    *,
    by: "User",
    text: str,
    files: "Sequence[CheckedFile]" = (),
    days: int | None = None,
    now: datetime | None = None,
) -> Post:
    """Members hand in anew what the talk is about: it goes on, also where it had ended. The act tells the city itself."""
    now, locked = now or timezone.now(), lock_thread(thread)
    side = checked_side(by, locked.organization)
    if side != Side.MEMBERS:
        raise DomainError(_("これができるのは、団体の代表と編集する人だけです。"))
    locked.closed_at = locked.closed_by = None
    _turn(locked, side, now, days=days)
    locked.last_post_at = now
    post = _write(locked, side, by=by, text=text, files=files, key=None, tells=False, now=now)
    save(locked)
    return post


@transaction.atomic
def write_post(
    thread: Thread,
    *,
    by: "User",
    text: str,
    files: "Sequence[CheckedFile]" = (),
    key: uuid.UUID | None = None,
    seen: int | None = None,
    closes: bool = False,
    now: datetime | None = None,
) -> Post:
    """What one side says; then it is the other's turn, and the other hears.

    ``seen``: the last post that the writer's page showed; of two who answer at once the second reads the first.
    ``closes``: with these words the city ends the talk.
    """
    now = now or timezone.now()
    locked = lock_thread(thread)
    side = checked_side(by, locked.organization)
    key = _own_key(key, by, f"thread:{locked.pk}")
    if key and (there := Post.objects.filter(idempotency_key=key).first()):
        return there
    if locked.closed_at is not None:
        raise ClosedError
    if closes and side != Side.STAFF:
        raise DomainError(_("やりとりを終えるのは、市の担当です。"))
    if seen is not None and locked.posts.filter(pk__gt=seen).exclude(author=by).exists():
        raise StaleError
    _turn(locked, side, now)
    locked.last_post_at = now
    post = _write(locked, side, by=by, text=text, files=files, key=key, now=now)
    if closes:
        end(locked, by=by, now=now)
    save(locked)
    return post


@transaction.atomic
def tell_outcome(
    thread: Thread, *, by: "User", text: str, settles: bool = True, now: datetime | None = None
) -> Post | None:
    """The city says what became of what an open talk is about, and nothing is to be answered then.

    What was promised stays so where ``settles`` is False, and where members wrote what nobody of the city has read.
    A part of another act, whose own rule says who may do it: also of one who belongs to the organisation.
    """
    now, locked = now or timezone.now(), lock_thread(thread)
    if locked.closed_at is not None:
        return None
    if settles and not is_unread(locked):
        hand_over(locked, None, now)
    # Who tells has not read by that what was written to the city meanwhile.
    has_read = not Thread.objects.with_news_for(by, Side.STAFF).filter(pk=locked.pk).exists()
    locked.last_post_at = now
    post = _write(locked, Side.STAFF, by=by, text=text, files=(), key=None, reads=has_read, now=now)
    save(locked)
    return post


def end(locked: Thread, *, by: "User", now: datetime) -> None:
    """Nobody's turn any more. For a locked row, which is saved afterwards."""
    hand_over(locked, None, now)
    locked.closed_at, locked.closed_by = now, by
    write_act(locked, Act.CLOSE, by=by, now=now)


def opened_with(key: uuid.UUID | None, organization: "Organization", *, by: "User") -> Thread | None:
    """The talk that this form of this person has begun already, if it has."""
    own = _own_key(key, by, f"organization:{organization.pk}")
    first = Post.objects.filter(idempotency_key=own).select_related("thread").first() if own else None
    return first.thread if first else None


def _own_key(key: uuid.UUID | None, by: "User", where: str) -> uuid.UUID | None:
    """The key of a form names what this person wrote here, and nothing of anybody else."""
    return uuid.uuid5(key, f"{by.pk}:{where}") if key else None


def _turn(thread: Thread, side: Side, now: datetime, *, days: int | None = None) -> None:
    """The city's, when members wrote; theirs, when the city wrote and they can answer."""
    members = Side.MEMBERS if can_write_for(Side.MEMBERS, thread.organization) else None
    hand_over(thread, Side.STAFF if side == Side.MEMBERS else members, now, days=days)


def _check_number_of_talks(organization: "Organization") -> None:
    if organization.threads.open().count() >= settings.HUB_THREAD_MOST_OPEN:
        raise DomainError(
            _("やりとりは、同時に%(most)d件までです。前のやりとりの続きに書いてください。")
            % {"most": settings.HUB_THREAD_MOST_OPEN}
        )


def _check_number_of_posts(thread: Thread, now: datetime) -> None:
    today = Post.objects.filter(
        thread__organization=thread.organization, side=Side.MEMBERS, created_at__gt=now - timedelta(days=1)
    )
    if today.count() >= settings.HUB_THREAD_MOST_POSTS:
        raise DomainError(
            _("1日に書けるのは%(most)d回までです。続きは、あした書いてください。お急ぎのときは、市の担当に電話してください。")
            % {"most": settings.HUB_THREAD_MOST_POSTS}
        )  # fmt: skip


def _write(
    thread: Thread,
    side: Side,
    *,
    by: "User",
    text: str,
    files: "Sequence[CheckedFile]",
    key: uuid.UUID | None,
    now: datetime,
    reads: bool = True,
    tells: bool = True,
) -> Post:
    if not text.strip():
        raise DomainError(_("伝えたいことを、ひとこと書いてください。"))
    if side == Side.MEMBERS:
        _check_number_of_posts(thread, now)
    post = Post.objects.create(thread=thread, side=side, author=by, text=text, idempotency_key=key, created_at=now)
    keep_files(post, files)
    if reads:
        set_reading(thread, post, by=by, now=now)
    if tells:
        tell_other_side(thread, post, now)
    return post
