"""What is written of organisations and their members."""

from hub.accounts.services.invitations import accept_invitation, invite_member, withdraw_invitation
from hub.accounts.services.memberships import change_level, leave_organization, remove_member
from hub.accounts.services.organizations import (
    NameTakenError,
    create_organization,
    edit_organization,
    save_organization,
)
from hub.accounts.services.verification import (
    confirm_organization,
    refuse_organization,
    restore_organization,
    resubmit_organization,
    suspend_organization,
    verify_organization,
)

__all__ = [
    "NameTakenError",
    "accept_invitation",
    "change_level",
    "confirm_organization",
    "create_organization",
    "edit_organization",
    "invite_member",
    "leave_organization",
    "refuse_organization",
    "remove_member",
    "restore_organization",
    "resubmit_organization",
    "save_organization",
    "suspend_organization",
    "verify_organization",
    "withdraw_invitation",
]
