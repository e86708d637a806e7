"""What members write of a registration, and what of it staff have seen."""

from typing import Any

from partners.models import Partnership

# For the city alone.
CONTACTS = ("contact_name", "contact_phone", "contact_email")
WRITTEN = (*("offers", "fields", "text", "effort", "cost", "is_everywhere", "how_to_reach"), *CONTACTS)
WRITTEN_SETS = ("themes", "districts")


def values_of(partnership: Partnership) -> dict[str, Any]:
    """All of it, as JSON takes it; of themes and districts their numbers."""
    values = {name: getattr(partnership, name) for name in WRITTEN}
    for name in WRITTEN_SETS:
        values[name] = sorted(getattr(partnership, name).values_list("pk", flat=True))
    return values


def seen_now(partnership: Partnership) -> dict[str, Any]:
    """To be written where staff have looked at the row as it is now."""
    return {"seen_version": partnership.version, "seen_values": values_of(partnership)}


def changed_since_seen(partnership: Partnership) -> frozenset[str]:
    """What members have changed since; nothing where staff have not looked yet."""
    if not partnership.seen_values:
        return frozenset()
    now = values_of(partnership)
    return frozenset(name for name in now if now[name] != partnership.seen_values.get(name))
