"""The picture of a place or an event."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event, Place
from events.rules import organization_of
from events.services.records import announce_edit, lock_thing
from hub.exceptions import DomainError
from hub.pictures.decoding import Decoded, decode
from hub.pictures.models import Picture
from hub.pictures.services import checked_alt, remove_picture, save_picture

if TYPE_CHECKING:
    from hub.accounts.models import User

_FIELD = "picture"


def set_picture(thing: Event | Place, *, file: Any, alt: str, by: "User | None") -> Picture:
    """Gives it another picture; the former one goes, unless something else shows it too.

    ``file``: what was uploaded, or what a form has decoded already. It is decoded before anything is locked.
    """
    decoded = file if isinstance(file, Decoded) else decode(file)
    with transaction.atomic():
        locked = lock_thing(thing)
        picture = save_picture(decoded, alt=alt, organization=organization_of(locked), by=by)
        _keep(thing, locked, picture)
    return picture


@transaction.atomic
def clear_picture(thing: Event | Place, *, by: "User | None") -> None:
    """Takes its picture away."""
    locked = lock_thing(thing)
    if locked.picture_id is not None:
        _keep(thing, locked, None)


@transaction.atomic
def describe_picture(thing: Event | Place, *, alt: str, by: "User | None") -> None:
    """Other words for the picture that it has."""
    locked = lock_thing(thing)
    words = checked_alt(alt)
    if locked.picture is None:
        raise DomainError(_("写真がないので、説明を直せません。写真を選んでください。"))
    if locked.picture.alt != words:
        others = sum(model.objects.filter(picture=locked.picture).count() for model in (Event, Place))
        if others > 1:
            raise DomainError(
                _("ほかのところにも載っている写真です。説明を変えるときは、写真をもう一度選んでください。")
            )
        locked.picture.alt = words
        locked.picture.save(update_fields=["alt"])
        _keep(thing, locked, locked.picture)


def replace_picture_of(thing: Event | Place, *, values: Mapping[str, Any], by: "User | None") -> bool:
    """Does what was filled in in the boxes of ``PictureFields``; False where nothing was asked for."""
    if values.get("picture"):
        set_picture(thing, file=values["picture"], alt=values.get("picture_alt", ""), by=by)
    elif values.get("picture_remove"):
        clear_picture(thing, by=by)
    elif thing.picture and values.get("picture_alt") and values["picture_alt"] != thing.picture.alt:
        describe_picture(thing, alt=values["picture_alt"], by=by)
    else:
        return False
    return True


def _keep(thing: Event | Place, locked: Event | Place, picture: Picture | None) -> None:
    before = locked.picture
    locked.picture = picture
    locked.version += 1
    locked.edited_fields = sorted({*locked.edited_fields, _FIELD})
    locked.save(update_fields=[_FIELD, "version", "edited_fields", "updated_at"])
    if before is not None and before != picture:
        remove_picture(before)
    announce_edit(locked)
    thing.picture, thing.version, thing.edited_fields = picture, locked.version, locked.edited_fields
