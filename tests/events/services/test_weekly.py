"""Who is asked, once a week; what an answer changes, and what it leaves alone."""

import threading
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from events.enums import Action, State, WeeklyAnswerKind
from events.models import OpeningException, Place, Transition, WeeklyAnswer
from events.services.weekly import MAIL, NOTE, WeekOverError, answer_week, ask_weekly, days_of_week, week_of
from hub.accounts.enums import Verification
from hub.accounts.models import Level, Membership, Organization, User
from hub.models import Change
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.events.factories import OpeningExceptionFactory, PlaceFactory, moment
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
AT_SEVEN = moment(2026, 11, 23, 7)
WEDNESDAY = moment(2026, 11, 25, 12)
# Monday, Wednesday, Friday and Sunday.
HOURS = [(day, "10:00", "15:00") for day in (0, 2, 4, 6)]
OPEN, CLOSED = WeeklyAnswerKind.OPEN, WeeklyAnswerKind.CLOSED


def make_place(*levels: Level, operator: Organization | None = None, **fields: Any) -> Place:
    operator = operator or OrganizationFactory(verified=True)
    for level in levels or (Level.OWNER,):
        Membership.objects.create(organization=operator, user=UserFactory(), level=level)
    return PlaceFactory(**{"published": True, "asks_weekly": True, "hours": HOURS, "operator": operator} | fields)


def writer(place: Place) -> User:
    assert place.operator is not None
    return place.operator.memberships.order_by("pk").first().user  # type: ignore[union-attr]


def closed_days(place: Place) -> list[int]:
    return [row.date.day for row in place.opening_exceptions.filter(is_closed=True, note=NOTE)]


def test_owners_and_editors_are_asked_once() -> None:
    place = make_place(Level.OWNER, Level.EDITOR, Level.VIEWER)
    assert ask_weekly(AT_SEVEN - timedelta(minutes=1)) == 0
    assert [ask_weekly(AT_SEVEN), ask_weekly(AT_SEVEN), ask_weekly(AT_SEVEN + timedelta(days=1))] == [2, 0, 0]
    owner, editor, _viewer = place.operator.memberships.order_by("pk")  # type: ignore[union-attr]
    assert list(Mailing.objects.order_by("pk").values_list("kind", "user", "ids", "idempotency_key")) == [
        (
            MAIL,
            one.user_id,
            {"place": place.pk, "week": MONDAY.toordinal()},
            f"weekly:{place.pk}:2026-11-23:{one.user_id}",
        )
        for one in (owner, editor)
    ]
    assert ask_weekly(AT_SEVEN + timedelta(days=7)) == 2


NOT_ASKED: dict[str, dict[str, Any]] = {
    "draft": {"published": False},
    "closed": {"published": False, "closed": True},
    "does not want it": {"asks_weekly": False},
    "no hours": {"hours": []},
    "nobody writes": {},
    "not verified": {},
    "suspended": {},
    "gone on leave": {},
    "account closed": {},
}


@pytest.mark.parametrize("why", NOT_ASKED)
def test_who_is_not_asked(why: str) -> None:
    make_place()
    place = make_place(*([Level.VIEWER] if why == "nobody writes" else []), **NOT_ASKED[why])
    if why in {"not verified", "suspended"}:
        state = Verification.UNVERIFIED if why == "not verified" else Verification.SUSPENDED
        Organization.objects.filter(pk=place.operator_id).update(verification=state)
    if why == "gone on leave":
        for day in range(7):
            OpeningExceptionFactory(place=place, date=MONDAY + timedelta(days=day))
    if why == "account closed":
        User.objects.filter(pk=writer(place).pk).update(is_active=False)
    assert ask_weekly(AT_SEVEN) == 1


