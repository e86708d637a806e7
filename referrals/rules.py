"""Who may do what with a referral, as sentences."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.groups import CONSULTATION_COORDINATOR
from hub.accounts.models import User
from referrals.enums import MOVES, Action, Consent, State
from referrals.models import CaseAct, OfficeStaff, Referral, SupportOffice
from referrals.querysets import UNTAKEN, sees_all_referrals

TAKEN_WITHOUT_REASON = _("ほかの人の担当を自分にするときは、理由を書いてください。")


def _today(today: date | None) -> date:
    return today or timezone.localdate()


def can_see_referral(user: User | Any, referral: Referral, today: date | None = None) -> bool:
    """A consultation coordinator; staff of the office that has it; staff of the office that is asked to take it."""
    return Referral.objects.visible_to(user, _today(today)).filter(pk=referral.pk).exists()


def can_work_on(user: User | Any, referral: Referral, today: date | None = None) -> bool:
    """Who sees it, but not who is only asked to take it: they answer that first."""
    if sees_all_referrals(user):
        return True
    if referral.office_id is None:
        return False
    return SupportOffice.objects.read_by(user, _today(today)).filter(pk=referral.office_id).exists()


def can_choose_office(user: User | Any, referral: Referral) -> bool:
    """A coordinator of consultation, as long as nobody has taken it. From then on it is handed on, with a ground."""
    return referral.state in UNTAKEN and sees_all_referrals(user)


def can_be_assigned(user: User | Any, referral: Referral, today: date | None = None) -> bool:
    """Who would see it anyway: nobody is let in by being named."""
    return can_work_on(user, referral, today)


def assignable_to(referral: Referral, today: date | None = None) -> "QuerySet[User]":
    """Everybody for whom ``can_be_assigned`` holds, in the order of their names."""
    members = OfficeStaff.objects.filter(office=referral.office_id)
    stand_in = members.stood_in_for(_today(today))
    who = Q(pk__in=members.reading().values("user")) | Q(pk__in=stand_in.values("substitute"))
    coordinators = User.groups.through.objects.filter(group__name=CONSULTATION_COORDINATOR).values("user")
    working = User.objects.filter(is_active=True, is_staff=True)
    return working.filter(who | Q(pk__in=coordinators)).order_by("display_name", "pk")


def can_answer_transfer(user: User | Any, office: SupportOffice, today: date | None = None) -> bool:
    """Staff of the office that is asked; nobody for it, not even a coordinator."""
    return SupportOffice.objects.read_by(user, _today(today)).filter(pk=office.pk).exists()


def has_taken(user: User | Any, referral: Referral) -> bool:
    """Whether it is theirs by their own act: they took it, or gave it to themselves; not who was only named for it."""
    if referral.assigned_to_id != user.pk:
        return False
    given = CaseAct.objects.filter(referral=referral, action__in=(Action.TAKE, Action.ASSIGN))
    last = given.order_by("-pk").values_list("by", flat=True).first()
    return last is not None and last == user.pk


def can_take(user: User | Any, referral: Referral) -> bool:
    """Who works on it, of what nobody has; and who was named for it, once."""
    if referral.state not in MOVES[Action.TAKE][0] or not can_work_on(user, referral):
        return False
    if referral.state != State.ASSIGNED or referral.assigned_to_id is None:
        return True
    return referral.assigned_to_id == user.pk and not has_taken(user, referral)


def needs_reason_to_read(user: User | Any, referral: Referral) -> bool:
    """The personal part of one's own case opens at once; of another's one types why."""
    return referral.assigned_to_id != user.pk


def is_consent_only_said(referral: Referral) -> bool:
    """Whether the writer says that there is consent, and no staff has made sure of it and put it on record."""
    return referral.consent == Consent.GIVEN and not referral.consents.filter(withdrawn_on=None).exists()


def takes_from_another(referral: Referral, *, by: User | Any, to: User | Any) -> bool:
    """Whether somebody would give themselves a case that somebody else has."""
    return to.pk == by.pk and referral.assigned_to_id not in {None, by.pk}


def can_be_put_to_work(user: User | Any, *, by: User | Any) -> bool:
    """At an office, or as a substitute there: staff whom somebody else lets in, and no administrators.

    A coordinator of consultation sees all referrals anyway.
    """
    if not (user.is_active and user.is_staff):
        return False
    return sees_all_referrals(user) or not (user.is_superuser or user.pk == by.pk)


@dataclass(frozen=True)
class Standing:
    """``sees_all``: ``sees_all_referrals``. ``works``: whether somebody has the queue at all."""

    sees_all: bool
    works: bool


def standing_of(user: User | Any) -> Standing:
    """Both in one query: every page of staff asks. Of nobody who is not staff."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return Standing(sees_all=False, works=False)
    coordinates = Exists(user.groups.filter(name=CONSULTATION_COORDINATOR))
    reads = Exists(SupportOffice.objects.read_by(user, _today(None)))
    sees_all, is_reader = User.objects.filter(pk=user.pk).values_list(coordinates, reads).get()
    return Standing(sees_all=bool(sees_all), works=bool(sees_all or is_reader))


def works_with_referrals(user: User | Any) -> bool:
    """Who has the queue at all: coordinators of consultation, staff of an office, whoever stands in for one."""
    return standing_of(user).works
