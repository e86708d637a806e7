"""まず話を聞く: a first question, without an account; and the questions that are asked often."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.enums import InquiryAction, InquiryState
from partners.querysets import FaqQuerySet, InquiryQuerySet


class Inquiry(models.Model):
    """Who asked is known to co-creation coordinators alone, and is forgotten some time after the answer."""

    # Of a form and what was written in it: the same sent twice is one. It can't be computed back.
    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    organization_name = models.CharField(_("会社・団体の名前"), max_length=120)
    name = models.CharField(_("お名前"), max_length=80)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    text = models.CharField(_("聞きたいこと"), max_length=500, blank=True)
    when = models.CharField(_("つながりやすい時間"), max_length=100, blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=InquiryState, default=InquiryState.OPEN, editable=False)
    created_at = models.DateTimeField(_("届いた日時"), auto_now_add=True)
    # The end of the day by which the city has promised to answer.
    answer_by = models.DateField(_("この日までにお返事"), editable=False)
    handled_at = models.DateTimeField(_("対応した日時"), null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False,
        verbose_name=_("対応した人"),
    )  # fmt: skip
    # Since when nothing in it tells who asked, or what.
    forgotten_at = models.DateTimeField(_("個人の情報を消した日時"), null=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("はじめての相談")
        verbose_name_plural = _("はじめての相談")
        ordering = ["answer_by", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InquiryState.values), name="inquiry_state_known"),
            models.CheckConstraint(
                condition=Q(state=InquiryState.OPEN, handled_at=None)
                | ~Q(state=InquiryState.OPEN) & Q(handled_at__isnull=False),
                name="inquiry_handled_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email="") | Q(forgotten_at__isnull=False), name="inquiry_can_be_answered"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None)
                | Q(organization_name="", name="", phone="", email="", text="", when="") & ~Q(state=InquiryState.OPEN),
                name="inquiry_forgotten_is_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], name="inquiry_open", condition=Q(state=InquiryState.OPEN)),
            models.Index(fields=["-handled_at", "-id"], name="inquiry_handled"),
            models.Index(
                fields=["handled_at"],
                name="inquiry_to_forget",
                condition=Q(handled_at__isnull=False, forgotten_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(_("はじめての相談%(number)s") % {"number": self.pk})


class InquiryAct(models.Model):
    """One row for each act: what, by whom, when, and what was said. The words are forgotten with the question's."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="acts", verbose_name=_("はじめての相談"))
    action = models.CharField(_("操作"), max_length=10, choices=InquiryAction)
    text = models.CharField(_("話したこと・わけ"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("はじめての相談の記録")
        verbose_name_plural = _("はじめての相談の記録")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=InquiryAction.values), name="inquiry_act_known"),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.action}"


class Faq(models.Model):
    """よくある質問, grown from what was asked. Nothing in it points to who asked."""

    question = models.CharField(_("質問"), max_length=200)
    answer = models.TextField(_("答え"), max_length=1_000)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    is_public = models.BooleanField(_("公開する"), default=False)
    is_sample = models.BooleanField(_("見本"), default=False)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = FaqQuerySet.as_manager()

    class Meta:
        verbose_name = _("よくある質問")
        verbose_name_plural = _("よくある質問")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.question
