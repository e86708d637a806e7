"""What an organisation has published goes out of sight with it, and comes back with it as it was."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import TRANSITIONS, Action, State
from events.models import Event, Place, SuspendedThing, Transition
from events.services.listing import refresh_events, refresh_places
from events.services.notices import announce_hidden
from events.services.records import KINDS, announce_held_at
from hub.accounts.models import Organization
from hub.changes import record_changes
from hub.models import ChangeAction

if TYPE_CHECKING:
    from hub.accounts.models import User

Thing = Event | Place
_PUBLIC = (State.PUBLISHED, State.CLOSED)


def hide_or_restore(organization: Organization, *, is_suspended: bool, by: "User | None", reason: str) -> None:
    """Follows a suspension and its end. Who may suspend is the rule of organisations."""
    (hide_all_of if is_suspended else restore_all_of)(organization, by=by, reason=reason)


@transaction.atomic
def hide_all_of(organization: Organization, *, by: "User | None", reason: str) -> int:
    """Hides the places it runs and the events it organises, drafts excepted; returns how many.

    What was hidden before for a reason of its own is left out, so that the end of the suspension does not show it.
    """
    places, events = _lock(organization)
    things: list[Thing] = [*places, *events]
    sources = TRANSITIONS[Action.HIDE][0]
    moves = {
        thing: State(thing.state) for thing in things if State(thing.state) in sources and _is_of(thing, organization)
    }
    for thing in moves:
        thing.state, thing.publish_at = State.HIDDEN, None
    _save(moves)
    SuspendedThing.objects.bulk_create(
        [
            SuspendedThing(
                organization=organization,
                kind=KINDS[type(thing)],
                object_id=thing.pk,
                from_state=before,
                version=thing.version,
            )
            for thing, before in moves.items()
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["organization", "from_state", "version"],
    )
    reason = _("団体の公開停止：%(reason)s") % {"reason": reason}
    _leave_history(moves, Action.HIDE, by=by, reason=reason)
    _refresh(places, events)
    gone = [thing for thing, before in moves.items() if before in _PUBLIC]
    announce_hidden(gone)
    record_changes(gone, ChangeAction.WITHDRAWN)
    announce_held_at([thing for thing in moves if isinstance(thing, Place)])
    return len(moves)


@transaction.atomic
def restore_all_of(organization: Organization, *, by: "User | None", reason: str) -> int:
    """Brings back what was hidden by the suspension; returns how many.

    It becomes again what it was (published, ended, in review), for it was looked at then. What somebody changed
    meanwhile becomes a draft, so that it is looked at before it is shown (a place that was merged into another leads
    there, whatever was changed). What staff brought back one by one, and
    what was hidden for a reason of its own, stays as it is.
    """
    noted = {(row.kind, row.object_id): row for row in SuspendedThing.objects.filter(organization=organization)}
    places, events = _lock(organization, noted)
    things: list[Thing] = [*places, *events]
    moves: dict[Thing, State] = {}
    for thing in things:
        row = noted.get((KINDS[type(thing)], thing.pk))
        if row and thing.state == State.HIDDEN:
            moves[thing] = State.HIDDEN
            is_same = row.version == thing.version or (isinstance(thing, Place) and thing.is_merged)
            thing.state = State(row.from_state) if is_same else State.DRAFT
    _save(moves)
    SuspendedThing.objects.filter(organization=organization).delete()
    reason = _("団体の公開停止を解いた：%(reason)s") % {"reason": reason}
    _leave_history(moves, Action.UNHIDE, by=by, reason=reason)
    _refresh(places, events)
    record_changes([thing for thing in moves if thing.state == State.PUBLISHED], ChangeAction.PUBLISHED)
    # Its page is there again; to those who follow the feed it stays gone, as after every edit of what has ended.
    record_changes([thing for thing in moves if thing.state == State.CLOSED], ChangeAction.WITHDRAWN)
    announce_held_at([thing for thing in moves if isinstance(thing, Place)])
    return len(moves)


def _lock(organization: Organization, noted: Iterable[tuple[str, int]] = ()) -> tuple[list[Place], list[Event]]:
    """Its places, then its events and all that are held there, each in the order of their keys, as every writer does.

    ``noted``: what belonged to it when it was suspended, whoever it belongs to now.
    """
    keys = {model: [key for kind, key in noted if kind == KINDS[model]] for model in (Place, Event)}
    rows = Place.objects.select_for_update(of=("self",), no_key=True)
    places = list(rows.filter(Q(operator=organization) | Q(pk__in=keys[Place])).order_by("pk"))
    held_here = Q(place__in=[place.pk for place in places])
    events = Event.objects.select_for_update(of=("self",), no_key=True)
    own = Q(organizer=organization) | Q(pk__in=keys[Event])
    return places, list(events.filter(own | held_here).order_by("pk"))


def _is_of(thing: Thing, organization: Organization) -> bool:
    owner = thing.operator_id if isinstance(thing, Place) else thing.organizer_id
    return owner == organization.pk


def _save(moves: Iterable[Thing]) -> None:
    """As one statement for each kind and state; the things show what was written."""
    now = timezone.now()
    groups: dict[tuple[type[Thing], str], list[int]] = {}
    for thing in moves:
        thing.version += 1
        groups.setdefault((type(thing), thing.state), []).append(thing.pk)
    for (model, state), keys in groups.items():
        rows = model._default_manager.filter(pk__in=keys)
        rows.update(state=state, version=F("version") + 1, publish_at=None, updated_at=now)


def _leave_history(moves: dict[Thing, State], action: Action, *, by: "User | None", reason: str) -> None:
    longest = Transition._meta.get_field("reason").max_length
    Transition.objects.bulk_create(
        Transition(
            kind=KINDS[type(thing)],
            object_id=thing.pk,
            action=action,
            from_state=before,
            to_state=thing.state,
            by=by,
            reason=reason[:longest],
        )
        for thing, before in moves.items()
    )


def _refresh(places: Iterable[Place], events: Iterable[Event]) -> None:
    refresh_places([place.pk for place in places], with_events=False)
    refresh_events([event.pk for event in events])
