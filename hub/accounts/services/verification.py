"""What the city knows of an organisation: the only code that changes a verification."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hub.accounts.enums import VERIFICATIONS, OrganizationAction, Verification
from hub.accounts.models import Organization, OrganizationTransition
from hub.accounts.rules import can_decide_on, can_edit_organization
from hub.accounts.services.records import lock_organization, tell_owners, write_history
from hub.changes import record_changes
from hub.exceptions import DomainError, TransitionError
from hub.models import ChangeAction
from hub.renames import tell_renamed
from hub.suspensions import tell_suspended

if TYPE_CHECKING:
    from hub.accounts.models import User

_MAILS = {
    OrganizationAction.VERIFY: "organizations.verified",
    OrganizationAction.REFUSE: "organizations.refused",
    OrganizationAction.SUSPEND: "organizations.suspended",
    OrganizationAction.RESTORE: "organizations.restored",
}


def verify_organization(
    organization: Organization,
    *,
    by: "User | None",
    what: str,
    office: str,
    seen_version: int | None = None,
    seen: Verification | None = None,
    now: datetime | None = None,
) -> None:
    """Unverified or refused → verified: it has a page and may publish. Its owners get a mail.

    ``what`` was checked, by which ``office``: both stand on its page. ``seen_version``: of what was checked;
    ``seen``: how it stood then, for a refusal by somebody else meanwhile must not be written over unseen.
    """
    check = _checked(what, office, seen_version, now)
    _move(organization, OrganizationAction.VERIFY, by=by, reason=what, check=check, seen=seen)


def confirm_organization(
    organization: Organization,
    *,
    by: "User | None",
    what: str,
    office: str,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> None:
    """A verified one was looked at again, for its name and the like had changed or time has passed."""
    _move(organization, OrganizationAction.CONFIRM, by=by, reason=what, check=_checked(what, office, seen_version, now))


def refuse_organization(organization: Organization, *, by: "User | None", reason: str) -> None:
    """Unverified → refused. Its owners read the reason in a mail and on its page, and may hand it in again."""
    _ask_for(reason, _("理由を書いてください。団体の代表の方に伝わります。"))
    _move(organization, OrganizationAction.REFUSE, by=by, reason=reason)


def resubmit_organization(organization: Organization, *, by: "User") -> None:
    """Refused → unverified, by an owner or editor: it waits in the coordinators' queue again."""

    def check(locked: Organization) -> None:
        if not can_edit_organization(by, locked):
            raise DomainError(_("もう一度確認に出せるのは、代表と編集する人だけです。"))

    _move(organization, OrganizationAction.RESUBMIT, by=by, check=check, is_of_staff=False)


def suspend_organization(organization: Organization, *, by: "User | None", reason: str) -> None:
    """Verified → suspended: its page and all that it published are gone from sight. Its owners get a mail."""
    _ask_for(reason, _("理由を書いてください。団体の代表の方に伝わります。"))
    _move(organization, OrganizationAction.SUSPEND, by=by, reason=reason)


def restore_organization(organization: Organization, *, by: "User | None", reason: str = "") -> None:
    """Suspended → verified: it has its page again and may publish. Its owners get a mail."""
    _move(organization, OrganizationAction.RESTORE, by=by, reason=reason)


def _ask_for(text: str, refusal: str) -> None:
    if not text.strip():
        raise DomainError(refusal)


def _checked(what: str, office: str, seen_version: int | None, now: datetime | None) -> Callable[[Organization], None]:
    """Writes what was checked into the locked row, if it is still what was checked."""

    def write(locked: Organization) -> None:
        _ask_for(what, _("何を確かめたかを書いてください。"))
        _ask_for(office, _("どこが確かめたかを書いてください。"))
        if seen_version is not None and seen_version != locked.version:
            raise DomainError(
                _("見ているあいだに、内容が変わりました。団体のページに戻って、新しい内容を確かめてください。")
            )
        locked.verified_what, locked.verified_by = what.strip(), office.strip()
        locked.verified_on = timezone.localdate(now or timezone.now())
        locked.recheck_since = None

    return write


@transaction.atomic
def _move(
    organization: Organization,
    action: OrganizationAction,
    *,
    by: "User | None",
    reason: str = "",
    check: Callable[[Organization], None] | None = None,
    is_of_staff: bool = True,
    seen: Verification | None = None,
) -> None:
    """Locks, checks, changes, records, tells; ``organization`` shows the new state afterwards."""
    locked = lock_organization(organization)
    sources, target = VERIFICATIONS[action]
    before = Verification(locked.verification)
    is_overtaken = before != (seen or organization.verification) and _decided_by_another(locked, by) is not None
    if before not in sources or is_overtaken:
        raise _refusal(locked, action, by=by, is_of_staff=is_of_staff)
    if is_of_staff and by is not None and not can_decide_on(by, locked):
        raise DomainError(
            _("団体の確認ができる職員だけができます。自分が入っている団体のことは、ほかの職員に頼んでください。")
        )
    if check:
        check(locked)
    locked.verification = target
    locked.version += 1
    names = ["verification", "verified_on", "verified_by", "verified_what", "recheck_since", "version", "updated_at"]
    locked.save(update_fields=names)
    transition = write_history(locked, action, by=by, before=before, reason=reason)
    if action in _MAILS:
        tell_owners(locked, _MAILS[action], transition)
    if action in {OrganizationAction.SUSPEND, OrganizationAction.RESTORE}:
        tell_suspended(locked, is_suspended=action == OrganizationAction.SUSPEND, by=by, reason=reason)
    if Verification.VERIFIED in {before, target} and before != target:
        tell_renamed(locked)  # what it runs links to its page, or no longer does
    _announce(locked, before, target)
    for name in names:
        setattr(organization, name, getattr(locked, name))


def _announce(organization: Organization, before: Verification, after: Verification) -> None:
    if before == after:
        record_changes([organization], ChangeAction.CHANGED)
    elif after == Verification.VERIFIED:
        record_changes([organization], ChangeAction.PUBLISHED)
    elif before == Verification.VERIFIED:
        record_changes([organization], ChangeAction.WITHDRAWN)


def _decided_by_another(locked: Organization, by: "User | None") -> OrganizationTransition | None:
    """The last decision, if it was not this person's own."""
    decisions = locked.transitions.filter(action__in=VERIFICATIONS).select_related("by").order_by("-pk")
    last: OrganizationTransition | None = decisions.first()
    return None if last is None or (by is not None and last.by_id == by.pk) else last


def _refusal(locked: Organization, action: OrganizationAction, *, by: "User | None", is_of_staff: bool) -> DomainError:
    """Says what somebody else did before; to members no name of staff."""
    state = str(Verification(locked.verification).label)
    last = _decided_by_another(locked, by)
    if last is None:
        return TransitionError(str(action.label), state)
    said = {
        "who": str(last.by) if last.by and is_of_staff else _("職員"),
        "when": date_format(timezone.localtime(last.created_at), "Y年n月j日 H:i"),
        "done": last.get_action_display(),
        "state": state,
    }
    return DomainError(
        _("ほかの人（%(who)s）が先に「%(done)s」をしました（%(when)s）。いまの状態は「%(state)s」です。") % said
    )
