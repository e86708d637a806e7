"""Accounts that administrators make and end."""

import logging
from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from hub.accounts.groups import PROTECTED_GROUPS
from hub.accounts.models import User
from hub.accounts.services.deletion import end_sessions
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail

logger = logging.getLogger(__name__)


@transaction.atomic
def create_staff_account(user: User) -> None:
    """An account without a password; its owner is sent a link to choose one."""
    user.email = user.email.strip().lower()
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    queue_mail("accounts.made_for_you", to=user, ids={"user": user.pk})


@transaction.atomic
def save_account(user: User, *, by: User, changed: Collection[str]) -> None:
    """Who is no longer in use, or no longer staff, is signed out everywhere at once and loses what two gave.

    Whoever ticks the box again later gives an ordinary account of staff. The last administrator stays one.
    """
    columns = {field.name for field in User._meta.concrete_fields}
    names = columns & set(changed)
    goes = not (user.is_active and user.is_staff)
    if goes and user.pk == by.pk and {"is_active", "is_staff"} & set(changed):
        raise DomainError(_("自分の登録は、自分では止められません。ほかの管理者に頼んでください。"))
    if goes and user.is_superuser:
        rows = User.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True, is_staff=True)
        if {row.pk for row in rows} <= {user.pk}:
            raise DomainError(_("ただひとりの管理者なので、有効な職員のままにしてください。"))
        user.is_superuser = False
        names |= {"is_superuser"}
    if names:
        user.save(update_fields=names)
    if goes:
        user.groups.remove(*Group.objects.filter(name__in=PROTECTED_GROUPS))
    if {"is_active", "is_staff"} & set(changed):
        end_sessions(user)


@transaction.atomic
def send_password_link(user: User) -> None:
    """An administrator starts it, the owner alone chooses: the link goes to the account's address."""
    kind = "accounts.reset_password" if user.has_usable_password() else "accounts.made_for_you"
    queue_mail(kind, to=user, ids={"user": user.pk})


@transaction.atomic
def confirm_only_address(user: User) -> None:
    """Who opened the link in the mail to the only address of the account has shown that it is theirs."""
    addresses = list(EmailAddress.objects.filter(user=user))
    if [one.email.lower() for one in addresses] == [user.email.lower()]:
        addresses[0].set_verified()


@transaction.atomic
def reset_second_factor(user: User) -> None:
    """By whoever runs the machine, where no second administrator is left to decide it.

    Ends the sessions, is noted in the history of the account and in the log, and the person is told by mail.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not (user.is_active and user.is_staff):
        raise DomainError(_("有効な職員の登録ではありません。"))
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    said = _("サーバーを動かす人が、2段階認証をやり直しにしました（reset_second_factor）。")
    LogEntry.objects.log_actions(
        user.pk, User.objects.filter(pk=user.pk), CHANGE, change_message=said, single_object=True
    )
    queue_mail("accounts.factor_removed", to=user, ids={"user": user.pk})
    logger.warning("second factor reset from the command line", extra={"kind": "user", "object_id": user.pk})


@transaction.atomic
def create_administrator(email: str, password: str) -> User:
    """By whoever runs the machine: the address counts as confirmed, a second factor is made at the first sign-in."""
    user: User = User.objects.create_superuser(email, password)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user
