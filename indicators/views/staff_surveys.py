"""``/staff/surveys/``: planners write a survey, open and close it, publish what came of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.staff_access import staff_required
from indicators.forms.answering import AnswerForm
from indicators.forms.surveys import IntoPlanForm, ProlongForm, QuestionForm, SurveyForm
from indicators.models import Question, Survey
from indicators.rules import can_measure
from indicators.services.survey_results import confirmation_of, publish_survey, write_into_plan
from indicators.services.surveying import (
    change_survey,
    close_survey,
    discard_survey,
    make_survey,
    move_question,
    open_survey,
    remove_question,
    write_question,
)
from indicators.small_survey_counts import received_about
from indicators.survey_board import read_results
from indicators.survey_enums import SurveyAction, SurveyState

_ACTS = {
    SurveyAction.OPEN: (open_survey, __("受け付けをはじめました。")),
    SurveyAction.CLOSE: (close_survey, __("しめきりました。")),
    SurveyAction.PUBLISH: (publish_survey, __("結果を公開しました。")),
}


def check(request: HttpRequest) -> None:
    if not can_measure(request.user):
        raise PermissionDenied


def done(request: HttpRequest, act: Any, *, form: Any = None, said: str = "") -> bool:
    """Whether the service did it; else what was wrong stands in the form, or above the page where there is none."""
    try:
        with saying_who_waits():
            act()
    except DomainError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(None, str(error))
        return False
    if said:
        messages.success(request, said)
    return True


def to_desk(code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("indicators:survey_desk", args=[code]))


@require_safe
@staff_required
def staff_list(request: HttpRequest) -> HttpResponse:
    """All surveys, the newest first."""
    check(request)
    return render(request, "indicators/surveys/staff/list.html", {"surveys": Survey.objects.all()})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def new(request: HttpRequest) -> HttpResponse:
    check(request)
    by: Any = request.user
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and done(request, lambda: make_survey(by=by, **form.cleaned_data), form=form):
        return to_desk(form.cleaned_data["code"])
    return render(request, "indicators/surveys/staff/edit.html", {"form": form, "survey": None})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """A draft whole; of an open survey its last day."""
    check(request)
    one, sent = get_object_or_404(Survey, code=code), request.POST if request.method == "POST" else None
    is_open = one.state == SurveyState.OPEN
    form: Any = ProlongForm(sent, initial={"closes_on": one.closes_on}) if is_open else SurveyForm(sent, survey=one)
    if form.is_bound and form.is_valid() and _is_changed(request, one, form):
        return to_desk(code)
    return render(request, "indicators/surveys/staff/edit.html", {"form": form, "survey": one})


def _is_changed(request: HttpRequest, one: Survey, form: Any) -> bool:
    by: Any = request.user
    return done(request, lambda: change_survey(one, by=by, **form.cleaned_data), form=form, said=_("書きかえました。"))


@require_safe
@staff_required
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """One survey: its questions, what can be done next, and about how many answered."""
    check(request)
    one = get_object_or_404(Survey.objects.with_questions(), code=code)
    context = {
        "survey": one,
        "questions": list(one.questions.all()),
        "received": received_about(one.responses.count()),
        "steps": one.steps.select_related("by"),
        "results": read_results(one) if one.state == SurveyState.PUBLISHED else None,
        "figures": {figure.question_id: figure for figure in one.figures.select_related("measurement")},
        "actions": SurveyAction,
    }
    return render(request, "indicators/surveys/staff/desk.html", context)


@require_POST
@staff_required
def act(request: HttpRequest, code: str) -> HttpResponse:
    """``act``: one of the transitions, or ``discard`` a draft. Those that can't be taken back ask for a tick."""
    check(request)
    by: Any = request.user
    one, name = get_object_or_404(Survey, code=code), request.POST.get("act", "")
    if "sure" not in request.POST:
        messages.error(request, _("元にもどせないので、印をつけてから押してください。"))
        return to_desk(code)
    if name == "discard":
        is_done = done(request, lambda: discard_survey(one, by=by), said=_("準備中のアンケートを捨てました。"))
        return HttpResponseRedirect(reverse("indicators:survey_staff")) if is_done else to_desk(code)
    if name in _ACTS:
        service: Any = _ACTS[SurveyAction(name)][0]
        done(request, lambda: service(one, by=by), said=str(_ACTS[SurveyAction(name)][1]))
    return to_desk(code)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def question(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """A new question, or another in its place. ``act``: up, down, remove."""
    check(request)
    by: Any = request.user
    one = get_object_or_404(Survey, code=code)
    row = None if pk is None else get_object_or_404(Question.objects.filter(survey=one), pk=pk)
    if row is not None and (name := request.POST.get("act", "")) in {"up", "down", "remove"}:
        service: Any = remove_question if name == "remove" else move_question
        options = {} if name == "remove" else {"up": name == "up"}
        done(request, lambda: service(row, by=by, **options))
        return to_desk(code)
    form = QuestionForm(request.POST if request.method == "POST" else None, survey=one, question=row)
    if form.is_bound and form.is_valid() and _is_asked(request, one, row, form):
        return to_desk(code)
    return render(request, "indicators/surveys/staff/question.html", {"form": form, "survey": one, "question": row})


def _is_asked(request: HttpRequest, one: Survey, row: Question | None, form: Any) -> bool:
    by: Any = request.user
    return done(request, lambda: write_question(one, by=by, question=row, **form.cleaned_data), form=form)


@require_safe
@staff_required
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The page as people will fill it in; nothing is sent from it."""
    check(request)
    one = get_object_or_404(Survey.objects.with_questions(), code=code)
    form = AnswerForm(survey=one, asks_number=one.is_by_number)
    return render(request, "indicators/surveys/staff/preview.html", {"survey": one, "form": form})


@require_safe
@staff_required
def texts(request: HttpRequest, code: str) -> HttpResponse:
    """What people wrote freely, after the end, in another order at every look. It is published nowhere."""
    check(request)
    one = get_object_or_404(Survey.objects.filter(closed_on__isnull=False), code=code)
    asked = one.questions.filter(kind="text").order_by("order", "pk")
    written = [(row, list(row.answers.order_by("?").values_list("text", flat=True))) for row in asked]
    return render(request, "indicators/surveys/staff/texts.html", {"survey": one, "written": written})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def into_plan(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A published share becomes a value of its indicator, once the planner has confirmed what it is the sum of."""
    check(request)
    asked = Question.objects.filter(survey__code=code, survey__state=SurveyState.PUBLISHED, indicator__isnull=False)
    row = get_object_or_404(asked.select_related("survey", "indicator__plan").prefetch_related("choices"), pk=pk)
    form = IntoPlanForm(request.POST if request.method == "POST" else None, confirmation=confirmation_of(row))
    if form.is_bound and form.is_valid() and _is_in_plan(request, row, form):
        return to_desk(code)
    survey = Survey.objects.with_questions().get(pk=row.survey_id)
    table = next((one for one in read_results(survey).tables if one.question.pk == row.pk), None)
    is_hidden = table is None or table.counted is None or table.counted.percent is None
    context = {"form": form, "survey": survey, "question": row, "table": table, "is_hidden": is_hidden}
    return render(request, "indicators/surveys/staff/into_plan.html", context)


def _is_in_plan(request: HttpRequest, row: Question, form: Any) -> bool:
    by: Any = request.user
    said = _("計画の値を書きました。公開のページにも出ています。")
    return done(request, lambda: write_into_plan(row, by=by, **form.cleaned_data), form=form, said=said)
