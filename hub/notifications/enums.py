"""Choices of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailingState(models.TextChoices):
    PENDING = "pending", _("これから送る")
    SENT = "sent", _("送った")
    FAILED = "failed", _("もう一度送る")
    DEAD = "dead", _("送れなかった")
    CANCELLED = "cancelled", _("送らないことにした")


# What is still to be sent.
DUE_STATES = (MailingState.PENDING, MailingState.FAILED)
