"""The words of plans and their figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a value is. ``ACHIEVED``: 1 where the thing is done, 0 where it is not."""

    PERCENT = "percent", _("割合（%）")
    COUNT = "count", _("数")
    PLACES = "places", _("か所")
    ACHIEVED = "achieved", _("したか、していないか")


class Better(models.TextChoices):
    """Which way is the good one; of some figures nobody has said it."""

    UP = "up", _("多いほうがよい")
    DOWN = "down", _("少ないほうがよい")
    UNSAID = "unsaid", _("決まっていない")


class TargetKind(models.TextChoices):
    """How a target is meant."""

    VALUE = "value", _("この値に届かせる")
    DECREASE = "decrease", _("基準値より減らす")
    AT_LEAST = "at_least", _("この値以上")
    AT_MOST = "at_most", _("この値以下")
    ACHIEVED = "achieved", _("する")


# Kinds of target that name a value.
WITH_VALUE = frozenset({TargetKind.VALUE, TargetKind.AT_LEAST, TargetKind.AT_MOST})


class Certainty(models.TextChoices):
    """速報 may still change; 確定 changes only by a correction that says who and why."""

    PROVISIONAL = "provisional", _("速報")
    CONFIRMED = "confirmed", _("確定")


class Level(models.TextChoices):
    """The tree of a plan, from its 基本理念 down."""

    DIRECTION = "direction", _("基本方針")
    POLICY = "policy", _("基本施策")
    MEASURE = "measure", _("施策")
