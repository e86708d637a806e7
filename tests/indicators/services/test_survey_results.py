"""Published tables are what plain Python counts, and no small number of people can be read or computed from any of them."""

import csv
import io
import itertools
import json
import random
import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import highspy
import pytest
import time_machine
from django.db import ProgrammingError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.accounts.models import User
from hub.exceptions import DomainError
from indicators.models import Measurement, Question, Survey, SurveyFigure, SurveyTable
from indicators.secrecy import Cell, protect
from indicators.services import survey_keeping
from indicators.services.survey_results import asked_of, forms_of, publish_survey, write_into_plan
from indicators.services.surveying import close_survey
from indicators.survey_board import read_results
from indicators.survey_counts import ALL, Asked, count_answers
from indicators.survey_secrecy import told_cells
from tests.hub.accounts.factories import UserFactory
from tests.indicators.plans import indicator, planner
from tests.indicators.surveys import Form, ask, fill_in, opened, published, survey
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


@pytest.fixture
def by() -> User:
    return planner()


_ASKED = [
    Asked(1, "single", (1, 2, 3), is_grouping=True),
    Asked(2, "direct", (1, 2, 3, 4, 5), frozenset({3, 4, 5})),
    Asked(3, "multiple", (1, 2)),
    Asked(4, "scale", (1, 2, 3, 4)),
    Asked(5, "text", ()),
]
_one_form = st.fixed_dictionaries(
    {},
    optional={
        1: st.sampled_from([(1,), (2,), (3,)]),
        2: st.integers(1, 5).map(lambda n: (n,)),
        3: st.sets(st.integers(1, 2), min_size=1).map(lambda found: tuple(sorted(found))),
        4: st.integers(3, 12).map(lambda n: (n,)),
    },
)


@given(st.lists(_one_form, max_size=12), st.sampled_from([1, 9]))
@settings(max_examples=20)
def test_cells_are_what_plain_python_counts(forms: list[dict[int, tuple[int, ...]]], times: int) -> None:
    """``times``: of many there are groups."""
    forms = forms * times
    counts, sums = count_answers(_ASKED, forms)
    assert counts[ALL] == len(forms)
    for place, numbers, sign in (
        (1, range(1, 4), "c"),
        (2, range(1, 6), "c"),
        (3, range(1, 3), "c"),
        (4, range(3, 13), "s"),
    ):
        found = Counter(number for form in forms for number in form.get(place, ()))
        assert {n: counts[place, f"{sign}{n}"] for n in numbers} == {n: found[n] for n in numbers}
        assert counts[place, "answered"] == sum(place in form for form in forms)
        for group in {key[2] for key in counts if len(key) == 3 and key[0] == place}:
            mine = [form for form in forms if (f"c{form[1][0]}" if 1 in form else "none") in str(group).split("+")]
            said = Counter(number for form in mine for number in form.get(place, ()))
            assert {n: counts[place, f"{sign}{n}", group] for n in numbers} == {n: said[n] for n in numbers}
    assert counts[2, "counted"] == sum(form[2][0] >= 3 for form in forms if 2 in form)
    for total, parts in sums:
        assert counts[total] == sum(counts[part] for part in parts), total
    assert {key[0] for key in counts} == {0, 1, 2, 3, 4}


def _many(seed: int = 1, most: int = 130) -> list[Form]:
    """Answers of which some cells are small and some are not."""
    chance = random.Random(seed)  # noqa: S311  made answers, the same each time
    ages, lonely = [1] * 6 + [2] * 50 + [3] * 60, [1] * 40 + [2] * 50 + [3] * 20 + [4] * 12 + [5] * 4
    return [
        {
            1: [chance.choice(ages)],
            2: [chance.choice(lonely)],
            3: sorted(chance.sample([1, 2, 3], chance.randrange(3))),
            4: [chance.choice([3, 3, 4, 5, 6, 9])],
            5: "ヒミツノコトバ",
        }
        for _n in range(most)
    ]


