"""The frame of all that members do: the row is locked, and what they may do is asked of what stands there now."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from events.enums import State
from events.models import Event, Place
from events.rules import can_write_for, goes_out, organization_of
from events.services.rechecks import open_recheck
from events.services.records import lock_thing
from hub.accounts.models import Organization
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


@contextmanager
def acting_on(thing: Event | Place, *, by: "User", what: Iterable[str] = ()) -> Iterator[Event | Place]:
    """Within it the thing is locked and ``by`` may change it. What everybody reads is then to be checked: ``what``."""
    with transaction.atomic():
        locked = lock_thing(thing)
        is_out = goes_out(locked)
        check_may_change(locked, by=by)
        yield locked
        if is_out and what:
            open_recheck(locked, what=what, by=by)


def check_may_change(thing: Event | Place, *, by: "User") -> None:
    """Raises ``DomainError`` that says why not."""
    organization = organization_of(thing)
    check_may_write(organization, by=by)
    if thing.state == State.HIDDEN:
        raise DomainError(_("市が公開を止めています。市の担当に問い合わせてください。"))
    if goes_out(thing):
        check_verified(organization)


def check_may_write(organization: Organization | None, *, by: "User") -> None:
    """Asked here too, since a membership may have ended after the page was opened."""
    if not can_write_for(by, organization):
        raise DomainError(_("この団体のものを書けるのは、団体の代表と編集する人だけです。"))


def check_verified(organization: Organization | None) -> None:
    """For what everybody reads at once."""
    if organization is None or not organization.is_verified:
        raise DomainError(
            _("団体の確認が済んでいないので、公開しているものは変えられません。市の担当に問い合わせてください。")
        )
