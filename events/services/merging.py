"""Two places that are the same become one: the other keeps its row, and its page leads to the one that stays."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import TRANSITIONS, Action, State, ThingKind
from events.models import Event, Place, Transition
from events.rules import can_review
from events.services.listing import refresh_events
from events.services.publishing import close_as_merged
from events.services.rechecks import drop_rechecks
from events.services.records import announce_edits
from events.services.writing import take_events_along
from hub.changes import record_changes
from hub.exceptions import DomainError, TransitionError
from hub.locking import GoneError
from hub.models import ChangeAction

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def merge_place(place: Place, *, into: Place, by: "User", reason: str) -> int:
    """Published or closed → closed, replaced by ``into``; returns how many events moved there.

    All events of ``place`` move, in whichever state, and what was merged into it before. Nothing else does: what the
    two say of themselves stays on their rows. Who writes for its operator is told by mail; who follows the feed, that
    of what was merged into it before the place that stays is now another.
    """
    if not reason.strip():
        raise DomainError(_("まとめる理由を書いてください。"))
    if place.pk == into.pk:
        raise DomainError(_("同じ場です。まとめる先には、ほかの場を選んでください。"))
    locked, target = _lock_both(place, into)
    _check(locked, target, by=by)
    moved = _move_events(locked, target, by=by)
    merged_before = list(Place.objects.filter(merged_into=locked).only("pk").order_by("pk"))
    Place.objects.filter(merged_into=locked).update(merged_into=target)
    drop_rechecks(locked)
    close_as_merged(place, into=target, by=by, reason=reason.strip())
    record_changes(merged_before, ChangeAction.WITHDRAWN)
    announce_edits(moved)
    return len(moved)


def _lock_both(place: Place, into: Place) -> tuple[Place, Place]:
    """In the order of their keys, as every writer takes places, with what was merged into the one; events follow."""
    rows = Place.objects.select_for_update(of=("self",), no_key=True)
    both = Q(pk__in=[place.pk, into.pk])
    found = {row.pk: row for row in rows.filter(both | Q(merged_into=place)).order_by("pk")}
    if not {place.pk, into.pk} <= found.keys():
        raise GoneError
    return found[place.pk], found[into.pk]


def _check(place: Place, into: Place, *, by: "User") -> None:
    if not (can_review(by, place) and can_review(by, into)):
        raise DomainError(
            _(
                "場をまとめることは、担当の職員だけができます。自分が入っている団体のものは、ほかの職員に頼んでください。"
            )
        )
    if State(place.state) not in TRANSITIONS[Action.MERGE][0]:
        raise TransitionError(str(Action.MERGE.label), str(State(place.state).label))
    if into.state != State.PUBLISHED:
        raise DomainError(
            _("まとめる先の「%(name)s」は、いま公開されていません（%(state)s）。公開中の場を選んでください。")
            % {"name": into.name, "state": State(into.state).label}
        )


def _move_events(place: Place, into: Place, *, by: "User") -> list[Event]:
    """To where the place now is, with a row of history for each. Constant queries for 500."""
    rows = Event.objects.select_for_update(of=("self",), no_key=True).filter(place=place).order_by("pk")
    events = list(rows.only("pk", "state"))
    keys = [event.pk for event in events]
    Event.objects.filter(pk__in=keys).update(place=into, version=F("version") + 1, updated_at=timezone.now())
    take_events_along(into, keys=keys)
    note = _("「%(old)s」（番号%(number)s）から「%(new)s」に") % {
        "old": place.name,
        "number": place.pk,
        "new": into.name,
    }
    Transition.objects.bulk_create(
        Transition(
            kind=ThingKind.EVENT,
            object_id=event.pk,
            action=Action.CHANGE_PLACE,
            from_state=event.state,
            to_state=event.state,
            by=by,
            reason=note,
        )
        for event in events
    )
    refresh_events(keys)
    return events
