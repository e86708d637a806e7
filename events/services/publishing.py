"""The life of places and events: the only code, with the import, that changes a state."""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import TRANSITIONS, Action, State
from events.models import Event, Place, SuspendedThing
from events.rules import can_hide, can_review, organization_of
from events.services.letters import queue_letters
from events.services.listing import refresh_events, refresh_places
from events.services.notices import announce_left, announce_published
from events.services.records import KINDS, announce_held_at, lock_thing, write_history, written_moment
from hub.changes import record_changes
from hub.exceptions import DomainError, TransitionError
from hub.models import ChangeAction

if TYPE_CHECKING:
    from hub.accounts.models import User

logger = logging.getLogger(__name__)

_AT_ONCE = 500


def submit(thing: Event | Place, *, by: "User | None") -> None:
    """Draft → in review."""
    _move(thing, Action.SUBMIT, by=by)


def withdraw(thing: Event | Place, *, by: "User | None") -> None:
    """In review → draft, by who handed it in: a change of mind, no judgement. A planned publication is forgotten."""
    _move(thing, Action.WITHDRAW, by=by)


def return_to_draft(thing: Event | Place, *, by: "User | None", reason: str, seen: str = "") -> None:
    """In review or published → draft; a published one is withdrawn from all lists. A reason is asked for.

    ``seen``: the state in which it was shown. Who sends back what is in review must not withdraw what another has
    just published.
    """
    if not reason.strip():
        raise DomainError(_("下書きに戻す理由を書いてください。"))
    _move(thing, Action.RETURN, by=by, reason=reason, check=lambda locked: check_seen(locked, Action.RETURN, seen))


def check_seen(locked: Event | Place, action: Action, seen: str) -> None:
    """Refuses where another has moved it since it was shown in the state ``seen`` (empty: nobody says)."""
    if seen and locked.state != seen:
        raise TransitionError(str(action.label), str(State(locked.state).label))


def publish(thing: Event | Place, *, by: "User | None", now: datetime | None = None, is_news: bool = True) -> None:
    """Draft or in review → published. An event needs a date. ``is_news``: not what an empty hub begins with."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    _move(thing, Action.PUBLISH, by=by, now=now, is_news=is_news, check=lambda locked: _check_ready(locked, today))


@transaction.atomic
def schedule_publication(thing: Event | Place, *, by: "User | None", at: datetime, now: datetime | None = None) -> None:
    """In review (submitted where it is a draft), to be published by the beat at ``at``."""
    now = now or timezone.now()
    locked = lock_thing(thing)
    if locked.state not in {State.DRAFT, State.IN_REVIEW}:
        raise TransitionError(str(Action.SCHEDULE.label), str(State(locked.state).label))
    if at <= now:
        raise DomainError(_("公開を予約する日時は、いまより後にしてください。"))
    _check_ready(locked, timezone.localdate(at))
    if locked.state == State.DRAFT:
        _move(thing, Action.SUBMIT, by=by, now=now)
        locked = lock_thing(thing)
    locked.publish_at = at
    locked.save(update_fields=["publish_at", "updated_at"])
    write_history(locked, Action.SCHEDULE, by=by, reason=written_moment(at))
    thing.publish_at = at


def close(thing: Event | Place, *, by: "User | None", reason: str = "") -> None:
    """Published → closed: no longer in lists, its page says that it has ended."""
    _move(thing, Action.CLOSE, by=by, reason=reason)


def reopen(thing: Event | Place, *, by: "User | None", reason: str = "", now: datetime | None = None) -> None:
    """Closed → published again; not what was merged into another."""
    now = now or timezone.now()
    today = timezone.localdate(now)

    def check(locked: Event | Place) -> None:
        _check_counts(locked)
        _check_ready(locked, today)

    _move(thing, Action.REOPEN, by=by, reason=reason, now=now, check=check)


def close_as_merged(place: Place, *, into: Place, by: "User", reason: str) -> None:
    """Published or closed → closed: ``into`` is the same place. For ``events.services.merging``, which has looked."""
    reason = _("「%(name)s」（番号%(number)s）にまとめた：%(reason)s") % {
        "name": into.name,
        "number": into.pk,
        "reason": reason,
    }
    _move(place, Action.MERGE, by=by, reason=reason, check=_check_counts, along={"merged_into": into})


def hide(thing: Event | Place, *, by: "User", reason: str) -> None:
    """In review, published or closed → hidden: at once gone for everybody but staff. A reason is asked for.

    A planned publication is forgotten. What has ended is withdrawn too: its page was still there.
    """
    if not reason.strip():
        raise DomainError(_("公開を止める理由を書いてください。"))
    if not can_hide(by, thing):
        raise DomainError(_("公開を止めることは、担当の職員だけができます。"))
    _move(thing, Action.HIDE, by=by, reason=reason)


@transaction.atomic
def unhide(thing: Event | Place, *, by: "User", reason: str) -> None:
    """Hidden → draft, so that somebody looks at it again before it is published. A reason is asked for.

    What was hidden with its organisation has from now on a life of its own: the end of the suspension leaves it alone.
    So has a place that was merged into another: so a wrong merge is undone.
    """
    if not reason.strip():
        raise DomainError(_("公開の停止を解く理由を書いてください。"))
    if not can_review(by, thing):
        raise DomainError(
            _("停止を解くことは、担当の職員だけができます。自分が入っている団体のものは、ほかの職員に頼んでください。")
        )
    along = {"merged_into": None} if isinstance(thing, Place) else {}
    _move(thing, Action.UNHIDE, by=by, reason=reason, along=along)
    SuspendedThing.objects.filter(kind=KINDS[type(thing)], object_id=thing.pk).delete()


def publish_due(now: datetime | None = None) -> int:
    """Publishes what was scheduled for now or before; returns how many. Two beats at once do it once."""
    now = now or timezone.now()
    done = 0
    for model in (Event, Place):
        due = model.objects.filter(state=State.IN_REVIEW, publish_at__lte=now).order_by("publish_at")
        for thing in due[:_AT_ONCE]:
            done += _publish_if_due(thing, now)
    return done


def close_ended(now: datetime | None = None) -> int:
    """Closes what was to close before today (``closes_on`` is the last day); returns how many."""
    today = timezone.localdate(now or timezone.now())
    done = 0
    for model in (Event, Place):
        ended = model.objects.filter(state=State.PUBLISHED, closes_on__lt=today).order_by("closes_on", "pk")
        for thing in ended[:_AT_ONCE]:
            done += _close_if_ended(thing, today)
    return done


@transaction.atomic
def _publish_if_due(thing: Event | Place, now: datetime) -> bool:
    """False where somebody published it, took it back or chose a later time since the list was read."""
    locked = lock_thing(thing)
    if locked.state != State.IN_REVIEW or locked.publish_at is None or locked.publish_at > now:
        return False
    try:
        publish(thing, by=None, now=now)
    except DomainError:
        # Its last date was taken away after it was scheduled, say. Staff see it waiting in their list.
        logger.warning("scheduled publication refused", extra={"kind": thing._meta.model_name, "object_id": thing.pk})
        return False
    return True


@transaction.atomic
def _close_if_ended(thing: Event | Place, today: date) -> bool:
    """False where somebody closed it or chose a later day since the list was read."""
    locked = lock_thing(thing)
    if locked.state != State.PUBLISHED or locked.closes_on is None or locked.closes_on >= today:
        return False
    close(thing, by=None, reason=_("閉じる日を過ぎました。"))
    return True


def _check_ready(thing: Event | Place, day: date) -> None:
    """What is published on ``day`` has a date, does not end before, and is no unverified organisation's."""
    organization = organization_of(thing)
    if organization is not None and not organization.is_verified:
        raise DomainError(
            _("団体「%(name)s」の確認がまだなので、公開できません。先に団体を確かめてください。")
            % {"name": organization.name}
        )
    if isinstance(thing, Event) and not thing.occurrences.exists():
        raise DomainError(_("開催日がひとつもないので、公開できません。開催日を入れてください。"))
    if thing.closes_on and thing.closes_on < day:
        raise DomainError(
            _("閉じる日（%(day)s）を過ぎています。先に閉じる日を直してください。")
            % {"day": thing.closes_on.isoformat()}
        )


