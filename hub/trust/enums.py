"""Choices of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportReason(models.TextChoices):
    """What is wrong. The first three are looked at before all others."""

    DANGER = "danger", _("あぶない・こわい思いをした")
    CHILD = "child", _("子どものことで心配がある")
    SOLICITATION = "solicitation", _("販売・宗教・政治などの勧誘、連絡先の収集")
    WRONG = "wrong", _("書いてあることが違う・行ったらやっていなかった")
    DISCRIMINATION = "discrimination", _("差別やいやがらせがあった")
    PRIVACY = "privacy", _("だれかの個人情報や写真がのっている")
    OTHER = "other", _("そのほか")


URGENT_REASONS = frozenset({ReportReason.DANGER, ReportReason.CHILD, ReportReason.SOLICITATION})


class ReportState(models.TextChoices):
    OPEN = "open", _("これから見る")
    DONE = "done", _("対応した")
    UNFOUNDED = "unfounded", _("問題はなかった")
