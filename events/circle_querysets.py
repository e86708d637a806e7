"""Who may see which circles and members, and what a list loads."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from events.circle_enums import ACTIVE, TOLD, MemberState
from events.enums import OccurrenceState, State
from hub.accounts.enums import Verification
from hub.accounts.models import Organization
from hub.search import matching

# The shape of a district: no list draws it.
_HEAVY = ("district__geometry", "district__path")


class CircleQuerySet(models.QuerySet[Any]):
    """What an organisation that the city does not verify (any more) runs is out of sight with it, and comes back so."""

    def _of_verified(self) -> Self:
        return self.filter(organization__verification=Verification.VERIFIED)

    def listed(self) -> Self:
        """What stands in lists."""
        return self._of_verified().filter(state=State.PUBLISHED)

    def public(self) -> Self:
        """What has a page for everybody: what is published, and what has ended (its page says so)."""
        return self._of_verified().filter(state__in=[State.PUBLISHED, State.CLOSED])

    def waiting_for_review(self) -> Self:
        return self.filter(state=State.IN_REVIEW)

    def to_recheck(self) -> Self:
        """That a member changed when they were public, and nobody has looked at since; the oldest first."""
        changed = self.filter(state__in=[State.PUBLISHED, State.CLOSED], recheck_since__isnull=False)
        return changed.order_by("recheck_since", "pk")

    def matching(self, text: str) -> Self:
        """In whose text all words occur."""
        return self.filter(matching(text))

    def of_organization(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def readable_by_member(self, user: Any) -> Self:
        """Of organisations to which the user belongs, at whichever level."""
        return self.filter(organization__in=Organization.objects.of(user).order_by().values("pk"))

    def writable_by(self, user: Any) -> Self:
        return self.filter(organization__in=Organization.objects.writable_by(user).order_by().values("pk"))

    def with_next(self, now: datetime) -> Self:
        """Each with ``next_at``: when it meets next, as far as that is published."""
        dates = apps.get_model("events", "Occurrence").objects.listed().filter(event__circle=OuterRef("pk"))
        coming = dates.filter(ends_at__gte=now).exclude(state=OccurrenceState.CANCELLED).order_by("starts_at", "pk")
        return self.annotate(next_at=Subquery(coming.values("starts_at")[:1]))

    def for_list(self) -> Self:
        """With what a row of a list shows."""
        rows = self.select_related("place", "district", "organization").defer(*_HEAVY, "description", "search_text")
        return rows.prefetch_related("welcome_marks")

    def for_page(self) -> Self:
        """With what its page shows."""
        rows = self.select_related("place", "district", "organization").defer(*_HEAVY)
        return rows.prefetch_related("welcome_marks", "themes", "audiences")


class CircleMemberQuerySet(models.QuerySet[Any]):
    """Nobody but the person and those who write for the organisation that runs the circle."""

    def desk_of(self, user: Any) -> Self:
        """Of circles whose organisation the user writes for. Staff see none: they have nothing to do with them."""
        return self.filter(circle__organization__in=Organization.objects.writable_by(user).order_by().values("pk"))

    def own(self, user: Any) -> Self:
        """In which the user is, or waits to be, the newest first."""
        return self.active().filter(user=user).order_by("-pk")

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def members(self) -> Self:
        return self.filter(state=MemberState.MEMBER)

    def at_desk(self) -> Self:
        """What an organiser is shown, those who wait for an answer first. Who has not confirmed is not there yet."""
        shown = self.filter(state__in=[MemberState.ASKED, MemberState.MEMBER])
        # "asked" stands before "member".
        return shown.order_by("state", "pk")

    def reached_by_mail(self) -> Self:
        """Who has an address, and has not stopped the circle's mails."""
        return self.filter(Q(user__isnull=False) | ~Q(email=""), wants_mail=True)

    def reached_by_telephone_alone(self) -> Self:
        return self.filter(user=None, email="")

    def to_lapse(self, now: datetime) -> Self:
        """Whose address was not confirmed in time."""
        return self.filter(state=MemberState.UNCONFIRMED, confirm_until__lte=now)

    def to_forget(self, ended_before: datetime) -> Self:
        """Who was told that they are not, or no longer, a member, so long ago that their name has no use any more."""
        return self.filter(state__in=TOLD, names_removed_at=None, ended_at__lte=ended_before)

    def of_circles_closed_before(self, moment: datetime) -> Self:
        """Who is still active in a circle that ended so long ago, or was taken out of sight and never came back."""
        return self.active().filter(circle__ended_at__lte=moment)


class CircleMessageQuerySet(models.QuerySet[Any]):
    def read_by(self, member: Any) -> Self:
        """What was said to all since this person is among them, the newest first."""
        if member.state != MemberState.MEMBER or member.joined_at is None:
            return self.none()
        return self.filter(circle=member.circle_id, created_at__gte=member.joined_at).order_by("-pk")

    def with_calls_left(self) -> Self:
        """Each with ``has_calls_left``: somebody is still to be told of it by telephone."""
        calls = apps.get_model("events", "CircleCall").objects.filter(message=OuterRef("pk"), done_at=None)
        return self.annotate(has_calls_left=Exists(calls.filter(member__state=MemberState.MEMBER)))
