"""One answer a person, and none that leads to one: no time, no order, no name, no number (promise 15)."""

import random
import uuid
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import connection, models, transaction
from django.utils import timezone

from hub.exceptions import DomainError
from indicators import survey_numbers
from indicators.models import Answer, Choice, Question, Response, Survey, Ticket
from indicators.services import survey_keeping
from indicators.services.answering import Given, NumberError, is_usable, take_answers
from indicators.services.mixing import mix_answers, mix_open_surveys
from indicators.services.survey_results import publish_survey
from indicators.services.surveying import close_survey
from indicators.survey_enums import Way
from tests.indicators.plans import planner
from tests.indicators.surveys import closed, fill_in, number_for, opened, survey
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


def _given(one: Survey) -> dict[int, Given]:
    questions = list(one.questions.order_by("order"))
    said = (Given((2,)), Given((5,)), Given((1, 3)), Given((7,)), Given(text="ひとこと"))
    return {row.pk: given for row, given in zip(questions, said, strict=True)}


def _take(one: Survey, given: dict[int, Given] | None = None, **options: Any) -> bool:
    values: dict[str, Any] = {"way": Way.WEB, "key": uuid.uuid4()} | options
    return take_answers(one, _given(one) if given is None else given, **values)


def test_what_was_said_lies_there_and_nothing_else() -> None:
    one = opened(survey())
    assert _take(one)
    assert Response.objects.get().way == "web"
    rows = Answer.objects.order_by("question__order", "choice__number")
    assert list(rows.values_list("choice__number", "number", "text")) == [
        (2, None, ""), (5, None, ""), (1, None, ""), (3, None, ""), (None, 7, ""), (None, None, "ひとこと"),
    ]  # fmt: skip


def test_an_empty_form_is_a_form() -> None:
    one = opened(survey())
    assert _take(one, {})
    assert (Response.objects.count(), Answer.objects.count()) == (1, 0)


def test_a_number_is_used_once_and_then_is_nowhere() -> None:
    one = opened(survey("sample"))
    number, other = number_for(one), number_for(one)
    assert is_usable(one, number)
    assert _take(one, number=number)
    assert not is_usable(one, number)
    assert [row.hash for row in Ticket.objects.all()] == [survey_numbers.hash_of(other, one.pk)]
    with pytest.raises(NumberError), transaction.atomic():
        _take(one, number=number)
    assert (Response.objects.count(), Ticket.objects.count()) == (1, 1)


@pytest.mark.parametrize("number", ["", "ABCDEFGHJKMN", "'; DROP TABLE", "x" * 5_000])
def test_a_number_that_was_never_made_opens_nothing(number: str) -> None:
    one = opened(survey("sample"))
    number_for(one)
    with pytest.raises(NumberError), transaction.atomic():
        _take(one, number=number)
    assert (Response.objects.count(), Ticket.objects.count()) == (0, 1)


def test_a_number_of_another_survey_opens_nothing() -> None:
    one, other = opened(survey("sample")), opened(survey("sample", code="other"))
    number = number_for(other)
    with pytest.raises(NumberError), transaction.atomic():
        _take(one, number=number)
    assert is_usable(other, number)


def test_a_failure_gives_the_number_back() -> None:
    one = opened(survey("sample"))
    number, [first, *_rest] = number_for(one), list(one.questions.order_by("order"))
    with pytest.raises(DomainError, match="選択肢にない"):
        _take(one, {first.pk: Given((9,))}, number=number)
    assert is_usable(one, number)


@pytest.mark.parametrize(
    ("place", "said"),
    [(0, Given((1, 2))), (0, Given((0,))), (1, Given((6,))), (2, Given((1, 4))), (3, Given((2,))), (3, Given((13,))), (3, Given((3, 4)))],
)  # fmt: skip
def test_what_is_no_answer_is_refused(place: int, said: Given) -> None:
    one = opened(survey())
    row = one.questions.order_by("order")[place]
    with pytest.raises(DomainError, match="選択肢にない"):
        _take(one, {row.pk: said})
    assert Response.objects.count() == 0


