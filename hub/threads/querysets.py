"""Reads: who may see which talk, what is new in it for whom, and what waits."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from hub.threads.enums import Side

if TYPE_CHECKING:
    from hub.accounts.models import User

LATEST_FIRST = ("-last_post_at", "-pk")
BY_PROMISE = ("answer_by", "pk")


class ThreadQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        """Those of one's own organisations. Staff have a queryset of their own: whoever is both sees each on its page."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(organization__memberships__user=user)

    def for_staff(self, user: "User | Any") -> Self:
        """All of them, for who answers them."""
        if not user.is_active or not user.is_staff or not user.has_perm("threads.change_thread"):
            return self.none()
        return self.all()

    def open(self) -> Self:
        """That have not ended."""
        return self.filter(closed_at=None)

    def waiting(self) -> Self:
        """What coordinators are to answer, what was promised first coming first."""
        return self.filter(closed_at=None, waits_for=Side.STAFF).order_by(*BY_PROMISE)

    def late(self, today: date) -> Self:
        """Of these what should have been answered by now."""
        return self.waiting().filter(answer_by__lt=today)

    def saying_what_is_new(self, user: "User | Any", side: Side) -> Self:
        """Each with ``is_new``: whether the other side has written what the user has not read."""
        return self.annotate(is_new=Exists(self._unread(user, side)))

    def with_news_for(self, user: "User | Any", side: Side) -> Self:
        """Those in which the other side has written what the user has not read."""
        return self.filter(Exists(self._unread(user, side)))

    def _unread(self, user: "User | Any", side: Side) -> models.QuerySet[Any]:
        posts: Any = self.model._meta.get_field("posts").related_model
        readings: Any = self.model._meta.get_field("readings").related_model
        read = readings.objects.filter(thread=OuterRef("thread"), user=user.pk).values("post_id")[:1]
        found: models.QuerySet[Any] = posts.objects.filter(
            ~Q(side=side), thread=OuterRef("pk"), pk__gt=Coalesce(Subquery(read), Value(0))
        )
        return found


class AttachmentQuerySet(models.QuerySet[Any]):
    def kept(self) -> Self:
        """Whose file is there."""
        return self.filter(removed_at=None)

    def of_members(self, organization: Any) -> Self:
        """That an organisation has sent and that are kept."""
        return self.kept().filter(post__thread__organization=organization, post__side=Side.MEMBERS)

    def to_forget(self, moment: datetime) -> Self:
        """Of talks that ended before ``moment``."""
        return self.kept().filter(post__thread__closed_at__lt=moment)