def test_asking_takes_the_same_queries_for_more_places(django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        for _place in range(number):
            make_place()
        ask_weekly(AT_SEVEN)
        with django_assert_num_queries(5):
            assert ask_weekly(AT_SEVEN) == 0


def letter(place: Place, now: datetime = AT_SEVEN) -> Letter | None:
    ask_weekly(AT_SEVEN)
    write = writer_of(MAIL)
    assert write is not None
    with time_machine.travel(now, tick=False):
        return write(Mailing.objects.get(ids__place=place.pk))


def test_what_the_mail_says() -> None:
    place = make_place(name="ひだまり")
    OpeningExceptionFactory(place=place, date=MONDAY, note="祝日")
    said = letter(place)
    assert said is not None
    assert said.subject == "今週の「ひだまり」は開きますか"
    assert [line for line in said.paragraphs if "11月25日" in line or "祝日" in line] == [
        "11月23日(月・祝) 休み（祝日）",
        "11月25日(水) 10:00–15:00",
    ]
    (label, address), (other_label, other), edit = said.links
    assert edit == (
        "場の編集ページを開く",
        f"http://testserver/me/organizations/{place.operator_id}/places/{place.pk}/edit/",
    )
    assert (label, other_label) == ("今週も開きます", "今週は休みます")
    assert address.startswith(f"http://testserver/weekly/{place.pk}/2026-11-23/{writer(place).pk}/")
    assert (address.partition("?")[2], other.partition("?")[2]) == ("answer=open", "answer=closed")
    assert any("印を外してください" in line for line in said.after)


@pytest.mark.parametrize("why", ["over", "left", "viewer now", "unverified", "hidden", "not wanted", "gone"])
def test_what_is_no_longer_true_is_not_sent(why: str) -> None:
    place = make_place()
    ask_weekly(AT_SEVEN)
    rows: Any = Membership.objects.filter(organization=place.operator)
    acts: dict[str, Any] = {
        "over": lambda: None,
        "left": rows.delete,
        "viewer now": lambda: rows.update(level=Level.VIEWER),
        "unverified": lambda: Organization.objects.update(verification=Verification.SUSPENDED),
        "hidden": lambda: Place.objects.update(state=State.HIDDEN),
        "not wanted": lambda: Place.objects.update(asks_weekly=False),
        "gone": place.delete,
    }
    acts[why]()
    write, mailing = writer_of(MAIL), Mailing.objects.get()
    assert write is not None
    with time_machine.travel(AT_SEVEN + timedelta(days=7 if why == "over" else 0), tick=False):
        assert write(mailing) is None


def test_closed_is_the_rest_of_the_week_and_leaves_what_was_written_by_hand() -> None:
    place = make_place()
    by_hand = OpeningExceptionFactory(
        place=place, date=date(2026, 11, 27), is_closed=False, opens=time(9), closes=time(10)
    )
    next_week = OpeningExceptionFactory(place=place, date=date(2026, 11, 30), note="年末")
    answer_week(place, week_on=MONDAY, answer=CLOSED, by=writer(place), now=WEDNESDAY)
    assert closed_days(place) == [25, 29]
    assert set(place.opening_exceptions.filter(note__in=["", "年末"])) == {by_hand, next_week}
    answer = WeeklyAnswer.objects.get()
    assert (answer.place, answer.week_on, answer.answer, answer.by) == (place, MONDAY, CLOSED, writer(place))
    assert Transition.objects.filter(object_id=place.pk).values_list("action", "by", "reason").get() == (
        Action.CLOSE_WEEK, writer(place).pk, place.operator_label,
    )  # fmt: skip
    place.refresh_from_db()
    assert (place.version, place.edited_fields, place.assured_on) == (2, ["opening_exceptions"], None)
    assert list(Change.objects.values_list("kind", "object_id", "action")) == [("place", place.pk, "changed")]


@pytest.mark.parametrize(("hour", "days"), [(14, [25, 27, 29]), (15, [27, 29]), (23, [27, 29])])
def test_today_is_closed_unless_it_is_over(hour: int, days: list[int]) -> None:
    place = make_place()
    answer_week(place, week_on=MONDAY, answer=CLOSED, by=writer(place), now=moment(2026, 11, 25, hour))
    assert closed_days(place) == days


def test_one_may_change_ones_mind_until_the_week_ends() -> None:
    place = make_place()
    who = writer(place)
    answer_week(place, week_on=MONDAY, answer=CLOSED, by=who, now=AT_SEVEN)
    assert closed_days(place) == [23, 25, 27, 29]
    with time_machine.travel(WEDNESDAY, tick=False):
        answer_week(place, week_on=MONDAY, answer=OPEN, by=who)
    assert closed_days(place) == [23]
    place.refresh_from_db()
    assert (place.assured_on, place.assured_by) == (date(2026, 11, 25), place.operator_label)
    answer_week(place, week_on=MONDAY, answer=CLOSED, by=who, now=moment(2026, 11, 28))
    assert closed_days(place) == [23, 29]
    assert WeeklyAnswer.objects.values_list("answer").get() == (CLOSED,)
    for now in (moment(2026, 11, 30, 0), moment(2026, 11, 22, 23)):
        with pytest.raises(WeekOverError):
            answer_week(place, week_on=MONDAY, answer=OPEN, by=who, now=now)


def test_a_second_tap_tells_nothing_new() -> None:
    place = make_place()
    who = writer(place)
    with time_machine.travel(WEDNESDAY, tick=False):
        for answer in (OPEN, OPEN, CLOSED, CLOSED):
            answer_week(place, week_on=MONDAY, answer=answer, by=who)
    actions = Transition.objects.filter(object_id=place.pk).order_by("pk").values_list("action", flat=True)
    assert (list(actions), Change.objects.count()) == ([Action.ASSURE, Action.CLOSE_WEEK], 2)


@pytest.mark.parametrize("why", ["stranger", "viewer", "left", "unverified", "draft"])
def test_who_may_not_answer_changes_nothing(why: str) -> None:
    place = make_place()
    who = writer(place)
    if why == "stranger":
        who = writer(make_place())
    elif why == "viewer":
        Membership.objects.update(level=Level.VIEWER)
    elif why == "left":
        Membership.objects.all().delete()
    elif why == "unverified":
        Organization.objects.update(verification=Verification.UNVERIFIED)
    else:
        Place.objects.update(state=State.DRAFT)
    for answer in WeeklyAnswerKind:
        with pytest.raises(WeekOverError):
            answer_week(place, week_on=MONDAY, answer=answer, by=who, now=WEDNESDAY)
    assert (WeeklyAnswer.objects.count(), OpeningException.objects.count(), Change.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one_consistent_week() -> None:
    place = make_place(Level.OWNER, Level.EDITOR)
    people = [one.user for one in place.operator.memberships.all()]  # type: ignore[union-attr]
    for _round in range(5):
        barrier = threading.Barrier(4)
        now = timezone.now()

        def answer(kind: WeeklyAnswerKind, who: User, barrier: Any = barrier, now: datetime = now) -> None:
            try:
                barrier.wait()
                answer_week(place, week_on=week_of(now), answer=kind, by=who, now=now)
            finally:
                connection.close()

        threads = [threading.Thread(target=answer, args=(kind, who)) for kind in WeeklyAnswerKind for who in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        said = WeeklyAnswer.objects.get().answer
        fresh = Place.objects.get(pk=place.pk)
        rest = [day for day in days_of_week(fresh, week_of(now)) if day.date > timezone.localdate(now)]
        has_open = any(day.spans for day in rest)
        # On a Sunday nothing is left of the week.
        assert not rest or has_open is (said == OPEN)
        assert fresh.opening_exceptions.count() == len({row.date for row in fresh.opening_exceptions.all()})
