"""Sent, opened, stopped: of each notice, by kind and by district; a link that counts and knows nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hub.notifications import measures, sending
from hub.notifications.measures import Measured
from hub.notifications.models import Delivery, NoticeOpening, Subscription
from hub.notifications.services import mark_read
from hub.notifications.services.gathering import gather_due
from hub.notifications.services.subscribing import stop
from tests.hub.notifications.notices.factories import notice, recipient, subscription
from tests.hub.notifications.spread import spread_due

pytestmark = pytest.mark.django_db(transaction=True)


def openings() -> list[tuple[int, str, int]]:
    return list(NoticeOpening.objects.order_by("pk").values_list("notice", "channel", "number"))


def test_the_link_of_a_mail_counts_and_leads_on() -> None:
    subscription()
    told = notice(path="/events/")
    spread_due(now=timezone.now())
    gather_due(now=timezone.now())
    sending.send_due()
    [message] = mail.outbox
    assert f"http://testserver/n/{told.pk}/email/\n" in message.body
    client = Client()
    answer = client.get(f"/n/{told.pk}/email/")
    assert (answer.status_code, answer.headers["Location"], dict(answer.cookies)) == (302, "/events/", {})
    assert openings() == [(told.pk, "email", 1)]
    client.get(f"/n/{told.pk}/email/")  # the same client again on the same day
    client.get(f"/n/{told.pk}/email/", REMOTE_ADDR="192.0.2.7")
    client.get(f"/n/{told.pk}/line/", REMOTE_ADDR="192.0.2.7")
    assert openings() == [(told.pk, "email", 2), (told.pk, "line", 1)]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_X_PURPOSE": "preview"},
        {"HTTP_X_MOZ": "prefetch"},
    ],
)
def test_what_looks_ahead_is_not_counted(headers: dict[str, Any]) -> None:
    told = notice(path="/events/")
    assert Client().get(f"/n/{told.pk}/email/", **headers).status_code == 302
    assert Client().head(f"/n/{told.pk}/email/").status_code == 302
    assert Client().get(f"/n/{told.pk}/fax/").status_code == 302
    assert Client().post(f"/n/{told.pk}/email/").status_code == 405
    assert openings() == []


def test_what_names_its_readers_has_no_link_to_be_guessed() -> None:
    who = recipient()
    named = notice(path="/me/", recipients=[who.pk])
    assert Client().get(f"/n/{named.pk}/email/").status_code == 404
    spread_due(now=timezone.now())
    gather_due(now=timezone.now())
    sending.send_due()
    assert "http://testserver/me/\n" in mail.outbox[0].body


def _told() -> tuple[list[Subscription], list[Subscription]]:
    """Two by mail, three on the site; two notices of events in districts 1 and 2, one of a place in 2, one to come."""
    by_mail = [subscription() for _number in range(2)]
    on_site = [subscription(recipient(account=True), channels=["inbox"]) for _number in range(3)]
    notice(districts=[1])
    notice(districts=[1, 2])
    notice(subject="place", districts=[2])
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    sending.send_due()
    notice(subject="place")
    notice(recipients=[by_mail[0].recipient_id], districts=[1])
    return by_mail, on_site


def test_by_kind_and_district() -> None:
    by_mail, on_site = _told()
    first = Delivery.objects.filter(recipient=on_site[0].recipient).order_by("notice_id")[0]
    mark_read(first)
    Client().get(f"/n/{first.notice_id}/email/")
    stop(by_mail[0])
    since, until = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    assert measures.by_kind(since, until) == {
        ("event", "published"): Measured(notices=2, sent=5, opened=2, stopped=1),
        ("place", "published"): Measured(notices=2, sent=5, opened=0, stopped=1),
    }
    assert measures.by_district(since, until) == {
        (1,): Measured(notices=2, sent=5, opened=2, stopped=1),
        (2,): Measured(notices=2, sent=5, opened=0, stopped=1),
    }
    assert measures.by_kind(until, until + timedelta(days=1)) == {}


def test_who_stopped_long_after_did_not_stop_for_it() -> None:
    by_mail, _on_site = _told()
    stop(by_mail[0], now=timezone.now() + timedelta(days=8))
    assert measures.deliveries_stopped().count() == 0


def test_what_became_of_one() -> None:
    subscription(), subscription(cadence="weekly"), subscription(recipient(account=True), channels=["inbox"])
    told = notice()
    now = timezone.now()
    spread_due(now=now)
    gather_due(now=now)
    outcome = measures.outcomes_of([told])[told.pk]
    assert {channel: dict(fates) for channel, fates in outcome.fates.items()} == {
        "email": {"waiting": 2}, "inbox": {"sent": 1},
    }  # fmt: skip
    sending.send_due()
    outcome = measures.outcomes_of([told])[told.pk]
    assert dict(outcome.fates["email"]) == {"waiting": 1, "sent": 1}
    for state, fate in (("dead", "dead"), ("cancelled", "dropped")):
        Delivery.objects.exclude(mailing=None).get().mailing.__class__.objects.update(state=state)
        assert dict(measures.outcomes_of([told])[told.pk].fates["email"]) == {"waiting": 1, fate: 1}
