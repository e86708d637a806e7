"""A coordinator approves what an organisation handed in."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action, State
from events.models import Event, Place
from events.rules import can_review
from events.services.publishing import check_seen, publish, return_to_draft, schedule_publication
from events.services.records import lock_thing
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


def waits_for_its_time(thing: Event | Place, now: datetime) -> bool:
    """Whether approving it now would schedule it: its organisation asked for a later time, and it is not scheduled yet."""
    wanted_at = thing.publish_wanted_at
    is_waiting = thing.state == State.IN_REVIEW and thing.publish_at is None
    return bool(is_waiting and wanted_at and wanted_at > now)


def check_may_review(thing: Event | Place, *, by: "User") -> None:
    """Nobody decides about what their own organisation handed in."""
    if not can_review(by, thing):
        raise DomainError(_("確認できる職員だけができます。自分が入っている団体のものは、ほかの職員に頼んでください。"))


def send_back(thing: Event | Place, *, by: "User", reason: str, seen: str = "") -> None:
    """In review or published → draft, by a coordinator."""
    check_may_review(thing, by=by)
    return_to_draft(thing, by=by, reason=reason, seen=seen)


@transaction.atomic
def plan(thing: Event | Place, *, by: "User", at: datetime, seen_version: int | None = None) -> None:
    """To be published by the beat ``at`` that time, as a coordinator decides."""
    locked = lock_thing(thing)
    check_may_review(locked, by=by)
    _check_same(locked, seen_version)
    schedule_publication(thing, by=by, at=at)


def _check_same(locked: Event | Place, seen_version: int | None) -> None:
    """What is approved is what was read: its organisation may write on while it waits."""
    if seen_version is not None and locked.version != seen_version:
        raise DomainError(_("見ているあいだに、内容が変わりました。前の画面に戻って、新しい内容を確かめてください。"))


@transaction.atomic
def approve(
    thing: Event | Place,
    *,
    by: "User",
    seen: str = "",
    seen_version: int | None = None,
    now: datetime | None = None,
) -> None:
    """Published; or scheduled for the time for which its organisation asked. Approving what is scheduled publishes it.

    ``seen``: the state in which it was shown; what another has just sent back is not published over their head.
    ``seen_version``: what was read.
    """
    now = now or timezone.now()
    locked = lock_thing(thing)
    check_may_review(locked, by=by)
    check_seen(locked, Action.PUBLISH, seen)
    _check_same(locked, seen_version)
    if locked.publish_wanted_at and waits_for_its_time(locked, now):
        schedule_publication(thing, by=by, at=locked.publish_wanted_at, now=now)
    else:
        publish(thing, by=by, now=now)
