"""What staff write: one service after every form, whichever fields it holds."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action, State
from events.models import Event, Place
from events.services.held_at import settle_places
from events.services.listing import refresh_events, refresh_places
from events.services.planned import Planned, announce_differences, planned_of
from events.services.records import announce_edit, announce_held_at, write_history
from events.services.registrations.telling import follow_edit
from events.services.series import sync_series
from hub.areas.geocoding import district_at, town_of_address
from hub.changes import record_changes
from hub.exceptions import DomainError
from hub.locking import GoneError
from hub.models import ChangeAction

if TYPE_CHECKING:
    from hub.accounts.models import User

_POSITION_FIELDS = {"address", "latitude", "longitude", "place"}
# What other services write. An edit that was begun before one of them must not take back what it did.
_OF_OTHERS = ("state", "version", "publish_at", "published_at", "assured_on", "assured_by", "edited_fields")
# Where an event is held: a merge moves it.
_MOVED_ALONG = ("place_id", "town_id", "district_id")
_CONTACTS = {Event: ("contact_phone", "contact_extension", "contact_email"), Place: ("phone",)}


@transaction.atomic
def save_edited(thing: Event | Place, *, by: "User | None", changed: Collection[str]) -> dict[int, Planned]:
    """Saves what a person wrote. ``changed`` names the fields, which imports then leave alone; no other is written.

    A sample keeps no telephone number or address of a person. An event that is put at a place which was merged
    meanwhile is held at the one that stays. Related rows (dates, hours, words) are saved by
    the caller in the same transaction, then ``finish_edit`` is called with what this returns: what readers planned by.
    """
    is_new = thing.pk is None
    if isinstance(thing, Event) and (is_new or "place" in changed):
        settle_places([thing])
    before: dict[int, Planned] = {}
    if not is_new:
        _check_way_stays(thing, changed)
        _take_over(thing, changed)
        before = planned_of([thing.pk]) if isinstance(thing, Event) else {}
    if is_new or _POSITION_FIELDS & set(changed):
        locate(thing, keep=changed)
    _clean_sample(thing)
    if is_new:
        thing.created_by = by
        thing.save()
        return before
    thing.version += 1
    thing.edited_fields = sorted({*thing.edited_fields, *changed})
    columns = {field.name for field in thing._meta.concrete_fields}
    derived = {"town", "district", "version", "edited_fields", "updated_at", *_CONTACTS[type(thing)]}
    thing.save(update_fields=(columns & set(changed)) | derived)
    return before


def _check_way_stays(thing: Event | Place, changed: Collection[str]) -> None:
    """Who is in a lot is not left there by an edit that makes it first come, first served."""
    if not isinstance(thing, Event) or "participation" not in changed:
        return
    other = Event.objects.filter(pk=thing.pk).exclude(participation=thing.participation)
    if other.filter(occurrences__registrations__isnull=False).exists():
        raise DomainError(_("もう申し込んだ人がいるので、先着・抽選などの決め方と、申込の単位は変えられません。"))


def _take_over(thing: Event | Place, changed: Collection[str] = ()) -> None:
    """Locks the row, and takes from it what other services wrote since ``thing`` was read."""
    rows = type(thing)._default_manager.select_for_update(of=("self",), no_key=True)
    moved = _MOVED_ALONG if isinstance(thing, Event) else ()
    names = [*_OF_OTHERS, *(name for name in moved if name.removesuffix("_id") not in changed)]
    newest = rows.filter(pk=thing.pk).values(*names).first()
    if newest is None:
        raise GoneError
    for name, value in newest.items():
        setattr(thing, name, value)


@transaction.atomic
def finish_edit(
    thing: Event | Place, *, changed: Collection[str] = (), before: Mapping[int, Planned] | None = None
) -> None:
    """After the related rows: dates by rule, listing columns, those who planned to come, change log.

    ``before``: what ``save_edited`` returned of what was there already.
    Raises ``DomainError`` where a published event would be left without any date.
    """
    if changed:
        thing.edited_fields = sorted({*thing.edited_fields, *changed})
        type(thing)._default_manager.filter(pk=thing.pk).update(edited_fields=thing.edited_fields)
    if isinstance(thing, Event):
        sync_series(thing)
        if thing.state == State.PUBLISHED and not thing.occurrences.exists():
            raise DomainError(_("公開中の催しには、開催日がひとつは要ります。"))
        refresh_events([thing.pk])
        follow_edit(thing)
    else:
        take_events_along(thing)
        refresh_places([thing.pk])
    announce_differences(before or {})
    announce_edit(thing)
    if isinstance(thing, Place):
        announce_held_at([thing])


def take_events_along(place: Place, *, keys: Collection[int] | None = None) -> None:
    """Events that have no address of their own are where their place is. ``keys``: of these alone."""
    here = Event.objects.filter(place=place, address="", latitude=None)
    if keys is not None:
        here = here.filter(pk__in=keys)
    by_hand = Q(edited_fields__overlap=["town", "district"])
    same = Q(town=place.town_id, district=place.district_id)
    here.exclude(by_hand).exclude(same).update(town=place.town_id, district=place.district_id)


@transaction.atomic
def assure(thing: Event | Place, *, by: "User", office: str = "") -> None:
    """Somebody looked today and found it right; what was marked as to be confirmed no longer is.

    ``office`` stands on the page (the city by default); who it was stands in the history alone.
    """
    _take_over(thing)
    fields = ["assured_on", "assured_by", "version", "updated_at"]
    thing.assured_on = timezone.localdate()
    thing.assured_by = (office.strip() or str(settings.HUB_CITY["name"]))[:80]
    thing.version += 1
    if isinstance(thing, Place) and thing.is_to_be_confirmed:
        thing.is_to_be_confirmed = False
        fields.append("is_to_be_confirmed")
    thing.save(update_fields=fields)
    write_history(thing, Action.ASSURE, by=by, reason=thing.assured_by)
    announce_edit(thing)


@transaction.atomic
def delete_draft(thing: Event | Place) -> None:
    """What was never public may vanish. What was is closed instead, so that those who saw it learn of its end."""
    _take_over(thing)
    if thing.state != State.DRAFT or thing.published_at:
        raise DomainError(_("一度公開したものは消せません。下書きに戻すか、終了してください。"))
    held_here = list(thing.events.values_list("pk", flat=True)) if isinstance(thing, Place) else []
    thing.delete()
    refresh_events(held_here)
    # What was held there said so, or lay in its district.
    record_changes(Event.objects.listed().filter(pk__in=held_here).only("pk").order_by("pk"), ChangeAction.CHANGED)


def locate(thing: Event | Place, *, keep: Collection[str] = ()) -> None:
    """Town and district from address and position; an event without either takes its place's.

    ``keep``: fields that a person has just filled; a town or district chosen by hand stays.
    """
    chosen = {name: getattr(thing, name) for name in ("town", "district") if name in keep and getattr(thing, name)}
    thing.town = town_of_address(thing.address) if thing.address else None
    if thing.latitude is not None and thing.longitude is not None:
        thing.district = district_at(thing.latitude, thing.longitude)
    elif thing.town:
        thing.district = district_at(thing.town.latitude, thing.town.longitude)
    else:
        thing.district = None
    if isinstance(thing, Event) and thing.place and not thing.district and not thing.address:
        thing.town, thing.district = thing.place.town, thing.place.district
    for name, value in chosen.items():
        setattr(thing, name, value)


def _clean_sample(thing: Event | Place) -> None:
    if thing.is_sample:
        for name in _CONTACTS[type(thing)]:
            setattr(thing, name, "")


@transaction.atomic
def save_new_place(place: Place, *, by: "User | None") -> Place:
    """A new place as a draft, located and ready to be found."""
    save_edited(place, by=by, changed=())
    finish_edit(place)
    return place
