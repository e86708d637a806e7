"""The life of places and events: every action in every state, what each leaves behind, and who wins a race."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.enums import TRANSITIONS, Action, OccurrenceState, State
from events.models import Event, Occurrence, Place, Transition
from events.services import publishing
from events.services.merging import merge_place
from hub.accounts.enums import Level
from hub.accounts.models import Membership
from hub.exceptions import DomainError, TransitionError
from hub.models import Change
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.threads import at_once

NOW = moment(2026, 11, 24)

ACTS: dict[Action, Callable[..., None]] = {
    Action.SUBMIT: publishing.submit,
    Action.RETURN: lambda thing, by: publishing.return_to_draft(thing, by=by, reason="直すところがある"),
    Action.WITHDRAW: publishing.withdraw,
    Action.PUBLISH: publishing.publish,
    Action.CLOSE: publishing.close,
    Action.REOPEN: publishing.reopen,
    Action.HIDE: lambda thing, by: publishing.hide(thing, by=by, reason="勧誘があった"),
    Action.UNHIDE: lambda thing, by: publishing.unhide(thing, by=by, reason="直っていた"),
    Action.MERGE: lambda thing, by: merge_place(thing, into=PlaceFactory(published=True), by=by, reason="同じ場"),
}
# Events are not merged.
MOVES = [(action, kind) for action in TRANSITIONS for kind in ("event", "place") if (action, kind) != (Action.MERGE, "event")]  # fmt: skip
TRAITS = {State.DRAFT: {}, State.IN_REVIEW: {"in_review": True}, State.PUBLISHED: {"published": True}, State.CLOSED: {"closed": True}, State.HIDDEN: {"hidden": True}}  # fmt: skip


def _make(kind: str, state: State) -> Event | Place:
    if kind == "place":
        return PlaceFactory(**TRAITS[state])
    return EventFactory(**TRAITS[state], starts=[moment(2026, 12, 1)])


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("action", "kind"), MOVES)
def test_every_action_in_every_state(action: Action, state: State, kind: str) -> None:
    thing, by = _make(kind, state), UserFactory(administrator=True)
    version = thing.version
    sources, target = TRANSITIONS[action]
    if state not in sources:
        with pytest.raises(TransitionError, match=str(action.label)):
            ACTS[action](thing, by=by)
        thing.refresh_from_db()
        assert (thing.state, thing.version) == (state, version)
        assert not Transition.objects.exists()
        assert not Change.objects.exists()
        return
    ACTS[action](thing, by=by)
    assert (thing.state, thing.version) == (target, version + 1)
    thing.refresh_from_db()
    assert (thing.state, thing.version) == (target, version + 1)
    row = Transition.objects.get()
    expected = (kind, thing.pk, action, state, target, by)
    assert (row.kind, row.object_id, row.action, row.from_state, row.to_state, row.by) == expected
    is_public, was_public = target == State.PUBLISHED, state == State.PUBLISHED
    # The page of what has ended was there too.
    was_public |= state == State.CLOSED and action in {Action.HIDE, Action.MERGE}
    told = ["published"] if is_public else ["withdrawn"] if was_public else []
    assert list(Change.objects.values_list("kind", "object_id", "action")) == [(kind, thing.pk, word) for word in told]
    assert (thing.published_at is not None) == (is_public or was_public or state in {State.CLOSED, State.HIDDEN})
    assert list(Occurrence.objects.values_list("is_listed", flat=True)) == [is_public] * (kind == "event")


def test_the_table_names_every_moving_action_and_no_other() -> None:
    assert set(TRANSITIONS) == set(ACTS)


@pytest.mark.django_db
def test_returning_to_draft_asks_for_a_reason_and_keeps_it() -> None:
    event = _make("event", State.PUBLISHED)
    with pytest.raises(DomainError, match="理由"):
        publishing.return_to_draft(event, by=None, reason=" \n")
    publishing.return_to_draft(event, by=None, reason="会場が変わる" * 100)
    assert Transition.objects.get().reason == ("会場が変わる" * 100)[:300]


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "state"), [(publishing.hide, State.PUBLISHED), (publishing.unhide, State.HIDDEN)])
def test_hiding_and_its_end_ask_for_a_reason_and_keep_it(act: Callable[..., None], state: State) -> None:
    event, by = _make("event", state), UserFactory(administrator=True)
    with pytest.raises(DomainError, match="理由"):
        act(event, by=by, reason=" \n")
    act(event, by=by, reason="勧誘" * 200)
    assert Transition.objects.get().reason == ("勧誘" * 200)[:300]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["event", "place"])
@pytest.mark.parametrize(("act", "state"), [(publishing.hide, State.PUBLISHED), (publishing.unhide, State.HIDDEN)])
def test_who_may_hide_and_bring_back(kind: str, act: Callable[..., None], state: State) -> None:
    """A coordinator who belongs to the organisation may take its things away, but not bring them back."""
    organization = OrganizationFactory(verified=True)
    people = {
        "resident": UserFactory(),
        "owner": UserFactory(),
        "staff": UserFactory(staff=True),
        "inactive": UserFactory(administrator=True, is_active=False),
        "coordinator": UserFactory(coordinator=True),
        "member": UserFactory(coordinator=True),
    }
    for name in ("owner", "member"):
        Membership.objects.create(organization=organization, user=people[name], level=Level.OWNER)
    allowed = {"coordinator", "member"} if act is publishing.hide else {"coordinator"}
    for name, person in people.items():
        thing = _make(kind, state)
        setattr(thing, "operator" if kind == "place" else "organizer", organization)
        thing.save()
        with nullcontext() if name in allowed else pytest.raises(DomainError, match="職員"):
            act(thing, by=person, reason="わけ")
        thing.refresh_from_db()
        assert (thing.state != state) == (name in allowed), name


@pytest.mark.django_db
def test_hiding_takes_a_planned_publication_away() -> None:
    event, by = _make("event", State.DRAFT), UserFactory(administrator=True)
    publishing.schedule_publication(event, by=None, at=NOW + timedelta(hours=1), now=NOW)
    publishing.hide(event, by=by, reason="勧誘")
    publishing.unhide(event, by=by, reason="直した")
    publishing.submit(event, by=None)
    assert publishing.publish_due(NOW + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_an_event_without_dates_is_not_published_nor_scheduled() -> None:
    event = EventFactory()
    with pytest.raises(DomainError, match="開催日"):
        publishing.publish(event, by=None)
    with pytest.raises(DomainError, match="開催日"):
        publishing.schedule_publication(event, by=None, at=NOW + timedelta(days=1), now=NOW)
    event.refresh_from_db()
    assert (event.state, event.publish_at) == (State.DRAFT, None)
    assert not Transition.objects.exists()


@pytest.mark.django_db
def test_what_was_to_close_before_is_neither_published_nor_opened_again() -> None:
    for trait, act in (({}, publishing.publish), ({"closed": True}, publishing.reopen)):
        place = PlaceFactory(closes_on=date(2026, 11, 23), **trait)
        with pytest.raises(DomainError, match="閉じる日（2026-11-23）を過ぎています"):
            act(place, by=None, now=NOW)
        place.closes_on = date(2026, 11, 24)
        place.save(update_fields=["closes_on"])
        act(place, by=None, now=NOW)
        assert place.state == State.PUBLISHED


@pytest.mark.django_db
def test_the_first_publication_is_remembered() -> None:
    place = PlaceFactory()
    publishing.publish(place, by=None, now=NOW)
    publishing.return_to_draft(place, by=None, reason="直す")
    publishing.publish(place, by=None, now=NOW + timedelta(days=3))
    place.refresh_from_db()
    assert place.published_at == NOW


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_publication_is_scheduled_from_draft_and_review_alone(state: State) -> None:
    event, by, at = _make("event", state), UserFactory(staff=True), NOW + timedelta(hours=5)
    if state in {State.PUBLISHED, State.CLOSED, State.HIDDEN}:
        with pytest.raises(TransitionError):
            publishing.schedule_publication(event, by=by, at=at, now=NOW)
        return
    publishing.schedule_publication(event, by=by, at=at, now=NOW)
    event.refresh_from_db()
    assert (event.state, event.publish_at) == (State.IN_REVIEW, at)
    last = Transition.objects.order_by("pk").last()
    assert last is not None
    assert (last.action, last.by, last.reason) == (Action.SCHEDULE, by, "2026年11月24日(火) 15:00")
    assert Transition.objects.count() == (2 if state == State.DRAFT else 1)
    assert not Change.objects.exists()


@pytest.mark.django_db
def test_publication_is_not_scheduled_for_the_past() -> None:
    with pytest.raises(DomainError, match="いまより後"):
        publishing.schedule_publication(_make("event", State.DRAFT), by=None, at=NOW, now=NOW)


@pytest.mark.django_db
def test_the_beat_publishes_what_is_due_once() -> None:
    event, place, later = _make("event", State.DRAFT), PlaceFactory(), _make("event", State.DRAFT)
    for thing, hours in ((event, 1), (place, 2), (later, 3)):
        publishing.schedule_publication(thing, by=None, at=NOW + timedelta(hours=hours), now=NOW)
    assert publishing.publish_due(NOW) == 0
    assert publishing.publish_due(NOW + timedelta(hours=2)) == 2
    assert publishing.publish_due(NOW + timedelta(hours=2)) == 0
    for thing in (event, place, later):
        thing.refresh_from_db()
    assert [thing.state for thing in (event, place, later)] == [State.PUBLISHED, State.PUBLISHED, State.IN_REVIEW]
    assert (event.publish_at, event.published_at) == (None, NOW + timedelta(hours=2))
    assert sorted(Change.objects.values_list("kind", "action")) == [("event", "published"), ("place", "published")]


@pytest.mark.django_db
def test_what_cannot_be_published_when_due_waits_and_holds_up_nothing(caplog: pytest.LogCaptureFixture) -> None:
    empty, good = _make("event", State.DRAFT), _make("event", State.DRAFT)
    for thing, minutes in ((empty, 1), (good, 2)):
        publishing.schedule_publication(thing, by=None, at=NOW + timedelta(minutes=minutes), now=NOW)
    empty.occurrences.all().delete()
    assert publishing.publish_due(NOW + timedelta(hours=1)) == 1
    empty.refresh_from_db()
    assert empty.state == State.IN_REVIEW
    assert [record.message for record in caplog.records] == ["scheduled publication refused"]


@pytest.mark.django_db
def test_taking_back_to_draft_takes_the_schedule_away() -> None:
    event = _make("event", State.DRAFT)
    publishing.schedule_publication(event, by=None, at=NOW + timedelta(hours=1), now=NOW)
    publishing.return_to_draft(event, by=None, reason="やめる")
    publishing.submit(event, by=None)
    assert publishing.publish_due(NOW + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_a_later_time_chosen_since_the_list_was_read_is_kept() -> None:
    event = _make("event", State.DRAFT)
    publishing.schedule_publication(event, by=None, at=NOW + timedelta(hours=1), now=NOW)
    as_read = Event.objects.get(pk=event.pk)
    publishing.schedule_publication(event, by=None, at=NOW + timedelta(days=9), now=NOW)
    assert publishing._publish_if_due(as_read, NOW + timedelta(hours=2)) is False
    event.refresh_from_db()
    assert event.state == State.IN_REVIEW


@pytest.mark.django_db
def test_the_last_day_is_still_open_and_the_next_is_not() -> None:
    place = PlaceFactory(published=True, closes_on=date(2026, 11, 24))
    draft = PlaceFactory(closes_on=date(2026, 11, 24))
    assert publishing.close_ended(moment(2026, 11, 24, 23, 59)) == 0
    assert publishing.close_ended(moment(2026, 11, 25, 0, 0)) == 1
    assert publishing.close_ended(moment(2026, 11, 25, 0, 0)) == 0
    place.refresh_from_db()
    draft.refresh_from_db()
    assert (place.state, draft.state) == (State.CLOSED, State.DRAFT)
    assert Transition.objects.get().by is None


@pytest.mark.django_db
def test_what_is_gone_is_told() -> None:
    place = PlaceFactory()
    Place.objects.filter(pk=place.pk).delete()
    with pytest.raises(DomainError, match="もうありません"):
        publishing.publish(place, by=None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins_and_one_is_told() -> None:
    event = _make("event", State.IN_REVIEW)
    copies = [Event.objects.get(pk=event.pk) for _copy in range(2)]
    outcomes = at_once([lambda copy=copy: publishing.publish(copy, by=None) for copy in copies])  # type: ignore[misc]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "TransitionError"]
    event.refresh_from_db()
    assert (event.state, event.version) == (State.PUBLISHED, 2)
    assert Transition.objects.count() == Change.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_publish_once() -> None:
    events = [_make("event", State.DRAFT) for _event in range(5)]
    for event in events:
        publishing.schedule_publication(event, by=None, at=NOW + timedelta(hours=1), now=NOW)
    counts: list[int] = []
    due = NOW + timedelta(hours=2)
    outcomes = at_once([lambda: counts.append(publishing.publish_due(due))] * 2)
    assert outcomes == [None, None]
    assert sum(counts) == 5
    assert Change.objects.count() == Transition.objects.filter(action=Action.PUBLISH).count() == 5


@pytest.mark.django_db
def test_a_cancelled_date_of_a_published_event_is_listed() -> None:
    event = EventFactory(starts=[moment(2026, 12, 1)])
    event.occurrences.update(state=OccurrenceState.CANCELLED)
    publishing.publish(event, by=None, now=timezone.now())
    assert event.occurrences.get().is_listed is True
