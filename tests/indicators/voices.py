"""Calls and opinions for the tests, in any state."""

import uuid
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from indicators.models import Opinion, OpinionCall, Plan, Policy, Reply

NOW = datetime.fromisoformat("2026-11-26T09:00:00+09:00")
TODAY = date(2026, 11, 26)
# Words of opinions that nobody but planners may read.
SECRET = "ひみつの意見"


def plan(*, has_policies: bool = True, code: str = "voices-of-tests") -> Plan:
    one: Plan = Plan.objects.get_or_create(code=code, defaults={"name": "こどもの計画"})[0]
    if has_policies and not one.policies.exists():
        Policy.objects.create(plan=one, level="direction", number=1, name="こどものまち")
    return one


def call(state: str = "open", *, code: str = "park", policies: Any = None, **values: Any) -> OpinionCall:
    """Open from 2026-11-01 to 2026-12-10, to be answered by 2027-01-31."""
    of = values.pop("plan", None) or plan()
    days = {"opens_on": date(2026, 11, 1), "closes_on": date(2026, 12, 10), "answer_by": date(2027, 1, 31)}
    ended = {"closed_on": date(2026, 12, 10)} if state in {"closed", "answered"} else {}
    answered = {"answered_on": date(2027, 1, 20)} if state == "answered" else {}
    words = {"title": "公園について", "asked": "どんな公園がほしいですか。", "changeable": "遊具の種類"}
    one = OpinionCall(code=code, plan=of, state=state, **{**words, **days, **ended, **answered, **values})
    one.save()
    one.policies.set(of.policies.all() if policies is None else policies)
    return one


def for_children(state: str = "open", **values: Any) -> OpinionCall:
    words = {"child_title": "どんな公園であそびたい？", "child_text": "みんなの思うことをおしえてください。"}
    return call(state, **{"audience": "children", **words, **values})


def opinion(of: OpinionCall, state: str = "received", text: str = "ブランコがほしい", **values: Any) -> Opinion:
    """``merged``: into one that is published, made for it where none is given."""
    if state == "merged" and "merged_into" not in values:
        values["merged_into"] = opinion(of, "published", "先の意見")
    if state == "published":
        values = {"published_text": text, "number": of.opinions.exclude(number=None).count() + 1, **values}
    if state == "withheld":
        values = {"withheld_reason": "elsewhere", **values}
    made: Opinion = Opinion.objects.create(
        pk=uuid.uuid4(), call=of, text=text, state=state, received_on=values.pop("received_on", TODAY), **values
    )
    return made


def reply(*opinions: Opinion, verdict: str = "taken", reason: str = "ブランコを置きます。", **values: Any) -> Reply:
    of = opinions[0].call
    later = {"answer_by": date(2027, 6, 30)} if verdict == "later" else {}
    made = Reply.objects.create(
        call=of, verdict=verdict, reason=reason, on=values.pop("on", timezone.localdate()), **{**later, **values}
    )
    made.opinions.set(opinions)
    made.policies.set(of.policies.all())
    return made
