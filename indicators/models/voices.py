"""意見と市の返事: what the city asks, what people say, and what became of it."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District
from indicators.models.plans import Plan, Policy
from indicators.voice_enums import (
    AgeGroup,
    Audience,
    CallAction,
    CallState,
    OpinionAction,
    OpinionState,
    Verdict,
    Withheld,
)
from indicators.voice_querysets import OpinionCallQuerySet, OpinionQuerySet

# What a person may write.
LONGEST = 1_000


class OpinionCall(models.Model):
    """呼びかけ. ``code`` never changes: it is part of addresses."""

    code = models.SlugField(_("記号"), max_length=60, unique=True)
    title = models.CharField(_("題"), max_length=100)
    asked = models.TextField(_("聞きたいこと"), max_length=1_000)
    settled = models.TextField(_("もう決まっていること"), max_length=1_000, blank=True)
    changeable = models.TextField(_("これから変えられること"), max_length=1_000)
    child_title = models.CharField(_("こどものことばの題"), max_length=60, blank=True)
    child_text = models.TextField(_("こどものことばの説明"), max_length=600, blank=True)
    audience = models.CharField(_("だれのことばで聞くか"), max_length=10, choices=Audience, default=Audience.EVERYONE)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="opinion_calls", verbose_name=_("計画"))
    policies = models.ManyToManyField(Policy, related_name="opinion_calls", blank=True, verbose_name=_("関わる施策"))
    opens_on = models.DateField(_("受けつけの最初の日"))
    closes_on = models.DateField(_("受けつけの最後の日"))
    # A promise.
    answer_by = models.DateField(_("返事を出す日"))
    state = models.CharField(_("状態"), max_length=10, choices=CallState, default=CallState.DRAFT, editable=False)
    closed_on = models.DateField(_("受けつけが終わった日"), null=True, blank=True, editable=False)
    answered_on = models.DateField(_("返事が出そろった日"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("見本"), default=False, editable=False)

    objects = OpinionCallQuerySet.as_manager()
    # Keys of policies, where ``indicators.voice_board.calls_of`` read it.
    about: set[int]

    class Meta:
        verbose_name = _("意見の呼びかけ")
        verbose_name_plural = _("意見の呼びかけ")
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(opens_on__lte=F("closes_on")), name="call_days_in_order"),
            models.CheckConstraint(condition=Q(closes_on__lt=F("answer_by")), name="call_answers_after_it_ends"),
            models.CheckConstraint(
                condition=Q(audience=Audience.EVERYONE) | (~Q(child_title="") & ~Q(child_text="")),
                name="call_for_children_has_their_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CallState.DRAFT, CallState.OPEN], closed_on=None)
                | Q(state__in=[CallState.CLOSED, CallState.ANSWERED], closed_on__isnull=False),
                name="call_closed_has_day",
            ),
            models.CheckConstraint(
                condition=(Q(state=CallState.ANSWERED) & Q(answered_on__isnull=False))
                | (~Q(state=CallState.ANSWERED) & Q(answered_on=None)),
                name="call_answered_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("voices:call", args=[self.code])

    @property
    def is_for_children(self) -> bool:
        return self.audience == Audience.CHILDREN

    @property
    def public_title(self) -> str:
        """As those read it whom it is for."""
        return self.child_title if self.is_for_children else self.title

    @property
    def is_open(self) -> bool:
        return self.state == CallState.OPEN

    def takes_on(self, day: date) -> bool:
        """Whether opinions are taken on that day."""
        return self.is_open and self.opens_on <= day <= self.closes_on


class Opinion(models.Model):
    """What somebody wrote. Nothing tells who, from where, or at what hour: no account, no session, no address, the day only.

    The key is made of the mark of the opened page, which is kept nowhere, and the words: the same sent twice is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(OpinionCall, models.PROTECT, related_name="opinions", verbose_name=_("呼びかけ"))
    text = models.TextField(_("書かれた文"), max_length=LONGEST, blank=True)
    age_group = models.CharField(_("年ごろ"), max_length=12, choices=AgeGroup, blank=True)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("住んでいるあたり")
    )
    received_on = models.DateField(_("届いた日"))
    state = models.CharField(_("状態"), max_length=10, choices=OpinionState, default=OpinionState.RECEIVED)
    # Of the published ones of a call, in the order in which they were published.
    number = models.PositiveSmallIntegerField(_("番号"), null=True, blank=True)
    published_text = models.TextField(_("公開する文"), max_length=LONGEST, blank=True)
    is_shortened = models.BooleanField(_("市が短くした"), default=False)
    is_redacted = models.BooleanField(_("市が名前などを消した"), default=False)
    withheld_reason = models.CharField(_("公開しない理由"), max_length=12, choices=Withheld, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("まとめた先")
    )
    erased_on = models.DateField(_("書かれた文を消した日"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()
    # Where it was read ``with_replies``: the reply in force first.
    said: list["Reply"]
    has_similar: bool

    class Meta:
        verbose_name = _("意見")
        verbose_name_plural = _("意見")
        ordering = ["call", "number", "pk"]
        indexes = [
            models.Index(fields=["received_on"], name="opinion_waiting", condition=Q(state=OpinionState.RECEIVED))
        ]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="opinion_number_once"),
            models.CheckConstraint(
                condition=(Q(state=OpinionState.PUBLISHED, number__isnull=False) & ~Q(published_text=""))
                | (~Q(state=OpinionState.PUBLISHED) & Q(published_text="", is_shortened=False, is_redacted=False)),
                name="opinion_published_has_text",
            ),
            models.CheckConstraint(
                condition=(Q(state=OpinionState.WITHHELD) & ~Q(withheld_reason=""))
                | (~Q(state=OpinionState.WITHHELD) & Q(withheld_reason="")),
                name="opinion_withheld_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=OpinionState.MERGED, merged_into__isnull=False)
                | (~Q(state=OpinionState.MERGED) & Q(merged_into=None)),
                name="opinion_merged_into_one",
            ),
            models.CheckConstraint(
                condition=(Q(erased_on=None) & ~Q(text=""))
                | (Q(erased_on__isnull=False, text="", age_group="", district=None) & ~Q(state=OpinionState.RECEIVED)),
                name="opinion_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return str(_("意見%(number)s") % {"number": self.number}) if self.number else str(_("意見"))

    @property
    def is_waiting(self) -> bool:
        return self.state == OpinionState.RECEIVED


class Reply(models.Model):
    """市の返事: what became of one or more opinions. Rows are only added; the last one that covers an opinion is in force."""

    call = models.ForeignKey(OpinionCall, models.PROTECT, related_name="replies", verbose_name=_("呼びかけ"))
    opinions = models.ManyToManyField(Opinion, related_name="replies", verbose_name=_("意見"))
    policies = models.ManyToManyField(Policy, related_name="replies", blank=True, verbose_name=_("施策"))
    verdict = models.CharField(_("どう反映したか"), max_length=6, choices=Verdict)
    reason = models.TextField(_("理由"), max_length=1_000)
    answer_by = models.DateField(_("いつまでに決めるか"), null=True, blank=True)
    on = models.DateField(_("返事をした日"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("書いた人")
    )

    class Meta:
        verbose_name = _("市の返事")
        verbose_name_plural = _("市の返事")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reply_has_a_reason"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.LATER, answer_by__isnull=False)
                | (~Q(verdict=Verdict.LATER) & Q(answer_by=None)),
                name="reply_later_names_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()

    @property
    def is_answer(self) -> bool:
        return self.verdict != Verdict.LATER


class VoiceTransition(models.Model):
    """What was done with a call, or with one opinion of it. Rows are only added. ``note`` is read by everybody."""

    call = models.ForeignKey(OpinionCall, models.PROTECT, related_name="transitions", verbose_name=_("呼びかけ"))
    opinion = models.ForeignKey(
        Opinion, models.PROTECT, null=True, blank=True, related_name="transitions", verbose_name=_("意見")
    )
    action = models.CharField(_("したこと"), max_length=12, choices=[*CallAction.choices, *OpinionAction.choices])
    from_state = models.CharField(_("前の状態"), max_length=10, blank=True)
    to_state = models.CharField(_("あとの状態"), max_length=10)
    note = models.CharField(_("理由"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("した人")
    )
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("意見の記録")
        verbose_name_plural = _("意見の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_action_display()
