"""Cancelled, moved and removed dates: what is kept, what readers and followers are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.enums import Action, OccurrenceState, State
from events.models import Event, Occurrence, Transition
from events.services.member_dates import move_date
from events.services.occurrences import cancel_occurrence, move_occurrence, remove_occurrence, restore_occurrence
from hub.accounts.models import User
from hub.exceptions import DomainError
from hub.models import Change
from tests.events.factories import EventFactory, moment
from tests.events.members import member, public_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

TEN = moment(2026, 12, 1)


@pytest.fixture
def by() -> User:
    return UserFactory(staff=True)


@pytest.fixture
def date() -> Occurrence:
    return EventFactory(published=True, starts=[TEN, moment(2026, 12, 8)]).occurrences.get(starts_at=TEN)


def _told() -> list[str]:
    return list(Change.objects.order_by("pk").values_list("action", flat=True))


def test_a_cancelled_date_stays_listed_with_its_reason(date: Occurrence, by: User) -> None:
    version = date.event.version
    cancel_occurrence(date, by=by, note="台風のため")
    date.refresh_from_db()
    assert (date.state, date.state_note, date.is_listed) == (OccurrenceState.CANCELLED, "台風のため", True)
    assert date.edited_fields == ["state", "state_note"]
    assert Event.objects.get(pk=date.event_id).version == version + 1
    assert _told() == ["changed"]
    row = Transition.objects.get()
    assert (row.action, row.by, row.reason) == (Action.CANCEL_DATE, by, "2026年12月1日(火) 10:00 台風のため")
    assert (row.from_state, row.to_state) == (State.PUBLISHED, State.PUBLISHED)


def test_a_cancellation_is_taken_back(date: Occurrence, by: User) -> None:
    cancel_occurrence(date, by=by, note="台風のため")
    restore_occurrence(date, by=by)
    date.refresh_from_db()
    assert (date.state, date.state_note) == (OccurrenceState.SCHEDULED, "")


def test_a_moved_date_that_was_cancelled_is_moved_again_afterwards(date: Occurrence, by: User) -> None:
    move_occurrence(date, by=by, starts_at=TEN + timedelta(hours=1), ends_at=TEN + timedelta(hours=2))
    cancel_occurrence(date, by=by, note="雪")
    restore_occurrence(date, by=by)
    assert (date.state, date.moved_from) == (OccurrenceState.MOVED, TEN)


def test_a_moved_date_keeps_when_it_was_first_announced(date: Occurrence, by: User) -> None:
    for hours in (1, 30):
        starts_at = TEN + timedelta(hours=hours)
        move_occurrence(date, by=by, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), note="会場の都合")
    date.refresh_from_db()
    assert (date.state, date.moved_from, date.starts_at) == (OccurrenceState.MOVED, TEN, TEN + timedelta(hours=30))
    assert date.state_note == "会場の都合"
    last = Transition.objects.order_by("pk").last()
    assert last is not None
    assert last.reason == "2026年12月1日(火) 11:00 → 2026年12月2日(水) 16:00 会場の都合"


def test_a_date_moved_back_is_as_announced(date: Occurrence, by: User) -> None:
    move_occurrence(date, by=by, starts_at=TEN + timedelta(hours=1), ends_at=TEN + timedelta(hours=2))
    move_occurrence(date, by=by, starts_at=TEN, ends_at=TEN + timedelta(hours=1))
    date.refresh_from_db()
    assert (date.state, date.moved_from) == (OccurrenceState.SCHEDULED, None)


def test_the_weekday_facet_follows_a_move(date: Occurrence, by: User) -> None:
    before = list(date.facets)
    move_occurrence(date, by=by, starts_at=TEN + timedelta(days=1), ends_at=TEN + timedelta(days=1, hours=2))
    assert date.facets != before
    assert date.facets == Occurrence.objects.get(pk=date.pk).facets


def test_what_makes_no_sense_is_refused(date: Occurrence, by: User) -> None:
    with pytest.raises(DomainError, match="中止になっていません"):
        restore_occurrence(date, by=by)
    with pytest.raises(DomainError, match="終わりが始まりより前"):
        move_occurrence(date, by=by, starts_at=TEN, ends_at=TEN - timedelta(hours=1))
    with pytest.raises(DomainError, match="変わっていません"):
        move_occurrence(date, by=by, starts_at=TEN, ends_at=TEN + timedelta(hours=2))
    cancel_occurrence(date, by=by, note="雪")
    with pytest.raises(DomainError, match="もう中止"):
        cancel_occurrence(date, by=by, note="雪")
    with pytest.raises(DomainError, match="先に中止を取り消して"):
        move_occurrence(date, by=by, starts_at=TEN + timedelta(hours=1), ends_at=TEN + timedelta(hours=2))
    assert Transition.objects.count() == 1


def test_a_date_of_a_draft_is_cancelled_without_telling_anybody(by: User) -> None:
    date = EventFactory(starts=[TEN]).occurrences.get()
    cancel_occurrence(date, by=by, note="雪")
    assert _told() == []


def test_a_date_of_a_closed_event_renews_pages_and_stays_withdrawn(by: User) -> None:
    date = EventFactory(closed=True, starts=[TEN]).occurrences.get()
    cancel_occurrence(date, by=by, note="雪")
    assert _told() == ["withdrawn"]


def test_a_date_is_removed_but_not_the_last_of_what_is_public(date: Occurrence, by: User) -> None:
    event = date.event
    remove_occurrence(date, by=by)
    rest = event.occurrences.get()
    with pytest.raises(DomainError, match="ただひとつの開催日"):
        remove_occurrence(rest, by=by)
    assert event.occurrences.count() == 1
    assert _told() == ["changed"]
    assert Transition.objects.get().action == Action.REMOVE_DATE


def test_the_last_date_of_a_draft_may_go(by: User) -> None:
    event = EventFactory(starts=[TEN])
    remove_occurrence(event.occurrences.get(), by=by)
    assert not event.occurrences.exists()


def test_a_date_that_somebody_else_removed_is_told(date: Occurrence, by: User) -> None:
    copy = Occurrence.objects.get(pk=date.pk)
    remove_occurrence(date, by=by)
    with pytest.raises(DomainError, match="もうありません"):
        cancel_occurrence(copy, by=by, note="雪")


def test_members_move_a_date_to_what_is_to_come_and_staff_correct_the_record() -> None:
    ours = OrganizationFactory(verified=True)
    date = public_event(ours).occurrences.get()
    past = timezone.now() - timedelta(minutes=1)
    with pytest.raises(DomainError, match="もう過ぎた日時には変えられません"):
        move_date(date, by=member(ours), starts_at=past, ends_at=past + timedelta(hours=1))
    date.refresh_from_db()
    assert date.state == OccurrenceState.SCHEDULED
    move_occurrence(date, by=None, starts_at=past, ends_at=past + timedelta(hours=1))
    assert (date.state, date.starts_at) == (OccurrenceState.MOVED, past)
