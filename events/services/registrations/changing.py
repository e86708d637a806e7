"""What a person changes afterwards: how many come, their wishes, how they are reached, with whom they go."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration
from events.registration_enums import RegistrationAction, RegistrationState
from events.registration_rules import ends_at_of, terms_of
from events.services.registrations.moves import record, resize
from events.services.registrations.persons import person_key
from events.services.registrations.queue import is_queued, next_number
from events.services.registrations.seats import has_room, locked_date, reread
from events.services.registrations.waiting import promote
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User

_S = RegistrationState
_WRITTEN = ("name", "phone", "wishes", "wish_note", "answers", "is_first")


@dataclass(frozen=True)
class Changes:
    """All that the form shows. An address stays as it was confirmed: with another one registers anew."""

    name: str
    phone: str
    party: int
    wishes: Sequence[str]
    wish_note: str
    answers: Mapping[str, str]
    is_first: bool | None


def change_registration(
    registration: Registration, changes: Changes, *, by: "User | None" = None, is_own: bool = True,
    now: datetime | None = None,
) -> Registration:  # fmt: skip
    """More people need room, and pass nobody who waits; fewer make room for the next. Raises ``DomainError``."""
    now = now or timezone.now()
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        if not found.is_active or found.names_removed_at or (is_own and ends_at_of(found, date) <= now):
            raise DomainError(_("この申込は、もう変えられません。"))
        before, party = found.state, changes.party
        if party != found.party:
            _resize(found, date, party, is_own=is_own)
        for name in _WRITTEN:
            setattr(found, name, getattr(changes, name))
        found.wishes, found.answers = list(changes.wishes), dict(changes.answers)
        found.person = person_key(user=found.user, email=found.email, phone=found.phone, name=found.name)
        _check_once(found, date)
        found.save(update_fields=[*_WRITTEN, "person", "updated_at"])
        record(found, RegistrationAction.CHANGE, before=RegistrationState(before), by=by)
        promote(date, now=now)
    return found


def _resize(found: Registration, date: Occurrence, party: int, *, is_own: bool) -> None:
    terms = terms_of(date.event)
    more = party - found.party
    if more > 0:
        if is_own and terms is not None and party > terms.most_people:
            raise DomainError(_("一度に申し込めるのは%(most)s人までです。") % {"most": terms.most_people})
        if date.capacity is not None and party > date.capacity:
            raise DomainError(_("定員は%(capacity)s人です。") % {"capacity": date.capacity})
        if found.seats and not has_room(date, more):
            raise DomainError(
                _("あと%(left)s人分しかないので、増やせません。") % {"left": max((date.capacity or 0) - date.taken, 0)}
            )
        if found.seats and is_queued(date):
            raise DomainError(_("空きを待っている方がいるので、いまは増やせません。"))
    resize(found, date, party)
    if more > 0 and found.state == _S.WAITING:
        # A larger party would hold up those behind it: it stands behind them.
        found.queue_number = next_number(date)
        found.save(update_fields=["queue_number"])


def _check_once(found: Registration, date: Occurrence) -> None:
    rows = Registration.objects.filter(occurrence=date.pk, person=found.person).active().exclude(pk=found.pk)
    if found.person and rows.exists():
        raise DomainError(_("同じお名前と電話番号の申込が、もうあります。"))


def go_together(registration: Registration, code: str, *, now: datetime | None = None) -> Registration:
    """With the registration of this number: places for both or for none, in the waiting list and in the lot.

    In the list they stand where the later of them stood. Raises ``DomainError``: the number is not one of this date,
    or one of them has a place already.
    """
    now = now or timezone.now()
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        other: Registration | None = (
            Registration.objects.filter(occurrence=date.pk, code=code).active().exclude(pk=found.pk).first()
        )
        if other is None:
            raise DomainError(_("この番号の申込が、この日には見つかりません。"))
        if not (found.state == other.state and found.state in {_S.WAITING, _S.IN_LOT}):
            raise DomainError(_("二人とも空きか抽選を待っているときだけ、いっしょにできます。"))
        group = other.group or found.group or uuid.uuid4()
        groups = [one for one in (found.group, other.group) if one]
        rows = Registration.objects.filter(occurrence=date.pk)
        rows.filter(group__in=groups).update(group=group)
        rows.filter(pk__in=[found.pk, other.pk]).update(group=group)
        _check_fits(date, group)
        found.group = group
        record(found, RegistrationAction.CHANGE, before=RegistrationState(found.state))
        promote(date, now=now)
    return found


def _check_fits(date: Occurrence, group: uuid.UUID) -> None:
    people = Registration.objects.filter(occurrence=date.pk, group=group).active().people()
    if date.capacity is not None and people > date.capacity:
        raise DomainError(_("いっしょにすると%(people)s人で、定員を超えます。") % {"people": people})
