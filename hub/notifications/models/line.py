"""What is known of LINE's calls: which were handled, and which accounts were about to be linked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.notifications.models.subscriptions import Recipient


class LineEvent(models.Model):
    """A call that was handled: LINE repeats what it believes to be lost. Nothing of what it said is kept."""

    event_id = models.CharField(max_length=64, unique=True)
    handled_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("LINEからの合図")
        verbose_name_plural = _("LINEからの合図")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class LineNonce(models.Model):
    """Somebody who is signed in has gone to LINE to link the account; comes back once, and soon. Kept as a hash."""

    digest = models.CharField(max_length=64, unique=True)
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("LINEとつなぐ印")
        verbose_name_plural = _("LINEとつなぐ印")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
