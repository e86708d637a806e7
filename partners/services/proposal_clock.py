"""What time does to proposals: who waits longer than was promised is told, and so are coordinators. Two beats do it once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.accounts.people import staff_who, writers_of
from hub.locking import lock_row
from hub.notifications.services import queue_mail
from partners.models import Proposal
from partners.promises import is_late, promise_of, was_told
from partners.services.proposal_records import PERMISSION, lock_proposal

# ``partners.proposal_mails`` writes them: to coordinators, and to who proposed.
LATE, LONGER = "proposals.late", "proposals.longer"


def remind_late_proposals(now: datetime | None = None) -> int:
    """One mail for each promised day that has passed, to each coordinator and each writer; of how many proposals."""
    now = now or timezone.now()
    late = Proposal.objects.late(timezone.localdate(now)).filter(is_sample=False)
    rows = late.select_related("organization", "thread").order_by("submitted_at", "pk")
    due = [one for one in rows.iterator() if (promised := promise_of(one)) and not was_told(one, promised)]
    return sum(_remind(one, now) for one in due)


@transaction.atomic
def _remind(proposal: Proposal, now: datetime) -> bool:
    locked = lock_proposal(proposal)
    if locked.thread is not None:
        locked.thread = lock_row(locked.thread)
    promised = promise_of(locked)
    if promised is None or not is_late(locked, now) or was_told(locked, promised):
        return False
    locked.late_told_at = now
    locked.save(update_fields=["late_told_at"])
    ids = {"proposal": locked.pk}
    for user in staff_who(PERMISSION, but_of=locked.organization):
        queue_mail(LATE, to=user, ids=ids, key=f"{LATE}:{locked.pk}:{promised}:{user.pk}")
    for user in writers_of(locked.organization):
        queue_mail(LONGER, to=user, ids=ids, key=f"{LONGER}:{locked.pk}:{promised}:{user.pk}")
    return True