def _asked_of_all(drawn: int = 500, **fields: Any) -> Survey:
    one = survey("sample", drawn=drawn, **fields)
    row = one.questions.get(kind="direct")
    row.indicator = indicator("percent", name="割合")
    row.save()
    row.choices.filter(number__gte=3).update(is_counted=True)
    return one


def test_results_hold_the_numbers_that_may_be_told(by: User) -> None:
    one, forms = opened(_asked_of_all(), by), [{1: [2], 2: [1 + n % 5]} for n in range(100)]
    fill_in(one, forms)
    published(one, by)
    results = read_results(Survey.objects.with_questions().get())
    assert (results.everybody.said, results.rate) == ("100", Decimal("20.0"))
    direct = results.tables[1]
    assert [(line.cell.value, line.percent) for line in direct.lines] == [(20, Decimal("20.0"))] * 5
    assert direct.lines[0].interval == (Decimal("13.3"), Decimal("28.9"))
    assert direct.counted is not None
    assert (direct.counted.cell.value, direct.counted.percent) == (60, Decimal("60.0"))
    assert (direct.answered.value, direct.none.value) == (100, 0)
    assert [table.question.kind for table in results.tables] == ["single", "direct", "multiple", "scale"]


def test_an_open_survey_has_no_interval(by: User) -> None:
    one = opened(survey(), by)
    fill_in(one, [{1: [1]}] * 40)
    published(one, by)
    results = read_results(Survey.objects.with_questions().get())
    assert [(line.percent, line.interval) for line in results.tables[0].lines] == [
        (Decimal("100.0"), None), (Decimal("0.0"), None), (Decimal("0.0"), None),
    ]  # fmt: skip
    assert results.rate is None


