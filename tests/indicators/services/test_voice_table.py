"""Every act on a call and on an opinion × every state × every kind of user, by tables written by hand."""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from hub.exceptions import DomainError
from indicators.models import Opinion, OpinionCall, Reply, VoiceTransition
from indicators.services import opinions, voices
from tests.hub.accounts.factories import UserFactory
from tests.indicators.plans import planner
from tests.indicators.voices import NOW, call, opinion, plan, reply

pytestmark = pytest.mark.django_db

STATES = ["draft", "open", "closed", "answered"]
# To which state an act leads from each of these; "." where it may not be. A letter: D, O, C, A.
TABLE = """
edit      D . . .
open      O . . .
take_back . D . .
close     . C . .
extend    . O O .
delay     . O C .
answer    . . A .
resume    . . . C
"""
LETTERS = dict(zip("DOCA", STATES, strict=True))
OPINION_STATES = ["received", "published", "merged", "withheld"]
# The same of opinions, R, P, M, W, for the states of the call in which it may be.
OPINION_TABLE = """
publish:open,closed             P . . .
reword:open,closed,answered     . P . .
merge:open,closed               M . . .
withhold:open,closed,answered   W W . .
reconsider:open,closed          . . R R
"""
OPINION_LETTERS = dict(zip("RPMW", OPINION_STATES, strict=True))
LATER, LAST = date(2027, 3, 1), date(2027, 2, 1)


def _values() -> dict[str, Any]:
    return {
        "title": "べつの題", "asked": "なにを", "settled": "", "changeable": "これ", "child_title": "", "child_text": "",
        "audience": "everyone", "plan": plan(), "policies": [], "opens_on": date(2026, 11, 1),
        "closes_on": date(2026, 12, 10), "answer_by": date(2027, 1, 31),
    }  # fmt: skip


DO: dict[str, Callable[[OpinionCall, Any], Any]] = {
    "edit": lambda one, by: voices.edit_call(one, by=by, values=_values(), now=NOW),
    "open": lambda one, by: voices.open_call(one, by=by, now=NOW),
    "take_back": lambda one, by: voices.take_back_call(one, by=by, now=NOW),
    "close": lambda one, by: voices.close_call(one, by=by, now=NOW),
    "extend": lambda one, by: voices.extend_call(one, by=by, closes_on=LAST, answer_by=LATER, note="冬休み", now=NOW),
    "delay": lambda one, by: voices.delay_reply(one, by=by, answer_by=LATER, note="予算", now=NOW),
    "answer": lambda one, by: voices.finish_call(one, by=by, now=NOW),
    "resume": lambda one, by: voices.resume_call(one, by=by, note="書き足す", now=NOW),
}
DO_OPINION: dict[str, Callable[[Opinion, Any], Any]] = {
    "publish": lambda one, by: opinions.publish_opinion(one, by=by, text=one.text, now=NOW),
    "reword": lambda one, by: opinions.reword_opinion(one, by=by, text="短い", is_shortened=True, now=NOW),
    "merge": lambda one, by: opinions.merge_opinion(one, by=by, into=opinion(one.call, "published", "先"), now=NOW),
    "withhold": lambda one, by: opinions.withhold_opinion(one, by=by, reason="personal", now=NOW),
    "reconsider": lambda one, by: opinions.reconsider_opinion(one, by=by, now=NOW),
}
OTHERS = ("visitor", "resident", "staff", "consultation", "coordinator", "administrator", "gone")


def _person(kind: str) -> Any:
    if kind == "visitor":
        return AnonymousUser()
    if kind == "gone":
        return UserFactory(planner=True, is_active=False)
    return UserFactory(**({} if kind == "resident" else {kind: True}))


def _rows(table: str) -> dict[str, list[str]]:
    return {act: leads for act, *leads in (line.split() for line in table.strip().splitlines())}


def _tried(act: Callable[[], Any]) -> str:
    """What was said; empty where it was done."""
    try:
        act()
    except DomainError as error:
        return str(error)
    return ""


