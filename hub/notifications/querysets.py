"""Reads of the outbox."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from hub.notifications.enums import DUE_STATES, Channel, DeliveryState, MailingState, SubscriptionState

if TYPE_CHECKING:
    from hub.accounts.models import User
    from hub.notifications.models import Recipient


class MailingQuerySet(models.QuerySet):
    def unended(self) -> "MailingQuerySet":
        """What is still to be sent, now or later."""
        return self.filter(state__in=DUE_STATES)

    def due(self, now: datetime) -> "MailingQuerySet":
        """What should have been sent by now, the oldest first; also what a sender has in hand."""
        return self.unended().filter(due_at__lte=now).order_by("due_at", "pk")

    def dead(self) -> "MailingQuerySet":
        """What nobody tries to send any more, the oldest first."""
        return self.filter(state=MailingState.DEAD).order_by("ended_at", "pk")

    def ended_before(self, moment: datetime) -> "MailingQuerySet":
        return self.filter(ended_at__lt=moment).order_by("ended_at")


class RecipientQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        """Who wants to be written to: an account that is open, or an address that its reader confirmed."""
        return self.filter(Q(user__is_active=True) | Q(user=None, confirmed_at__isnull=False))


class SubscriptionQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(state=SubscriptionState.ACTIVE)

    def of(self, recipient: "Recipient") -> Self:
        """What somebody has not stopped, the oldest first."""
        return self.filter(recipient=recipient.pk).exclude(state=SubscriptionState.STOPPED).order_by("pk")


class NoticeQuerySet(models.QuerySet[Any]):
    def unspread(self) -> Self:
        """Whose readers were not looked for yet, the oldest first."""
        return self.filter(spread_at=None, withdrawn_at=None).order_by("pk")

    def about(self, subject: str, object_id: int) -> Self:
        """All that was told of one thing."""
        return self.filter(subject=subject, object_id=object_id)


class DeliveryQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state=DeliveryState.WAITING)

    def inbox_of(self, recipient: "Recipient") -> Self:
        """What somebody reads on the site, the newest first; what was withdrawn is gone from it."""
        mine = self.filter(recipient=recipient.pk, channel=Channel.INBOX, notice__withdrawn_at=None)
        return mine.exclude(state=DeliveryState.DROPPED).order_by("-notice")

    def unread_of(self, user: "User") -> Self:
        """What stands in the inbox of an account and was not opened yet."""
        mine = self.filter(recipient__user=user, channel=Channel.INBOX, notice__withdrawn_at=None)
        return mine.filter(read_at=None, archived_at=None)
