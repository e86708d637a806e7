"""What the organiser tells all members, once; and that somebody was told by telephone."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Circle, CircleCall, CircleMessage
from events.services.circles import letters
from events.services.circles.records import locked_circle
from events.services.member_acts import check_may_write
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User

# More is a nuisance, or a broken script.
MOST_A_DAY = 5


def send_message(
    circle: Circle,
    *,
    by: "User",
    subject: str,
    text: str,
    sent_as: uuid.UUID | None = None,
    now: datetime | None = None,
) -> CircleMessage:
    """To all who are members now: by mail, on their own page; who has a number alone stands in the list of calls.

    Once for each ``sent_as``. Who has stopped the mails reads it on their page.
    """
    now = now or timezone.now()
    with locked_circle(circle.pk) as locked:
        check_may_write(locked.organization, by=by)
        known: CircleMessage | None = locked.messages.filter(sent_as=sent_as).first() if sent_as else None
        if known is not None:
            return known
        if not locked.is_open:
            raise DomainError(_("公開中のサークルだけが、お知らせを送れます。"))
        if locked.messages.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
            raise DomainError(
                _("1日に送れるお知らせは%(most)s件までです。明日、もう一度送ってください。") % {"most": MOST_A_DAY}
            )
        message = CircleMessage.objects.create(
            circle=locked, subject=subject, text=text, by=by, sent_as=sent_as or uuid.uuid4()
        )
        members = locked.members.members()
        for member in members.reached_by_mail().order_by("pk"):
            letters.send(message, member)
        calls = [CircleCall(message=message, member=member) for member in members.reached_by_telephone_alone()]
        CircleCall.objects.bulk_create(calls)
    return message


def tick_call(call: CircleCall, *, by: "User", is_done: bool, now: datetime | None = None) -> None:
    """Somebody was told by telephone, or was not after all."""
    with locked_circle(call.message.circle_id) as circle:
        check_may_write(circle.organization, by=by)
        done = {"done_at": now or timezone.now(), "done_by": by} if is_done else {"done_at": None, "done_by": None}
        rows = CircleCall.objects.filter(pk=call.pk)
        (rows.filter(done_at=None) if is_done else rows).update(**done)