def test_every_act_on_a_call_in_every_state() -> None:
    by, wrong = planner(), {}
    for act, leads in _rows(TABLE).items():
        for state, letter in zip(STATES, leads, strict=True):
            one = call(state, code=f"{act.replace('_', '-')}-{state}")
            said = _tried(lambda act=act, one=one: DO[act](one, by))  # type: ignore[misc]
            now = OpinionCall.objects.get(pk=one.pk).state
            written = list(one.transitions.values_list("action", "from_state", "to_state", "by"))
            wanted = (LETTERS[letter], [(act, state, LETTERS[letter], by.pk)]) if letter != "." else (state, [])
            if (now, written) != wanted or bool(said) != (letter == "."):
                wrong[act, state] = (now, written, said)
    assert wrong == {}


def test_every_act_on_an_opinion_in_every_state_of_it_and_its_call() -> None:
    by, wrong, number = planner(), {}, 0
    for key, leads in _rows(OPINION_TABLE).items():
        act, _colon, allowed = key.partition(":")
        for of, (state, letter) in product(STATES[1:], zip(OPINION_STATES, leads, strict=True)):
            number += 1
            one = opinion(call(of, code=f"call-{number}"), state)
            said = _tried(lambda act=act, one=one: DO_OPINION[act](one, by))  # type: ignore[misc]
            may = letter != "." and of in allowed.split(",")
            now = Opinion.objects.get(pk=one.pk).state
            written = list(one.transitions.values_list("action", "from_state", "to_state", "by", "note"))
            to = OPINION_LETTERS[letter] if may else state
            if (now, written, bool(said)) != (to, [(act, state, to, by.pk, "")] if may else [], not may):
                wrong[act, of, state] = (now, written, said)
    assert wrong == {}


@pytest.mark.parametrize("kind", OTHERS)
def test_nobody_but_a_planner_does_any_of_it(kind: str) -> None:
    by, done = _person(kind), []
    for act, leads in _rows(TABLE).items():
        for state in (state for state, letter in zip(STATES, leads, strict=True) if letter != "."):
            one = call(state, code=f"{act.replace('_', '-')}-{state}")
            if not _tried(lambda act=act, one=one: DO[act](one, by)):  # type: ignore[misc]
                done.append((act, state))
    of = call("open")
    for key, leads in _rows(OPINION_TABLE).items():
        for state in (state for state, letter in zip(OPINION_STATES, leads, strict=True) if letter != "."):
            one_opinion = opinion(of, state)
            if not _tried(lambda key=key, one=one_opinion: DO_OPINION[key.partition(":")[0]](one, by)):  # type: ignore[misc]
                done.append((key, state))
    published = opinion(of, "published")
    if not _tried(
        lambda: opinions.reply_to_opinions(of, by=by, opinions=[published], verdict="not", reason="x", now=NOW)
    ):
        done.append(("reply", ""))
    if not _tried(lambda: voices.write_call(by=by, code="new-one", values=_values(), now=NOW)):
        done.append(("write", ""))
    assert (done, VoiceTransition.objects.count(), Reply.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize("state", STATES)
def test_replies_are_written_to_every_call_that_is_public(state: str) -> None:
    one = call(state)
    published = opinion(one, "published")
    said = _tried(
        lambda: opinions.reply_to_opinions(
            one,
            by=planner(),
            opinions=[published],
            verdict="partly",
            reason=" 理由 ",
            policies=one.policies.all(),
            now=NOW,
        )
    )
    found = [(row.verdict, row.reason, list(row.opinions.all())) for row in Reply.objects.all()]
    assert (bool(said), found) == ((True, []) if state == "draft" else (False, [("partly", "理由", [published])]))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM indicators_reply",
        "UPDATE indicators_reply SET reason = 'x'",
        "UPDATE indicators_reply SET verdict = 'taken'",
        "DELETE FROM indicators_reply_opinions",
        "DELETE FROM indicators_reply_policies",
        "DELETE FROM indicators_voicetransition",
        "UPDATE indicators_voicetransition SET note = 'x'",
    ],
)
def test_the_running_hub_writes_no_reply_and_no_history_anew(sql: str) -> None:
    reply(opinion(call(), "published"))
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
