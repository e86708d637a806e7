"""The words of surveys, and how one goes from a draft to its results."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyKind(models.TextChoices):
    """Who answers. Of the second kind nothing is ever said about all residents."""

    SAMPLE = "sample", _("無作為に選んだ人に聞く")
    OPEN = "open", _("だれでも答えられる")


class SurveyState(models.TextChoices):
    """Only forward: what was asked, and what came of it, can't be made to fit."""

    DRAFT = "draft", _("準備中")
    OPEN = "open", _("受付中")
    CLOSED = "closed", _("しめきり")
    PUBLISHED = "published", _("結果を公開")


class SurveyAction(models.TextChoices):
    OPEN = "open", _("受け付けをはじめる")
    CLOSE = "close", _("しめきる")
    PUBLISH = "publish", _("結果を公開する")


# action -> (from, to). Nothing is published before the end: two publications would give the answers between them away.
TRANSITIONS: dict[SurveyAction, tuple[SurveyState, SurveyState]] = {
    SurveyAction.OPEN: (SurveyState.DRAFT, SurveyState.OPEN),
    SurveyAction.CLOSE: (SurveyState.OPEN, SurveyState.CLOSED),
    SurveyAction.PUBLISH: (SurveyState.CLOSED, SurveyState.PUBLISHED),
}


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("ひとつ選ぶ")
    MULTIPLE = "multiple", _("いくつでも選ぶ")
    DIRECT = "direct", _("孤独感（国の調査の直接質問）")
    SCALE = "scale", _("孤独感（国の調査の3項目）")
    TEXT = "text", _("自由に書く")


# Asked in the words of their source alone.
READY = frozenset({QuestionKind.DIRECT, QuestionKind.SCALE})
# One answer, or none.
ONE_OF = frozenset({QuestionKind.SINGLE, QuestionKind.DIRECT})
# Whose choices a planner writes.
WITH_OWN_CHOICES = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


class Way(models.TextChoices):
    """How an answer came."""

    WEB = "web", _("画面から")
    PAPER = "paper", _("紙から")
