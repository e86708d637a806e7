"""Members hand in, publish repeats, end and open again what is theirs.

The first publication is looked at by a coordinator (``events.services.reviewing``). From then on a verified
organisation needs nobody's leave, and what it did waits to be checked afterwards.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action
from events.models import Event, Place
from events.rules import is_repeat, organization_of
from events.services import publishing
from events.services.member_acts import acting_on, check_verified
from events.services.readiness import check_complete
from events.services.rechecks import drop_rechecks, open_recheck
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


def submit_as_member(
    thing: Event | Place, *, by: "User", wanted_at: datetime | None = None, now: datetime | None = None
) -> None:
    """Draft → in review. ``wanted_at`` is a wish: what is approved before it is published then.

    An organisation that is not verified yet may hand in; nothing of it is published before it is.
    """
    now = now or timezone.now()
    if wanted_at is not None and wanted_at <= now:
        raise DomainError(_("公開してほしい日時は、いまより後にしてください。"))
    with acting_on(thing, by=by) as locked:
        check_complete(locked, now=now)
        locked.publish_wanted_at = thing.publish_wanted_at = wanted_at
        locked.save(update_fields=["publish_wanted_at"])
        publishing.submit(thing, by=by)


def withdraw_as_member(thing: Event | Place, *, by: "User") -> None:
    """In review → draft: they want to go on writing, or not to publish it. What was to be checked of it no longer is."""
    with acting_on(thing, by=by):
        publishing.withdraw(thing, by=by)
        drop_rechecks(thing)


def publish_repeat(event: Event, *, by: "User", at: datetime | None = None, now: datetime | None = None) -> None:
    """A repeat → published now, or by the beat ``at`` a later time. To be checked afterwards."""
    now = now or timezone.now()
    with acting_on(event, by=by) as locked:
        check_verified(organization_of(locked))
        if not isinstance(locked, Event) or not is_repeat(locked):
            raise DomainError(
                _("前に公開した催しの写しで、名前と会場が同じものだけが、すぐに公開できます。確認に出してください。")
            )
        check_complete(locked, now=now)
        if at is None:
            publishing.publish(event, by=by, now=now)
        else:
            publishing.schedule_publication(event, by=by, at=at, now=now)
        open_recheck(locked, what=[Action.PUBLISH], by=by)


def close_as_member(thing: Event | Place, *, by: "User", reason: str = "") -> None:
    """Published → closed, at once; to be checked afterwards."""
    with acting_on(thing, by=by, what=[Action.CLOSE]):
        publishing.close(thing, by=by, reason=reason)


def reopen_as_member(thing: Event | Place, *, by: "User", now: datetime | None = None) -> None:
    """Closed → published again, at once; to be checked afterwards."""
    with acting_on(thing, by=by, what=[Action.REOPEN]) as locked:
        check_complete(locked, now=now, is_public=True)
        publishing.reopen(thing, by=by, now=now)
