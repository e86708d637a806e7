"""Cancelling, moving and removing a date. What was announced stays visible and says what changed."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action, OccurrenceOrigin, OccurrenceState, State
from events.models import Event, Occurrence
from events.services.listing import refresh_events
from events.services.notices import announce_date
from events.services.planned import announce_differences, planned_of
from events.services.records import announce_edit, write_history, written_moment
from events.services.registrations.telling import follow_edit
from hub.exceptions import DomainError
from hub.locking import GoneError, lock_row
from hub.notifications.enums import NoticeKind

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def cancel_occurrence(occurrence: Occurrence, *, by: "User | None", note: str) -> None:
    """The date stays in lists, marked 中止 with the reason."""
    locked = _lock(occurrence)
    if locked.state == OccurrenceState.CANCELLED:
        raise DomainError(_("この日は、もう中止になっています。"))
    locked.state = OccurrenceState.CANCELLED
    locked.state_note = note[:200]
    write_history(locked.event, Action.CANCEL_DATE, by=by, reason=_said(locked.starts_at, note))
    _keep(occurrence, locked, ["state", "state_note"])
    _tell(locked, NoticeKind.CANCELLED, _("この日は中止になりました。%(note)s") % {"note": locked.state_note})


@transaction.atomic
def restore_occurrence(occurrence: Occurrence, *, by: "User | None") -> None:
    """Takes a cancellation back."""
    locked = _lock(occurrence)
    if locked.state != OccurrenceState.CANCELLED:
        raise DomainError(_("この日は中止になっていません。"))
    locked.state = OccurrenceState.MOVED if locked.moved_from else OccurrenceState.SCHEDULED
    locked.state_note = ""
    write_history(locked.event, Action.RESTORE_DATE, by=by, reason=_said(locked.starts_at))
    _keep(occurrence, locked, ["state", "state_note"])
    _tell(locked, NoticeKind.CHANGED, _("中止が取り消され、予定どおり行われます。"))


@transaction.atomic
def move_occurrence(
    occurrence: Occurrence, *, by: "User | None", starts_at: datetime, ends_at: datetime, note: str = ""
) -> None:
    """Another time for the same date; the first announced time is kept and shown."""
    if ends_at < starts_at:
        raise DomainError(_("終わりが始まりより前になっています。"))
    locked = _lock(occurrence)
    if locked.state == OccurrenceState.CANCELLED:
        raise DomainError(_("中止になった日は、日時を変えられません。先に中止を取り消してください。"))
    if locked.starts_at == starts_at and locked.ends_at == ends_at:
        raise DomainError(_("日時が変わっていません。"))
    before = locked.starts_at
    locked.moved_from = locked.moved_from or before
    locked.starts_at, locked.ends_at = starts_at, ends_at
    is_back = locked.moved_from == starts_at
    locked.state = OccurrenceState.SCHEDULED if is_back else OccurrenceState.MOVED
    locked.moved_from = None if is_back else locked.moved_from
    locked.state_note = note[:200]
    write_history(locked.event, Action.MOVE_DATE, by=by, reason=f"{_said(before)} → {_said(starts_at, note)}")
    _keep(occurrence, locked, ["starts_at", "ends_at", "moved_from", "state", "state_note"])
    _tell(locked, NoticeKind.CHANGED, _("日時が変わりました。%(note)s") % {"note": locked.state_note})


@transaction.atomic
def remove_occurrence(occurrence: Occurrence, *, by: "User | None") -> None:
    """Takes a date away altogether; one by rule is excluded from the rule, so that it does not come back.

    The last date of what is public can't be taken away: it is cancelled or closed instead.
    """
    locked = _lock(occurrence)
    event = locked.event
    if event.state == State.PUBLISHED and not event.occurrences.exclude(pk=locked.pk).exists():
        raise DomainError(
            _("公開中の催しの、ただひとつの開催日は、はずせません。中止にするか、催しを終了してください。")
        )
    if locked.registrations.exists() or locked.attendances.exists() or locked.door_entries.exists():
        raise DomainError(_("申し込んだ人がいる日は、はずせません。中止にすると、申し込んだ人にもメールで知らせます。"))
    if not Occurrence.objects.unused().filter(pk=locked.pk).exists():
        raise DomainError(
            _(
                "講座の申込がつながっている日は、はずせません。中止にするか、先に申込の単位を「1回ごと」に変えてください。"
            )
        )
    if locked.origin == OccurrenceOrigin.RULE and locked.rule_at:
        event.rule_excluded_on = sorted({*event.rule_excluded_on, timezone.localdate(locked.rule_at)})
        event.edited_fields = sorted({*event.edited_fields, "rule_excluded_on"})
    write_history(event, Action.REMOVE_DATE, by=by, reason=_said(locked.starts_at))
    before = planned_of([event.pk])
    locked.delete()
    _renew(event, ["rule_excluded_on", "edited_fields"], is_told=False)
    announce_differences(before)
    announce_edit(event)


def _lock(occurrence: Occurrence) -> Occurrence:
    """The event first, then the date: always in this order, as every other writer of an event's dates."""
    event = lock_row(Event(pk=occurrence.event_id))
    locked = lock_row(occurrence)
    if locked.event_id != event.pk:
        raise GoneError
    locked.event = event
    return locked


def _keep(shown: Occurrence, locked: Occurrence, fields: list[str]) -> None:
    locked.edited_fields = sorted({*locked.edited_fields, *fields})
    locked.save(update_fields=[*fields, "edited_fields"])
    _renew(locked.event, is_told=False)
    follow_edit(locked.event)
    for name in (*fields, "edited_fields"):
        setattr(shown, name, getattr(locked, name))
    shown.refresh_from_db(fields=["facets", "is_listed"])


def _tell(date: Occurrence, kind: NoticeKind, text: str) -> None:
    """Those who were told of the event, where it is public; then the log, which is written last."""
    if date.event.state == State.PUBLISHED:
        announce_date(date, kind, text.strip())
    announce_edit(date.event)


def _renew(event: Event, fields: list[str] | None = None, *, is_told: bool = True) -> None:
    event.version += 1
    event.save(update_fields=["version", "updated_at", *(fields or [])])
    refresh_events([event.pk])
    if is_told:
        announce_edit(event)


def _said(moment: datetime, note: str = "") -> str:
    """A moment and what was said of it, for the history."""
    return f"{written_moment(moment)} {note}".strip()
