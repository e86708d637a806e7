"""Two made-up calls for opinions, marked as samples: one that is open to children, one that was answered."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.models import Opinion, OpinionCall, Plan, Policy, Reply
from indicators.voice_enums import Audience, CallState, OpinionState

_CHILDREN: dict[str, Any] = {
    "code": "mihon-asobiba",
    "title": "（見本）外で遊べる場所について",
    "asked": "外で体を動かして遊べる場所を、どんなところにしたいですか。",
    "settled": "見本のため、決まっていることはありません。",
    "changeable": "遊べることの種類、開いている時間、約束ごと。",
    "audience": Audience.CHILDREN,
    "child_title": "（見本）外で、どんなふうに遊びたい？",
    "child_text": "外で遊べる場所を、もっとよくしたいと思っています。\nやりたい遊び、こまっていること、なんでも教えてください。",
}
_ANSWERED: dict[str, Any] = {
    "code": "mihon-ibasho",
    "title": "（見本）放課後にいられる場所について",
    "asked": "放課後や休みの日に、安心していられる場所に、なにがあるとよいですか。",
    "settled": "見本のため、決まっていることはありません。",
    "changeable": "開いている時間、置くもの、約束ごと。",
}
# The words of an opinion, whether the city took something out, the verdict and the reason.
_SAID = (
    (
        "夜7時まで開いていてほしい。",
        False,
        "partly",
        "水曜日だけ、7時まで開けることにしました。ほかの日は、見守る人が足りないので、いまはできません。",
    ),
    ("〇〇さんのように話を聞いてくれる人がいてほしい。", True, "taken", "話を聞く人が、いつも1人いるようにします。"),
    (
        "ゲームを自由にさせてほしい。",
        False,
        "not",
        "小さい子も使う場所なので、時間を決めて使うことにしました。自由にはしません。",
    ),
)


def make_demo_voices() -> Iterator[str]:
    """Yields a line where calls were made; nothing where there are some, or no plan of children."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of opinions belong into the embedded mode")
    plan = Plan.objects.filter(policies__isnull=False).order_by("pk").first()
    if plan is None or OpinionCall.objects.exists():
        return
    today = timezone.localdate()
    with transaction.atomic():
        _make(plan, _CHILDREN, [4, 12], opens_on=today - timedelta(days=7), closes_on=today + timedelta(days=60),
              answer_by=today + timedelta(days=120))  # fmt: skip
        ended = today - timedelta(days=40)
        answered = _make(plan, _ANSWERED, [1, 12], opens_on=today - timedelta(days=100), closes_on=ended,
                         answer_by=today - timedelta(days=5), state=CallState.ANSWERED, closed_on=ended,
                         answered_on=today - timedelta(days=6))  # fmt: skip
        for number, (text, is_redacted, verdict, reason) in enumerate(_SAID, start=1):
            one = Opinion.objects.create(
                call=answered, text=text, published_text=text, is_redacted=is_redacted, number=number,
                received_on=ended - timedelta(days=10), state=OpinionState.PUBLISHED,
            )  # fmt: skip
            reply = Reply.objects.create(call=answered, verdict=verdict, reason=reason, on=today - timedelta(days=8))
            reply.opinions.add(one)
            reply.policies.add(*answered.policies.filter(number=12))
    yield "見本の意見の呼びかけ 2件"


def _make(plan: Plan, words: dict[str, Any], measures: list[int], **values: Any) -> OpinionCall:
    """``measures``: numbers of 施策 as the plan has them."""
    values = {"state": CallState.OPEN} | values
    call = OpinionCall.objects.create(plan=plan, is_sample=True, **words, **values)
    call.policies.set(Policy.objects.filter(plan=plan, level="measure", number__in=measures))
    return call
