"""What somebody was about to write in a case."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.sealed import SealedField
from referrals.models.cases import Referral
from referrals.querysets import DraftQuerySet


class Draft(models.Model):
    """書きかけ: of one person, for one act of one case; nobody else is ever shown it.

    The one table of a case from which the running role deletes: where its boxes are empty again. ``page`` is the mark of
    the page that it was written on: another page neither writes over it nor deletes it. ``is_done``: what was written on
    that page was sent or thrown away; its words are gone, and nothing that comes from there late is kept.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="drafts")
    act = models.CharField(max_length=12)
    page = models.UUIDField()
    # What stands in the boxes of the form, as JSON.
    words = SealedField(_("書きかけ"))
    saved_at = models.DateTimeField(_("残した日時"))
    is_done = models.BooleanField(default=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("書きかけ")
        verbose_name_plural = _("書きかけ")
        ordering = ["saved_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "referral", "act"], name="draft_one_of_an_act")]
        indexes = [models.Index(fields=["saved_at"], name="draft_saved_at")]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d}"
