"""Keeps and removes pictures. Files are written before their row and removed after it, so a row never lacks its files."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.kept_files import AT_ONCE, SETTLED
from hub.pictures.decoding import Decoded, decode
from hub.pictures.models import Picture
from hub.pictures.storage import SHELF, delete_files, write_files

if TYPE_CHECKING:
    from hub.accounts.models import User

logger = logging.getLogger(__name__)


def save_picture(
    file: "BinaryIO | Decoded | Any", *, alt: str, organization: Organization | None, by: "User | None"
) -> Picture:
    """A new picture of an uploaded file, or of one that was decoded before. Raises ``PictureError`` for what is none."""
    decoded = file if isinstance(file, Decoded) else decode(file)
    picture = Picture(
        organization=organization, alt=checked_alt(alt), width=decoded.width, height=decoded.height, created_by=by
    )
    write_files(picture.key, decoded.files)
    picture.save()
    return picture


def checked_alt(alt: str) -> str:
    """The description, without which a picture tells some readers nothing."""
    words = " ".join(alt.split())
    if not words:
        raise DomainError(_("写真の説明を書いてください。見えない人に読み上げます。"))
    return words[: Picture._meta.get_field("alt").max_length]


@transaction.atomic
def remove_picture(picture: Picture) -> bool:
    """Removes a picture that stands nowhere any more; its files go after commit. False where something still shows it."""
    # Whoever is about to refer to it holds a lock that this one waits for.
    locked = Picture.objects.select_for_update(of=("self",)).filter(pk=picture.pk).first()
    if locked is None or not Picture.objects.unused().filter(pk=picture.pk).exists():
        return False
    locked.delete()
    transaction.on_commit(lambda: delete_files(locked.key), robust=True)
    return True


def sweep_orphans(now: datetime | None = None) -> int:
    """Removes pictures of things that are gone, and files whose row never came or is gone. Returns how many."""
    settled = (now or timezone.now()) - SETTLED
    old = Picture.objects.unused().filter(created_at__lt=settled)
    done = sum(remove_picture(picture) for picture in old.order_by("pk")[:AT_ONCE])
    done += SHELF.sweep(settled, lambda keys: Picture.objects.filter(key__in=keys).values_list("key", flat=True))
    if done:
        logger.info("orphans of pictures removed")
    return done
