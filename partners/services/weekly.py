"""Monday's list for coordinators: needs that nobody answered or whose day has passed, and partners whom nobody asked.

What was made up to demonstrate is in none of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hub.accounts.groups import COCREATION_COORDINATOR
from hub.accounts.models import Organization, User
from hub.notifications.services import queue_mail
from hub.threads.models import Thread
from partners.enums import ABOUT
from partners.matching import Fit, best_needs, best_partners
from partners.models import Hand, Need, Partnership
from partners.reasons import Pair, Suggestion, suggested_needs, suggested_partners

MAIL = "needs.week"
MOST = 30
EACH = 2


@dataclass(frozen=True)
class Week:
    """``needs`` and ``partners``: each with what may fit, up to ``MOST``; ``overdue``; and how many there are in all."""

    needs: list[tuple[Need, list[Suggestion]]]
    partners: list[tuple[Organization, list[Suggestion]]]
    needs_total: int
    partners_total: int
    overdue: list[Need]
    overdue_total: int

    @property
    def is_empty(self) -> bool:
        return not self.needs_total and not self.partners_total and not self.overdue_total


def unanswered_needs() -> Any:
    return Need.objects.unanswered().filter(is_sample=False)


def unasked_partners(now: datetime) -> Any:
    """Registered ones with whom there was no talk about a need, and that raised no hand, for ``HUB_NEEDS_UNASKED_DAYS``."""
    since = now - timedelta(days=settings.HUB_NEEDS_UNASKED_DAYS)
    talks = Thread.objects.filter(organization=OuterRef("pk"), about_kind=ABOUT, created_at__gte=since)
    hands = Hand.objects.filter(organization=OuterRef("pk"), created_at__gte=since)
    registered = Partnership.objects.public().filter(is_sample=False).values("organization")
    rows = Organization.objects.filter(pk__in=registered, is_sample=False).exclude(Exists(talks)).exclude(Exists(hands))
    return rows.order_by("pk")


def list_of_week(now: datetime | None = None) -> Week:
    """A constant number of queries, however many there are."""
    now = now or timezone.now()
    unanswered, unasked = unanswered_needs(), unasked_partners(now)
    overdue = Need.objects.overdue(timezone.localdate(now))
    needs = list(unanswered.order_by("published_at", "pk").defer("search_text", "search_tokens")[:MOST])
    partners = list(unasked[:MOST])
    of_needs = best_partners([need.pk for need in needs], each=EACH) if needs else {}
    of_partners = best_needs([one.pk for one in partners], each=EACH) if partners else {}
    return Week(
        needs=_with(needs, of_needs, suggested_partners),
        partners=_with(partners, of_partners, suggested_needs),
        needs_total=unanswered.count(),
        partners_total=unasked.count(),
        overdue=list(overdue.only("title", "due_on")[:MOST]),
        overdue_total=overdue.count(),
    )


def _with(
    things: list[Any], fits: dict[int, list[Fit]], suggested: Callable[[Sequence[Fit]], dict[Pair, Suggestion]]
) -> list[Any]:
    """What is suggested for all is loaded at once; what ceased to be there meanwhile is left out."""
    said = suggested([fit for thing in things for fit in fits.get(thing.pk, ())])
    pairs = {thing.pk: [(fit.need, fit.organization) for fit in fits.get(thing.pk, ())] for thing in things}
    return [(thing, [said[pair] for pair in pairs[thing.pk] if pair in said]) for thing in things]


@transaction.atomic
def send_list_of_week(now: datetime | None = None) -> int:
    """One mail to each coordinator, once a week, from Monday's hour on; how many. None where there is nothing to say."""
    now = now or timezone.now()
    local = timezone.localtime(now)
    if local.weekday() == 0 and local.hour < settings.HUB_WEEKLY_HOUR:
        return 0
    overdue = Need.objects.overdue(local.date())
    if not any(rows.exists() for rows in (unanswered_needs(), overdue, unasked_partners(now))):
        return 0
    monday = local.date() - timedelta(days=local.weekday())
    coordinators = User.objects.filter(groups__name=COCREATION_COORDINATOR, is_active=True, is_staff=True)
    mails = [
        queue_mail(MAIL, to=user, ids={"monday": monday.toordinal()}, key=f"{MAIL}:{monday.isoformat()}:{user.pk}")
        for user in coordinators.order_by("pk")
    ]
    return sum(mail is not None for mail in mails)
