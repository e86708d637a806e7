"""What a reader does with what came."""

from django.utils import timezone

from hub.notifications.models import Delivery, Recipient


def mark_read(delivery: Delivery) -> None:
    """Once: when it was read first stays."""
    now = timezone.now()
    Delivery.objects.filter(pk=delivery.pk, read_at=None).update(read_at=now, opened_at=now)


def mark_all_read(recipient: Recipient) -> None:
    """What stands in the inbox now."""
    Delivery.objects.inbox_of(recipient).filter(read_at=None).update(read_at=timezone.now())


def put_away(delivery: Delivery, *, is_away: bool) -> None:
    """Into what is kept, or back."""
    Delivery.objects.filter(pk=delivery.pk).update(archived_at=timezone.now() if is_away else None)
