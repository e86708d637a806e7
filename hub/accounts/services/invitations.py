"""Invitations into an organisation: one address, one use, one week."""

import unicodedata
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.enums import Level, OrganizationAction
from hub.accounts.models import Invitation, Membership, Organization
from hub.accounts.rules import can_check_organizations, can_grow, can_invite_to, can_manage_members, is_open
from hub.accounts.services.records import lock_organization, write_history
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail

if TYPE_CHECKING:
    from hub.accounts.models import User

MOST_MEMBERS = 50
MOST_OPEN = 20
# Mails to strangers: fewer from an organisation that nobody has checked.
MOST_A_DAY = {True: 20, False: 5}
KEPT_DAYS = 30


class OtherAddressError(DomainError):
    """The invitation is for somebody else's address, which is not said."""


class GoneError(DomainError):
    """Used, withdrawn or out of date since somebody looked."""


def normalize_address(text: str) -> str:
    """Full-width letters as people write them; small letters, as accounts keep theirs."""
    return unicodedata.normalize("NFKC", text).strip().lower()


@transaction.atomic
def invite_member(
    organization: Organization, *, address: str, level: Level, by: "User", now: datetime | None = None
) -> Invitation:
    """Writes the invitation and its mail. An owner invites; staff do so where nobody looks after the organisation yet."""
    now, address = now or timezone.now(), normalize_address(address)
    locked = lock_organization(organization)
    if not can_invite_to(by, locked):
        raise DomainError(_("招待できるのは、団体の代表だけです。"))
    if not can_grow(locked):
        raise DomainError(_("いまの状態では、招待できません。"))
    _withdraw_expired(locked, address, now)
    _check_address(locked, address)
    _check_number(locked, now)
    invitation = Invitation.objects.create(
        organization=locked,
        address=address,
        level=level,
        nonce=uuid.uuid4(),
        invited_by=by,
        expires_at=now + timedelta(days=settings.HUB_INVITATION_DAYS),
    )
    queue_mail(
        "organizations.invitation",
        to=address,
        ids={"invitation": invitation.pk},
        key=f"organizations.invitation:{invitation.pk}",
    )
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: "User", now: datetime | None = None) -> None:
    """An owner, or staff, takes it back; its link leads nowhere from then on."""
    locked = lock_organization(Organization(pk=invitation.organization_id))
    if not can_invite_to(by, locked):
        raise DomainError(_("招待を取り消せるのは、団体の代表だけです。"))
    row = Invitation.objects.get(pk=invitation.pk)
    if row.accepted_at is not None:
        raise DomainError(_("この招待は、もう使われています。メンバーの一覧を見てください。"))
    if row.withdrawn_at is None:
        row.withdrawn_at = now or timezone.now()
        row.save(update_fields=["withdrawn_at"])
    invitation.withdrawn_at = row.withdrawn_at


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: "User", now: datetime | None = None) -> Membership:
    """Makes a member of the account that has confirmed the address that was invited; once."""
    now = now or timezone.now()
    locked = lock_organization(Organization(pk=invitation.organization_id))
    row = Invitation.objects.get(pk=invitation.pk)
    if not is_open(row, now) or not can_grow(locked) or not _still_invites(row, locked):
        raise GoneError(_("この招待は、もう使えません。"))
    if not is_for(row, by):
        raise OtherAddressError(_("この招待は別のメールアドレスあてです。"))
    members = Membership.objects.filter(organization=locked)
    if members.filter(user=by).exists():
        raise DomainError(
            _("あなたは、もうこの団体のメンバーです。できることを変えるには、団体の代表に頼んでください。")
        )
    if members.count() >= MOST_MEMBERS:
        raise DomainError(_("この団体のメンバーは、いまいっぱいです。団体の代表に知らせてください。"))
    row.accepted_at, row.accepted_by = now, by
    row.save(update_fields=["accepted_at", "accepted_by"])
    made = Membership.objects.create(organization=locked, user=by, level=row.level)
    write_history(locked, OrganizationAction.JOIN, by=by, reason=f"利用者 {by.pk}（{made.get_level_display()}）")
    return made


def _still_invites(row: Invitation, locked: Organization) -> bool:
    """Whoever invited may still do so: no invitation outlives the right of its sender."""
    by = row.invited_by
    return by is not None and (can_manage_members(by, locked) or can_check_organizations(by))


def delete_ended_invitations(now: datetime | None = None) -> int:
    """Addresses are not kept longer than they are needed: what ended 30 days ago goes. Returns how many; for the beat."""
    before = (now or timezone.now()) - timedelta(days=KEPT_DAYS)
    ended = Invitation.objects.filter(Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before))
    return ended.delete()[0]


def is_for(invitation: Invitation, user: "User") -> bool:
    """Whether the account has confirmed that the invited address is its own.

    Compared here, not in the database, whose capital letters are those of its locale.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return user.is_active and invitation.address.lower() in {address.lower() for address in confirmed}


def _withdraw_expired(locked: Organization, address: str, now: datetime) -> None:
    """What nobody took up in time makes room for another."""
    waiting = Invitation.objects.filter(organization=locked, address=address, accepted_at=None, withdrawn_at=None)
    waiting.filter(expires_at__lte=now).update(withdrawn_at=now)


def _check_address(locked: Organization, address: str) -> None:
    waiting = Invitation.objects.filter(organization=locked, address=address, accepted_at=None, withdrawn_at=None)
    if waiting.exists():
        raise DomainError(
            _(
                "このメールアドレスは、もう招待しています。届いていないときは、取り消してから、もう一度招待してください。"
            )
        )
    owner = EmailAddress.objects.filter(email=address, verified=True).values("user")
    if Membership.objects.filter(organization=locked, user__in=owner).exists():
        raise DomainError(_("このメールアドレスの方は、もうメンバーです。"))


def _check_number(locked: Organization, now: datetime) -> None:
    sent = Invitation.objects.filter(organization=locked)
    waiting = sent.open(now).count()
    if waiting >= MOST_OPEN:
        raise DomainError(
            _("返事を待っている招待が%(number)s通あります。いらないものを取り消してから、招待してください。")
            % {"number": waiting}
        )
    if Membership.objects.filter(organization=locked).count() + waiting >= MOST_MEMBERS:
        raise DomainError(_("メンバーは、招待中の方も入れて%(number)s人までです。") % {"number": MOST_MEMBERS})
    most = MOST_A_DAY[locked.is_verified]
    if sent.filter(created_at__gt=now - timedelta(days=1)).count() >= most:
        raise DomainError(_("1日に送れる招待は%(number)s通までです。明日、もう一度試してください。") % {"number": most})
