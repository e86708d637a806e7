"""Opinions are taken in once and without a trace, published as a planner decides, answered, and forgotten on their day."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import models

from hub.accounts.models import User
from hub.exceptions import DomainError
from indicators.models import Opinion, OpinionCall, Reply, VoiceTransition
from indicators.services import opinions, voices
from indicators.services.opinions import ClosedError
from tests.hub.areas.factories import DistrictFactory
from tests.indicators.plans import planner
from tests.indicators.voices import NOW, TODAY, call, for_children, opinion, plan, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return planner()


def _at(day: date) -> datetime:
    return NOW + (day - TODAY)


def test_the_same_sent_twice_is_one_and_other_words_are_another() -> None:
    one, page = call(), uuid.uuid4()
    for text in ("ぶらんこ", "ぶらんこ", "すべり台"):
        opinions.receive_opinion(one, key=opinions.key_of(page, one, text), text=text, now=NOW)
    rows = Opinion.objects.order_by("text").values_list("text", "state", "received_on")
    assert list(rows) == [("すべり台", "received", TODAY), ("ぶらんこ", "received", TODAY)]
    key = opinions.key_of(page, one, "ぶらんこ")
    assert (opinions.is_received(key), opinions.is_received(opinions.key_of(uuid.uuid4(), one, "ぶらんこ"))) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("state", "day", "is_taken"),
    [
        ("open", date(2026, 10, 31), False), ("open", date(2026, 11, 1), True), ("open", date(2026, 12, 10), True),
        ("open", date(2026, 12, 11), False), ("draft", TODAY, False), ("closed", TODAY, False), ("answered", TODAY, False),
    ],
)  # fmt: skip
def test_opinions_are_taken_from_the_first_day_to_the_last(state: str, day: date, is_taken: bool) -> None:
    one = call(state)
    try:
        opinions.receive_opinion(one, key=uuid.uuid4(), text="x", now=_at(day))
        was_taken = True
    except ClosedError:
        was_taken = False
    assert (was_taken, Opinion.objects.count()) == (is_taken, int(is_taken))


def test_a_row_has_no_place_for_who_wrote_it_or_when() -> None:
    fields = {field.name: field for field in Opinion._meta.get_fields()}
    assert sorted(fields) == [
        "age_group", "call", "district", "erased_on", "id", "is_redacted", "is_shortened", "merged", "merged_into", "number",
        "published_text", "received_on", "replies", "state", "text", "transitions", "withheld_reason",
    ]  # fmt: skip
    assert [name for name, field in fields.items() if isinstance(field, models.DateTimeField)] == []
    assert isinstance(fields["id"], models.UUIDField)


def test_a_text_that_was_changed_says_how(by: User) -> None:
    one = opinion(call(), text="たろうがブランコにのりたい")
    with pytest.raises(DomainError, match="印をつけて"):
        opinions.publish_opinion(one, by=by, text="ブランコにのりたい")
    opinions.publish_opinion(one, by=by, text=" ブランコにのりたい ", is_redacted=True)
    one.refresh_from_db()
    assert (one.text, one.published_text, one.is_redacted, one.is_shortened, one.number) == (
        "たろうがブランコにのりたい", "ブランコにのりたい", True, False, 1,
    )  # fmt: skip
    opinions.reword_opinion(one, by=by, text=one.text, is_redacted=True)  # as it was written: nothing was taken out
    one.refresh_from_db()
    assert (one.published_text, one.is_redacted) == (one.text, False)


def test_numbers_are_given_once_and_kept(by: User) -> None:
    of = call()
    first, second = opinion(of, text="いち"), opinion(of, text="に")
    for one in (first, second):
        opinions.publish_opinion(one, by=by, text=one.text)
    opinions.withhold_opinion(first, by=by, reason="asked")
    third = opinion(of, text="さん")
    opinions.publish_opinion(third, by=by, text=third.text)
    opinions.reconsider_opinion(first, by=by)
    opinions.publish_opinion(first, by=by, text=first.text)
    assert dict(Opinion.objects.values_list("text", "number")) == {"いち": 1, "に": 2, "さん": 3}


def test_one_is_merged_only_into_a_published_one_of_its_call(by: User) -> None:
    of = call()
    one, wrong = opinion(of), [opinion(of), opinion(call(code="other"), "published")]
    for target in (*wrong, one):
        with pytest.raises(DomainError, match="まとめる先"):
            opinions.merge_opinion(one, by=by, into=target)
    target = opinion(of, "published")
    opinions.merge_opinion(one, by=by, into=target)
    with pytest.raises(DomainError, match="この意見にまとめた意見があります"):
        opinions.withhold_opinion(target, by=by, reason="personal")
    opinions.reconsider_opinion(one, by=by)
    opinions.withhold_opinion(target, by=by, reason="personal")
    assert sorted(Opinion.objects.filter(call=of).values_list("state", "published_text")) == [
        ("received", ""), ("received", ""), ("withheld", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "expired", "x"])
def test_one_is_not_published_for_a_reason_of_the_list(by: User, reason: str) -> None:
    with pytest.raises(DomainError, match="公開しない理由"):
        opinions.withhold_opinion(opinion(call()), by=by, reason=reason)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"opinions": []}, "返事をする意見を選んで"),
    ({"reason": " "}, "理由を書いて"),
    ({"verdict": "x"}, "どう反映したか"),
    ({"verdict": "later"}, "いつまでに決めるか"),
    ({"verdict": "later", "answer_by": TODAY}, "いつまでに決めるか"),
    ({"policies": []}, "どの施策のことか"),
]


@pytest.mark.parametrize(("values", "said"), WRONG)
def test_a_reply_has_all_that_makes_it_one(by: User, values: dict[str, Any], said: str) -> None:
    of = call()
    usual = {
        "opinions": [opinion(of, "published")],
        "verdict": "not",
        "reason": "予算がない",
        "policies": of.policies.all(),
    }
    with pytest.raises(DomainError, match=said):
        opinions.reply_to_opinions(of, by=by, now=NOW, **{**usual, **values})
    assert Reply.objects.count() == 0


def test_a_reply_covers_only_published_opinions_of_its_call_and_policies_of_its_plan(by: User) -> None:
    of, elsewhere = call(), call(code="other", plan=plan(code="other"))
    usual: dict[str, Any] = {"verdict": "not", "reason": "x", "policies": of.policies.all()}
    for wrong in (opinion(of), opinion(of, "withheld"), opinion(elsewhere, "published")):
        with pytest.raises(DomainError, match="公開している意見にだけ"):
            opinions.reply_to_opinions(of, by=by, opinions=[opinion(of, "published"), wrong], now=NOW, **usual)
    with pytest.raises(DomainError, match="この計画のもの"):
        opinions.reply_to_opinions(
            of, by=by, opinions=[opinion(of, "published")], now=NOW, **{**usual, "policies": elsewhere.policies.all()}
        )


def test_a_call_is_answered_when_the_last_opinion_is(by: User) -> None:
    of = call("closed")
    waiting, first, second = opinion(of), opinion(of, "published"), opinion(of, "published")
    opinion(of, "merged", merged_into=first)
    with pytest.raises(DomainError, match="まだ確かめていない意見が1件"):
        voices.finish_call(of, by=by, now=NOW)
    opinions.withhold_opinion(waiting, by=by, reason="elsewhere")
    reply(first, verdict="not")
    with pytest.raises(DomainError, match="意見2"):
        voices.finish_call(of, by=by, now=NOW)
    reply(second, verdict="later")
    with pytest.raises(DomainError, match="意見2"):
        voices.finish_call(of, by=by, now=NOW)
    reply(second)
    voices.finish_call(of, by=by, now=NOW)
    of.refresh_from_db()
    assert (of.state, of.answered_on) == ("answered", TODAY)
    with pytest.raises(DomainError, match="まだ決まっていない"):
        opinions.reply_to_opinions(
            of, by=by, opinions=[second], verdict="later", reason="x", policies=of.policies.all()
        )


def test_the_day_after_the_last_a_call_is_closed_by_itself() -> None:
    one = call()
    assert [voices.close_due_calls(now=_at(one.closes_on + timedelta(days=n))) for n in (0, 1, 2)] == [0, 1, 0]
    one.refresh_from_db()
    assert (one.state, one.closed_on) == ("closed", one.closes_on)
    assert list(VoiceTransition.objects.values_list("action", "by")) == [("close", None)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"closes_on": date(2026, 12, 10), "answer_by": date(2027, 3, 1), "note": "x"}, "いまの最後の日よりあと"),
        ({"closes_on": date(2027, 2, 1), "answer_by": date(2027, 1, 31), "note": "x"}, "返事を出す日は"),
        ({"closes_on": date(2027, 2, 1), "answer_by": date(2027, 3, 1), "note": " "}, "理由を書いて"),
    ],
)
def test_a_call_is_extended_into_days_to_come_for_a_reason(by: User, values: dict[str, Any], said: str) -> None:
    with pytest.raises(DomainError, match=said):
        voices.extend_call(call(), by=by, now=NOW, **values)


def test_what_was_opened_by_mistake_is_taken_back_while_nobody_has_written(by: User) -> None:
    one = call()
    opinion(one)
    with pytest.raises(DomainError, match="もう意見が届いている"):
        voices.take_back_call(one, by=by)


def test_what_is_over_is_not_opened(by: User) -> None:
    with pytest.raises(DomainError, match="もう過ぎています"):
        voices.open_call(call("draft"), by=by, now=_at(date(2026, 12, 11)))


DUE = date(2026, 12, 10) + timedelta(days=365)


def _of_every_state() -> OpinionCall:
    of, where = call("closed"), DistrictFactory.create()
    kept = {"age_group": "elementary", "district": where}
    first = opinion(of, "published", "ひみつの原文", published_text="ブランコ", is_redacted=True, **kept)
    for state in ("received", "withheld"):
        opinion(of, state, "ひみつの文", **kept)
    opinion(of, "merged", "ひみつの文", merged_into=first, **kept)
    reply(first)
    return of


@pytest.mark.parametrize(("day", "gone"), [(DUE - timedelta(days=1), 0), (DUE, 4), (DUE + timedelta(days=1), 4)])
def test_a_year_after_its_end_nothing_is_left_but_what_was_published(day: date, gone: int) -> None:
    of = _of_every_state()
    opinion(call(code="open"), text="まだ開いている")
    assert opinions.forget_old_opinions(_at(day), is_dry_run=True) == gone
    assert opinions.forget_old_opinions(_at(day)) == gone
    assert opinions.forget_old_opinions(_at(day)) == 0
    rows = of.opinions.values_list("text", "age_group", "district", "published_text", "is_redacted").order_by(
        "published_text"
    )
    if gone:
        assert list(rows) == [("", "", None, "", False)] * 3 + [("", "", None, "ブランコ", True)]
        assert sorted(of.opinions.values_list("state", "withheld_reason")) == [
            ("merged", ""), ("published", ""), ("withheld", "elsewhere"), ("withheld", "expired"),
        ]  # fmt: skip
        assert list(VoiceTransition.objects.values_list("action", "by")) == [("expire", None)]
    else:
        assert sorted(row[0] for row in rows) == ["ひみつの原文", "ひみつの文", "ひみつの文", "ひみつの文"]
    assert Opinion.objects.filter(text="まだ開いている").count() == 1


def test_what_was_erased_is_not_taken_up_again(by: User) -> None:
    of = _of_every_state()
    opinions.forget_old_opinions(_at(DUE))
    with pytest.raises(DomainError, match="もう消してあります"):
        opinions.reconsider_opinion(of.opinions.get(withheld_reason="elsewhere"), by=by)
    with pytest.raises(DomainError, match="もう消してあります"):
        voices.extend_call(
            of, by=by, closes_on=DUE + timedelta(days=9), answer_by=DUE + timedelta(days=99), note="x", now=_at(DUE)
        )
    published = of.opinions.get(state="published")
    opinions.reword_opinion(published, by=by, text="ぶらんこ", is_redacted=True)
    published.refresh_from_db()
    assert (published.published_text, published.is_redacted) == ("ぶらんこ", True)


def test_a_call_for_children_can_not_be_without_their_words() -> None:
    with pytest.raises(Exception, match="call_for_children_has_their_words"):
        for_children(child_text="")
