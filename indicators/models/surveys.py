"""アンケート: what is asked, of whom, until when; and what is published of it. The answers are in ``answers``."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.models.measurements import Measurement
from indicators.models.plans import Indicator
from indicators.ready_questions import READY_QUESTIONS, Ready
from indicators.survey_enums import ONE_OF, QuestionKind, SurveyAction, SurveyKind, SurveyState
from indicators.survey_querysets import SurveyQuerySet

# A person of the staff, who is forgotten with the account.
_BY = settings.AUTH_USER_MODEL


class Survey(models.Model):
    """``code`` never changes: it is printed on letters. What is asked is as it was when answers began to come."""

    code = models.SlugField(_("記号"), max_length=40, unique=True)
    title = models.CharField(_("題名"), max_length=80)
    kind = models.CharField(_("聞き方"), max_length=6, choices=SurveyKind)
    audience = models.CharField(_("だれに聞くか"), max_length=120)
    intro = models.TextField(_("何のために聞くか"), max_length=1_000)
    minutes = models.PositiveSmallIntegerField(_("かかる時間（分）"), default=5)
    opens_on = models.DateField(_("受け付けをはじめる日"))
    closes_on = models.DateField(_("しめきりの日"))
    # Of how many people chosen by chance; each gets one number.
    drawn = models.PositiveIntegerField(_("選んだ人数"), null=True, blank=True)
    tickets_made = models.PositiveIntegerField(_("作った番号の数"), default=0, editable=False)
    state = models.CharField(_("状態"), max_length=9, choices=SurveyState, default=SurveyState.DRAFT, editable=False)
    # Said to those who answer, so it is never made longer afterwards.
    kept_days = models.PositiveSmallIntegerField(_("答えを残す日数"), default=365)
    closed_on = models.DateField(_("しめきった日"), null=True, blank=True, editable=False)
    published_on = models.DateField(_("公開した日"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("見本"), default=False, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("アンケート")
        verbose_name_plural = _("アンケート")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(opens_on__lte=models.F("closes_on")), name="survey_days_in_order"),
            models.CheckConstraint(
                condition=models.Q(kind=SurveyKind.SAMPLE, drawn__gt=0, tickets_made__lte=models.F("drawn"))
                | models.Q(kind=SurveyKind.OPEN, drawn__isnull=True, tickets_made=0),
                name="survey_sample_has_its_size",
            ),
            models.CheckConstraint(condition=models.Q(kept_days__gt=0, kept_days__lte=366), name="survey_kept_a_year_at_most"),
            models.CheckConstraint(
                condition=models.Q(state__in=[SurveyState.DRAFT, SurveyState.OPEN], closed_on__isnull=True)
                | models.Q(state__in=[SurveyState.CLOSED, SurveyState.PUBLISHED], closed_on__isnull=False),
                name="survey_closed_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SurveyState.PUBLISHED, published_on__isnull=False)
                | (~models.Q(state=SurveyState.PUBLISHED) & models.Q(published_on__isnull=True)),
                name="survey_published_has_its_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("indicators:survey", args=[self.code])

    @property
    def is_by_number(self) -> bool:
        """Whether only those answer who got a number."""
        return self.kind == SurveyKind.SAMPLE

    def takes_answers_on(self, day: date) -> bool:
        return self.state == SurveyState.OPEN and self.opens_on <= day <= self.closes_on

    @property
    def kept_until(self) -> date:
        """The day on which single answers go, in its first hours."""
        return (self.closed_on or self.closes_on) + timedelta(days=self.kept_days)


class Question(models.Model):
    """One question. ``text`` of those of the government is theirs."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", verbose_name=_("アンケート"))
    order = models.PositiveSmallIntegerField(_("並び順"))
    kind = models.CharField(_("答え方"), max_length=8, choices=QuestionKind)
    text = models.CharField(_("問い"), max_length=200)
    help = models.CharField(_("説明"), max_length=200, blank=True)
    # 地区, 年代: the other answers are also shown by this one.
    is_grouping = models.BooleanField(_("ほかの答えを、この答えごとにも集計する"), default=False)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("計画の指標")
    )

    class Meta:
        verbose_name = _("問い")
        verbose_name_plural = _("問い")
        ordering = ["survey", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey"], condition=models.Q(is_grouping=True), name="question_groups_once_a_survey"
            ),
            models.CheckConstraint(
                condition=models.Q(is_grouping=False) | models.Q(kind=QuestionKind.SINGLE), name="question_groups_by_one_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(indicator__isnull=True) | models.Q(kind__in=sorted(ONE_OF)),
                name="question_of_an_indicator_has_one_answer",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    @property
    def ready(self) -> Ready | None:
        """Whose words these are, where they are not the planner's."""
        return READY_QUESTIONS.get(self.kind)


class Choice(models.Model):
    """One answer to choose. ``number`` is printed on paper; ``is_counted``: summed for the indicator."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices", verbose_name=_("問い"))
    number = models.PositiveSmallIntegerField(_("番号"))
    label = models.CharField(_("答え"), max_length=80)
    is_counted = models.BooleanField(_("指標の値に足す"), default=False)

    class Meta:
        verbose_name = _("選択肢")
        verbose_name_plural = _("選択肢")
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="choice_number_once")]

    def __str__(self) -> str:
        return self.label


class SurveyStep(models.Model):
    """What was done to a survey as a whole, and who did it; the running hub only adds."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="steps", verbose_name=_("アンケート"))
    action = models.CharField(_("したこと"), max_length=10, choices=SurveyAction)
    by = models.ForeignKey(_BY, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("した人"))
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("アンケートの記録")
        verbose_name_plural = _("アンケートの記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.survey} {self.get_action_display()}"


class SurveyTable(models.Model):
    """What is published of one question, or of the survey as a whole: cells that went through ``secrecy``. Only added."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="tables", verbose_name=_("アンケート"))
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="tables", verbose_name=_("問い")
    )
    # By the key of the cell (``survey_counts``), as ``secrecy.Cell`` writes itself.
    cells = models.JSONField(_("集計"))

    class Meta:
        verbose_name = _("公開した集計")
        verbose_name_plural = _("公開した集計")
        ordering = ["survey", "question__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "question"], nulls_distinct=False, name="survey_table_once")
        ]

    def __str__(self) -> str:
        return str(self.question or self.survey)


class SurveyFigure(models.Model):
    """That a published share became a value of a plan, and what the planner confirmed. Never of an open survey."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="figures", verbose_name=_("アンケート"))
    # With ``survey`` a key into its table (migration 0004): the database, too, refuses what those gave who chose to come.
    kind = models.CharField(max_length=6, choices=SurveyKind, default=SurveyKind.SAMPLE, editable=False)
    question = models.OneToOneField(Question, models.PROTECT, related_name="figure", verbose_name=_("問い"))
    measurement = models.OneToOneField(
        Measurement, models.PROTECT, related_name="survey_figure", verbose_name=_("実績")
    )
    confirmed = models.CharField(_("確かめたこと"), max_length=300)
    by = models.ForeignKey(_BY, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("確かめた人"))
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("計画の値になった集計")
        verbose_name_plural = _("計画の値になった集計")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind=SurveyKind.SAMPLE), name="figure_of_a_random_sample"),
            models.CheckConstraint(condition=~models.Q(confirmed=""), name="figure_was_confirmed"),
        ]

    def __str__(self) -> str:
        return str(self.measurement)
