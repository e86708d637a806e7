"""Opening a talk and writing in it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.opening_days import opening_day_after
from hub.threads.enums import Side
from hub.threads.models import Post, Thread
from hub.threads.rules import side_of

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User


@transaction.atomic
def open_thread(
    organization: "Organization",
    *,
    by: "User",
    subject: str,
    text: str,
    about: tuple[str, int] | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Thread:
    """A talk of an organisation with the city, begun by one of its writers or by a coordinator.

    ``about``: kind and number of what it is about. ``key``: of the form, so that the same sent twice is one talk.
    """
    now = now or timezone.now()
    if key is not None and (there := Post.objects.filter(idempotency_key=key).select_related("thread").first()):
        return there.thread
    thread = Thread(organization=organization, subject=subject, created_by=by, last_post_at=now)
    if about is not None:
        thread.about_kind, thread.about_id = about
    _hand_over(thread, _side(by, thread), now)
    thread.save()
    _write(thread, by, text, key, now)
    return thread


@transaction.atomic
def write_post(
    thread: Thread, *, by: "User", text: str, key: uuid.UUID | None = None, now: datetime | None = None
) -> Post:
    """What one side answers; then it is the other's turn."""
    now = now or timezone.now()
    locked = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=thread.pk)
    if key is not None and (there := Post.objects.filter(idempotency_key=key).first()):
        return there
    if locked.closed_at is not None:
        raise DomainError(_("このやりとりは終わっています。"))
    _hand_over(locked, _side(by, locked), now)
    locked.last_post_at = now
    locked.save(update_fields=["waits_for", "answer_by", "last_post_at"])
    return _write(locked, by, text, key, now)


def _side(by: "User", thread: Thread) -> Side:
    side = side_of(by, thread)
    if side is None:
        raise DomainError(_("書けるのは、団体の代表と編集する人、市の担当だけです。"))
    return side


def _hand_over(thread: Thread, side: Side, now: datetime) -> None:
    """It waits for the other side now. A promise that runs is not put off by writing once more."""
    if side == Side.STAFF:
        thread.waits_for, thread.answer_by = Side.MEMBERS, None
    elif thread.waits_for != Side.STAFF:
        thread.waits_for = Side.STAFF
        thread.answer_by = opening_day_after(timezone.localdate(now), settings.HUB_THREAD_ANSWER_DAYS)


def _write(thread: Thread, by: "User", text: str, key: uuid.UUID | None, now: datetime) -> Post:
    side = _side(by, thread)
    return Post.objects.create(thread=thread, side=side, author=by, text=text, idempotency_key=key, created_at=now)
