"""What a personal token opens."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """``READ``: what is public, and what one's organisations have not published yet. ``WRITE``: that, and to write it."""

    READ = "read", _("読むだけ")
    WRITE = "write", _("読む・書く")
