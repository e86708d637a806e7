"""What members changed on public things without being asked first, and that somebody then looked at it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import ThingKind
from events.models import Event, Place, Recheck
from events.rules import can_review
from events.services.records import KINDS
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def open_recheck(thing: Event | Place, *, what: Iterable[str], by: "User") -> Recheck:
    """Opens one, or adds to the open one. ``what``: names of fields and of acts. The caller holds the thing's lock."""
    rows = Recheck.objects.select_for_update(no_key=True)
    found = rows.filter(kind=KINDS[type(thing)], object_id=thing.pk, done_at=None).first()
    if found is None:
        return Recheck.objects.create(
            kind=KINDS[type(thing)], object_id=thing.pk, what=list(dict.fromkeys(what)), by=by
        )
    found.what = list(dict.fromkeys([*found.what, *what]))
    found.by = by
    found.save(update_fields=["what", "by", "updated_at"])
    return found


@transaction.atomic
def recheck_done(recheck: Recheck, *, by: "User", seen_at: datetime) -> None:
    """A coordinator has looked at it. ``seen_at``: the ``updated_at`` that was shown; what came later was not seen."""
    locked = Recheck.objects.select_for_update(of=("self",), no_key=True).filter(pk=recheck.pk).first()
    if locked is None or locked.done_at:
        raise DomainError(_("ほかの人が、もう確かめました。"))
    if locked.updated_at > seen_at:
        raise DomainError(_("見ているあいだに、また変わりました。もう一度見てから押してください。"))
    thing = (Event if locked.kind == ThingKind.EVENT else Place).objects.filter(pk=locked.object_id).first()
    if thing is not None and not can_review(by, thing):
        raise DomainError(_("自分が入っている団体のものは、ほかの職員に頼んでください。"))
    locked.done_at, locked.done_by = timezone.now(), by
    locked.save(update_fields=["done_at", "done_by"])


def drop_rechecks(thing: Event | Place) -> None:
    """Of a draft that is being deleted nothing is left to look at."""
    Recheck.objects.filter(kind=KINDS[type(thing)], object_id=thing.pk, done_at=None).delete()
