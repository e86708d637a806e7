"""The published opinions of a call with the city's answers, as CSV and as JSON: the same as the page, nothing more."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hub.api.formats.tables import table
from indicators.models import OpinionCall, Reply
from indicators.voice_board import Said, said_of

_COLUMNS = (
    *(("call", "呼びかけ"), ("number", "意見の番号"), ("text", "意見"), ("marks", "市が手を加えたところ")),
    *(("similar", "似た意見"), ("row", "行の種類"), ("verdict", "どう反映したか"), ("reason", "理由")),
    *(("policies", "施策"), ("answer_by", "いつまでに決めるか"), ("on", "返事をした日")),
)


@require_safe
def opinions_csv(request: HttpRequest, code: str) -> HttpResponse:
    """UTF-8 with BOM, CRLF. Replies that a later one replaced are there too, in rows of their own."""
    return csv_of(get_object_or_404(OpinionCall.objects.public(), code=code))


def csv_of(call: OpinionCall) -> HttpResponse:
    body = table(_COLUMNS, [row for one in _read(call) for row in _rows(call, one)])
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="opinions-{call.code}.csv"'
    return response


@require_safe
def opinions_json(request: HttpRequest, code: str) -> HttpResponse:
    """Days as YYYY-MM-DD, unknown ones null."""
    call = get_object_or_404(OpinionCall.objects.public().select_related("plan"), code=code)
    body = {
        "code": call.code,
        "title": call.title,
        "is_sample": call.is_sample,
        "plan": call.plan.code,
        "policies": [_policy(one) for one in call.policies.order_by("level", "number")],
        "state": call.state,
        "opens_on": call.opens_on.isoformat(),
        "closes_on": call.closes_on.isoformat(),
        "answer_by": call.answer_by.isoformat(),
        "opinions": [_document(one) for one in _read(call)],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json")


def _read(call: OpinionCall) -> list[Said]:
    return [said_of(one) for one in call.opinions.published().with_replies().order_by("number")]


def _rows(call: OpinionCall, one: Said) -> Iterator[dict[str, str]]:
    opinion = one.opinion
    marks = [
        name for name, is_so in (("短くした", opinion.is_shortened), ("名前などを消した", opinion.is_redacted)) if is_so
    ]
    about = {
        "call": call.title, "number": str(opinion.number), "text": opinion.published_text, "marks": "、".join(marks),
        "similar": "あり" if one.opinion.has_similar else "",
    }  # fmt: skip
    yield {
        **about,
        "row": "いまの返事",
        **(_reply_cells(one.reply) if one.reply else {"verdict": "まだ返事がありません"}),
    }
    for former in one.former:
        yield {**about, "row": "前の返事", **_reply_cells(former)}


def _reply_cells(reply: Reply) -> dict[str, str]:
    return {
        "verdict": str(reply.get_verdict_display()),
        "reason": reply.reason,
        "policies": "、".join(str(one) for one in reply.policies.all()),
        "answer_by": reply.answer_by.isoformat() if reply.answer_by else "",
        "on": reply.on.isoformat(),
    }


def _document(one: Said) -> dict[str, Any]:
    opinion = one.opinion
    return {
        "number": opinion.number,
        "text": opinion.published_text,
        "is_shortened": opinion.is_shortened,
        "is_redacted": opinion.is_redacted,
        "has_similar": opinion.has_similar,
        "reply": _reply(one.reply) if one.reply else None,
        "former_replies": [_reply(former) for former in one.former],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "verdict": reply.verdict,
        "reason": reply.reason,
        "policies": [_policy(one) for one in reply.policies.all()],
        "answer_by": reply.answer_by.isoformat() if reply.answer_by else None,
        "on": reply.on.isoformat(),
    }


def _policy(one: Any) -> dict[str, Any]:
    return {"level": one.level, "number": one.number, "name": one.name}
