"""Files that a professional sent with a referral."""

from django.db import models
from django.db.models import Q

from hub.sealed import SealedField
from referrals.models.cases import Referral
from referrals.querysets import CaseFileQuerySet


class CaseFile(models.Model):
    """One file, sealed like the words beside it, its name too. ``number``: the first of a case is 1; by it it is asked for."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = SealedField()
    content = SealedField(is_large=True)
    # Before it was sealed.
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["referral", "number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="case_file_number"),
            models.CheckConstraint(
                condition=Q(media_type__in=["application/pdf", "image/jpeg"]), name="case_file_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.number}"
