"""What is promised where minors take part: by the thing itself, or by the organisation for all that it does."""

from typing import Any

from events.facets import Kind, values_of
from events.models import Event, Place
from hub.accounts.models import Organization
from hub.models import Audience
from hub.vocabulary import words_for

# Keys of data/vocabulary/audiences.csv.
MINORS = frozenset({"infants", "children", "teens"})
_MONTHS_OF_AGE = 18 * 12


def is_for_minors(thing: Event | Place) -> bool:
    """Whether an audience under 18 is named, or nobody older is meant. No query: audiences stand in the facets."""
    audiences = words_for(Audience, values_of(thing.facets, Kind.AUDIENCE))
    oldest = getattr(thing, "age_to_months", None)
    return any(one.key in MINORS for one in audiences) or (oldest is not None and oldest <= _MONTHS_OF_AGE)


def safeguards_context(thing: Event | Place, organization: Organization | None) -> dict[str, Any]:
    """What the page says. ``has_safeguards``: whether it says anything, also that there is none yet."""
    of_organization = organization.safeguards if organization and organization.is_verified else ""
    return {
        "has_safeguards": bool(thing.safeguards) or is_for_minors(thing),
        "safeguards": thing.safeguards or of_organization,
        "are_of_organization": bool(of_organization and not thing.safeguards),
    }
