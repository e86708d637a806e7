"""What all apps speak of: themes, audiences, welcome marks, and the log of what was published, changed or withdrawn."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Vocabulary(models.Model):
    """A word of a small curated list. ``key`` never changes: addresses, imports and the feed refer to it."""

    key = models.SlugField(_("記号"), max_length=40, unique=True)
    name = models.CharField(_("名前"), max_length=40, unique=True)
    name_easy = models.CharField(_("やさしい日本語の名前"), max_length=60, blank=True)
    name_en = models.CharField(_("英語の名前"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    is_active = models.BooleanField(_("使う"), default=True)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Theme(Vocabulary):
    """興味・分野: a tree of two levels."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上の分野")
    )
    words = models.CharField(_("さがすときの言葉"), max_length=200, blank=True, help_text=_("空白で区切ります。"))

    class Meta(Vocabulary.Meta):
        verbose_name = _("興味・分野")
        verbose_name_plural = _("興味・分野")


class Audience(Vocabulary):
    """対象: for whom an event or a place is meant."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("対象")
        verbose_name_plural = _("対象")


class WelcomeMark(Vocabulary):
    """参加しやすさ: what lowers the bar for somebody who comes alone or for the first time."""

    explanation = models.CharField(_("説明"), max_length=120, blank=True)

    class Meta(Vocabulary.Meta):
        verbose_name = _("参加しやすさ")
        verbose_name_plural = _("参加しやすさ")


class ChangeAction(models.TextChoices):
    PUBLISHED = "published", _("公開")
    CHANGED = "changed", _("変更")
    WITHDRAWN = "withdrawn", _("取り下げ")


class Change(models.Model):
    """One row for each thing that was published, changed or withdrawn, numbered in the order of commits.

    Written by ``hub.changes.record_changes`` alone, last in its transaction, under an advisory lock.
    """

    kind = models.CharField(_("種類"), max_length=20)
    object_id = models.BigIntegerField(_("番号"))
    action = models.CharField(_("できごと"), max_length=10, choices=ChangeAction)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("変更の記録")
        verbose_name_plural = _("変更の記録")
        constraints = [
            models.CheckConstraint(condition=models.Q(action__in=ChangeAction.values), name="change_action_known"),
        ]
        indexes = [
            models.Index(fields=["kind", "object_id", "id"], name="change_of_object"),
            models.Index(fields=["kind", "id"], name="change_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.object_id} {self.action}"


class Heartbeat(models.Model):
    """When a background process last did its work, so that a silent one is noticed."""

    name = models.CharField(_("名前"), max_length=40, unique=True)
    beaten_at = models.DateTimeField(_("最後の合図"))

    class Meta:
        verbose_name = _("見張り")
        verbose_name_plural = _("見張り")

    def __str__(self) -> str:
        return self.name
