"""What planners do to a survey as a whole: write it, open it, close it. Its answers are in ``answering``."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row
from indicators.enums import Kind
from indicators.models import Choice, Indicator, Question, Survey, SurveyStep, Ticket
from indicators.ready_questions import READY_QUESTIONS
from indicators.rules import can_measure
from indicators.services.mixing import mix_locked
from indicators.survey_counts import Asked, can_be_counted
from indicators.survey_enums import (
    ONE_OF,
    TRANSITIONS,
    WITH_OWN_CHOICES,
    QuestionKind,
    SurveyAction,
    SurveyKind,
    SurveyState,
)

if TYPE_CHECKING:
    from hub.accounts.models import User


def check_may(by: "User") -> None:
    """Raises ``DomainError`` for all but planners."""
    if not can_measure(by):
        raise DomainError(_("アンケートを扱えるのは、計画担当だけです。"))


@transaction.atomic
def make_survey(*, by: "User", code: str, **fields: Any) -> Survey:
    """A draft. ``fields``: those of ``_WRITTEN``. Raises ``DomainError`` for all but planners, and where the code is taken."""
    check_may(by)
    _check_fields(fields)
    survey, is_new = Survey.objects.get_or_create(code=code, defaults=fields)
    if not is_new:
        raise DomainError(_("この記号は、もう使われています。"))
    return survey


@transaction.atomic
def change_survey(survey: Survey, *, by: "User", **fields: Any) -> Survey:
    """Of a draft everything but the code; of an open one the last day alone, and only to a later one."""
    check_may(by)
    locked = lock_row(survey)
    if locked.state == SurveyState.OPEN and set(fields) == {"closes_on"}:
        return _prolong(locked, fields["closes_on"])
    _check_draft(locked)
    _check_fields(fields)
    if locked.tickets_made > (fields["drawn"] or 0):
        raise DomainError(
            _("番号をもう%(count)d枚作っています。それより少なくはできません。") % {"count": locked.tickets_made}
        )
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*fields])
    return locked


def _prolong(locked: Survey, day: date) -> Survey:
    """The day on which single answers go stays: it was told to those who have answered, and is printed on letters."""
    if day <= locked.closes_on:
        raise DomainError(_("受付中は、しめきりを先にのばすことだけができます。"))
    left = (locked.kept_until - day).days
    if left < 1:
        raise DomainError(_("ひとりひとりの答えは、おそくとも%(day)sに消すと約束しています。それより前の日にしてください。")
                          % {"day": locked.kept_until.isoformat()})  # fmt: skip
    locked.closes_on, locked.kept_days = day, left
    locked.save(update_fields=["closes_on", "kept_days"])
    return locked


_WRITTEN = frozenset({"title", "kind", "audience", "intro", "minutes", "opens_on", "closes_on", "drawn", "kept_days"})


def _check_fields(fields: dict[str, Any]) -> None:
    """Nothing but what a planner writes; the rest follows from what is done."""
    if set(fields) != _WRITTEN:
        raise ValueError(f"not what a planner writes: {sorted(set(fields) ^ _WRITTEN)}")
    if fields["opens_on"] > fields["closes_on"]:
        raise DomainError(_("しめきりの日が、はじめる日より前です。"))
    if fields["kind"] == SurveyKind.SAMPLE and not fields["drawn"]:
        raise DomainError(_("無作為に選んだ人数を書いてください。"))
    if fields["kind"] == SurveyKind.OPEN:
        fields["drawn"] = None


@transaction.atomic
def write_question(
    survey: Survey,
    *,
    by: "User",
    question: Question | None = None,
    kind: str,
    text: str = "",
    help: str = "",  # noqa: A002  the name of the field
    labels: Sequence[str] = (),
    counted: Sequence[int] = (),
    is_grouping: bool = False,
    indicator: Indicator | None = None,
) -> Question:
    """A new one at the end, or another in the place of ``question``, until the survey is open.

    Those of the government keep their words, whatever ``text`` and ``labels`` say.
    """
    check_may(by)
    locked = lock_row(survey)
    _check_draft(locked)
    ready = READY_QUESTIONS.get(kind)
    text, labels = (ready.text, ready.choices) if ready else (text.strip(), labels)
    _check_question(locked, question, kind, text, labels, counted, is_grouping, indicator)
    if question is None:
        last = locked.questions.aggregate(last=Max("order"))["last"] or 0
        question = Question(survey=locked, order=last + 1)
    elif question.survey_id != locked.pk:
        raise DomainError(_("この問いは、ほかのアンケートのものです。"))
    question.kind, question.text, question.help, question.indicator = kind, text, help.strip(), indicator
    question.is_grouping = is_grouping
    question.save()
    question.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(question=question, number=number, label=label, is_counted=indicator is not None and number in counted)
        for number, label in enumerate(labels, start=1)
    )
    return question


def _check_question(
    survey: Survey,
    question: Question | None,
    kind: str,
    text: str,
    labels: Sequence[str],
    counted: Sequence[int],
    is_grouping: bool,
    indicator: Indicator | None,
) -> None:
    if not text:
        raise DomainError(_("問いを書いてください。"))
    if kind in WITH_OWN_CHOICES and (len(labels) < 2 or len(set(labels)) != len(labels)):
        raise DomainError(_("選択肢を、ちがう言葉で2つ以上書いてください。"))
    others = survey.questions.all() if question is None else survey.questions.exclude(pk=question.pk)
    if is_grouping and (kind != QuestionKind.SINGLE or others.filter(is_grouping=True).exists()):
        raise DomainError(_("「ごとに集計する」問いは、「ひとつ選ぶ」の問いひとつだけにできます。"))
    if kind == QuestionKind.SCALE and others.filter(kind=kind).exists():
        raise DomainError(_("3項目の問いは、ひとつのアンケートに一度だけです。"))
    if indicator is None:
        return
    if survey.kind != SurveyKind.SAMPLE:
        raise DomainError(_("だれでも答えられるアンケートの割合は、計画の値にできません。"))
    if indicator.kind != Kind.PERCENT or kind not in ONE_OF:
        raise DomainError(_("計画の値にできるのは、割合の指標と、ひとつ選ぶ問いだけです。"))
    if not can_be_counted(Asked(1, kind, range(1, len(labels) + 1), frozenset(counted))):
        raise DomainError(_("足す答えの番号を、選択肢の番号で書いてください（ぜんぶではなく）。"))


@transaction.atomic
def remove_question(question: Question, *, by: "User") -> None:
    check_may(by)
    _check_draft(lock_row(question.survey))
    question.delete()


@transaction.atomic
def move_question(question: Question, *, by: "User", up: bool) -> None:
    """Past its neighbour; at the end nothing happens."""
    check_may(by)
    locked = lock_row(question.survey)
    _check_draft(locked)
    rows = list(locked.questions.order_by("order", "pk"))
    here = next((place for place, row in enumerate(rows) if row.pk == question.pk), None)
    if here is None:
        return
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for order, row in enumerate(rows, start=1):
        row.order = order
    Question.objects.bulk_update(rows, ["order"])


def _check_draft(survey: Survey) -> None:
    if survey.state != SurveyState.DRAFT:
        raise DomainError(_("受け付けをはじめたアンケートの中身は、変えられません。"))


@transaction.atomic
def discard_survey(survey: Survey, *, by: "User") -> None:
    """A draft alone: nobody has seen it. Numbers made for it open nothing any more."""
    check_may(by)
    locked = lock_row(survey)
    _check_draft(locked)
    locked.delete()


@transaction.atomic
def open_survey(survey: Survey, *, by: "User", now: datetime | None = None) -> Survey:
    """From now on its questions stay as they are, and answers are taken from its first day on."""
    check_may(by)
    now = now or timezone.now()
    locked = lock_row(survey)
    check_from(locked, SurveyAction.OPEN)
    kinds = list(locked.questions.order_by("order", "pk").values_list("kind", flat=True))
    if not kinds:
        raise DomainError(_("問いがひとつもありません。"))
    if QuestionKind.SCALE in {kinds[0], kinds[-1]}:
        raise DomainError(_("3項目の問いは、ほかの問いのあいだに置いてください。はじめとおわりには置けません。"))
    if locked.closes_on < timezone.localdate(now):
        raise DomainError(_("しめきりの日が、もう過ぎています。"))
    return move_survey(locked, SurveyAction.OPEN, by=by, now=now)


@transaction.atomic
def close_survey(survey: Survey, *, by: "User | None", now: datetime | None = None) -> Survey:
    """No answer is taken any more. Numbers that were not used go, and the answers are mixed. ``by``: None where its day came.

    Closed on its last day at the latest, whenever that is noticed: the fiscal year of the results and the day on which
    answers go follow from it.
    """
    if by is not None:
        check_may(by)
    now = now or timezone.now()
    locked = lock_row(survey)
    check_from(locked, SurveyAction.CLOSE)
    Ticket.objects.filter(survey=locked).delete()
    mix_locked(locked)
    last = min(locked.closes_on, timezone.localdate(now))
    return move_survey(locked, SurveyAction.CLOSE, by=by, now=now, closed_on=last)


def check_from(locked: Survey, action: SurveyAction) -> None:
    """Raises ``DomainError`` in any other state than that in which this is done."""
    if locked.state != TRANSITIONS[action][0]:
        raise DomainError(
            _("このアンケートは「%(state)s」なので、「%(action)s」はできません。")
            % {"state": locked.get_state_display(), "action": action.label}
        )


def move_survey(locked: Survey, action: SurveyAction, *, by: "User | None", now: datetime, **fields: Any) -> Survey:
    """The one place where a state is written, with its row in the history. ``locked``: within the caller's transaction."""
    check_from(locked, action)
    locked.state = TRANSITIONS[action][1]
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=["state", *fields])
    SurveyStep.objects.create(survey=locked, action=action, by=by, at=now)
    return locked


def close_ended(*, now: datetime | None = None) -> int:
    """Those whose last day is over, each in a transaction of its own; how many."""
    now = now or timezone.now()
    return sum(close_if_ended(survey, now=now) for survey in Survey.objects.ended(timezone.localdate(now)))


@transaction.atomic
def close_if_ended(survey: Survey, *, now: datetime) -> bool:
    """Whether it was closed now: a planner may have closed or prolonged it since it was found."""
    locked = lock_row(survey)
    if locked.state != SurveyState.OPEN or locked.closes_on >= timezone.localdate(now):
        return False
    close_survey(locked, by=None, now=now)
    return True
