"""What is promised where minors take part: by the thing itself, or by the organisation for all that it does."""

from typing import Any

from events.enums import PlaceKind
from events.facets import Kind, values_of
from events.models import Event, Place
from events.rules import is_for_minors
from hub.accounts.models import Organization
from hub.models import Audience
from hub.vocabulary import words_for


def safeguards_context(
    thing: Event | Place, organization: Organization | None, *, is_preview: bool = False
) -> dict[str, Any]:
    """What the page says. ``has_safeguards``: whether it says anything, also that there is none yet.

    The words of an organisation that is not verified are shown to itself and to staff alone (``is_preview``).
    No query: audiences stand in the facets.
    """
    audiences = words_for(Audience, values_of(thing.facets, Kind.AUDIENCE))
    for_minors = is_for_minors(audiences, getattr(thing, "age_to_months", None)) or _is_childrens_cafeteria(thing)
    of_organization = organization.safeguards if organization and (organization.is_verified or is_preview) else ""
    return {
        "has_safeguards": bool(thing.safeguards) or for_minors,
        "safeguards": thing.safeguards or of_organization,
        "are_of_organization": bool(of_organization and not thing.safeguards),
    }


def _is_childrens_cafeteria(thing: Event | Place) -> bool:
    """Children come there, whether or not the audience was ticked; what its operator holds there says the same."""
    if isinstance(thing, Place):
        return thing.kind == PlaceKind.CAFETERIA
    place = thing.place
    return place is not None and place.kind == PlaceKind.CAFETERIA and place.operator_id == thing.organizer_id
