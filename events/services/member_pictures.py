"""The picture of a thing, changed by its organisation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from events.models import Event, Place
from events.services.member_acts import acting_on
from events.services.pictures import replace_picture_of

if TYPE_CHECKING:
    from hub.accounts.models import User


def change_picture_as_member(thing: Event | Place, *, values: Mapping[str, Any], by: "User") -> None:
    """Puts, describes or removes it; what everybody sees is then checked afterwards."""
    with acting_on(thing, by=by, what=["picture"]) as locked:
        replace_picture_of(locked, values=values, by=by)
