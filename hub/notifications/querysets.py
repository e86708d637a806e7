"""Reads of the outbox."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Prefetch, Q, Value, When

from hub.notifications.enums import DUE_STATES, Channel, DeliveryState, Fate, MailingState, SubscriptionState

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

    def with_contents(self) -> "MailingQuerySet":
        """With what the words of any of them are made of. Five queries, however many."""
        people = self.select_related("user", "recipient__user")
        # Of a subscription only whether it goes on, and its number for a link: its conditions were looked at before.
        asked = apps.get_model("notifications", "Subscription").objects.only("state", "recipient")
        return people.prefetch_related("deliveries__notice", Prefetch("deliveries__subscription", asked))

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

    def for_staff(self) -> Self:
        """What goes to more than one named person, the newest first."""
        return self.filter(recipients=None).order_by("-pk")

    def about(self, subject: str, object_id: int) -> Self:
        """All that was told of one thing."""
        return self.filter(subject=subject, object_id=object_id)


class DeliveryQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state=DeliveryState.WAITING)

    def with_fate(self) -> Self:
        """Each with ``fate``. Of a mailing that is so old that it is gone, all was sent."""
        ended = {
            Fate.WAITING: Q(mailing__state__in=DUE_STATES),
            Fate.DEAD: Q(mailing__state=MailingState.DEAD),
            Fate.DROPPED: Q(mailing__state=MailingState.CANCELLED),
        }
        first = [
            When(state=DeliveryState.WAITING, then=Value(Fate.WAITING)),
            When(state=DeliveryState.DROPPED, then=Value(Fate.DROPPED)),
        ]
        rest = [When(condition, then=Value(fate)) for fate, condition in ended.items()]
        default = Value(Fate.SENT)
        return self.annotate(fate=Case(*first, *rest, default=default, output_field=models.CharField()))

    def that_were(self, fate: Fate) -> Self:
        """Of which this became."""
        return self.with_fate().filter(fate=fate)

    def count_fates(self) -> "models.QuerySet[Any, Any]":
        """Rows of notice, channel, fate, and how many."""
        rows = self.with_fate().order_by().values_list("notice", "channel", "fate")
        return rows.annotate(people=Count("pk"))

    def inbox_of(self, recipient: "Recipient") -> Self:
        """What somebody reads on the site, the newest first; what was withdrawn is gone from it."""
        mine = self.filter(recipient=recipient.pk, channel=Channel.INBOX, notice__withdrawn_at=None)
        return mine.exclude(state=DeliveryState.DROPPED).order_by("-notice_id")

    def unread_of(self, user: "User") -> Self:
        """What stands in the inbox of an account and was not opened yet."""
        mine = self.filter(recipient__user=user, channel=Channel.INBOX, notice__withdrawn_at=None)
        return mine.filter(read_at=None, archived_at=None)
