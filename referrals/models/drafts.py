"""What somebody was about to write in a case."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.sealed import SealedField
from referrals.models.cases import Referral
from referrals.querysets import DraftQuerySet


class Draft(models.Model):
    """書きかけ: of one person, for one act of one case; nobody else is ever shown it.

    The one table of a case from which the running role deletes: when it is sent, or thrown away. ``page`` is the mark of
    the page that it was written on: another page neither writes over it nor deletes it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="drafts")
    act = models.CharField(max_length=12)
    page = models.UUIDField()
    # What stands in the boxes of the form, as JSON.
    words = SealedField(_("書きかけ"))
    saved_at = models.DateTimeField(_("残した日時"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("書きかけ")
        verbose_name_plural = _("書きかけ")
        ordering = ["saved_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "referral", "act"], name="draft_one_of_an_act")]
        indexes = [models.Index(fields=["saved_at"], name="draft_saved_at")]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d}"

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is still offered."""
        return self.saved_at > now - timedelta(days=settings.HUB_REFERRALS_DRAFT_DAYS)
