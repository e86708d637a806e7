"""Choices of talks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Who writes, and whom a talk waits for."""

    MEMBERS = "members", _("団体")
    STAFF = "staff", _("市の担当")


class Act(models.TextChoices):
    """What the city's side does beside writing."""

    SETTLE = "settle", _("返事は要らないものにした")
    CLOSE = "close", _("終えた")
    REOPEN = "reopen", _("また開いた")
