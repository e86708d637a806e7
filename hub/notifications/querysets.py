"""Reads of the outbox."""

from datetime import datetime

from django.db import models

from hub.notifications.enums import DUE_STATES, MailingState


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
