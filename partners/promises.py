"""By which day the city has promised to say something of a proposal."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from hub.opening_days import end_of, opening_day_after
from hub.threads.enums import Side
from partners.cocreation_enums import OPEN_PROPOSALS, ProposalState
from partners.models import Proposal


def promise_of(proposal: Proposal) -> date | None:
    """The earliest of what was promised; None while it is the organisation's turn, or when it has ended.

    Read within so many days after it was handed in; what members write in the talk is answered by its own day; and where
    it is nobody's turn, something comes of it so many days after the last word. ``late`` of the queryset says the same.
    """
    if proposal.state not in OPEN_PROPOSALS or proposal.thread is None or proposal.submitted_at is None:
        return None
    thread, days, found = proposal.thread, settings.HUB_PROPOSAL_ANSWER_DAYS, []
    if proposal.state == ProposalState.SUBMITTED:
        found.append(opening_day_after(timezone.localdate(proposal.submitted_at), days))
    if thread.waits_for == Side.STAFF and thread.answer_by is not None:
        found.append(thread.answer_by)
    if proposal.state == ProposalState.TALKING and not thread.waits_for:
        found.append(opening_day_after(timezone.localdate(thread.last_post_at), days))
    return min(found, default=None)


def is_late(proposal: Proposal, now: datetime | None = None) -> bool:
    """Whether that day has passed."""
    promised = promise_of(proposal)
    return promised is not None and promised < timezone.localdate(now or timezone.now())


def was_told(proposal: Proposal, promised: date) -> bool:
    """Whether coordinators have heard that this very promise was not kept."""
    return proposal.late_told_at is not None and proposal.late_told_at >= end_of(promised)