def _check_counts(thing: Event | Place) -> None:
    """Of a place that was merged the other row counts."""
    if isinstance(thing, Place) and thing.merged_into:
        raise DomainError(
            _("この場は、もう「%(name)s」（番号%(number)s）にまとめてあります。")
            % {"name": thing.merged_into.name, "number": thing.merged_into.pk}
        )


@transaction.atomic
def _move(
    thing: Event | Place,
    action: Action,
    *,
    by: "User | None",
    reason: str = "",
    now: datetime | None = None,
    check: Callable[[Event | Place], None] | None = None,
    along: Mapping[str, Any] | None = None,
    is_news: bool = True,
) -> None:
    """Locks, checks, changes, records; ``thing`` shows the new state afterwards. ``along``: what is written with it."""
    locked = lock_thing(thing)
    sources, target = TRANSITIONS[action]
    if State(locked.state) not in sources:
        raise TransitionError(str(action.label), str(State(locked.state).label))
    if check:
        check(locked)
    before, locked.state = State(locked.state), target
    locked.version += 1
    if target == State.PUBLISHED:
        locked.published_at = locked.published_at or now or timezone.now()
    if target != State.IN_REVIEW:
        locked.publish_at = None
    written = ["state", "version", "published_at", "publish_at", *(along or {})]
    for name, value in (along or {}).items():
        setattr(locked, name, value)
    locked.save(update_fields=[*written, "updated_at"])
    moved = write_history(locked, action, by=by, before=before, reason=reason)
    queue_letters(locked, moved)
    refresh = refresh_events if isinstance(locked, Event) else refresh_places
    refresh([locked.pk])
    if is_news:
        _tell_readers(locked, before, target, now)
    _announce_move(locked, before, target)
    if isinstance(locked, Place):
        announce_held_at([locked])
    for name in written:
        setattr(thing, name, getattr(locked, name))


def _tell_readers(thing: Event | Place, before: State, after: State, now: datetime | None) -> None:
    """Those who asked to hear of such things."""
    if after == State.PUBLISHED:
        announce_published(thing, now=now)
    elif before in {State.PUBLISHED, State.CLOSED}:
        announce_left(thing, is_over=after == State.CLOSED)


def _announce_move(thing: Event | Place, before: State, after: State) -> None:
    """What has ended has left the lists, but its page is there until it is hidden, or leads to another."""
    if after == State.PUBLISHED:
        record_changes([thing], ChangeAction.PUBLISHED)
    elif before == State.PUBLISHED or (before == State.CLOSED and after in {State.HIDDEN, State.CLOSED}):
        record_changes([thing], ChangeAction.WITHDRAWN)
