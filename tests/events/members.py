"""Members of organisations, and things of theirs that say all that is asked for."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.enums import Participation
from events.models import Event, Place
from events.services.publishing import publish
from hub.accounts.enums import Level
from hub.accounts.models import Membership, Organization, User
from tests.events.published import EVERY_DAY, draft_event, draft_place
from tests.hub.accounts.factories import UserFactory


def member(organization: Organization, level: Level = Level.EDITOR) -> User:
    """Somebody with an account who belongs to it."""
    user = UserFactory()
    Membership.objects.create(organization=organization, user=user, level=level)
    return user


def complete_event(organization: Organization, *starts: datetime, **fields: Any) -> Event:
    """A draft with all that a first publication asks for; without a start it is in a week."""
    starts = starts or (timezone.now() + timedelta(days=7),)
    own = {
        "summary": "だれでも来られます", "venue_name": "台町会館", "participation": Participation.FREE,
        "organizer": organization,
    }  # fmt: skip
    return draft_event(fields.pop("title", "こども食堂"), *starts, **(own | fields))


def public_event(organization: Organization, *starts: datetime, **fields: Any) -> Event:
    """The same, published by staff."""
    event = complete_event(organization, *starts, **fields)
    publish(event, by=None)
    return event


def complete_place(organization: Organization, **fields: Any) -> Place:
    """A draft with all that a first publication asks for."""
    own = {"summary": "縁側のある家", "address": "八王子市台町1-1", "operator": organization, "open_on": EVERY_DAY}
    return draft_place(fields.pop("name", "台町の縁側"), **(own | fields))


def public_place(organization: Organization, **fields: Any) -> Place:
    """The same, published by staff."""
    place = complete_place(organization, **fields)
    publish(place, by=None)
    return place
