"""``/surveys/``: what can be answered now, answering without an account, and published results.

No view here opens a session or knows who asks. The number of a letter comes in the query string, which no log keeps, and goes
on in the form.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub import turns
from hub.api.formats.tables import table
from hub.exceptions import DomainError
from hub.locking import BusyError, saying_who_waits
from hub.reading import keeping_what_was_typed
from indicators import survey_numbers
from indicators.forms.answering import AnswerForm
from indicators.models import Survey
from indicators.services.answering import NumberError, is_usable, take_answers
from indicators.survey_board import Results, read_results
from indicators.survey_enums import SurveyState, Way


@require_safe
@keeping_what_was_typed
def survey_list(request: HttpRequest) -> HttpResponse:
    """Which can be answered today, and the results of those that are over."""
    today = timezone.localdate()
    context = {"open": Survey.objects.taking_answers(today), "published": Survey.objects.published()}
    return render(request, "indicators/surveys/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """The form while answers are taken, the results once they are published, else when that is."""
    one = get_object_or_404(Survey.objects.public().with_questions(), code=code)
    if one.state == SurveyState.PUBLISHED:
        return render(request, "indicators/surveys/results.html", {"results": read_results(one)})
    if not one.takes_answers_on(timezone.localdate()):
        context = {"survey": one, "is_before": one.state == SurveyState.OPEN and timezone.localdate() < one.opens_on}
        return render(request, "indicators/surveys/closed.html", context)
    return _answering(request, one)


def _answering(request: HttpRequest, one: Survey) -> HttpResponse:
    is_sent = request.method == "POST"
    typed = (request.POST.get("number") or "") if is_sent else request.GET.get("t", "")
    form = AnswerForm(
        request.POST if is_sent else None, survey=one, asks_number=one.is_by_number, initial={"number": typed}
    )
    if is_sent and "reading" in request.POST:
        form.errors.clear()
        return _page(request, one, form)
    if not is_sent:
        return _page(request, one, form, wait=_look(request, one, form, typed))
    wait = turns.take_turn("survey-answer", request.META.get("REMOTE_ADDR", ""), settings.HUB_SURVEYS_ANSWER_LIMITS)
    if wait or not form.is_valid():
        return _page(request, one, form, wait=wait)
    if not _is_taken(one, form):
        return _page(request, one, form)
    tablet = "?tablet=1" if "tablet" in request.POST else ""
    return HttpResponseRedirect(reverse("indicators:survey_thanks", args=[one.code]) + tablet)


def _look(request: HttpRequest, one: Survey, form: AnswerForm, typed: str) -> int:
    """Of a number in the address it is said before anybody fills in a page in vain. Seconds to wait where too many were."""
    if not one.is_by_number or not typed:
        return 0
    wait = turns.take_turn("survey-number", request.META.get("REMOTE_ADDR", ""), settings.HUB_SURVEYS_NUMBER_LIMITS)
    if not wait:
        form.known = is_usable(one, survey_numbers.number_in(typed))  # type: ignore[attr-defined]
    return wait


def _is_taken(one: Survey, form: AnswerForm) -> bool:
    """Whether it is in now; else it is said in the form, which keeps what was typed."""
    try:
        with saying_who_waits():
            take_answers(
                one, form.given(), way=Way.WEB, key=form.page_key, number=form.cleaned_data.get("number", "")
            )  # fmt: skip
    except BusyError:
        form.add_error(
            None, _("いま混み合っています。答えは下に残っています。少し待って、もう一度「送る」を押してください。")
        )
    except NumberError as error:
        form.add_error("number", str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    return not form.errors


def _page(request: HttpRequest, one: Survey, form: AnswerForm, *, wait: int = 0) -> HttpResponse:
    is_known = getattr(form, "known", None)
    context = {
        "survey": one,
        "form": form,
        "minutes": -(-wait // 60),
        "is_tablet": "tablet" in (request.POST if request.method == "POST" else request.GET),
        "is_known": bool(is_known),
        "is_unknown": is_known is False,
    }
    response = render(request, "indicators/surveys/answer.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@require_safe
@keeping_what_was_typed
def survey_thanks(request: HttpRequest, code: str) -> HttpResponse:
    """The same for everybody, whatever was answered: whoever looks over a shoulder learns nothing."""
    one = get_object_or_404(Survey.objects.public(), code=code)
    context = {"survey": one, "is_tablet": "tablet" in request.GET}
    return render(request, "indicators/surveys/thanks.html", context)


def _published(code: str) -> Results:
    return read_results(get_object_or_404(Survey.objects.published().with_questions(), code=code))


_COLUMNS = (
    ("place", "問いの番号"), ("question", "問い"), ("group", "グループ"), ("answer", "答え"), ("count", "人数"),
    ("percent", "割合（%、その問いに答えた人のうち）"), ("low", "95%信頼区間の下"), ("high", "95%信頼区間の上"),
)  # fmt: skip


@require_safe
def survey_csv(request: HttpRequest, code: str) -> HttpResponse:
    """UTF-8 with BOM, CRLF; what is hidden on the page is hidden in the same words."""
    results = _published(code)
    body = table(_COLUMNS, list(_rows(results)))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="survey-{code}.csv"'
    return response


def _rows(results: Results) -> Any:
    yield {"place": "0", "answer": "回収", "count": _everybody(results)}
    for one in results.tables:
        asked = {"place": str(one.place), "question": one.question.text}
        for line in one.lines:
            low, high = map(str, line.interval) if line.interval else ("", "")
            share = "" if line.percent is None else str(line.percent)
            yield asked | {
                "answer": line.label,
                "count": _number(line.cell),
                "percent": share,
                "low": low,
                "high": high,
            }
        if one.counted:
            share = "" if one.counted.percent is None else str(one.counted.percent)
            yield asked | {"answer": one.counted.label, "count": _number(one.counted.cell), "percent": share}
        yield asked | {"answer": "答えた人", "count": _number(one.answered)}
        if one.none:
            yield asked | {"answer": "無回答", "count": _number(one.none)}
        for group in one.groups:
            for line in group.lines:
                share = "" if line.percent is None else str(line.percent)
                said = {"group": group.label, "answer": line.label, "count": _number(line.cell), "percent": share}
                yield asked | said
            yield asked | {"group": group.label, "answer": "答えた人", "count": _number(group.answered)}


def _everybody(results: Results) -> str:
    return f"{results.at_least}以上" if results.at_least else _number(results.everybody)


def _number(cell: Any) -> str:
    return cell.said if cell.value is None else str(cell.value)


@require_safe
def survey_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures; a hidden number is null, with the reason beside it."""
    results = _published(code)
    one = results.survey
    body = {
        "code": one.code, "title": one.title, "kind": one.kind, "audience": one.audience, "is_sample": one.is_sample,
        "from": one.opens_on.isoformat(), "to": (one.closed_on or one.closes_on).isoformat(), "drawn": one.drawn,
        "responses": results.everybody.as_json(), "responses_at_least": results.at_least or results.everybody.value, "response_rate": _plain(results.rate),
        "questions": [_question(table) for table in results.tables],
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, indent=2)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def _question(one: Any) -> dict[str, Any]:
    return {
        "text": one.question.text, "kind": one.question.kind, "answers": [_line(line) for line in one.lines],
        "answered": one.answered.as_json(), "no_answer": one.none.as_json() if one.none else None,
        "counted": _line(one.counted) if one.counted else None,
        "groups": [
            {"label": group.label, "answered": group.answered.as_json(), "answers": [_line(line) for line in group.lines]}
            for group in one.groups
        ],
    }  # fmt: skip


def _line(line: Any) -> dict[str, Any]:
    interval = [float(end) for end in line.interval] if line.interval else None
    return {"label": line.label, "count": line.cell.as_json(), "percent": _plain(line.percent), "interval": interval}


def _plain(share: Any) -> float | None:
    return None if share is None else float(share)
