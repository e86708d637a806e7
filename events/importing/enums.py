"""Choices of the import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    WAITING = "waiting", _("順番待ち")
    RUNNING = "running", _("取り込み中")
    DONE = "done", _("終わりました")
    FAILED = "failed", _("止まりました")


class Outcome(models.TextChoices):
    """What became of a row. Each data row of a file ends as exactly one of these."""

    CREATED = "created", _("新しく作成")
    UPDATED = "updated", _("更新")
    UNCHANGED = "unchanged", _("変わりなし")
    REJECTED = "rejected", _("取り込めず")
