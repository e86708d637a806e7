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
