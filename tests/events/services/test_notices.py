"""What those who subscribed are told of events, by what is done with them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Event
from events.services.occurrences import cancel_occurrence, move_occurrence, remove_occurrence
from events.services.publishing import close, hide, publish
from events.services.suspensions import hide_all_of
from events.services.writing import finish_edit, save_edited
from hub.notifications.models import Delivery, Notice
from hub.templatetags.reading import day as written
from tests.events.members import complete_event, public_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.notifications.notices.factories import subscription
from tests.hub.notifications.spread import spread_due

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


def test_a_sample_and_what_an_empty_hub_begins_with_are_told_to_nobody() -> None:
    organization = OrganizationFactory(verified=True)
    publish(complete_event(organization, is_sample=True), by=None)
    publish(complete_event(organization), by=None, is_news=False)
    assert Notice.objects.count() == 0


def edit(event: Event, **fields: Any) -> None:
    """As every form does."""
    for name, value in fields.items():
        setattr(event, name, value)
    before = save_edited(event, by=None, changed=list(fields))
    finish_edit(event, before=before)


def told() -> list[tuple[str, str]]:
    """Of changes alone."""
    return list(Notice.objects.exclude(kind="published").order_by("pk").values_list("kind", "text"))


def test_an_edit_tells_once_what_who_plans_to_come_must_know() -> None:
    event = public_event(OrganizationFactory(verified=True), title="囲碁の会", is_free=True)
    edit(event, summary="初めての人も", access_note="バス停のそば", title="囲碁の会　")
    assert told() == []
    edit(event, title="将棋の会", venue_name="南大沢会館", is_free=False)
    edit(event, title="将棋の会")
    text = "名前が「囲碁の会　」から変わりました。場所が変わりました。新しい場所：南大沢会館。無料ではなくなりました。"
    assert told() == [("changed", f"{text}費用をページで確かめてください。")]
    notice = Notice.objects.get(kind="changed")
    assert (notice.title, notice.whereabouts, notice.key) == (
        "将棋の会", "南大沢会館", f"event:{event.pk}:edited:{event.version - 1}",
    )  # fmt: skip


def test_what_becomes_a_meeting_of_organisations_is_told_to_no_resident_who_waits_for_it() -> None:
    event, other = [public_event(OrganizationFactory(verified=True)) for _n in range(2)]
    subscription(channels=["inbox", "email"], cadence="weekly")
    spread_due(now=timezone.now())
    edit(event, is_for_members=True, title="交流会")
    told_of = set(Delivery.objects.values_list("notice__object_id", "channel", "state"))
    assert told_of == {
        (event.pk, "inbox", "handed"), (event.pk, "email", "dropped"),
        (other.pk, "inbox", "handed"), (other.pk, "email", "waiting"),
    }  # fmt: skip
    late = public_event(OrganizationFactory(verified=True))
    edit(late, is_for_members=True)
    spread_due(now=timezone.now())
    assert not Delivery.objects.filter(notice__object_id=late.pk).exists()
    edit(late, is_for_members=False)
    spread_due(now=timezone.now())
    assert Delivery.objects.filter(notice__object_id=late.pk, state="waiting").count() == 1
    assert told() == []


def test_a_process_that_does_not_know_meetings_yet_still_writes_events() -> None:
    """While a new version is started: the column has its value from the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_default FROM information_schema.columns"
            " WHERE table_name = 'events_event' AND column_name = 'is_for_members'"
        )
        assert cursor.fetchall() == [("false",)]


def test_dates_that_an_edit_moves_or_takes_away_are_told() -> None:
    day = timezone.localtime(timezone.now() + timedelta(days=5)).replace(hour=10, minute=0, second=0, microsecond=0)
    later = day + timedelta(days=7)
    event = public_event(OrganizationFactory(verified=True), day, later)
    date = event.occurrences.earliest("starts_at")
    before = save_edited(event, by=None, changed=())
    event.occurrences.filter(pk=date.pk).update(starts_at=day + timedelta(hours=1), ends_at=day + timedelta(hours=3))
    event.occurrences.create(starts_at=later + timedelta(days=1), ends_at=later + timedelta(days=1, hours=1))
    finish_edit(event, before=before)
    remove_occurrence(event.occurrences.get(starts_at=later), by=None)
    said = f"{written(day)} 10:00"
    assert told() == [
        ("changed", f"{said}は、{written(day)} 11:00に変わりました。"),
        ("changed", f"{written(later)} 10:00は、なくなりました。"),
    ]
    assert Notice.objects.filter(kind="changed").first().starts_at == later  # type: ignore[union-attr]


def test_nothing_is_told_of_an_edit_of_what_nobody_can_plan_for() -> None:
    organization, past = OrganizationFactory(verified=True), timezone.now() - timedelta(days=3)
    staff = UserFactory(coordinator=True)
    hidden, closed = public_event(organization), public_event(organization)
    hide(hidden, by=staff, reason="確かめるため")
    close(closed, by=None)
    over = public_event(organization, past)
    for event in (complete_event(organization), public_event(organization, is_sample=True), hidden, closed, over):
        edit(event, title="別の会", venue_name="別の会館")
    assert told() == []


def test_an_event_that_was_over_and_goes_on_is_new() -> None:
    event = public_event(OrganizationFactory(verified=True), timezone.now() - timedelta(days=3))
    before = save_edited(event, by=None, changed=())
    start = timezone.now() + timedelta(days=3)
    event.occurrences.create(starts_at=start, ends_at=start)
    finish_edit(event, before=before)
    assert list(Notice.objects.values_list("kind", "starts_at")) == [("published", start)]


def test_what_is_hidden_with_its_organisation_is_told_to_nobody() -> None:
    subscription(cadence="weekly")
    organization = OrganizationFactory(verified=True)
    public_event(organization)
    spread_due(now=timezone.now())
    hide_all_of(organization, by=None, reason="確かめるため")
    assert list(Delivery.objects.values_list("state", flat=True)) == ["dropped"]
