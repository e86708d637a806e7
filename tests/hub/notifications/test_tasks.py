"""What workers do, one step after the other."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from hub.notifications import services, tasks
from hub.notifications.models import Delivery, Mailing
from tests.hub.notifications.factories import queued
from tests.hub.notifications.mail_servers import MailServerOfTests
from tests.hub.notifications.notices.factories import notice, subscription

pytestmark = pytest.mark.django_db


def test_mails_are_sent_though_notices_cannot_be_gathered(mail_server: MailServerOfTests) -> None:
    subscription()
    notice()
    services.spread_due(now=timezone.now())
    waiting = Delivery.objects.get()
    in_the_way = queued(to="other@example.org")
    Mailing.objects.filter(pk=in_the_way.pk).update(
        idempotency_key=f"notices:{waiting.recipient_id}:email:{waiting.pk}"
    )
    with pytest.raises(IntegrityError):
        tasks.send_due()
    assert mail_server.recipients() == ["other@example.org"]
    assert list(Delivery.objects.waiting()) == [waiting]
