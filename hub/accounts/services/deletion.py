"""The end of an account, by its owner."""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from hub.accounts.enums import Level
from hub.accounts.models import Membership, Organization, RightsRequest, User
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail


@transaction.atomic
def delete_account(user: User) -> None:
    """Removes the account with its address, sign-ins and memberships; what was published stays, without a name.

    Raises ``DomainError`` for staff and who was (their acts keep a name; an administrator ends the account), and while the user is
    the only owner of an organisation that has other members: one of them is to be made owner first. The last mail
    tells the address.
    """
    if user.is_staff or user.is_superuser:
        raise DomainError(_("職員の登録は、管理者に頼んで止めてもらってください。"))
    if LogEntry.objects.filter(user=user).exists() or RightsRequest.objects.filter(_concerning(user)).exists():
        raise DomainError(_("職員だったときの記録を残すため、自分では消せません。市の担当課に頼んでください。"))
    alone = [organization.name for organization in _left_without_owner(user)]
    if alone:
        raise DomainError(
            _(
                "あなたがただひとりの代表になっている団体があります（%(names)s）。先に、ほかのメンバーを代表にしてください。"
            )
            % {"names": "、".join(alone)}
        )
    end_sessions(user)
    queue_mail("accounts.deleted", to=user.email, language=user.language)
    user.delete()


def _concerning(user: User) -> Q:
    return Q(user=user) | Q(asked_by=user) | Q(decided_by=user)


def _left_without_owner(user: User) -> list[Organization]:
    """Organisations with members of whom this user is the only owner; their rows are locked first."""
    mine = Organization.objects.owned_by(user).order_by("pk")
    locked = list(Organization.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=mine).order_by("pk"))
    others = Membership.objects.filter(organization__in=locked).exclude(user=user)
    members = set(others.values_list("organization", flat=True))
    owners = set(others.filter(level=Level.OWNER).values_list("organization", flat=True))
    return [organization for organization in locked if organization.pk in members - owners]


def end_sessions(user: User) -> None:
    """Signs the account out wherever it is signed in, at once."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
