"""What is written of organisations, by their members and by staff. Who may is asked of the locked row."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.enums import Level, OrganizationAction, Verification
from hub.accounts.models import Membership, Organization, User
from hub.accounts.rules import can_edit_organization
from hub.accounts.services.records import lock_organization, write_history
from hub.changes import record_changes
from hub.exceptions import DomainError
from hub.locking import ONE_TAP, lock_row
from hub.models import ChangeAction
from hub.renames import tell_renamed

if TYPE_CHECKING:
    from collections.abc import Collection

logger = logging.getLogger(__name__)

# What members write; everything else is decided by the hub or by staff.
WRITTEN = (
    *("name", "kana", "kind", "description", "corporate_number", "url", "phone", "email", "address"),
    *("contact_name", "contact_phone", "safeguards"),
)
# What staff write in the admin.
_OF_STAFF = (*WRITTEN, "is_sample")
# What the city checked: who changes it is looked at again.
IDENTITY = ("name", "kind", "corporate_number")
# A sample carries no real telephone number or address.
CONTACTS = ("phone", "email", "contact_phone")
# One person may have so many waiting at once.
MOST_WAITING = 3


class NameTakenError(DomainError):
    """Another organisation of this kind has the name already."""


class StaleError(DomainError):
    """Somebody else saved since the reader opened the form."""


@transaction.atomic
def create_organization(*, by: User, values: Mapping[str, Any]) -> Organization:
    """A new organisation, unverified, whose owner is ``by``. It then waits in the coordinators' queue.

    ``values``: by the names in ``WRITTEN``; others are left aside. The same sent twice is one organisation.
    """
    lock_row(by)  # two taps of one person come one after the other
    written = {name: values[name] for name in WRITTEN if name in values}
    same = _made_a_moment_ago(by, written)
    if same is not None:
        return same
    waiting = Organization.objects.filter(
        created_by=by, verification__in=[Verification.UNVERIFIED, Verification.REFUSED]
    )
    if waiting.count() >= MOST_WAITING:
        raise DomainError(
            _("確認を待っている団体が%(number)sつあります。確認が終わってから、次の団体を登録してください。")
            % {"number": MOST_WAITING}
        )
    organization = Organization(created_by=by, **written)
    _save_unique(organization, by=by)
    Membership.objects.create(organization=organization, user=by, level=Level.OWNER)
    write_history(organization, OrganizationAction.CREATE, by=by)
    return organization


def _made_a_moment_ago(by: User, written: Mapping[str, Any]) -> Organization | None:
    """What this person founded with the same words."""
    lately = timezone.now() - ONE_TAP
    rows = Organization.objects.owned_by(by).filter(created_by=by, created_at__gte=lately, **written)
    found: Organization | None = rows.order_by("-pk").first()
    return found


@transaction.atomic
def edit_organization(
    organization: Organization,
    *,
    by: User,
    values: Mapping[str, Any],
    seen_version: int,
    now: datetime | None = None,
) -> None:
    """What an owner or editor changed. ``seen_version``: of what they had before them.

    A checked organisation stays checked when its name, kind or 法人番号 changes, and waits to be looked at again.
    What is found by its name and the pages that show it follow.
    """
    locked = lock_organization(organization)
    if not can_edit_organization(by, locked):
        raise DomainError(_("この団体の内容を直せるのは、代表と編集する人だけです。"))
    if locked.version != seen_version:
        raise StaleError(
            _(
                "あなたが開いたあとに、ほかの人が保存しました。もう一度「保存する」を押すと、下に見えている内容になります。"
            )
        )
    changed = [name for name in WRITTEN if name in values and getattr(locked, name) != values[name]]
    if not changed:
        return
    if locked.is_sample and any(values[name] for name in CONTACTS if name in changed):
        raise DomainError(_("見本には、電話番号とメールアドレスを載せられません。空にしてください。"))
    before = {name: _shown(locked, name) for name in IDENTITY}
    for name in changed:
        setattr(locked, name, values[name])
    _note_identity(locked, before, changed, by=by, now=now)
    _write(locked, changed)
    for name in (*changed, "version", "recheck_since"):
        setattr(organization, name, getattr(locked, name))


@transaction.atomic
def save_organization(organization: Organization, *, by: "User | None" = None) -> None:
    """Saves what staff wrote, and nothing that another service writes meanwhile; pages and lists follow."""
    if organization.pk is None:
        organization.created_by = by
        _save_unique(organization)
        write_history(organization, OrganizationAction.CREATE, by=by)
        return
    locked = lock_organization(organization)
    changed = [name for name in _OF_STAFF if getattr(locked, name) != getattr(organization, name)]
    before = {name: _shown(locked, name) for name in IDENTITY}
    for name in changed:
        setattr(locked, name, getattr(organization, name))
    if set(changed) & set(IDENTITY):
        _write_identity(locked, before, by=by)
    _write(locked, changed)
    organization.refresh_from_db()


def _note_identity(
    locked: Organization,
    before: Mapping[str, str],
    changed: "Collection[str]",
    *,
    by: User,
    now: datetime | None,
) -> None:
    """Where the city checked what is now changed, it is asked to look again."""
    if not set(changed) & set(IDENTITY):
        return
    if locked.verification in {Verification.VERIFIED, Verification.SUSPENDED}:
        locked.recheck_since = locked.recheck_since or now or timezone.now()
    _write_identity(locked, before, by=by)


def _write_identity(locked: Organization, before: Mapping[str, str], *, by: "User | None") -> None:
    """One row that says what it was called before, and what now."""
    moved = [(name, old, _shown(locked, name)) for name, old in before.items()]
    said = [
        f"{locked._meta.get_field(name).verbose_name}：{old or '－'} → {new or '－'}"  # type: ignore[union-attr]
        for name, old, new in moved
        if old != new
    ]
    write_history(locked, OrganizationAction.EDIT, by=by, reason="、".join(said))


def _shown(organization: Organization, name: str) -> str:
    return str(organization.get_kind_display() if name == "kind" else getattr(organization, name))


def _write(locked: Organization, changed: "Collection[str]") -> None:
    locked.version += 1
    _save_unique(locked, update_fields=[*changed, "version", "recheck_since", "updated_at"])
    # Also an unchecked one is named on the pages of what staff entered for it.
    tell_renamed(locked)
    record_changes([locked], ChangeAction.CHANGED)


def _save_unique(organization: Organization, *, by: User | None = None, update_fields: list[str] | None = None) -> None:
    """Saves, or says how one comes into the organisation that has this name; to its own owner ``by``, where it is."""
    others = Organization.objects.filter(name=organization.name, kind=organization.kind).exclude(pk=organization.pk)
    if not others.exists():
        try:
            with transaction.atomic():
                organization.save(update_fields=update_fields)
        except IntegrityError as error:  # saved by somebody else since we looked
            if "organization_name_once" not in str(error):
                raise
        else:
            return
    if by is not None and others.owned_by(by).exists():
        raise NameTakenError(
            _("「%(name)s」（%(kind)s）は、あなたの団体として、もう登録されています。「わたしのページ」から開けます。")
            % {"name": organization.name, "kind": organization.get_kind_display()}
        )
    raise NameTakenError(
        _(
            "「%(name)s」（%(kind)s）は、もう登録されています。あなたもその団体の方なら、"
            "その団体の代表の方に、あなたのメールアドレスを伝えて、招待してもらってください。"
        )
        % {"name": organization.name, "kind": organization.get_kind_display()}
    )