def _numbers_of_people(client: Client, one: Survey) -> dict[str, list[str]]:
    """Every number of people on the page, in the CSV and in the JSON."""
    page = parse(client.get(one.get_absolute_url()))
    on_page = [row.all("td")[0].text for row in page.all("tr") if row.all("td")]
    body = client.get(f"{one.get_absolute_url()}results.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    found = json.dumps(client.get(f"{one.get_absolute_url()}results.json").json())
    return {
        "page": on_page,
        "csv": [row["人数"] for row in rows],
        "json": [text for text in re.findall(r'"value": (null|[0-9]+)', found) if text != "null"],
    }


def test_small_groups_are_put_together() -> None:
    sizes = {1: 40, 2: 3, 3: 35}
    forms: list[dict[int, Any]] = [{1: [n], 2: [1]} for n, size in sizes.items() for _one in range(size)]
    forms += [{2: [2]}] * 5
    counts, _sums = count_answers(_ASKED, forms)
    assert {key[2] for key in counts if len(key) == 3} == {"c1", "c2+c3+none"}
    assert (counts[1, "c2+c3+none"], counts[2, "c1", "c2+c3+none"], counts[2, "c2", "c2+c3+none"]) == (43, 38, 5)
    few, _sums = count_answers(_ASKED, forms[:42])
    assert [key for key in few if len(key) == 3] == []


def test_of_very_few_answers_questions_are_left_out_rather_than_told(client: Client, by: User) -> None:
    """4 and 5 of 9 who are all of one age: nothing but that they are fewer than ten."""
    one = opened(survey(), by)
    fill_in(one, [{1: [1], 2: [1 + n % 2], 3: [1, 2][: 1 + n % 2], 4: [3 + n % 2]} for n in range(9)])
    published(one, by)
    results = read_results(Survey.objects.with_questions().get())
    assert [place for place, _question in results.untold] == [1, 2, 3, 4]
    assert results.tables == []
    assert "この問いの集計は公表しません" in client.get(one.get_absolute_url()).content.decode()


def test_of_a_question_that_few_answered_nothing_is_told() -> None:
    """All three alike: 0 beside 10未満 would say how. Of ten it is told, and the other question in any case."""
    forms: list[Form] = [{1: [1 + n % 2], 2: [1] if n < 10 else []} for n in range(40)]
    asked = [Asked(1, "single", (1, 2)), Asked(2, "single", (1, 2))]
    assert {key[0] for key in told_cells(asked, forms)} == {0, 1, 2}
    assert {key[0] for key in told_cells(asked, forms[1:])} == {0, 1}
    assert {key[0] for key in told_cells(asked, forms[37:])} == {0}


def _learnt(one: Survey) -> dict[Any, Any]:
    """What a reader who knows every published cell and every sum can conclude of a hidden one, where it is too much.

    A linear programme for each end of each hidden cell.
    """
    asked, forms = _of(one)
    places = {row.pk: place for place, row in enumerate(one.questions.order_by("order"), start=1)}
    cells: dict[Any, Cell] = {}
    for table in SurveyTable.objects.all():
        place = 0 if table.question_id is None else places[table.question_id]
        cells |= {(place, *key.split("/")): Cell.from_json(cell) for key, cell in table.cells.items()}
    split = {key[0] for key in cells if len(key) == 3}
    counted, sums = count_answers(asked, forms, by_group=split, with_none=ALL in cells)
    assert set(cells) == set(counted)
    assert {key: cell.value for key, cell in cells.items() if cell.value not in {None, counted[key]}} == {}
    solver, totals = highspy.Highs(), {total for total, _parts in sums}
    solver.silent()
    known = {}
    for key, cell in cells.items():
        low, high = {"shown": (cell.value, cell.value), "small": (1, 9)}.get(
            cell.mark, (1 if key in totals else 10, 1_000)
        )
        known[key] = solver.addVariable(lb=low, ub=high)
    for total, parts in sums:
        solver.addConstr(sum(known[part] for part in parts) - known[total] == 0)
    found = {}
    for key, cell in cells.items():
        if cell.value is None:
            ends = []
            for act in (solver.minimize, solver.maximize):
                act(known[key])
                ends.append(round(solver.variableValue(known[key]), 6))
            if ends != [1, 9] if cell.mark == "small" else ends[1] - ends[0] < 10:
                found[key] = cell.mark, ends
    return found


def _of(one: Survey) -> Any:
    questions = list(one.questions.order_by("order", "pk").prefetch_related("choices"))
    return asked_of(questions), forms_of(one, questions)


def test_no_small_number_is_on_any_sheet_of_a_published_survey(client: Client, by: User) -> None:
    """End to end: page, CSV and JSON of a survey in which a third of the cells are small."""
    one = opened(_asked_of_all(), by)
    fill_in(one, _many())
    published(one, by)
    for name, said in _numbers_of_people(client, one).items():
        numbers = [int(text.replace(",", "")) for text in said if text not in {"10未満", "非公表"}]
        assert [number for number in numbers if 0 < number < 10] == [], name
        assert len(numbers) > 5, name
    page = client.get(one.get_absolute_url()).content.decode()
    assert page.count("10未満") > 5
    for text in (page, client.get(f"{one.get_absolute_url()}results.json").content.decode()):
        assert "ヒミツノコトバ" not in text
    assert _learnt(one) == {}


def test_how_many_answered_is_said_as_far_as_the_tables_say_it_themselves(client: Client, by: User) -> None:
    """3, 5, 4 and 6 of 125 left a question out: beside those who answered it, 125 would give them away."""
    one = opened(_asked_of_all(), by)
    said: Any = {1: lambda n: 1 + n % 3, 2: lambda n: 1 + n % 5, 3: lambda n: 1 + n % 2, 4: lambda n: 3 + n % 2}
    out = {1: range(3), 2: range(120, 125), 3: range(10, 14), 4: range(20, 26)}
    fill_in(one, [{place: [of(n)] for place, of in said.items() if n not in out[place]} for n in range(125)])
    published(one, by)
    results = read_results(Survey.objects.with_questions().get())
    assert (results.everybody.said, results.rate, results.at_least, results.rate_at_least) == (
        "非公表", None, 122, Decimal("24.4"),
    )  # fmt: skip
    assert [(table.none, table.answered.value) for table in results.tables] == [(None, n) for n in (122, 120, 121, 119)]
    assert results.tables[1].counted is not None
    assert results.tables[1].counted.percent == Decimal("60.0")
    assert _learnt(one) == {}
    assert "122人以上（回収率24.4%以上）" in parse(client.get(one.get_absolute_url())).one("main").text
    pages = [
        client.get(f"{one.get_absolute_url()}{name}").content.decode() for name in ("", "results.csv", "results.json")
    ]
    assert [page for page in pages if re.search(r"\b125\b|25\.0", page)] == []


def test_tables_by_groups_hide_nothing_of_the_questions_themselves() -> None:
    """Of 800 everybody answered, but for thirty who left out the second question."""
    asked = _ASKED[:4]
    forms: list[Any] = [
        {1: [1 + n % 3], 3: [1 + n % 2], 4: [3 + n % 10]} | ({2: [1 + n % 7 % 5]} if n >= 30 else {})
        for n in range(800)
    ]
    plain = protect(*count_answers(asked, forms, by_group=()))
    told = told_cells(asked, forms)
    shown = {key for key, cell in plain.items() if cell.value is not None and key[0] != 1}
    assert {key for key in shown if told[key].value is None} == set()
    assert {key[0] for key in told if len(key) == 3} == {2, 3, 4}
    # Without time for more the questions themselves are told all the same.
    assert told_cells(asked, forms, most_seconds=0) == protect(*count_answers(asked, forms, by_group=[]))


def test_where_a_number_is_hidden_so_are_its_share_and_interval(by: User) -> None:
    one = opened(_asked_of_all(), by)
    fill_in(one, _many())
    published(one, by)
    lines = [line for table in read_results(Survey.objects.with_questions().get()).tables for line in table.lines]
    assert {(line.percent, line.interval) for line in lines if not line.is_shown} == {(None, None)}
    assert any(line.is_shown for line in lines)


def test_the_scale_shows_its_distribution_and_draws_no_line(client: Client, by: User) -> None:
    one = opened(survey(), by)
    fill_in(one, [{1: [1], 4: [3 + n % 10]} for n in range(200)])
    published(one, by)
    [table] = [
        table for table in read_results(Survey.objects.with_questions().get()).tables if table.question.kind == "scale"
    ]
    assert [(line.label, line.cell.value) for line in table.lines] == [(f"{total}点", 20) for total in range(3, 13)]
    assert table.counted is None


def test_a_page_of_results_takes_the_same_queries_however_many_questions(
    client: Client, by: User, django_assert_num_queries: Any
) -> None:
    for code, more in (("one", 0), ("three", 2)):
        one = survey(code=code)
        for n in range(more):
            ask(one, "single", f"問い{n}", ["a", "b"])
        opened(one, by)
        published(one, by)
    for code in ("one", "three"):
        client.get(f"/surveys/{code}/")
        with django_assert_num_queries(4):
            client.get(f"/surveys/{code}/")


def _direct(one: Survey) -> Question:
    return one.questions.select_related("survey", "indicator").get(kind="direct")


def test_a_published_share_becomes_a_value_of_the_plan(by: User) -> None:
    one = opened(_asked_of_all(), by)
    fill_in(one, [{2: [1 + n % 5]} for n in range(200)])
    published(one, by)
    row = _direct(one)
    with pytest.raises(DomainError, match="印をつけて"):
        write_into_plan(row, by=by, is_confirmed_sum=False)
    made = write_into_plan(row, by=by, is_confirmed_sum=True)
    assert (made.value, made.numerator, made.denominator, made.fiscal_year, made.certainty) == (
        Decimal("60.0"), 120, 200, 2026, "provisional",
    )  # fmt: skip
    assert made.source == "暮らしのアンケート（無作為抽出500人、この問いの回答200人）"
    assert made.note == "足した答え：たまにある、時々ある、しばしばある・常にある"
    figure = SurveyFigure.objects.get()
    assert figure.confirmed.startswith("「たまにある」「時々ある」「しばしばある・常にある」を足した割合を値とする。")
    with pytest.raises(DomainError, match="もう計画に"):
        write_into_plan(row, by=by, is_confirmed_sum=True)
    with pytest.raises(DomainError, match="計画担当だけ"):
        write_into_plan(row, by=UserFactory(administrator=True), is_confirmed_sum=True)
    assert Measurement.objects.count() == 1


def test_its_fiscal_year_is_that_of_the_last_day_though_the_night_after_closes_it(by: User) -> None:
    one = opened(_asked_of_all(opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 31)), by)
    fill_in(one, [{2: [1 + n % 5]} for n in range(100)])
    night = datetime(2027, 3, 31, 17, 10, tzinfo=UTC)
    assert survey_keeping.keep_surveys(now=night) == {"closed": 1, "mixed": 0, "forgotten": 0}
    publish_survey(one, by=by, now=night)
    assert write_into_plan(_direct(one), by=by, is_confirmed_sum=True, now=night).fiscal_year == 2026


