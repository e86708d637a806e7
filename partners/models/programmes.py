"""登録制度 of the city: what an organisation can register in. Written as data (``data/programmes``)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Field
from partners.querysets import ProgrammeQuerySet


class Programme(models.Model):
    """共創パートナー, はちおうじ人生100年サポート企業, and what may come. ``key`` never changes."""

    key = models.SlugField(_("記号"), max_length=40, unique=True)
    name = models.CharField(_("名前"), max_length=80, unique=True)
    summary = models.CharField(_("ひとことで"), max_length=200)
    text = models.TextField(_("どんな登録か"), max_length=2_000)
    for_whom = models.CharField(_("だれが登録できるか"), max_length=300)
    cost = models.CharField(_("費用"), max_length=200)
    effort = models.CharField(_("かかる時間"), max_length=200)
    # The fields of activity that its form asks for; none for a programme that has none.
    fields = ArrayField(
        models.CharField(max_length=20, choices=Field), verbose_name=_("活動分野"), default=list, blank=True
    )
    # Residents turn to the firm itself: then its page must say how.
    is_contacted_directly = models.BooleanField(_("住民が直接連絡する"), default=False)
    # None: without an end.
    term_months = models.PositiveSmallIntegerField(_("期間（月）"), null=True, blank=True)
    remind_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("期限の何日前に知らせるか"), default=list, blank=True
    )
    number_prefix = models.CharField(_("登録番号の頭"), max_length=10, unique=True)
    last_number = models.PositiveIntegerField(_("最後の番号"), default=0, editable=False)
    # What the coordinator looks at before a registration: [{"key": …, "text": …}].
    checklist = models.JSONField(_("確認すること"), default=list, blank=True)
    is_open = models.BooleanField(_("受け付けている"), default=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    # What no paper of the city says is marked, until the city has looked at it.
    is_sample = models.BooleanField(_("見本"), default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("登録制度")
        verbose_name_plural = _("登録制度")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def term_years(self) -> int:
        """0 where the term is none of whole years, or none at all."""
        years, months = divmod(self.term_months or 0, 12)
        return 0 if months else years


class Terms(models.Model):
    """登録の約束, in one version. What was agreed to is never written anew: a change is another version."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="terms", verbose_name=_("登録制度"))
    version = models.PositiveSmallIntegerField(_("版"))
    text = models.TextField(_("約束"), max_length=4_000)
    valid_from = models.DateField(_("いつから"))

    class Meta:
        verbose_name = _("登録の約束")
        verbose_name_plural = _("登録の約束")
        ordering = ["programme", "-version"]
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="terms_version_once")]

    def __str__(self) -> str:
        return str(_("%(programme)sの約束 第%(version)s版") % {"programme": self.programme, "version": self.version})
