"""A referral, what was written to and about it, and what was done.

Names, addresses, telephone numbers and every sentence are sealed (``hub.sealed``); what is not sealed must tell nothing of
a person. ``state`` and all that goes with it is changed by ``referrals.services`` alone.
"""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District, Town
from hub.sealed import SealedField
from referrals.enums import (
    OPEN,
    Action,
    Consent,
    Ground,
    Outcome,
    Refusal,
    Reply,
    Side,
    State,
    TransferState,
    Urgency,
    Writer,
)  # fmt: skip
from referrals.models.offices import Sign, SupportOffice
from referrals.querysets import QUEUE_ORDER, UNREAD, UNTAKEN, ReferralQuerySet, TransferQuerySet

_USER = settings.AUTH_USER_MODEL
# Sealed columns of a referral: what a person wrote of themselves and of another.
PERSONAL = (
    "text",
    "about_name",
    "about_address",
    "about_phone",
    "writer_name",
    "writer_phone",
    "writer_email",
    "meeting",
)
# And what a professional adds.
PROFESSIONAL = ("household", "agencies")


class Referral(models.Model):
    """相談. Its number (``pk``) tells nothing; the receipt code is kept as a keyed hash, and shown once."""

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    is_own = models.BooleanField(_("自分のこと"), default=False, editable=False)
    writer = models.CharField(_("書いた人"), max_length=12, choices=Writer, editable=False)
    reply = models.CharField(_("返事のしかた"), max_length=5, choices=Reply, default=Reply.CODE, editable=False)
    language = models.CharField(_("言葉"), max_length=10, default="ja", editable=False)
    signs = models.ManyToManyField(Sign, blank=True, related_name="referrals", verbose_name=_("気づいたこと"))
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("地区")
    )
    town = models.ForeignKey(Town, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("町"))
    consent = models.CharField(_("同意"), max_length=7, choices=Consent, default=Consent.UNKNOWN, editable=False)

    text = SealedField(_("書かれたこと"))
    about_name = SealedField(_("本人の名前"))
    about_address = SealedField(_("本人の住所"))
    about_phone = SealedField(_("本人の電話番号"))
    writer_name = SealedField(_("書いた人の名前"))
    writer_phone = SealedField(_("書いた人の電話番号"))
    writer_email = SealedField(_("書いた人のメールアドレス"))
    meeting = SealedField(_("会えるところ"))
    household = SealedField(_("世帯のようす"))
    agencies = SealedField(_("かかわっている機関"))
    # Keyed hashes of the telephone numbers above, by which those allowed find a case again.
    phone_hashes = models.JSONField(default=list, editable=False)

    office = models.ForeignKey(
        SupportOffice, models.PROTECT, null=True, related_name="referrals", editable=False, verbose_name=_("事務所")
    )
    assigned_to = models.ForeignKey(
        _USER, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("担当")
    )
    # Of a professional who was signed in; nobody else is known.
    created_by = models.ForeignKey(_USER, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.RECEIVED, editable=False)
    urgency = models.CharField(_("急ぎ具合"), max_length=6, choices=Urgency, default=Urgency.NORMAL, editable=False)
    outcome = models.CharField(_("終わり方"), max_length=12, choices=Outcome, blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates", editable=False
    )
    # Sent when far more came than people send: it waits for a look, and nobody is rung for it.
    is_held = models.BooleanField(_("確認を待っている"), default=False, editable=False)

    received_at = models.DateTimeField(_("届いた日時"), editable=False)
    first_look_by = models.DateTimeField(_("見る約束"), editable=False)
    contact_by = models.DateTimeField(_("連絡する約束"), editable=False)
    first_looked_at = models.DateTimeField(_("はじめて見た日時"), null=True, editable=False)
    contacted_at = models.DateTimeField(_("連絡がついた日時"), null=True, editable=False)
    closed_at = models.DateTimeField(_("終わった日時"), null=True, editable=False)
    reopened = models.PositiveSmallIntegerField(_("もう一度始めた回数"), default=0, editable=False)
    # When the other side was last written to, and when it read that; the words are not needed for either.
    writer_wrote_at = models.DateTimeField(null=True, editable=False)
    office_wrote_at = models.DateTimeField(null=True, editable=False)
    office_read_at = models.DateTimeField(null=True, editable=False)
    writer_read_at = models.DateTimeField(null=True, editable=False)
    forgotten_at = models.DateTimeField(_("消した日時"), null=True, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("相談")
        verbose_name_plural = _("相談")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=State.CLOSED) & Q(closed_at=None, outcome=""),
                name="referral_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ASSIGNED, State.IN_CONTACT, State.IN_SUPPORT]) | Q(office__isnull=False),
                name="referral_in_work_has_office",
            ),
        ]
        indexes = [
            # The queue: urgent first, then the oldest.
            models.Index(
                fields=["office", "received_at"], name="referral_open", condition=Q(state__in=sorted(OPEN))
            ),
            models.Index(
                fields=["first_look_by"], name="referral_unseen",
                condition=Q(state__in=sorted(OPEN), first_looked_at=None),
            ),
            models.Index(
                fields=["contact_by"], name="referral_uncontacted", condition=Q(state__in=sorted(OPEN), contacted_at=None)
            ),
            # Its first page is found by a walk, however long it is.
            models.Index(*QUEUE_ORDER, name="referral_queue", condition=Q(state__in=sorted(OPEN))),
            # What nobody has taken on yet is counted without reading a row: most open ones are none of these.
            models.Index(
                fields=["office"], name="referral_untaken", include=["id"],
                condition=Q(state__in=sorted(UNTAKEN), is_held=False),
            ),
            GinIndex(fields=["phone_hashes"], name="referral_phones", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["closed_at"], name="referral_closed", condition=Q(state=State.CLOSED)),
            models.Index(fields=["writer_wrote_at"], name="referral_unread", condition=UNREAD),
            # The measures: rows are wide, for their sealed words, and none of these has to be read.
            models.Index(
                fields=["received_at"], name="referral_measured",
                include=["office", "district", "writer", "state", "outcome", "is_held", "first_looked_at", "contacted_at",
                         "reopened"],
            ),
            models.Index(
                fields=["closed_at"], name="referral_ended", condition=Q(state=State.CLOSED),
                include=["office", "district", "outcome", "is_held", "contacted_at", "reopened"],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"相談{self.pk}"

    @property
    def where(self) -> str:
        """No nearer than the district: a list is seen before anything is opened. One query where it was not joined."""
        if self.district is not None:
            return str(self.district)
        return str(_("地区がひとつに決まらない町") if self.town_id else _("地区はわかりません"))

    @property
    def has_unread_answer(self) -> bool:
        """Whether the office wrote after the writer last read."""
        if self.office_wrote_at is None:
            return False
        return self.writer_read_at is None or self.writer_read_at < self.office_wrote_at

    @property
    def has_unread_words(self) -> bool:
        """Whether the writer wrote after the office last answered, or said that it read."""
        if self.writer_wrote_at is None:
            return False
        return all(at is None or at < self.writer_wrote_at for at in (self.office_wrote_at, self.office_read_at))


class CaseAct(models.Model):
    """One row for each act. ``reason`` is sealed: people write names where they give reasons."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="acts")
    action = models.CharField(_("操作"), max_length=10, choices=Action)
    from_state = models.CharField(max_length=10, choices=State, blank=True)
    to_state = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("日時"))
    # What is no word of a person: the office, the outcome, the ground of a transfer.
    about = models.CharField(max_length=120, blank=True)
    reason = SealedField(_("理由"))

    class Meta:
        verbose_name = _("相談の経過")
        verbose_name_plural = _("相談の経過")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="act_reopened", condition=Q(action=Action.REOPEN))]

    def __str__(self) -> str:
        return f"{self.get_action_display()}"


class Message(models.Model):
    """やりとり: between who wrote and the office, by the receipt code."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=6, choices=Side)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    text = SealedField(_("文"))
    at = models.DateTimeField(_("日時"))
    # Of the page that it was written on: the same sent twice is one.
    key = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("やりとり")
        verbose_name_plural = _("やりとり")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_side_display()


class CaseNote(models.Model):
    """記録, for who works on the case."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="notes")
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    text = SealedField(_("記録"))
    at = models.DateTimeField(_("日時"))
    key = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("記録")
        verbose_name_plural = _("記録")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class CaseTask(models.Model):
    """することと、その日."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="tasks")
    for_whom = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが"))
    text = SealedField(_("すること"))
    due_on = models.DateField(_("いつまでに"))
    done_at = models.DateTimeField(_("した日時"), null=True)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    key = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("すること")
        verbose_name_plural = _("すること")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d}"


class ConsentRecord(models.Model):
    """同意: on what, how far, when, and until when it held."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="consents")
    given_on = models.DateField(_("同意した日"))
    basis = models.CharField(_("どうやって確かめたか"), max_length=10, choices=[
        ("talk", _("話して")), ("phone", _("電話で")), ("paper", _("書面で")), ("proxy", _("家族・後見人から")),
    ])  # fmt: skip
    scope = SealedField(_("どこまで"))
    withdrawn_on = models.DateField(_("取り消した日"), null=True)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("同意")
        verbose_name_plural = _("同意")
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=models.F("given_on")), name="consent_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.given_on:%Y-%m-%d}"


class Transfer(models.Model):
    """引き継ぎ: to another office, or to an agency outside that answers by a link that holds once, for eight days."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="transfers")
    to_office = models.ForeignKey(SupportOffice, models.PROTECT, null=True, related_name="+", verbose_name=_("事務所"))
    to_agency = models.CharField(_("ほかの機関"), max_length=120, blank=True)
    from_office = models.ForeignKey(SupportOffice, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(_("引き継ぐ根拠"), max_length=10, choices=Ground)
    reason = SealedField(_("理由"))
    # What the agency outside is shown: written for it, never the case itself.
    summary = SealedField(_("伝えること"))
    token_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=TransferState, default=TransferState.ASKED)
    refusal = models.CharField(_("断りの理由"), max_length=10, choices=Refusal, blank=True)
    answer = SealedField(_("返事"))
    asked_by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("引き継ぎ")
        verbose_name_plural = _("引き継ぎ")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_office__isnull=False, to_agency="") | Q(to_office=None) & ~Q(to_agency=""),
                name="transfer_to_one",
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(state=TransferState.ASKED), name="transfer_one_at_a_time"
            ),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="transfer_token_once"),
        ]
        indexes = [models.Index(fields=["asked_at"], name="transfer_asked")]

    def __str__(self) -> str:
        return self.get_state_display()
