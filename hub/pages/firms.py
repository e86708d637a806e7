"""The door to firms that residents ask for help themselves; shown where there is one behind it."""

from typing import Any

from partners.enums import Field
from partners.models import Programme


def firms_to_ask() -> list[dict[str, Any]]:
    """Each programme of such firms, in one query: where its list is, what they do, how many they are.

    Samples are counted where there is nothing else, and are marked as such.
    """
    return [
        {
            "key": programme.key,
            "name": programme.name,
            "fields": [Field(key).label for key in programme.fields],
            "count": programme.real or programme.registered,  # type: ignore[attr-defined]
            "is_sample": not programme.real,  # type: ignore[attr-defined]
        }
        for programme in Programme.objects.asked_directly()
    ]
