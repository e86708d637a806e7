"""What a desk keeps besides registrations: who must be telephoned, and what was written to all."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.events import Occurrence
from events.models.registrations import Registration
from events.registration_desk_enums import CallAbout, CallOutcome, MessageAudience
from events.registration_desk_querysets import CallQuerySet, DateMessageQuerySet


class DateMessage(models.Model):
    """One message of the organiser to those who come to a date or wait for it; to whom stands in ``readers``."""

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="messages", verbose_name=_("開催日"))
    audience = models.CharField(_("だれに"), max_length=10, choices=MessageAudience)
    text = models.TextField(_("伝えること"), max_length=1_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    # The mark of the opened form: pressed twice it is one.
    sent_as = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("送った日時"), auto_now_add=True)

    objects = DateMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("全員へのお知らせ")
        verbose_name_plural = _("全員へのお知らせ")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class MessageReader(models.Model):
    """Who was sent a message, once; by mail, or else by telephone (``RegistrationCall``)."""

    message = models.ForeignKey(DateMessage, models.CASCADE, related_name="readers")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="messages_read")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "registration"], name="message_reader_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.registration_id}"


class RegistrationCall(models.Model):
    """Somebody without a mail address must be told something.

    Written by the same statement that writes the mail of all others (``services.registrations.letters.tell``), so
    nobody is forgotten; ticked off by hand. ``tries``: how often nobody answered.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="calls", verbose_name=_("申込"))
    about = models.CharField(_("伝えること"), max_length=12, choices=CallAbout)
    # Of a change: which date; of a message: which.
    date = models.ForeignKey(Occurrence, models.SET_NULL, null=True, related_name="+", verbose_name=_("開催日"))
    message = models.ForeignKey(DateMessage, models.PROTECT, null=True, related_name="calls")
    # The same key is the same call, however often it is asked for.
    key = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(_("いつから"))
    created_at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(_("つながらなかった回数"), default=0)
    tried_at = models.DateTimeField(_("最後にかけた日時"), null=True)
    outcome = models.CharField(_("どうなったか"), max_length=10, choices=CallOutcome, blank=True)
    ended_at = models.DateTimeField(_("済んだ日時"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("電話で伝えること")
        verbose_name_plural = _("電話で伝えること")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="registration_call_ended",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="registration_call_once"),
        ]
        indexes = [models.Index(fields=["registration"], name="registration_call_open", condition=Q(outcome=""))]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.about}"
