"""Members write places and events: drafts freely; what is public changes at once and is checked afterwards.

The services that staff use do the writing; here stand the rules for members alone.
"""

import uuid
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import State
from events.models import Event, Place
from events.rules import goes_out, is_same_to_readers, organization_of
from events.services.member_acts import acting_on, check_may_change, check_may_write
from events.services.readiness import check_complete
from events.services.rechecks import drop_rechecks, open_recheck
from events.services.records import lock_thing
from events.services.writing import delete_draft, finish_edit, save_edited
from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.locking import ONE_TAP, lock_row

if TYPE_CHECKING:
    from hub.accounts.models import User

_SHARED = (
    *("summary", "description", "themes", "audiences", "welcome_marks", "accessibility", "accessibility_note"),
    *("languages_note", "safeguards", "address", "building", "access_note", "parking_note", "bicycle_note"),
    *("is_free", "fee_text", "url", "closes_on", "picture"),
)
# Field by field what members may write. Nothing else of a form, a request or an instance is taken from them.
MEMBER_FIELDS: dict[type[Event | Place], frozenset[str]] = {
    Event: frozenset({
        *_SHARED,
        *("title", "subtitle", "place", "venue_name", "attendance_mode", "online_url", "audience_note", "alone_note"),
        *("body_note", "is_professional_present", "professional_note", "participation", "allotment", "how_to_apply"),
        *("apply_url", "contact_name", "contact_phone", "contact_email", "remarks"),
        *("rrule", "rule_starts_at", "rule_minutes", "rule_excluded_on", "circle"),
    }),
    Place: frozenset({
        *_SHARED,
        *("name", "kana", "kind", "is_address_public", "first_visit", "greeter", "who_comes", "is_drop_in"),
        *("is_by_appointment", "should_phone_first", "hours_note", "phone", "asks_weekly"),
    }),
}  # fmt: skip
# What a copy does not take over: its life, its dates, what the hub keeps for itself.
_NOT_COPIED = frozenset({
    *("id", "state", "publish_at", "published_at", "publish_wanted_at", "assured_on", "assured_by", "closes_on"),
    *("edited_fields", "entered_via", "version", "sent_as", "created_at", "updated_at", "created_by", "copied_from"),
    *("rrule", "rule_starts_at", "rule_minutes", "rule_excluded_on", "search_text", "search_tokens", "facets"),
})  # fmt: skip
_WORDS = ("themes", "audiences", "welcome_marks")
# What one organisation may have lying about that was never public. A broken script fills no table.
MOST_UNPUBLISHED = 200


def begin_draft(model: type[Event | Place], organization: Organization) -> Event | Place:
    """A new thing of this organisation, not saved yet."""
    whose = {"organizer" if model is Event else "operator": organization}
    return model(**whose, is_sample=organization.is_sample)


@transaction.atomic
def save_as_member(
    thing: Event | Place,
    *,
    by: "User",
    changed: Collection[str],
    rows: Collection[str] = (),
    save_rows: Callable[[], None] = lambda: None,
    sent: uuid.UUID | None = None,
) -> Event | Place:
    """Saves what a member wrote. A new thing is a draft; of what is public the change is out at once, to be checked.

    ``changed``: the fields; ``rows``: relations (dates, hours) whose rows ``save_rows`` writes; ``sent`` stands for all
    that was sent of a new thing. Gives the thing: of a second tap that of the first, as it is now. Raises
    ``NotReadyError`` where what is public would no longer say what it must.
    """
    _check_theirs(thing, changed)
    is_out = False
    if thing.pk is None:
        check_may_write(organization_of(thing), by=by)
        first = _of_first_tap(thing, by=by, sent=sent)
        if first is not None:
            return first
        _check_room(organization_of(thing))
        thing.sent_as = sent
    elif not changed and not rows:
        return thing
    else:
        locked = lock_thing(thing)
        check_may_change(locked, by=by)
        is_out = goes_out(locked)
        _check_still_a_repeat(thing, locked)
    before = save_edited(thing, by=by, changed=changed)
    save_rows()
    finish_edit(thing, changed=[name for name in rows if name != "occurrences"], before=before)
    if is_out:
        check_complete(thing, is_public=True)
        open_recheck(thing, what=[*changed, *rows], by=by)
    return thing


def _check_theirs(thing: Event | Place, changed: Collection[str]) -> None:
    """Fields that members write; and of circles their own: nobody puts dates on the page of another organisation's."""
    not_theirs = set(changed) - MEMBER_FIELDS[type(thing)]
    if not_theirs:
        raise ValueError(f"not for members: {sorted(not_theirs)}")
    if isinstance(thing, Event) and thing.circle is not None and thing.circle.organization_id != thing.organizer_id:
        raise DomainError(_("選べるのは、この団体のサークルだけです。"))


def _of_first_tap(thing: Event | Place, *, by: "User", sent: uuid.UUID | None) -> Event | Place | None:
    """Two taps of one person come one after the other."""
    if sent is None:
        return None
    lock_row(by)
    lately = timezone.now() - ONE_TAP
    rows = type(thing)._default_manager.filter(created_by=by, sent_as=sent, created_at__gte=lately)
    whose = "organizer" if isinstance(thing, Event) else "operator"
    found: Event | Place | None = rows.filter(**{whose: organization_of(thing)}).order_by("-pk").first()
    return found


def _check_room(organization: Organization | None) -> None:
    events = Event.objects.filter(organizer=organization, state=State.DRAFT, published_at=None)
    places = Place.objects.filter(operator=organization, state=State.DRAFT, published_at=None)
    if events.count() + places.count() >= MOST_UNPUBLISHED:
        raise DomainError(
            _("下書きが%(number)s件あります。使わない下書きを消してから、次を書いてください。")
            % {"number": MOST_UNPUBLISHED}
        )


def _check_still_a_repeat(thing: Event | Place, locked: Event | Place) -> None:
    """What goes out by itself at a later time stays what it was when that was allowed."""
    if not isinstance(thing, Event) or not isinstance(locked, Event):
        return
    if thing.copied_from_id is None or locked.published_at:
        return
    if locked.publish_at and not is_same_to_readers(thing, locked):
        raise DomainError(_("公開の予約があるので、名前と会場は変えられません。市の担当に伝えてください。"))


@transaction.atomic
def copy_event(event: Event, *, by: "User") -> Event:
    """A new draft with all that it says, without dates: for another season, at another time."""
    locked = lock_thing(event)
    check_may_write(organization_of(locked), by=by)
    _check_room(organization_of(locked))
    if locked.state == State.HIDDEN:
        raise DomainError(_("市が公開を止めているものは、写せません。"))
    fields = [field for field in Event._meta.concrete_fields if field.name not in _NOT_COPIED]
    copy = Event(copied_from_id=locked.pk, **{field.attname: getattr(locked, field.attname) for field in fields})
    save_edited(copy, by=by, changed=("town", "district"))
    for name in _WORDS:
        getattr(copy, name).set(getattr(locked, name).all())
    finish_edit(copy)
    return copy


@transaction.atomic
def delete_as_member(thing: Event | Place, *, by: "User") -> None:
    """A draft that was never public vanishes."""
    with acting_on(thing, by=by):
        drop_rechecks(thing)
        delete_draft(thing)
