"""What members are told of a stop: that it is one and whom to ask, never the reason, which may be a reporter's words."""

import pytest
from django.test import Client
from django.urls import reverse

from events.services.publishing import hide
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.events.members import member, public_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db


def test_the_reason_of_a_stop_is_asked_of_staff(client: Client) -> None:
    ours = OrganizationFactory(verified=True)
    writer, event = member(ours), public_event(ours)
    Mailing.objects.all().delete()
    hide(event, by=UserFactory(coordinator=True), reason="となりの山田さんのお知らせ")
    mailing = Mailing.objects.get()
    write = writer_of(mailing.kind)
    assert write is not None
    letter = write(mailing)
    assert letter is not None
    mail = "\n".join([letter.subject, *letter.paragraphs])
    page = parse(sign_in(client, writer).get(reverse("writing:event", args=[ours.pk, event.pk]))).one("main").text
    for text in (mail, page):
        assert "理由は、市の担当に聞いてください。" in text
        assert "山田" not in text
