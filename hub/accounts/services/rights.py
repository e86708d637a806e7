"""Rights that no administrator gives alone: one asks, another confirms. They are taken away by one, at once."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.enums import Right, RightsRequestState
from hub.accounts.groups import CONSULTATION_COORDINATOR
from hub.accounts.models import RightsRequest, User
from hub.accounts.rights_rules import has_right, may_decide_rights
from hub.accounts.services.deletion import end_sessions
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail


@transaction.atomic
def ask_for_right(user: User, right: Right, *, by: User, reason: str) -> RightsRequest:
    """One administrator asks; nothing is given yet. The others find it on their staff page."""
    if not may_decide_rights(by):
        raise DomainError(_("権限の申し出は、管理者だけができます。"))
    if not reason.strip():
        raise DomainError(_("理由を書いてください。"))
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not (user.is_active and user.is_staff):
        raise DomainError(_("この権限は、有効な職員の登録にだけ渡せます。"))
    if has_right(user, right):
        raise DomainError(_("この人は、もうこの権限を持っています。"))
    if RightsRequest.objects.filter(user=user, right=right, state=RightsRequestState.WAITING).exists():
        raise DomainError(_("同じ申し出が、もう確認を待っています。"))
    return RightsRequest.objects.create(user=user, right=right, reason=reason.strip()[:300], asked_by=by)


@transaction.atomic
def grant_right(request: RightsRequest, *, by: User) -> None:
    """Another administrator confirms: neither who asked nor whom it is for. The person is told by mail."""
    locked = _locked(request, by)
    if by.pk == locked.asked_by_id:
        raise DomainError(_("申し出た本人は確認できません。別の管理者に頼んでください。"))
    if by.pk == locked.user_id:
        raise DomainError(_("自分の権限は、自分では認められません。別の管理者に頼んでください。"))
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=locked.user_id)
    if not (user.is_active and user.is_staff):
        raise DomainError(_("この権限は、有効な職員の登録にだけ渡せます。"))
    _give(user, Right(locked.right))
    _decide(locked, RightsRequestState.GRANTED, by)
    queue_mail("accounts.right_given", to=user, ids={"request": locked.pk}, key=f"accounts.right_given:{locked.pk}")
    request.refresh_from_db()


@transaction.atomic
def refuse_right(request: RightsRequest, *, by: User) -> None:
    """Any administrator, also who asked: what waits is taken back."""
    _decide(_locked(request, by), RightsRequestState.REFUSED, by)
    request.refresh_from_db()


@transaction.atomic
def take_right(user: User, right: Right, *, by: User) -> None:
    """Takes a right away at once; one administrator is enough. The last administrator stays."""
    if not may_decide_rights(by):
        raise DomainError(_("権限は、管理者だけが取り消せます。"))
    administrators = list(
        User.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True, is_staff=True)
    )
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if right == Right.ADMINISTRATOR:
        if [one.pk for one in administrators] == [user.pk]:
            raise DomainError(_("ただひとりの管理者なので、管理者のままにしてください。"))
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])
    elif right == Right.CONSULTATION_COORDINATOR:
        user.groups.remove(*Group.objects.filter(name=CONSULTATION_COORDINATOR))
    end_sessions(user)


def _locked(request: RightsRequest, by: User) -> RightsRequest:
    if not may_decide_rights(by):
        raise DomainError(_("権限の申し出は、管理者だけが決められます。"))
    locked = RightsRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
    if locked.state != RightsRequestState.WAITING:
        raise DomainError(_("ほかの管理者が先に決めました（%(state)s）。") % {"state": locked.get_state_display()})
    return locked


def _decide(request: RightsRequest, state: RightsRequestState, by: User) -> None:
    request.state, request.decided_by, request.decided_at = state, by, timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])


def _give(user: User, right: Right) -> None:
    """Its sessions end, so that the right is used by whoever signs in anew with the second factor."""
    if right == Right.ADMINISTRATOR:
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
    elif right == Right.CONSULTATION_COORDINATOR:
        user.groups.add(Group.objects.get(name=CONSULTATION_COORDINATOR))
    else:
        Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
