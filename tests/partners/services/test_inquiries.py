"""A first question: who may do what with it in which state, two at once, the promised day, forgetting."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from pytest_django import Settings

from hub.accounts.models import User
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.queues import queues_for
from partners.enums import INQUIRY_MOVES, InquiryAction, InquiryState
from partners.models import Inquiry, InquiryAct
from partners.services.inquiries import (
    PERSONAL,
    answer_inquiry,
    close_inquiry,
    file_inquiry,
    forget_old_inquiries,
    key_of,
    note_try,
    promised_day,
    reopen_inquiry,
)
from partners.tasks import forget_old_inquiries as task
from tests.hub.accounts.factories import UserFactory
from tests.partners.asked import HANDLED_AT, InquiryFactory
from tests.threads import at_once

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
ACTS: dict[InquiryAction, Callable[[Inquiry, User], Any]] = {
    InquiryAction.TRY: lambda one, by: note_try(one, by=by, text=" 出ない ", now=NOW),
    InquiryAction.ANSWER: lambda one, by: answer_inquiry(one, by=by, outcome=" 話した ", now=NOW),
    InquiryAction.CLOSE: lambda one, by: close_inquiry(one, by=by, reason=" 宣伝 ", now=NOW),
    InquiryAction.REOPEN: lambda one, by: reopen_inquiry(one, by=by, reason=" 誤り ", now=NOW),
}
TRAITS: dict[InquiryState, dict[str, bool]] = {
    InquiryState.OPEN: {},
    InquiryState.ANSWERED: {"answered": True},
    InquiryState.CLOSED: {"closed": True},
}
ROLES: dict[str, dict[str, Any]] = {
    "resident": {},
    "staff": {"staff": True},
    "consultation": {"consultation": True},
    "planner": {"planner": True},
    "coordinator": {"coordinator": True},
    "administrator": {"administrator": True},
    "former coordinator": {"coordinator": True, "is_active": False},
}


@pytest.mark.django_db
def test_each_act_from_each_state_by_each_kind_of_user() -> None:
    """28 people and states, 84 acts: allowed is what the table says, for coordinators and administrators alone."""
    for role, traits in ROLES.items():
        by = UserFactory(**traits)
        for state, made in TRAITS.items():
            for action, act in ACTS.items():
                inquiry = InquiryFactory(**made)
                sources, target = INQUIRY_MOVES[action]
                may = role in {"coordinator", "administrator"} and state in sources
                if may:
                    act(inquiry, by)
                else:
                    with pytest.raises(DomainError):
                        act(inquiry, by)
                after = Inquiry.objects.get(pk=inquiry.pk)
                assert after.state == (target if may else state), (role, state, action)
                assert (after.handled_at is None) == (after.state == InquiryState.OPEN)
                assert inquiry.acts.count() == may


@pytest.mark.django_db
def test_who_did_what_is_kept_in_order() -> None:
    first, second = UserFactory(coordinator=True), UserFactory(coordinator=True)
    inquiry = InquiryFactory()
    for action, by in (("try", first), ("answer", second), ("reopen", first), ("close", second)):
        ACTS[InquiryAction(action)](inquiry, by)
    assert list(InquiryAct.objects.values_list("action", "text", "by", "created_at")) == [
        ("try", "出ない", first.pk, NOW),
        ("answer", "話した", second.pk, NOW),
        ("reopen", "誤り", first.pk, NOW),
        ("close", "宣伝", second.pk, NOW),
    ]
    after = Inquiry.objects.get()
    assert (after.state, after.handled_by, after.handled_at) == (InquiryState.CLOSED, second, NOW)


@pytest.mark.django_db
def test_what_was_said_is_asked_for_and_who_was_first_is_told() -> None:
    first, second = UserFactory(coordinator=True), UserFactory(coordinator=True)
    inquiry = InquiryFactory()
    for act in (answer_inquiry, close_inquiry):
        with pytest.raises(DomainError, match="ひとこと"):
            act(inquiry, by=first, **{"outcome" if act is answer_inquiry else "reason": " \n"})  # type: ignore[operator]
    answer_inquiry(inquiry, by=first, outcome="話した")
    stale = Inquiry.objects.get()
    stale.state = InquiryState.OPEN
    with pytest.raises(DomainError, match=f"{first}が先に対応しました（お返事しました）"):
        close_inquiry(stale, by=second, reason="宣伝")


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_once_one_wins_and_one_is_told() -> None:
    people = [UserFactory(coordinator=True) for _n in range(2)]
    InquiryFactory()
    first, second = Inquiry.objects.get(), Inquiry.objects.get()
    outcomes = at_once(
        [
            lambda: answer_inquiry(first, by=people[0], outcome="話した"),
            lambda: close_inquiry(second, by=people[1], reason="宣伝"),
        ]
    )
    winner = outcomes.index(None)
    assert f"{people[winner]}が先に対応しました" in str(outcomes[1 - winner])
    assert [act.by for act in InquiryAct.objects.all()] == [people[winner]]


@pytest.mark.django_db(transaction=True)
def test_the_same_sent_twice_at_once_is_one_and_sends_nothing() -> None:
    key = uuid.uuid4()
    outcomes = at_once([lambda: file_inquiry(organization_name="会社", name="花子", phone="1", key=key)] * 3)
    assert (outcomes, Inquiry.objects.count()) == ([None] * 3, 1)
    assert (mail.outbox, Mailing.objects.count()) == ([], 0)


def test_the_key_is_of_the_page_and_of_every_word() -> None:
    page, words = uuid.uuid4(), dict.fromkeys(PERSONAL, "a")
    others = [key_of(page, **(words | {name: "b"})) for name in words] + [key_of(uuid.uuid4(), **words)]
    assert key_of(page, **words) == key_of(page, **dict(reversed(words.items())))
    assert len({key_of(page, **words), *others}) == len(words) + 2


PROMISED = {
    "an evening counts as its day": (datetime(2026, 11, 26, 14, 59, tzinfo=UTC), date(2026, 12, 1)),
    "after midnight in the city": (datetime(2026, 11, 26, 15, 0, tzinfo=UTC), date(2026, 12, 2)),
    "over New Year": (datetime(2026, 12, 28, 1, tzinfo=UTC), date(2027, 1, 6)),
    "over Golden Week": (datetime(2027, 4, 28, 1, tzinfo=UTC), date(2027, 5, 7)),
}


@pytest.mark.parametrize(("now", "day"), PROMISED.values(), ids=PROMISED)
def test_the_promised_day(now: datetime, day: date) -> None:
    assert promised_day(now) == day


@pytest.mark.django_db
def test_it_is_kept_with_the_question_whatever_is_promised_later(settings: Settings) -> None:
    inquiry = file_inquiry(organization_name="会社", name="花子", phone="1", now=NOW)
    settings.HUB_PARTNERS_ANSWER_DAYS = 10
    assert Inquiry.objects.get(pk=inquiry.pk).answer_by == date(2026, 12, 1)


@pytest.mark.django_db
def test_who_asked_is_forgotten_in_time_and_what_waits_is_not(settings: Settings) -> None:
    settings.HUB_PARTNERS_INQUIRY_DAYS = 30
    by = UserFactory(coordinator=True)
    old, waiting = InquiryFactory(), InquiryFactory()
    answer_inquiry(old, by=by, outcome="佐藤さんと話した", now=HANDLED_AT)
    again = InquiryFactory()
    answer_inquiry(again, by=by, outcome="話した", now=HANDLED_AT)
    reopen_inquiry(again, by=by, now=HANDLED_AT)
    later = HANDLED_AT + timedelta(days=30, seconds=1)
    assert forget_old_inquiries(HANDLED_AT + timedelta(days=30)) == 0
    assert forget_old_inquiries(later, is_dry_run=True) == 1
    assert Inquiry.objects.exclude(name="").count() == 3
    assert [forget_old_inquiries(later), forget_old_inquiries(later)] == [1, 0]
    old.refresh_from_db()
    assert {name: getattr(old, name) for name in PERSONAL} == dict.fromkeys(PERSONAL, "")
    assert (old.idempotency_key, old.state, old.handled_by, old.forgotten_at) == (None, "answered", by, later)
    assert [act.text for act in old.acts.all()] == [""]
    assert list(Inquiry.objects.exclude(name="").order_by("pk")) == [waiting, again]
    assert [act.text for act in again.acts.all()] == ["話した", ""]
    with pytest.raises(DomainError, match="連絡先を消した"):
        reopen_inquiry(old, by=by)


@pytest.mark.django_db
def test_the_beat_forgets(settings: Settings) -> None:
    InquiryFactory(answered=True)
    assert settings.CELERY_BEAT_SCHEDULE["forget-old-inquiries"]["task"] == task.name
    with time_machine.travel(HANDLED_AT + timedelta(days=settings.HUB_PARTNERS_INQUIRY_DAYS, minutes=1)):
        task()
    assert Inquiry.objects.get().name == ""


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 11, 26, 3, tzinfo=UTC))
def test_what_waits_stands_on_the_staff_home_and_is_late_the_day_after() -> None:
    for day in (27, 25, 26):
        InquiryFactory(answer_by=date(2026, 11, day), organization_name=f"会社{day}")
    InquiryFactory(answered=True)
    coordinator = UserFactory(coordinator=True)
    queue = next(one for one in queues_for(coordinator) if one.key == "inquiries")
    rows = queue.rows(coordinator, 5)
    assert [(row.label, row.due_at and row.due_at < datetime.now(UTC)) for row in rows] == [
        ("会社25", True),
        ("会社26", False),
        ("会社27", False),
    ]
    assert queue.count(coordinator) == 3
    assert [queue for queue in queues_for(UserFactory(planner=True)) if queue.key == "inquiries"] == []