def test_a_question_of_another_survey_is_refused() -> None:
    one, other = opened(survey()), survey(code="other")
    with pytest.raises(DomainError, match="このアンケートにない"):
        _take(one, _given(other))


@pytest.mark.parametrize(
    ("state", "day", "is_taken"),
    [
        ("draft", "2026-11-26", False), ("closed", "2026-11-26", False), ("open", "2026-10-31", False),
        ("open", "2026-11-01", True), ("open", "2026-12-20", True), ("open", "2026-12-21", False),
    ],
)  # fmt: skip
def test_answers_are_taken_while_it_is_open_within_its_days(state: str, day: str, is_taken: bool) -> None:
    one = survey()
    one = opened(one) if state == "open" else closed(one) if state == "closed" else one
    if is_taken:
        assert _take(one, today=date.fromisoformat(day))
    else:
        with pytest.raises(DomainError, match="受け付けていません"):
            _take(one, today=date.fromisoformat(day))
    assert Response.objects.count() == int(is_taken)


def test_the_same_page_twice_is_one_answer() -> None:
    one = opened(survey("sample"))
    key, number = uuid.uuid4(), number_for(one)
    assert _take(one, key=key, number=number)
    assert not _take(one, key=key, number=number)
    assert (Response.objects.count(), Ticket.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_number_at_once_one_is_taken() -> None:
    one = opened(survey("sample"))
    number, other = number_for(one), number_for(one)
    outcomes = at_once([lambda: _take(one, number=number)] * 4)
    assert sorted(type(error).__name__ for error in outcomes) == [
        "NoneType",
        "NumberError",
        "NumberError",
        "NumberError",
    ]
    assert (Response.objects.count(), list(Ticket.objects.values_list("hash", flat=True))) == (
        1,
        [survey_numbers.hash_of(other, one.pk)],
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_taps_at_once_one_is_an_answer() -> None:
    one, key = opened(survey()), uuid.uuid4()
    assert at_once([lambda: _take(one, key=key)] * 3) == [None, None, None]
    assert Response.objects.count() == 1


# What each column of an answer may be: nothing that tells when, in which order, from where or by whom.
_COLUMNS = {
    Ticket: {"hash": "character varying", "survey_id": "bigint"},
    Response: {"id": "uuid", "survey_id": "bigint", "way": "character varying"},
    Answer: {
        "id": "uuid", "response_id": "uuid", "question_id": "bigint", "choice_id": "bigint", "number": "smallint", "text": "text",
    },
}  # fmt: skip


@pytest.mark.parametrize("model", _COLUMNS)
def test_the_table_has_these_columns_and_leads_to_no_person(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type, column_default FROM information_schema.columns WHERE table_name = %s",
            [model._meta.db_table],
        )
        rows = cursor.fetchall()
    assert {name: kind for name, kind, _default in rows} == _COLUMNS[model]
    assert [default for _name, _kind, default in rows if default] == []
    leads_to = {
        field.related_model for field in model._meta.get_fields() if field.is_relation and not field.auto_created
    }
    assert leads_to <= {Survey, Question, Choice, Response}


def _physical(model: type[models.Model], column: str) -> list[tuple[Any, ...]]:
    """In the order in which the rows lie in the file, with the transaction that wrote each."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, xmin::text FROM {model._meta.db_table} ORDER BY ctid")
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_after_mixing_neither_place_nor_transaction_nor_key_tells_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: before it all three tell it. The draw of chance is fixed, so that the test can't fail by it."""
    one = opened(survey())
    words, first = one.questions.order_by("order")[4], one.questions.order_by("order")[0]
    said = [f"{n:03}" for n in range(40)]
    for text in said:
        _take(one, {words.pk: Given(text=text), first.pk: Given((1,))})
    before = _physical(Answer, "text")
    assert [text for text, _xmin in before if text] == said
    assert len({xmin for _text, xmin in before}) == 40
    keys = set(Response.objects.values_list("pk", flat=True)) | set(Answer.objects.values_list("pk", flat=True))
    monkeypatch.setattr(random, "SystemRandom", lambda: random.Random(7))  # noqa: S311  the same each time
    assert mix_answers(one) == 40
    after = _physical(Answer, "text")
    found = [text for text, _xmin in after if text]
    assert (sorted(found), len({xmin for _text, xmin in after})) == (said, 1)
    assert len({xmin for _pk, xmin in _physical(Response, "id")}) == 1
    order = {text: place for place, text in enumerate(found)}
    agreeing = sum(order[a] < order[b] for a, b in pairwise(said))
    assert 12 <= agreeing <= 27  # of 39 neighbours about half are still in their order
    fresh = set(Response.objects.values_list("pk", flat=True)) | set(Answer.objects.values_list("pk", flat=True))
    assert keys & fresh == set()
    pairs = Answer.objects.filter(question=words).values_list("response__answers__choice__number", flat=True)
    assert sorted(pair for pair in pairs if pair) == [1] * 40


def test_chance_is_the_machines() -> None:
    """Two mixings of the same rows are two orders."""
    one = opened(survey())
    fill_in(one, [{5: f"{n:03}"} for n in range(30)])
    orders = []
    for _n in range(2):
        mix_answers(one)
        orders.append([text for text, _xmin in _physical(Answer, "text")])
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == [f"{n:03}" for n in range(30)]


def test_closing_mixes_and_so_does_every_night() -> None:
    one = opened(survey())
    fill_in(one, [{1: [2]}] * 3)
    keys = set(Response.objects.values_list("pk", flat=True))
    assert mix_open_surveys() == 3
    mixed = set(Response.objects.values_list("pk", flat=True))
    assert keys & mixed == set()
    close_survey(one, by=planner())
    assert mixed & set(Response.objects.values_list("pk", flat=True)) == set()
    assert Answer.objects.filter(choice__number=2).count() == 3


@pytest.mark.parametrize(("after", "is_there"), [(364, True), (365, False), (366, False)])
def test_answers_go_on_their_day_and_tables_stay(after: int, is_there: bool) -> None:
    one, other, by = closed(survey()), opened(survey(code="other")), planner()
    for each in (one, other):
        fill_in(each, [{1: [1], 5: "ヒミツノコエ"}] * 12)
    publish_survey(one, by=by)
    tables = list(one.tables.values_list("cells", flat=True))
    then = timedelta(days=after)
    with time_machine.travel(timezone.now() + then, tick=False):
        assert survey_keeping.count_due() == (0 if is_there else 12)
        assert survey_keeping.forget_answers() == (0 if is_there else 12)
    assert (one.responses.count(), other.responses.count()) == (12 if is_there else 0, 12)
    assert Answer.objects.filter(text="ヒミツノコエ").count() == (24 if is_there else 12)
    assert list(one.tables.values_list("cells", flat=True)) == tables


def test_numbers_are_read_as_people_type_them() -> None:
    number = "ABCD2345EFGH"
    for typed in (
        "ABCD-2345-EFGH",
        "abcd2345efgh",
        "ＡＢＣＤ－２３４５－ＥＦＧＨ",
        " abcd 2345 efgh ",
        "ABCD‐2345―EFGH",
    ):
        assert survey_numbers.number_in(typed) == number, typed
    for typed in (
        "",
        "ABCD-2345-EFG",
        "ABCD-2345-EFGO",
        "ABCD-2345-EFG1",
        "あいうえおかきくけこさし",
        "ABCD-2345-EFGHJ",
    ):
        assert survey_numbers.number_in(typed) == "", typed
    assert survey_numbers.in_groups(number) == "ABCD-2345-EFGH"
    made = {survey_numbers.new_number() for _n in range(200)}
    assert len(made) == 200
    assert {sign for one in made for sign in one} <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ")
