"""Members of organisations, and things of theirs that say all that is asked for."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.enums import Participation
from events.models import Event, Place
from hub.accounts.enums import Level
from hub.accounts.models import Membership, Organization, User
from tests.events.published import EVERY_DAY, draft_event, draft_place, published_event, published_place
from tests.hub.accounts.factories import UserFactory


def member(organization: Organization, level: Level = Level.EDITOR) -> User:
    """Somebody with an account who belongs to it."""
    user = UserFactory()
    Membership.objects.create(organization=organization, user=user, level=level)
    return user


def _own_event(organization: Organization, starts: tuple[datetime, ...], fields: dict[str, Any]) -> dict[str, Any]:
    own = {
        "title": "こども食堂", "starts": starts or (timezone.now() + timedelta(days=7),), "summary": "だれでも来られます",
        "venue_name": "台町会館", "participation": Participation.FREE, "organizer": organization,
    }  # fmt: skip
    return own | fields


def complete_event(organization: Organization, *starts: datetime, **fields: Any) -> Event:
    """A draft with all that a first publication asks for; without a start it is in a week."""
    own = _own_event(organization, starts, fields)
    return draft_event(own.pop("title"), *own.pop("starts"), **own)


def public_event(organization: Organization, *starts: datetime, **fields: Any) -> Event:
    """The same, published by staff."""
    own = _own_event(organization, starts, fields)
    return published_event(own.pop("title"), *own.pop("starts"), **own)


def _own_place(organization: Organization, fields: dict[str, Any]) -> dict[str, Any]:
    own = {
        "name": "台町の縁側", "summary": "縁側のある家", "address": "八王子市台町1-1", "operator": organization,
        "open_on": EVERY_DAY,
    }  # fmt: skip
    return own | fields


def complete_place(organization: Organization, **fields: Any) -> Place:
    """A draft with all that a first publication asks for."""
    return draft_place(**_own_place(organization, fields))


def public_place(organization: Organization, **fields: Any) -> Place:
    """The same, published by staff."""
    return published_place(**_own_place(organization, fields))
