"""Choices of the outbox, and how a mailing goes from one state to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailingState(models.TextChoices):
    PENDING = "pending", _("これから送る")
    SENT = "sent", _("送った")
    FAILED = "failed", _("もう一度送る")
    DEAD = "dead", _("送れなかった")
    CANCELLED = "cancelled", _("送らないことにした")


class Move(models.TextChoices):
    """What is done to a mailing; the first four by its sender, the last two by staff."""

    DELIVER = "deliver", _("送り終える")
    FAIL = "fail", _("失敗を書く")
    GIVE_UP = "give_up", _("あきらめる")
    DROP = "drop", _("取りやめる")
    SEND_AGAIN = "send_again", _("もう一度送る")
    CALL_OFF = "call_off", _("送らない")


# What is still to be sent.
DUE_STATES = (MailingState.PENDING, MailingState.FAILED)

# move -> from which states, to which
MOVES: dict[Move, tuple[tuple[MailingState, ...], MailingState]] = {
    Move.DELIVER: (DUE_STATES, MailingState.SENT),
    Move.FAIL: (DUE_STATES, MailingState.FAILED),
    Move.GIVE_UP: (DUE_STATES, MailingState.DEAD),
    Move.DROP: (DUE_STATES, MailingState.CANCELLED),
    Move.SEND_AGAIN: ((MailingState.DEAD,), MailingState.PENDING),
    Move.CALL_OFF: ((*DUE_STATES, MailingState.DEAD), MailingState.CANCELLED),
}


class Channel(models.TextChoices):
    """Ways to reach somebody."""

    INBOX = "inbox", _("このサイトの「お知らせ」")
    EMAIL = "email", _("メール")
    LINE = "line", _("LINE")


class Cadence(models.TextChoices):
    NOW = "now", _("そのつど")
    DAILY = "daily", _("1日に1回まとめて")
    WEEKLY = "weekly", _("1週間に1回まとめて")


class SubscriptionState(models.TextChoices):
    WAITING = "waiting", _("メールでの確認を待っている")
    ACTIVE = "active", _("知らせている")
    STOPPED = "stopped", _("やめた")


class NoticeKind(models.TextChoices):
    """What happened to a thing. The last two reach all who were told of it, at once."""

    PUBLISHED = "published", _("新しい")
    CHANGED = "changed", _("変わった")
    CANCELLED = "cancelled", _("中止")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("これからまとめる")
    HANDED = "handed", _("渡した")
    DROPPED = "dropped", _("送らないことにした")


class Fate(models.TextChoices):
    """What became of one notice for one person by one way."""

    WAITING = "waiting", _("これから")
    SENT = "sent", _("送った")
    DROPPED = "dropped", _("送らないことにした")
    DEAD = "dead", _("送れなかった")


class StaffAct(models.TextChoices):
    """What staff did to a notice."""

    COMPOSED = "composed", _("書いて送った")
    CALLED_OFF = "called_off", _("取り下げた")
