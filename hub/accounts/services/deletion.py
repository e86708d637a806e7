"""The end of an account, by its owner."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from hub.accounts.enums import OrganizationAction
from hub.accounts.models import Organization, RightsRequest, User
from hub.accounts.services.records import tell_abandoned, write_history
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail


@transaction.atomic
def delete_account(user: User, *, forget: Callable[[User], None] | None = None) -> None:
    """Removes the account with its address, sign-ins and memberships; what was published stays, without a name.

    An organisation whose last member this was stands in the coordinators' queue from then on, if it is public.
    ``forget`` empties what apps to the right keep of the person, in this transaction and after the organisations' locks.

    Raises ``DomainError`` for staff and who was (their acts keep a name; an administrator ends the account), and while the user is
    the only owner of an organisation that has other members: one of them is to be made owner first. The last mail
    tells the address.
    """
    if user.is_staff or user.is_superuser:
        raise DomainError(_("職員の登録は、管理者に頼んで止めてもらってください。"))
    if LogEntry.objects.filter(user=user).exists() or RightsRequest.objects.filter(_concerning(user)).exists():
        raise DomainError(_("職員だったときの記録を残すため、自分では消せません。管理者に頼んでください。"))
    mine = _lock_organizations_of(user)
    alone = list(Organization.objects.with_no_owner_but(user).order_by("pk").values_list("name", flat=True))
    if alone:
        raise DomainError(
            _(
                "あなたがただひとりの代表になっている団体があります（%(names)s）。先に、ほかのメンバーを代表にしてください。"
            )
            % {"names": "、".join(alone)}
        )
    abandoned = _leave_all(user, mine)
    end_sessions(user)
    if forget is not None:
        forget(user)
    queue_mail("accounts.deleted", to=user.email, language=user.language)
    user.delete()
    tell_abandoned(abandoned)


def _concerning(user: User) -> Q:
    return Q(user=user) | Q(asked_by=user) | Q(decided_by=user)


def _lock_organizations_of(user: User) -> list[Organization]:
    """Whoever joins, leaves or is made owner meanwhile waits at the rows of the organisations."""
    rows = Organization.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(pk__in=Organization.objects.of(user).values("pk")).order_by("pk"))


def _leave_all(user: User, mine: list[Organization]) -> list[Organization]:
    """Writes into each history that a member has gone, without the number of the account; returns those left alone."""
    last = set(Organization.objects.with_nobody_but(user).values_list("pk", flat=True))
    for organization in mine:
        reason = _("最後のメンバーが登録を消しました。") if organization.pk in last else _("登録を消しました。")
        write_history(organization, OrganizationAction.LEAVE, by=None, reason=reason)
    return [organization for organization in mine if organization.pk in last]


def end_sessions(user: User) -> None:
    """Signs the account out wherever it is signed in, at once."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
