"""What those who subscribed are told of events, by what is done with them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.services.occurrences import cancel_occurrence, move_occurrence
from events.services.publishing import close, hide, publish
from hub.notifications.models import Delivery, Notice
from hub.notifications.services.spreading import spread_due
from tests.events.members import complete_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.notifications.notices.factories import subscription

pytestmark = pytest.mark.django_db


def test_of_a_series_whose_first_date_is_cancelled_the_next_is_told_to_who_still_waits() -> None:
    now = timezone.now()
    first, second = now + timedelta(days=5), now + timedelta(days=12)
    event = complete_event(OrganizationFactory(verified=True), first, second)
    subscription(cadence="weekly")
    publish(event, by=None)
    spread_due(now=now)
    date, other = event.occurrences.order_by("starts_at")
    cancel_occurrence(date, by=None, note="雨のため")
    spread_due(now=now)
    [delivery] = Delivery.objects.select_related("notice")  # nobody was told of the first date
    told = delivery.notice
    assert (told.kind, told.starts_at, told.expires_at) == ("published", other.starts_at, other.ends_at)
    changed = Notice.objects.get(kind="changed")
    assert (changed.starts_at, changed.text) == (date.starts_at, "この日は中止になりました。雨のため")


def test_the_only_date_cancelled_is_told_as_cancelled_and_moved_as_changed() -> None:
    now = timezone.now()
    event = complete_event(OrganizationFactory(verified=True), now + timedelta(days=5))
    subscription(channels=["inbox"], cadence="now")
    publish(event, by=None)
    spread_due(now=now)
    date = event.occurrences.get()
    later = date.starts_at + timedelta(days=1)
    move_occurrence(date, by=None, starts_at=later, ends_at=later + timedelta(hours=1))
    spread_due(now=now)
    cancel_occurrence(event.occurrences.get(), by=None, note="")
    spread_due(now=now)
    kinds = list(Delivery.objects.order_by("pk").values_list("notice__kind", flat=True))
    assert kinds == ["published", "changed", "cancelled"]


def test_what_was_hidden_or_has_ended_is_told_to_nobody_any_more() -> None:
    subscription(cadence="weekly")
    organization = OrganizationFactory(verified=True)
    for act in ("hide", "close"):
        event = complete_event(organization)
        publish(event, by=None)
        spread_due(now=timezone.now())
        if act == "hide":
            hide(event, by=UserFactory(coordinator=True), reason="確かめるため")
        else:
            close(event, by=None)
    assert list(Delivery.objects.values_list("state", flat=True)) == ["dropped", "dropped"]


def test_a_sample_is_told_to_nobody() -> None:
    publish(complete_event(OrganizationFactory(verified=True), is_sample=True), by=None)
    assert Notice.objects.count() == 0
