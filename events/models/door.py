"""What was pressed at the door, entry by entry; and what those who came say afterwards, as numbers without people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.door_enums import OF_REGISTRATION, DoorAct, ThanksAnswer
from events.models.events import Occurrence
from events.models.registrations import Registration
from events.registration_enums import AttendedVia


class DoorEntry(models.Model):
    """One press, whenever it arrived. Only added to: of several for the same registration the last pressed holds.

    ``noted_at``: when it was pressed, by our clock. ``is_applied``: it was the last pressed when it arrived. ``of``: the
    key of the walk-in that was taken back. Without this row an entry that waited for the network would undo an undoing.
    """

    key = models.UUIDField(primary_key=True, editable=False)
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="door_entries", verbose_name=_("開催日"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="door_entries", verbose_name=_("申込")
    )
    act = models.CharField(_("押したもの"), max_length=12, choices=DoorAct)
    of = models.UUIDField(null=True, editable=False)
    people = models.PositiveSmallIntegerField(_("人数"), default=0)
    first_people = models.PositiveSmallIntegerField(_("うち、はじめての人"), default=0)
    via = models.CharField(_("方法"), max_length=10, choices=AttendedVia)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    is_applied = models.BooleanField(_("残っているか"))
    noted_at = models.DateTimeField(_("押した日時"))
    created_at = models.DateTimeField(_("届いた日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("受付で押したもの")
        verbose_name_plural = _("受付で押したもの")
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=OF_REGISTRATION, registration__isnull=False)
                | ~Q(act__in=OF_REGISTRATION) & Q(registration=None),
                name="door_entry_of_somebody_or_walk_in",
            ),
            models.CheckConstraint(
                condition=Q(act=DoorAct.UNDO_WALK_IN) ^ Q(of=None), name="door_entry_undoes_a_walk_in"
            ),
        ]
        indexes = [
            models.Index(fields=["occurrence", "registration", "-noted_at"], name="door_entry_last"),
            models.Index(fields=["of"], name="door_entry_of", condition=Q(of__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.act}"


class Thanks(models.Model):
    """The thanks of a date, said once, with its one question. The answers are three numbers: no answer is a row.

    So there is no order, no time and no person to be laid beside them (docs/decisions/0020). They are told after the last
    day on which one may answer, once.
    """

    occurrence = models.OneToOneField(
        Occurrence, models.PROTECT, primary_key=True, related_name="thanks", verbose_name=_("開催日")
    )
    closes_on = models.DateField(_("答えられる最後の日"))
    asked = models.PositiveIntegerField(_("たずねた人数"), default=0)
    good = models.PositiveIntegerField(ThanksAnswer.GOOD.label, default=0)
    fair = models.PositiveIntegerField(ThanksAnswer.FAIR.label, default=0)
    poor = models.PositiveIntegerField(ThanksAnswer.POOR.label, default=0)

    class Meta:
        verbose_name = _("お礼と、ひとつの質問")
        verbose_name_plural = _("お礼と、ひとつの質問")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class ThanksTicket(models.Model):
    """One answer that may still be given. It goes with the answer: there are no used ones to be laid beside anything."""

    hash = models.CharField(max_length=64, primary_key=True, editable=False)
    thanks = models.ForeignKey(Thanks, models.CASCADE, related_name="tickets")

    class Meta:
        verbose_name = _("まだ使われていない答えの鍵")
        verbose_name_plural = _("まだ使われていない答えの鍵")

    def __str__(self) -> str:
        return str(self.thanks_id)
