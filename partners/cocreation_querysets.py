"""Who may see which proposals and projects, and what a list loads."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.conditions import is_there
from hub.opening_days import end_of, latest_day_past
from hub.search import matching
from hub.threads.enums import Side
from partners.cocreation_enums import (
    HOLDING_PARTS,
    OPEN_PROPOSALS,
    PUBLIC_PROJECTS,
    WRITABLE_PROJECTS,
    PartState,
    ProjectState,
    ProposalState,
)

if TYPE_CHECKING:
    from hub.accounts.models import User


class ProposalQuerySet(models.QuerySet[Any]):
    def of_organization(self, organization: Organization) -> Self:
        """That its members see, the newest first."""
        return self.filter(organization=organization).order_by("-pk")

    def handed_in(self) -> Self:
        """That coordinators see: not what its members still write, nor what they gave up before anybody read it."""
        return self.exclude(state=ProposalState.DRAFT).exclude(submitted_at=None)

    def for_staff(self, user: "User | Any") -> Self:
        """The same, for who looks after proposals."""
        if not user.is_active or not user.is_staff or not user.has_perm("partners.change_proposal"):
            return self.none()
        return self.handed_in()

    def open(self) -> Self:
        """That wait for a decision, the oldest first."""
        return self.filter(state__in=OPEN_PROPOSALS).order_by("submitted_at", "pk")

    def saying_since(self) -> Self:
        """Each with ``since``: how long it has been the turn of whose turn it is; of nobody's since the last word."""
        return self.annotate(since=Coalesce("thread__waits_since", "thread__last_post_at"))

    def with_city(self) -> Self:
        """Open ones of which the city is to say something: ``partners.promises.promise_of`` gives a day for each."""
        return self.filter(state__in=OPEN_PROPOSALS).filter(
            Q(state=ProposalState.SUBMITTED) | Q(thread__waits_for__in=[Side.STAFF, ""])
        )

    def late(self, today: date) -> Self:
        """Of these whose promised day has passed."""
        last = latest_day_past(today, settings.HUB_PROPOSAL_ANSWER_DAYS)
        return self.filter(state__in=OPEN_PROPOSALS).filter(
            Q(state=ProposalState.SUBMITTED, submitted_at__lt=end_of(last))
            | Q(thread__waits_for=Side.STAFF, thread__answer_by__lt=today)
            | Q(state=ProposalState.TALKING, thread__waits_for="", thread__last_post_at__lt=end_of(last))
        )

    def with_members(self) -> Self:
        """Of which their organisation is to say something."""
        return self.filter(state=ProposalState.TALKING, thread__waits_for=Side.MEMBERS)


def _shown_parts() -> models.Q:
    """Of a part: it takes part, and its organisation may be named."""
    return models.Q(state=PartState.JOINED, organization__verification="verified")


class ProjectQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """That everybody sees, also what ended or was stopped: published, and one at least of those who do it may publish."""
        parts = self.model._meta.get_field("parts").related_model._default_manager
        shown = is_there(parts.filter(_shown_parts(), project=models.OuterRef("pk")))
        return self.filter(shown, state__in=PUBLIC_PROJECTS, published_at__isnull=False)

    def matching(self, text: str) -> Self:
        """In whose shown text all words occur."""
        return self.filter(matching(text))

    def for_list(self) -> Self:
        """With what a row shows: three queries more, however many there are."""
        parts = self.model._meta.get_field("parts").related_model._default_manager
        named = Organization.objects.only("name", "kind", "is_sample", "verification")
        shown = parts.shown().prefetch_related(models.Prefetch("organization", named))
        found = self.defer("search_text", "search_tokens").prefetch_related(
            models.Prefetch("parts", shown, "shown_parts")
        )
        return found.prefetch_related(models.Prefetch("districts", District.objects.only("name")))

    def going_on(self) -> Self:
        """For the board: the longest quiet first."""
        return self.filter(state__in=WRITABLE_PROJECTS).order_by("moved_at", "pk")

    def quiet(self, moment: datetime) -> Self:
        """Running, nothing was done since ``moment``, and nobody has asked yet how it goes."""
        return self.filter(state=ProjectState.RUNNING, moved_at__lt=moment, asked_at=None, is_sample=False)

    def of_organization(self, organization: Organization) -> Self:
        """In which it takes part, or is asked to."""
        parts = self.model._meta.get_field("parts").related_model._default_manager
        mine = parts.filter(organization=organization, state__in=HOLDING_PARTS, project=models.OuterRef("pk"))
        return self.filter(models.Exists(mine))

    def shown_of(self, organization: Organization) -> Self:
        """What everybody sees on its page: in which it takes part, what goes on first, then the newest."""
        parts = self.model._meta.get_field("parts").related_model._default_manager
        mine = parts.filter(_shown_parts(), organization=organization, project=models.OuterRef("pk"))
        return self.public().filter(models.Exists(mine)).order_by("ended_at", "-published_at", "-pk")


class PartQuerySet(models.QuerySet[Any]):
    def joined(self) -> Self:
        return self.filter(state=PartState.JOINED)

    def shown(self) -> Self:
        """That everybody may read: of organisations that take part and may publish, the one that leads first."""
        return self.filter(_shown_parts()).order_by("-is_lead", "pk")

    def public(self) -> Self:
        """The same, of projects that everybody sees."""
        return self.filter(_shown_parts(), project__state__in=PUBLIC_PROJECTS, project__published_at__isnull=False)

    def counted(self) -> Self:
        """The same for sums, also of organisations that may not be named; kept by ``partners.services.project_records``."""
        return self.filter(is_counted=True)

    def holding(self) -> Self:
        """That take part or are asked to."""
        return self.filter(state__in=HOLDING_PARTS).select_related("organization").order_by("-is_lead", "pk")
