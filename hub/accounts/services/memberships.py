"""Who belongs to an organisation. One owner at least stays: everything waits in line at the organisation's row."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.enums import Level, OrganizationAction
from hub.accounts.models import Invitation, Membership, Organization
from hub.accounts.rules import can_manage_members
from hub.accounts.services.records import lock_organization, tell_abandoned, write_history
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def change_level(membership: Membership, *, level: Level, by: "User") -> None:
    """An owner says what a member may do. Whoever is no longer an owner has no invitation left open."""
    locked, row = _lock(membership, by=by)
    if row.level == level:
        return
    if row.level == Level.OWNER:
        _keep_an_owner(locked, row)
        _withdraw_invitations_of(locked, row)
    before = _who(row)
    row.level = level
    row.save(update_fields=["level"])
    membership.level = level
    write_history(locked, OrganizationAction.LEVEL, by=by, reason=f"{before} → {level.label}")
    if row.user_id != by.pk:
        queue_mail("organizations.level_changed", to=row.user, ids={"membership": row.pk})


@transaction.atomic
def remove_member(membership: Membership, *, by: "User") -> None:
    """An owner takes somebody out, who may nothing more from then on and gets a mail."""
    locked, row = _lock(membership, by=by)
    _end(locked, row, by=by)
    if row.user_id != by.pk:
        queue_mail("organizations.removed", to=row.user, ids={"organization": locked.pk})


@transaction.atomic
def leave_organization(organization: Organization, *, by: "User", knows_to_be_last: bool = False) -> None:
    """A member goes; the only owner first makes somebody else one.

    The last of all may go who was told what becomes of the organisation: coordinators find it in their queue, readers
    a word on its page.
    """
    locked = lock_organization(organization)
    row = Membership.objects.filter(organization=locked, user=by).first()
    if row is None:
        raise DomainError(_("もうメンバーではありません。"))
    if Organization.objects.with_nobody_but(by).filter(pk=locked.pk).exists():
        if not knows_to_be_last:
            raise DomainError(
                _(
                    "代表がひとりもいなくなります。やめると団体がどうなるかを「この団体をやめる」で読んでから、もう一度押してください。"
                )
            )
        _withdraw_invitations_of(locked, row)
        write_history(locked, OrganizationAction.LEAVE, by=by, reason=_("最後のメンバーがやめました。"))
        Membership.objects.filter(pk=row.pk).delete()
        tell_abandoned([locked])
        return
    _end(locked, row, by=by)


def _lock(membership: Membership, *, by: "User") -> tuple[Organization, Membership]:
    locked = lock_organization(Organization(pk=membership.organization_id))
    if not can_manage_members(by, locked):
        raise DomainError(_("メンバーを管理できるのは、団体の代表だけです。"))
    row = Membership.objects.filter(organization=locked, pk=membership.pk).select_related("user").first()
    if row is None:
        raise DomainError(_("その方は、もうメンバーではありません。"))
    return locked, row


def _end(locked: Organization, row: Membership, *, by: "User") -> None:
    if row.level == Level.OWNER:
        _keep_an_owner(locked, row)
        _withdraw_invitations_of(locked, row)
    write_history(locked, OrganizationAction.LEAVE, by=by, reason=_who(row))
    Membership.objects.filter(pk=row.pk).delete()


def _keep_an_owner(locked: Organization, row: Membership) -> None:
    """An account that is out of use looks after nothing."""
    others = Membership.objects.filter(organization=locked, level=Level.OWNER, user__is_active=True)
    if others.exclude(pk=row.pk).exists():
        return
    members = Membership.objects.filter(organization=locked, user__is_active=True).exclude(pk=row.pk)
    if members.exists():
        raise DomainError(_("代表がひとりもいなくなります。先に、ほかのメンバーを代表にしてください。"))
    raise DomainError(
        _(
            "代表がひとりもいなくなります。ほかの人を招待して代表にするか、団体のページの下の「この団体をやめる」を開いてください。"
        )
    )


def _withdraw_invitations_of(locked: Organization, row: Membership) -> None:
    """Nobody comes back by an invitation that they sent themselves."""
    sent = Invitation.objects.filter(organization=locked, invited_by=row.user_id, accepted_at=None, withdrawn_at=None)
    sent.update(withdrawn_at=timezone.now())


def _who(row: Membership) -> str:
    """By number: the nickname goes with the account, the history stays."""
    return _("利用者 %(number)s（%(level)s）") % {"number": row.user_id, "level": row.get_level_display()}
