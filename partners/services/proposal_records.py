"""What every act on a proposal begins and ends with: the lock, the move, the row of history, the mails.

Whoever writes locks the organisation, then the proposal, then its talk: as all do who write in talks.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.people import staff_who, writers_of
from hub.exceptions import DomainError, TransitionError
from hub.locking import lock_row, saying_who_waits
from hub.notifications.services import queue_mail
from partners.cocreation_enums import (
    ENDED_PROPOSALS,
    OF_PROPOSER,
    OPEN_PROPOSALS,
    PROPOSAL_MOVES,
    ProposalAction,
    ProposalState,
)
from partners.models import Proposal, ProposalTransition
from partners.proposal_rules import can_decide_on_proposal, can_propose_for
from partners.services.joining import StaleError

if TYPE_CHECKING:
    from hub.accounts.models import User

# ``partners.proposal_mails`` writes them.
TOLD, ARRIVED = "proposals.told", "proposals.arrived"
PERMISSION = "partners.change_proposal"
# Of what all who write for the organisation are told; of the receipt also who handed it in.
_TELLS_MEMBERS = frozenset(
    {
        *(ProposalAction.SUBMIT, ProposalAction.TAKE_BACK, ProposalAction.WITHDRAW),
        *(ProposalAction.ACCEPT, ProposalAction.DECLINE),
    }
)
Check = Callable[[Proposal], None]
Change = Callable[[Proposal], Mapping[str, Any]]
_COPIED = (
    *("state", "submitted_at", "decided_at", "decided_by", "reason", "thread", "late_told_at", "version"),
    "updated_at",
)


def lock_proposal(proposal: Proposal) -> Proposal:
    """The row as it is now, its organisation first."""
    with saying_who_waits():
        organization = lock_row(proposal.organization)
        locked = lock_row(proposal)
    locked.organization = organization
    return locked


def write_proposal_history(
    proposal: Proposal,
    action: ProposalAction,
    *,
    by: "User",
    now: datetime,
    before: str | None = None,
    reason: str = "",
) -> ProposalTransition:
    """One row. ``before``: the state that it left; the present one if it kept it."""
    return ProposalTransition.objects.create(
        proposal=proposal, action=action, by=by, created_at=now, reason=reason,
        from_state=proposal.state if before is None else before, to_state=proposal.state,
    )  # fmt: skip


def check_acts(proposal: Proposal, action: ProposalAction, by: "User | Any") -> None:
    """Who writes for the organisation, or a coordinator who has no part in it."""
    if action in OF_PROPOSER:
        if not can_propose_for(by, proposal.organization):
            raise DomainError(
                _("これができるのは、団体の代表と編集する人だけです。登録が止まっている団体は、できません。")
            )
    elif not can_decide_on_proposal(by, proposal):
        raise DomainError(
            _("共創の担当の職員だけができます。自分や自分の団体が書いたものは、ほかの職員に頼んでください。")
        )


def check_from(locked: Proposal, action: ProposalAction) -> None:
    """Whether the action leads on from the state in which the row is now."""
    if locked.state not in PROPOSAL_MOVES[action][0]:
        raise TransitionError(str(action.label), str(ProposalState(locked.state).label))


def check_newest(locked: Proposal, seen_version: int) -> None:
    """Who decides, or hands in, has read what they decide on."""
    if locked.version != seen_version:
        raise StaleError(
            _("見ているあいだに、提案の内容が変わりました。新しい内容を読んでから、もう一度押してください。")
        )


def move_locked(
    locked: Proposal,
    action: ProposalAction,
    *,
    by: "User",
    now: datetime,
    reason: str = "",
    change: Change | None = None,
) -> ProposalTransition:
    """The only code that changes a state. Of a row that is locked and for which all was checked; tells after commit."""
    check_from(locked, action)
    before, target = locked.state, PROPOSAL_MOVES[action][1]
    is_over = target in ENDED_PROPOSALS
    is_decided = target in {ProposalState.ACCEPTED, ProposalState.DECLINED}
    values: dict[str, Any] = {
        "state": target,
        "decided_at": now if is_over else None,
        "decided_by": by if is_over else None,
        "reason": reason if is_decided else "",
    }
    values |= change(locked) if change else {}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*values, "updated_at"])
    moved = write_proposal_history(locked, action, by=by, now=now, before=before, reason=reason)
    _tell(locked, moved)
    return moved


def copy_to(proposal: Proposal, locked: Proposal) -> None:
    """What the caller holds says what was written."""
    for name in _COPIED:
        setattr(proposal, name, getattr(locked, name))


def asked(text: str, wanted: str) -> str:
    """The words without blanks around them; ``wanted`` says what is missing where there are none."""
    if not text.strip():
        raise DomainError(wanted)
    return text.strip()


def moment(now: datetime | None) -> datetime:
    return now or timezone.now()


def _tell(proposal: Proposal, moved: ProposalTransition) -> None:
    """Each mail names the act by its number and holds no words."""
    ids, action = {"transition": moved.pk}, ProposalAction(moved.action)
    if action in _TELLS_MEMBERS:
        for user in writers_of(proposal.organization):
            if action == ProposalAction.SUBMIT or user.pk != moved.by_id:
                queue_mail(TOLD, to=user, ids=ids, key=f"{TOLD}:{moved.pk}:{user.pk}")
    # What nobody of the city has read is given up without a word.
    if action == ProposalAction.SUBMIT or (action == ProposalAction.WITHDRAW and moved.from_state in OPEN_PROPOSALS):
        for user in staff_who(PERMISSION, but_of=proposal.organization):
            queue_mail(ARRIVED, to=user, ids=ids, key=f"{ARRIVED}:{moved.pk}:{user.pk}")
