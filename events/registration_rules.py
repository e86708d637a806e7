"""Who may look after the registrations of an event, and when one can register."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from events.enums import OccurrenceState, Participation, State
from events.models import Event, Occurrence, Registration, RegistrationTerms
from events.registration_enums import RegistrationScope
from events.rules import can_write_for
from hub.accounts.enums import Verification

CHANGE = "events.change_registration"
# The ways of taking part that the hub can look after itself.
TAKEN_HERE = (Participation.FREE, Participation.FIRST_COME, Participation.LOT, Participation.APPROVAL)


def can_manage(user: Any, event: Event) -> bool:
    """Who writes for the organiser; staff who look after events."""
    if user.is_active and user.is_staff and user.has_perm(CHANGE):
        return True
    return can_write_for(user, event.organizer)


def terms_of(event: Event) -> RegistrationTerms | None:
    """How the hub takes registrations for this event; None where it does not."""
    terms: RegistrationTerms | None = getattr(event, "registration_terms", None)
    return terms if terms is not None and terms.is_open and event.participation in TAKEN_HERE else None


def closed_because(date: Occurrence, *, now: datetime, by_staff: bool = False) -> str:
    """Why nobody can register for this date now, as one says it; empty where one can.

    ``by_staff``: the organiser enters somebody who telephoned, also before the first and after the last day, until
    the date is over.
    """
    event = date.event
    if terms_of(event) is None:
        return _("この催しの申込は、このサイトでは受けていません。")
    if event.state != State.PUBLISHED:
        return _("この催しは、いま申込を受けていません。")
    if date.state == OccurrenceState.CANCELLED:
        return _("この日は中止になりました。")
    if by_staff:
        return _("この日は終わりました。") if date.ends_at <= now else ""
    if date.apply_from and date.apply_from > now:
        return _("申込は、まだ始まっていません。")
    if date.deadline_at and date.deadline_at < now:
        return _("申込は終わりました。")
    return _("もう始まりました。") if date.starts_at <= now else ""


def off_because(registration: Registration, date: Occurrence, *, now: datetime) -> str:
    """Why nobody is given a place any more, also by the organiser; empty where one can still be given."""
    if date.event.state != State.PUBLISHED:
        return _("この催しは、いま申込を受けていません。")
    if date.state == OccurrenceState.CANCELLED:
        return _("この日は中止になりました。")
    return _("この日は終わりました。") if ends_at_of(registration, date) <= now else ""


def may_register(user: Any, event: Event) -> bool:
    """A meeting of organisations is for members of those that the city has verified; all else for everybody."""
    if not event.is_for_members:
        return True
    if user is None or not user.is_authenticated:
        return False
    return bool(user.memberships.filter(organization__verification=Verification.VERIFIED).exists())


def ends_at_of(registration: Registration, date: Occurrence) -> datetime:
    """When what it is for is over: the date, or the last one of the course."""
    return date.event.last_ends_at if registration.scope == RegistrationScope.COURSE else date.ends_at
