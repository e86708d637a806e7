"""A survey goes forward only, by planners alone, and asks what it asked when answers began to come."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hub.accounts.models import User
from hub.exceptions import DomainError
from indicators.models import Choice, Measurement, Question, Survey, SurveyFigure, SurveyStep, Ticket
from indicators.ready_questions import READY_QUESTIONS, SCALE
from indicators.services.measuring import record_measurement
from indicators.services.survey_results import publish_survey
from indicators.services.surveying import (
    change_survey,
    close_ended,
    close_if_ended,
    close_survey,
    discard_survey,
    make_survey,
    move_question,
    open_survey,
    remove_question,
    write_question,
)
from indicators.services.ticketing import make_tickets
from indicators.survey_enums import TRANSITIONS, SurveyState
from tests.hub.accounts.factories import UserFactory
from tests.indicators.plans import indicator, planner
from tests.indicators.surveys import FIELDS, STATES, ask, in_state, number_for, opened, survey

pytestmark = pytest.mark.django_db
ACTS: dict[str, Any] = {"open": open_survey, "close": close_survey, "publish": publish_survey}


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


@pytest.fixture
def by() -> User:
    return planner()


@pytest.mark.parametrize("state", STATES)
def test_every_action_in_every_state(by: User, state: str) -> None:
    """In a state an action leads on or is refused with a reason; what it wrote is one row of the history."""
    for action, (source, target) in TRANSITIONS.items():
        with transaction.atomic():
            one = in_state(state, by)
            steps = SurveyStep.objects.filter(survey=one).count()
            if state == source:
                ACTS[action](one, by=by)
            else:
                with pytest.raises(DomainError, match="このアンケートは"):
                    ACTS[action](one, by=by)
            one.refresh_from_db()
            expected = (target, steps + 1) if state == source else (state, steps)
            assert (one.state, SurveyStep.objects.filter(survey=one).count()) == expected, action
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "who", [{}, {"staff": True}, {"coordinator": True}, {"consultation": True}, {"administrator": True}]
)
@pytest.mark.parametrize("action", TRANSITIONS)
def test_nobody_but_a_planner_moves_it(by: User, action: str, who: dict[str, bool]) -> None:
    one = in_state(TRANSITIONS[action][0], by)  # type: ignore[index]
    with pytest.raises(DomainError, match="計画担当だけ"):
        ACTS[action](one, by=UserFactory(**who))
    one.refresh_from_db()
    assert one.state == TRANSITIONS[action][0]  # type: ignore[index]


def test_nobody_but_a_planner_writes_one(by: User) -> None:
    one, other = survey(), UserFactory(administrator=True)
    row = one.questions.first()
    assert row is not None
    for act in (
        lambda: make_survey(by=other, code="x", kind="open", drawn=None, **FIELDS),
        lambda: change_survey(one, by=other, kind="open", drawn=None, **FIELDS),
        lambda: write_question(one, by=other, kind="text", text="なに"),
        lambda: remove_question(row, by=other),
        lambda: move_question(row, by=other, up=False),
        lambda: discard_survey(one, by=other),
        lambda: make_tickets(one, by=other, count=1),
    ):
        with pytest.raises(DomainError, match="計画担当だけ"):
            act()


@pytest.mark.parametrize("state", ["open", "closed", "published"])
def test_what_is_asked_stays_once_it_is_open(by: User, state: str) -> None:
    one = in_state(state, by)
    row = one.questions.first()
    assert row is not None
    before = list(Question.objects.values()), list(Choice.objects.values()), Survey.objects.values().get()
    for act in (
        lambda: change_survey(one, by=by, kind="open", drawn=None, **FIELDS | {"title": "ほかの"}),
        lambda: write_question(one, by=by, kind="text", text="なに"),
        lambda: write_question(one, by=by, question=row, kind="text", text="なに"),
        lambda: remove_question(row, by=by),
        lambda: move_question(row, by=by, up=False),
        lambda: discard_survey(one, by=by),
    ):
        with pytest.raises(DomainError, match="中身は、変えられません"):
            act()
    assert (list(Question.objects.values()), list(Choice.objects.values()), Survey.objects.values().get()) == before


def test_while_it_is_open_its_last_day_goes_on_only(by: User) -> None:
    one = opened(survey(), by)
    for day in (date(2026, 12, 20), date(2026, 12, 1)):
        with pytest.raises(DomainError, match="先にのばす"):
            change_survey(one, by=by, closes_on=day)
    assert change_survey(one, by=by, closes_on=date(2026, 12, 27)).closes_on == date(2026, 12, 27)


def test_what_was_told_of_the_day_on_which_answers_go_stays_when_its_last_day_goes_on(by: User) -> None:
    one = opened(survey(kept_days=14), by)
    assert one.kept_until == date(2027, 1, 3)
    with pytest.raises(DomainError, match="おそくとも2027-01-03に消す"):
        change_survey(one, by=by, closes_on=date(2027, 1, 3))
    one = change_survey(one, by=by, closes_on=date(2026, 12, 27))
    assert (one.kept_days, one.kept_until) == (7, date(2027, 1, 3))


def test_a_draft_is_made_changed_and_thrown_away(by: User) -> None:
    one = make_survey(by=by, code="new-one", kind="sample", drawn=50, **FIELDS)
    assert (one.state, one.drawn) == (SurveyState.DRAFT, 50)
    change_survey(one, by=by, kind="open", drawn=50, **FIELDS | {"title": "ほかの"})
    one.refresh_from_db()
    assert (one.title, one.kind, one.drawn) == ("ほかの", "open", None)
    with pytest.raises(DomainError, match="もう使われています"):
        make_survey(by=by, code="new-one", kind="open", drawn=None, **FIELDS)
    discard_survey(one, by=by)
    assert Survey.objects.count() == 0


def test_no_more_is_written_than_a_planner_writes(by: User) -> None:
    with pytest.raises(ValueError, match="state"):
        make_survey(by=by, code="x", kind="open", drawn=None, state="published", **FIELDS)


def test_questions_of_the_government_keep_their_words(by: User) -> None:
    one = make_survey(by=by, code="x", kind="open", drawn=None, **FIELDS)
    row = write_question(one, by=by, kind="direct", text="わたしの言葉", labels=["はい", "いいえ"])
    assert row.text == "あなたはどの程度、孤独であると感じることがありますか。"
    assert [choice.label for choice in row.choices.all()] == [
        "決してない", "ほとんどない", "たまにある", "時々ある", "しばしばある・常にある",
    ]  # fmt: skip
    scale = write_question(one, by=by, kind="scale", text="わたしの言葉")
    assert [choice.label for choice in scale.choices.all()] == ["決してない", "ほとんどない", "時々ある", "常にある"]
    assert SCALE.items == (
        "あなたは、自分には人とのつきあいがないと感じることがありますか",
        "あなたは、自分は取り残されていると感じることがありますか",
        "あなたは、自分は他の人たちから孤立していると感じることがありますか",
    )
    assert [word for word in (*SCALE.items, SCALE.text) if "孤独" in word] == []
    assert READY_QUESTIONS["direct"].counted == (3, 4, 5)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "single", "text": "", "labels": ["a", "b"]}, "問いを書いて"),
        ({"kind": "single", "text": "q", "labels": ["a"]}, "2つ以上"),
        ({"kind": "single", "text": "q", "labels": ["a", "a"]}, "ちがう言葉"),
        ({"kind": "multiple", "text": "q", "labels": ["a", "b"], "is_grouping": True}, "ごとに集計する"),
        ({"kind": "scale"}, "一度だけ"),
        ({"kind": "single", "text": "q", "labels": ["a", "b"], "is_grouping": True}, "ごとに集計する"),
    ],
)
def test_a_question_that_can_not_be_asked(by: User, values: dict[str, Any], said: str) -> None:
    one = survey()
    with pytest.raises(DomainError, match=said):
        write_question(one, by=by, **values)
    assert one.questions.count() == 5


@pytest.mark.parametrize("counted", [(), (1, 2, 3, 4, 5), (9,)])
def test_a_value_of_a_plan_is_the_sum_of_some_answers(by: User, counted: tuple[int, ...]) -> None:
    of = indicator("percent")
    with pytest.raises(DomainError, match="足す答え"):
        write_question(survey("sample"), by=by, kind="direct", counted=counted, indicator=of)


def test_an_open_survey_is_tied_to_no_plan(by: User) -> None:
    with pytest.raises(DomainError, match="だれでも答えられる"):
        write_question(survey(), by=by, kind="direct", counted=(3, 4, 5), indicator=indicator("percent"))


@pytest.mark.parametrize("place", ["first", "last"])
def test_the_three_items_stand_among_others(by: User, place: str) -> None:
    one = make_survey(by=by, code="x", kind="open", drawn=None, **FIELDS)
    with pytest.raises(DomainError, match="ひとつもありません"):
        open_survey(one, by=by)
    kinds = ["scale", "text"] if place == "first" else ["text", "scale"]
    for kind in kinds:
        ask(one, kind, "なに")
    with pytest.raises(DomainError, match="あいだに"):
        open_survey(one, by=by)
    if place == "last":
        write_question(one, by=by, kind="text", text="さいごに")
        assert open_survey(one, by=by).state == SurveyState.OPEN


def test_questions_change_places(by: User) -> None:
    one = survey()
    first, second = one.questions.order_by("order")[:2]
    move_question(first, by=by, up=True)
    move_question(first, by=by, up=False)
    assert list(one.questions.order_by("order").values_list("pk", flat=True))[:2] == [second.pk, first.pk]


def test_at_its_end_it_closes_itself_and_numbers_go(by: User) -> None:
    one = opened(survey("sample"), by)
    number_for(one)
    assert close_ended(now=datetime(2026, 12, 20, 14, 59, tzinfo=UTC)) == 0
    assert close_ended(now=datetime(2026, 12, 20, 15, 1, tzinfo=UTC)) == 1
    one.refresh_from_db()
    assert (one.state, one.closed_on, Ticket.objects.count()) == ("closed", date(2026, 12, 20), 0)
    assert list(one.steps.values_list("action", "by")) == [("open", by.pk), ("close", None)]


def test_by_night_nothing_is_closed_that_a_planner_closed_or_prolonged_meanwhile(by: User) -> None:
    night = datetime(2026, 12, 21, 17, 10, tzinfo=UTC)
    found = [opened(survey(code=code), by) for code in ("shut", "longer", "third")]
    close_survey(found[0], by=by, now=datetime(2026, 12, 15, 3, tzinfo=UTC))
    change_survey(found[1], by=by, closes_on=date(2026, 12, 27))
    assert [close_if_ended(one, now=night) for one in found] == [False, False, True]
    assert dict(Survey.objects.values_list("code", "state")) == {"shut": "closed", "longer": "open", "third": "closed"}


def test_no_more_numbers_than_people_drawn(by: User) -> None:
    one = survey("sample", drawn=5)
    numbers = make_tickets(one, by=by, count=3)
    assert (len(set(numbers)), Ticket.objects.count()) == (3, 3)
    with pytest.raises(DomainError, match="あと2枚"):
        make_tickets(one, by=by, count=3)
    with pytest.raises(DomainError, match="もう3枚"):
        change_survey(one, by=by, kind="sample", drawn=2, **FIELDS)
    with pytest.raises(DomainError, match="無作為に選んだ人"):
        make_tickets(survey(code="other"), by=by, count=1)
    stored = "".join(str(row) for row in Ticket.objects.values())
    assert [number for number in numbers if number in stored] == []


def test_the_database_refuses_an_open_survey_in_a_plan(by: User) -> None:
    """Whatever a service forgot."""
    one = survey()
    value = record_measurement(indicator("percent"), by=by, value=Decimal(1), fiscal_year=2026, source="x")
    for kind in ("open", "sample"):
        with pytest.raises(IntegrityError):
            _write(one, kind, value)


@transaction.atomic
def _write(one: Survey, kind: str, value: Measurement) -> None:
    SurveyFigure.objects.create(
        survey=one, kind=kind, question=one.questions.all()[0], measurement=value, confirmed="x", at=timezone.now()
    )
    connection.check_constraints()
