"""Numbers by age tell nothing narrower than 10未満; what in a text would tell who somebody is is found."""

from itertools import product

import pytest

from hub.personal_words import personal_words_in
from indicators.voice_board import ages_of, calls_of, shown_ages
from tests.indicators.voices import NOW, call, opinion, plan, reply

A, B, C = "小学生", "中学生", ""


@pytest.mark.parametrize(
    ("counts", "published", "shown"),
    [
        ([(A, 12), (B, 3)], 10, [(A, "12"), (B, "10未満")]),
        ([(A, 12), (B, 3)], 13, [(A, "12"), (B, "10未満")]),  # 1 of B at least, as is said anyway
        ([(A, 12), (B, 3)], 14, []),  # 2 of B at least
        ([(A, 12), (B, 3), (C, 2)], 14, [(A, "12"), (B, "10未満"), (C, "10未満")]),
        ([(A, 3)], 0, [(A, "10未満")]),
        ([(A, 3)], 3, []),
        ([(A, 12), (B, 20)], 32, [(A, "12"), (B, "20")]),
        ([(A, 12), (B, 20)], 30, []),  # 2 were not published
        ([(A, 12), (B, 20)], 22, [(A, "12"), (B, "20")]),
        ([(A, 12), (B, 0)], 12, [(A, "12")]),
    ],
)
def test_numbers_by_age(counts: list[tuple[str, int]], published: int, shown: list[tuple[str, str]]) -> None:
    assert shown_ages(counts, published) == shown


def test_what_is_shown_fits_to_every_number_of_a_small_group() -> None:
    """By trying all worlds: whoever sees the table and the list finds 1 to 9 possible for each small group."""
    for large, small, other, published in product((0, 12), range(1, 10), (0, 1, 9), range(32)):
        counts = [(A, large), (B, small), (C, other)]
        if published > large + small + other or not (shown := shown_ages(counts, published)):
            continue
        others = range(1, 10) if other else [0]
        fits = {
            b for b, c in product(range(1, 10), others)
            if published <= large + b + c and shown_ages([(A, large), (B, b), (C, c)], published) == shown
        }  # fmt: skip
        assert fits == set(range(1, 10)), (counts, published)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "said"), [("open", []), ("closed", []), ("answered", [(A, "12"), ("", "10未満")])])
def test_they_are_told_once_no_more_come_and_all_were_looked_at(state: str, said: list[tuple[str, str]]) -> None:
    """While opinions are still published, an earlier table beside a longer list would tell how many a small group has."""
    of = call(state)
    for _n in range(12):
        opinion(of, "withheld", age_group="elementary")
    opinion(of, "withheld")
    assert ages_of(of, 0) == said


@pytest.mark.django_db
def test_they_are_not_told_a_second_time() -> None:
    """Answered, taken up again, open for longer, answered: of 12 there are 13 now, and who read both knows of whom."""
    of = call("answered")
    for _n in range(13):
        opinion(of, "withheld", age_group="elementary")
    assert ages_of(of, 0) == [(A, "13")]
    of.transitions.create(action="resume", from_state="answered", to_state="closed", at=NOW)
    assert ages_of(of, 0) == []


@pytest.mark.django_db
def test_what_was_published_once_counts_too() -> None:
    """Twelve of one age and two of another were published, and then one of them was taken off: 14 is the highest number."""
    of = call("answered")
    for number in range(1, 13):
        opinion(of, "published", age_group="elementary", number=number)
    opinion(of, "withheld", age_group="junior_high", number=13)
    opinion(of, "published", age_group="junior_high", number=14)
    assert shown_ages([(A, 12), (B, 2)], 13) == [(A, "12"), (B, "10未満")]
    assert ages_of(of, 13) == []


@pytest.mark.django_db
def test_a_plan_knows_its_calls_and_the_policies_of_their_replies() -> None:
    of = plan()
    [policy] = of.policies.all()
    one, bare = call(policies=[]), call(code="bare", policies=[])
    call("draft", code="draft")
    call(code="elsewhere", plan=plan(code="other"))
    answered = opinion(one, "published")
    reply(answered).policies.add(policy)
    reply(opinion(bare, "withheld")).policies.add(policy)
    assert sorted((row.code, row.about) for row in calls_of(of)) == [("bare", set()), ("park", {policy.pk})]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("でんわは042-123-4567です", ["電話番号"]), ("０９０ー１２３４ー５６７８", ["電話番号"]), ("09012345678", ["電話番号"]),
        ("+81 42 123 4567", ["電話番号"]), ("(042)123-4567", ["電話番号"]), ("taro@example.jp に", ["メールアドレス"]),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", ["メールアドレス"]), ("台町三丁目20番", ["住所"]), ("台町3-4-5", ["住所"]), ("12番地", ["住所"]),
        ("042-123-4567 か a@b.jp", ["電話番号", "メールアドレス"]),
        ("2026-11-26に遊んだ", []), ("10時から12時まで", []), ("3-4人で", []), ("公園がほしい", []), ("1000000000円", []),
        ("@の形のすべり台", []), ("二丁目の公園", []), ("5年1組", []), ("", []),
    ],
)  # fmt: skip
def test_personal_words(text: str, found: list[str]) -> None:
    assert personal_words_in(text) == found