def test_of_answers_that_are_gone_it_is_not_said_that_nobody_answered(by: User) -> None:
    one = opened(survey(kept_days=14), by)
    fill_in(one, [{2: [1]}] * 30)
    close_survey(one, by=by, now=datetime(2026, 12, 1, 3, tzinfo=UTC))
    late = datetime(2026, 12, 14, 17, 10, tzinfo=UTC)
    assert survey_keeping.forget_answers(now=late) == 30
    with pytest.raises(DomainError, match="消してあります"):
        publish_survey(one, by=by, now=late)
    one.refresh_from_db()
    assert (one.state, one.tables.count()) == ("closed", 0)


@pytest.mark.parametrize("what", ["open", "closed", "hidden", "sample"])
def test_what_does_not_become_a_value_of_the_plan(by: User, what: str) -> None:
    one = survey() if what == "open" else _asked_of_all()
    row = one.questions.get(kind="direct")
    if what == "open":
        # Past all forms and services.
        row.indicator = indicator("percent")
        row.save()
        row.choices.filter(number__gte=3).update(is_counted=True)
    opened(one, by)
    fill_in(one, [{2: [1 if n < 95 else 4]} for n in range(100)] if what == "hidden" else [{2: [3]}] * 30)
    if what != "closed":
        published(one, by)
    if what == "sample":
        Survey.objects.update(is_sample=True)
    said = {"open": "答えたい人が答えた", "hidden": "公表しない", "closed": "公開した結果", "sample": "公開した結果"}[
        what
    ]
    with pytest.raises(DomainError, match=said):
        write_into_plan(_direct(one), by=by, is_confirmed_sum=True)
    assert Measurement.objects.count() == 0


def test_few_answers_at_all_show_nothing(client: Client, by: User) -> None:
    one = opened(_asked_of_all(), by)
    fill_in(one, [{1: [1], 2: [2]}] * 9)
    published(one, by)
    results = read_results(Survey.objects.with_questions().get())
    assert (results.everybody.value, results.rate) == (None, None)
    numbers = itertools.chain(*_numbers_of_people(client, one).values())
    assert {text for text in numbers if text.isdecimal()} <= {"0"}


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_running_hub_does_not_write_a_published_table_anew(by: User, act: str) -> None:
    published(opened(survey(), by), by)
    tables = SurveyTable.objects.all()
    with pytest.raises(ProgrammingError, match="permission denied"):
        tables.update(cells={}) if act == "update" else tables._raw_delete("default")
