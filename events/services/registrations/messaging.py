"""全員へのお知らせ: one message to those who come or wait, recorded with who was sent it."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from events.models import DateMessage, MessageReader, Occurrence, Registration
from events.registration_desk_enums import AUDIENCES, MessageAudience
from events.registration_querysets import RegistrationQuerySet
from events.services.registrations import letters

if TYPE_CHECKING:
    from hub.accounts.models import User


@dataclass(frozen=True)
class Reached:
    """Registrations that a message goes to; ``by_telephone``: of them without a mail address."""

    total: int
    by_telephone: int

    @property
    def by_mail(self) -> int:
        return self.total - self.by_telephone


def readers_of(date: Occurrence, audience: MessageAudience) -> RegistrationQuerySet:
    """Of the date, or the course that it belongs to. Not who has not confirmed the address yet."""
    found: RegistrationQuerySet = Registration.objects.of_date(date).filter(state__in=AUDIENCES[audience])
    return found.filter(names_removed_at=None)


def reached(rows: RegistrationQuerySet) -> Reached:
    """How many, before it is sent."""
    return Reached(rows.count(), rows.filter(user=None, email="").count())


def later_readers(message: DateMessage) -> RegistrationQuerySet:
    """Who belongs to its audience now and was not sent it: they registered afterwards."""
    sent = MessageReader.objects.filter(message=message.pk).values("registration")
    return readers_of(message.occurrence, MessageAudience(message.audience)).exclude(pk__in=sent)


def send_message(
    date: Occurrence, *, text: str, audience: MessageAudience, by: "User", sent_as: uuid.UUID
) -> DateMessage:
    """Mails, or calls for those without an address, once: the same form pressed twice is one message."""
    with transaction.atomic():
        made = DateMessage(occurrence=date, text=text, audience=audience, by=by, sent_as=sent_as)
        DateMessage.objects.bulk_create([made], ignore_conflicts=True)
        message: DateMessage = DateMessage.objects.select_for_update(of=("self",), no_key=True).get(sent_as=sent_as)
        if not message.readers.exists():
            _send(message, readers_of(date, audience))
    return message


def send_to_later(message: DateMessage) -> int:
    """The same message to who registered after it was sent; nobody gets it twice. Returns how many."""
    with transaction.atomic():
        locked = DateMessage.objects.select_for_update(of=("self",), no_key=True).select_related("occurrence")
        found: DateMessage = locked.get(pk=message.pk)
        return _send(found, later_readers(found))


def _send(message: DateMessage, rows: RegistrationQuerySet) -> int:
    readers = list(rows.order_by("pk"))
    MessageReader.objects.bulk_create([MessageReader(message=message, registration=row) for row in readers])
    return letters.tell_all(readers, letters.MESSAGE, lambda row: f"message:{message.pk}:{row.pk}", message=message.pk)
