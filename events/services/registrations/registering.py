"""申し込む: one service behind the page, the organiser's desk and the feed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Participation
from events.models import Occurrence, Registration, RegistrationTerms
from events.registration_enums import ACTIVE, RegisteredVia, RegistrationAction, RegistrationScope, RegistrationState
from events.registration_rules import closed_because, may_register, off_because, terms_of
from events.services.registrations import letters
from events.services.registrations.moves import begin, move
from events.services.registrations.persons import new_code, person_key
from events.services.registrations.queue import is_queued, next_number
from events.services.registrations.seats import has_room, locked_date, reread
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User

_S, _A = RegistrationState, RegistrationAction
_MOVE_TO = {_S.CONFIRMED: _A.PLACE, _S.WAITING: _A.QUEUE, _S.IN_LOT: _A.ENTER_LOT, _S.AWAITING: _A.ASK}
_LETTER = {
    _S.CONFIRMED: letters.PLACED, _S.WAITING: letters.QUEUED, _S.IN_LOT: letters.IN_LOT, _S.AWAITING: letters.ASKED,
    _S.UNCONFIRMED: letters.CONFIRM,
}  # fmt: skip

# Who registers so learns at once what came of it; who sent a FAX or stood on a list does not.
THERE = (RegisteredVia.WEB, RegisteredVia.PHONE, RegisteredVia.COUNTER)


class FullError(DomainError):
    """No room, and nobody can wait for it."""


@dataclass(frozen=True)
class Applicant:
    """Who takes part: an account, or a name with an address or a number."""

    name: str
    email: str = ""
    phone: str = ""
    user: "User | None" = None
    language: str = "ja"


@dataclass(frozen=True)
class Asked:
    """What they said of their coming. ``answers``: number of the question -> what was answered."""

    party: int = 1
    wishes: Sequence[str] = ()
    wish_note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    is_first: bool | None = None


@dataclass(frozen=True)
class Receipt:
    """``is_new``: it was made now; else the same form was sent before, or the same person is registered already."""

    registration: Registration
    is_new: bool


def register(
    date_pk: int,
    applicant: Applicant,
    asked: Asked,
    *,
    sent_as: uuid.UUID | None = None,
    via: RegisteredVia = RegisteredVia.WEB,
    by: "User | None" = None,
    now: datetime | None = None,
) -> Receipt:
    """A place where there is one, else one in the waiting list; of a lot or an approval what is decided later.

    ``by``: who enters it for somebody who telephoned or came to the counter. An address without an account is asked
    for its confirmation first; a place that was free is held until then. Raises ``FullError``, ``CrowdedError``, or
    ``DomainError`` where nobody can register now.
    """
    now = now or timezone.now()
    made = Registration(
        user=applicant.user, name=applicant.name, email=applicant.email, phone=applicant.phone,
        language=applicant.language, party=asked.party, wishes=list(asked.wishes), wish_note=asked.wish_note,
        answers=dict(asked.answers), is_first=asked.is_first, code=new_code(), via=via, entered_by=by,
        sent_as=mark_of(sent_as or uuid.uuid4(), date_pk),
    )  # fmt: skip
    made.person = person_key(user=applicant.user, email=applicant.email, phone=applicant.phone, name=applicant.name)
    with locked_date(date_pk) as date:
        known = _already(made, date, now)
        if known is not None:
            return Receipt(known, is_new=False)
        terms = _check(made, date, by=by, now=now)
        made.occurrence, made.scope = date, terms.scope
        must_confirm = bool(made.email) and made.user is None and via == RegisteredVia.WEB
        state = _first_state(made, date, terms)
        made.seats = made.party if state == _S.CONFIRMED else 0
        made.queue_number = next_number(date) if state == _S.WAITING and not must_confirm else None
        if must_confirm:
            state = _S.UNCONFIRMED
            made.held_until = min(now + timedelta(hours=settings.HUB_REGISTRATION_CONFIRM_HOURS), date.ends_at)
        begin(made, date, state, by=by or applicant.user)
        letters.tell(made, _LETTER[state], is_there=via in THERE)
    return Receipt(made, is_new=True)


def mark_of(page: uuid.UUID, date_pk: int) -> uuid.UUID:
    """What is kept of an opened form: the same one sent for another date is another registration."""
    return uuid.uuid5(page, str(date_pk))


def confirm_address(registration: Registration, *, now: datetime | None = None) -> Registration:
    """Its reader pressed the button of the mail: the place that was held is theirs, or what is to be had now.

    One that came too late is asked for anew, as far as one can still register. Raises ``FullError``, ``DomainError``.
    """
    now = now or timezone.now()
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        if found.state != _S.UNCONFIRMED:
            return found
        if found.held_until is not None and found.held_until <= now:
            raise DomainError(_("確認の期限が過ぎました。お手数ですが、もう一度申し込んでください。"))
        if reason := off_because(found, date, now=now) if found.seats else closed_because(date, now=now):
            raise DomainError(reason)
        terms = _terms(date)
        state = _S.CONFIRMED if found.seats else _first_state(found, date, terms)
        number = next_number(date) if state == _S.WAITING else None
        move(found, date, _MOVE_TO[state], queue_number=number)
        letters.tell(found, _LETTER[state], is_there=True)
    return found


def _terms(date: Occurrence) -> RegistrationTerms:
    terms = terms_of(date.event)
    if terms is None:
        raise DomainError(_("この催しの申込は、このサイトでは受けていません。"))
    return terms


def _already(made: Registration, date: Occurrence, now: datetime) -> Registration | None:
    """The same form sent twice, or the same person at the same date. Of an address only its reader is told."""
    rows = Registration.objects.filter(occurrence=date.pk)
    wanted = Q(sent_as=made.sent_as)
    if made.person:
        wanted |= Q(person=made.person, state__in=ACTIVE)
    found: dict[uuid.UUID, int] = dict(rows.filter(wanted).order_by().values_list("sent_as", "pk"))
    if not found:
        return None
    again = found.get(made.sent_as)
    if again is not None:
        return rows.get(pk=again)
    known: Registration = rows.get(pk=next(iter(found.values())))
    if known.email and known.user_id is None:
        kind = letters.CONFIRM if known.state == _S.UNCONFIRMED else letters.AGAIN
        # Whoever types a stranger's address again and again writes to them once an hour.
        letters.tell(known, kind, key=f"registration:{known.pk}:{kind}:{now:%Y%m%d%H}")
    return known


def _check(made: Registration, date: Occurrence, *, by: "User | None", now: datetime) -> RegistrationTerms:
    if reason := closed_because(date, now=now, by_staff=by is not None):
        raise DomainError(reason)
    terms = _terms(date)
    if by is None and not may_register(made.user, date.event):
        raise DomainError(_("この集まりに申し込めるのは、市が確認した団体のメンバーです。"))
    if terms.scope == RegistrationScope.COURSE and terms.course_date_id != date.pk:
        raise DomainError(_("この講座は、全部の回をまとめて申し込みます。講座のページから申し込んでください。"))
    if made.party > terms.most_people and by is None:
        raise DomainError(_("一度に申し込めるのは%(most)s人までです。") % {"most": terms.most_people})
    if date.capacity is not None and made.party > date.capacity:
        raise FullError(_("定員は%(capacity)s人です。") % {"capacity": date.capacity})
    return terms


def _first_state(made: Registration, date: Occurrence, terms: RegistrationTerms) -> RegistrationState:
    """Nobody passes those who wait, also where a smaller party would find room."""
    if date.event.participation == Participation.LOT and not hasattr(date, "draw"):
        return _S.IN_LOT
    if date.event.participation == Participation.APPROVAL:
        return _S.AWAITING
    if has_room(date, made.party) and not is_queued(date):
        return _S.CONFIRMED
    if not terms.has_waiting_list:
        left = 0 if date.capacity is None else date.capacity - date.taken
        if left > 0:
            raise FullError(_("あと%(left)s人です。人数を減らすか、ほかの日をごらんください。") % {"left": left})
        raise FullError(_("いっぱいになりました。ほかの日や、ほかの催しもごらんください。"))
    return _S.WAITING
