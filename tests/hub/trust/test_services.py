"""Filing, handling, hiding in one step, two coordinators at once, forgetting in time."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.enums import State
from events.models import Event, Transition
from hub.accounts.models import User
from hub.exceptions import DomainError
from hub.models import Change
from hub.notifications.models import Mailing
from hub.queues import queues_for
from hub.trust.enums import ReportReason, ReportState
from hub.trust.models import Report
from hub.trust.services import file_report, forget_old_reports, handle_report, hide_reported, key_of
from hub.trust.tasks import forget_old_reports as task
from tests.events.published import published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.trust.factories import HANDLED_AT, ReportFactory
from tests.threads import at_once

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture
def coordinator(db: None) -> User:
    return UserFactory(coordinator=True)


@pytest.mark.django_db
def test_a_report_is_filed_once_and_sends_nothing() -> None:
    key = uuid.uuid4()
    for _turn in range(2):
        file_report(
            kind="event", object_id=5, reason=ReportReason.CHILD, text="心配", reply_to="a@example.org", key=key
        )
    report = Report.objects.get()
    assert (report.is_urgent, report.state, report.handled_at, report.outcome) == (True, ReportState.OPEN, None, "")
    # An address that a stranger typed gets no mail from us.
    assert (mail.outbox, Mailing.objects.count()) == ([], 0)


def test_the_key_is_of_the_page_and_of_every_word() -> None:
    page, words = uuid.uuid4(), {"kind": "event", "object_id": 1, "reason": "wrong", "text": "a", "reply_to": "b"}
    same = key_of(page, **words)  # type: ignore[arg-type]
    assert same == key_of(page, **words)  # type: ignore[arg-type]
    changed = [words | {name: 2 if name == "object_id" else "x"} for name in words]
    others = [key_of(page, **one) for one in changed] + [key_of(uuid.uuid4(), **words)]  # type: ignore[arg-type]
    assert len({same, *others}) == 7


@pytest.mark.parametrize(("is_founded", "state"), [(True, ReportState.DONE), (False, ReportState.UNFOUNDED)])
def test_a_report_is_handled(coordinator: User, is_founded: bool, state: ReportState) -> None:
    report = ReportFactory()
    handle_report(report, by=coordinator, outcome=" 電話で確かめた ", is_founded=is_founded, now=NOW)
    for one in (report, Report.objects.get()):
        assert (one.state, one.outcome, one.handled_at, one.handled_by) == (state, "電話で確かめた", NOW, coordinator)


def test_how_it_was_handled_is_asked_for(coordinator: User) -> None:
    report = ReportFactory()
    with pytest.raises(DomainError, match="どうしたか"):
        handle_report(report, by=coordinator, outcome=" \n", is_founded=True)
    assert Report.objects.get().state == ReportState.OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("traits", [{}, {"staff": True}, {"administrator": True, "is_active": False}])
def test_nobody_else_handles_or_hides(traits: dict[str, Any]) -> None:
    event = published_event("催し")
    report, by = ReportFactory(object_id=event.pk), UserFactory(**traits)
    for act in (
        lambda: handle_report(report, by=by, outcome="x", is_founded=True),
        lambda: hide_reported(report, by=by, reason="x"),
    ):
        with pytest.raises(DomainError, match="職員"):
            act()
    event.refresh_from_db()
    assert (Report.objects.get().state, event.state) == (ReportState.OPEN, State.PUBLISHED)


def test_hiding_closes_the_report_in_one_step(coordinator: User) -> None:
    place = published_place("場")
    report, other = (ReportFactory(kind="place", object_id=place.pk) for _n in "ab")
    hide_reported(report, by=coordinator, reason="勧誘をしていた")
    place.refresh_from_db()
    assert (place.state, report.state, report.outcome) == (
        State.HIDDEN,
        ReportState.DONE,
        "公開を止めた：勧誘をしていた",
    )
    assert Transition.objects.latest("pk").reason == "勧誘をしていた"
    assert Change.objects.latest("pk").action == "withdrawn"
    other.refresh_from_db()
    assert other.state == ReportState.OPEN


def test_what_can_not_be_hidden_leaves_the_report_open(coordinator: User) -> None:
    event = published_event("催し")
    hide_reported(ReportFactory(object_id=event.pk), by=coordinator, reason="勧誘")
    organization = OrganizationFactory()
    cases = [
        (ReportFactory(object_id=event.pk), "止められません"),
        (ReportFactory(object_id=987_654), "もうありません"),
        (ReportFactory(kind="nothing"), "もうありません"),
        (ReportFactory(kind="organization", object_id=organization.pk), "止められません"),
    ]
    for report, said in cases:
        with pytest.raises(DomainError, match=said):
            hide_reported(report, by=coordinator, reason="勧誘")
        report.refresh_from_db()
        assert report.state == ReportState.OPEN


def test_the_later_one_is_told_who_was_first(coordinator: User) -> None:
    report = ReportFactory()
    copy = Report.objects.get()
    handle_report(report, by=coordinator, outcome="見た", is_founded=False)
    second = UserFactory(coordinator=True)
    for act in (
        lambda: handle_report(copy, by=second, outcome="わたしも", is_founded=True),
        lambda: hide_reported(copy, by=second, reason="わたしも"),
    ):
        with pytest.raises(DomainError, match=f"{coordinator}が先に対応しました（問題はなかった）"):
            act()
    assert Report.objects.get().outcome == "見た"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_of_two_coordinators_at_once_one_wins_and_one_is_told(round_: int) -> None:
    people = [UserFactory(coordinator=True) for _n in range(2)]
    event = published_event("催し")
    ReportFactory(object_id=event.pk)
    first, second = Report.objects.get(), Report.objects.get()
    outcomes = at_once(
        [
            lambda: hide_reported(first, by=people[0], reason="勧誘"),
            lambda: handle_report(second, by=people[1], outcome="問題なし", is_founded=False),
        ]
    )
    assert [type(error) for error in outcomes if error] == [DomainError]
    winner = outcomes.index(None)
    assert f"{people[winner]}が先に対応しました" in str(outcomes[1 - winner])
    report = Report.objects.get()
    event.refresh_from_db()
    expected = (ReportState.DONE, State.HIDDEN) if winner == 0 else (ReportState.UNFOUNDED, State.PUBLISHED)
    assert (report.state, event.state, report.handled_by) == (*expected, people[winner])


@pytest.mark.django_db(transaction=True)
def test_two_reports_on_one_thing_hide_it_once() -> None:
    people = [UserFactory(coordinator=True) for _n in range(2)]
    event = published_event("催し")
    reports = [ReportFactory(object_id=event.pk) for _n in range(2)]
    outcomes = at_once(
        [
            lambda report=report, by=by: hide_reported(report, by=by, reason="勧誘")  # type: ignore[misc]
            for report, by in zip(reports, people, strict=True)
        ]
    )
    assert [isinstance(error, DomainError) for error in outcomes if error] == [True]
    assert Transition.objects.filter(action="hide").count() == 1
    assert Report.objects.filter(state=ReportState.OPEN).count() == 1
    assert Event.objects.get().state == State.HIDDEN


@pytest.mark.django_db
def test_addresses_and_reports_are_forgotten_in_time() -> None:
    kept = ReportFactory(done=True, reply_to="a@example.org")
    waiting = ReportFactory(reply_to="b@example.org")
    Report.objects.filter(pk=waiting.pk).update(created_at=HANDLED_AT - timedelta(days=900))

    def addresses() -> dict[int, str]:
        return dict(Report.objects.values_list("pk", "reply_to"))

    all_there = {kept.pk: "a@example.org", waiting.pk: "b@example.org"}
    assert forget_old_reports(HANDLED_AT + timedelta(days=90)) == (0, 0)
    assert forget_old_reports(HANDLED_AT + timedelta(days=91), is_dry_run=True) == (1, 0)
    assert addresses() == all_there
    assert forget_old_reports(HANDLED_AT + timedelta(days=91)) == (1, 0)
    assert forget_old_reports(HANDLED_AT + timedelta(days=91)) == (0, 0)
    assert addresses() == all_there | {kept.pk: ""}
    assert forget_old_reports(HANDLED_AT + timedelta(days=365)) == (0, 0)
    assert forget_old_reports(HANDLED_AT + timedelta(days=366)) == (0, 1)
    # What nobody has looked at is not forgotten.
    assert addresses() == {waiting.pk: "b@example.org"}


@pytest.mark.django_db
def test_the_beat_forgets(settings: Any) -> None:
    ReportFactory(done=True, reply_to="a@example.org", handled_at=datetime.now(UTC) - timedelta(days=91))
    assert settings.CELERY_BEAT_SCHEDULE["forget-old-reports"]["task"] == task.name
    task()
    assert Report.objects.get().reply_to == ""


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_shows_urgent_ones_first_then_the_oldest(coordinator: User, number: int) -> None:
    event = published_event("囲碁の会")
    for _n in range(number):
        ReportFactory(object_id=event.pk)
        ReportFactory(kind="place", object_id=published_place("場").pk, urgent=True)
        ReportFactory(done=True)
    queue = next(one for one in queues_for(coordinator) if one.key == "reports")
    with CaptureQueriesContext(connection) as asked:
        rows = queue.rows(coordinator, 2 * number)
    assert len(asked) == 3
    assert [row.label for row in rows] == ["場"] * number + ["囲碁の会"] * number
    assert [row.is_urgent for row in rows] == [True] * number + [False] * number
    assert queue.count(coordinator) == 2 * number
    assert [one.key for one in queues_for(UserFactory(staff=True)) if one.key == "reports"] == []


def test_a_reported_organisation_is_stopped_with_a_reason_that_names_nobody(coordinator: User) -> None:
    organization = OrganizationFactory(verified=True)
    report = ReportFactory(kind="organization", object_id=organization.pk)
    hide_reported(report, by=coordinator, reason="○○さんの母から電話")
    organization.refresh_from_db()
    assert organization.verification == "suspended"
    assert list(organization.transitions.values_list("reason", flat=True)) == [
        "お知らせがあったので、市が確かめています。"
    ]
    assert report.outcome == "公開を止めた：○○さんの母から電話"
