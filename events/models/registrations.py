"""申込: who takes part in a date or a course, the organiser's terms, and who came."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.events import Event, Occurrence
from events.registration_enums import (
    ACTIVE,
    HOLDING,
    UNDECIDED,
    AttendedVia,
    QuestionKind,
    RegisteredVia,
    RegistrationAction,
    RegistrationScope,
    RegistrationState,
    Wish,
)
from events.registration_querysets import RegistrationQuerySet

# The organiser may ask for more people at once by telephone.
MOST_PEOPLE = 99


class RegistrationTerms(models.Model):
    """How the hub takes registrations for an event. Without a row, or closed, the organiser takes them elsewhere.

    Whether by order, by lot or by approval is the event's ``participation``; how many and until when stands on its dates.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="registration_terms", verbose_name=_("催し"))
    is_open = models.BooleanField(_("このサイトで申込を受ける"), default=True)
    scope = models.CharField(_("申込の単位"), max_length=10, choices=RegistrationScope, default=RegistrationScope.DATE)
    # Of a course: the date whose capacity and deadline count, and whose row is locked.
    course_date = models.ForeignKey(
        Occurrence, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("講座の最初の日")
    )
    most_people = models.PositiveSmallIntegerField(_("一度に申し込める人数"), default=4)
    has_waiting_list = models.BooleanField(_("いっぱいのときは、空きを待てる"), default=True)
    offer_hours = models.PositiveSmallIntegerField(_("空いた席の返事を待つ時間"), default=24)
    asks_wishes = models.BooleanField(_("参加のときの希望を聞く"), default=True)
    note_before = models.TextField(_("申し込む前に読んでほしいこと"), blank=True, max_length=500)
    message_after = models.TextField(_("申し込んだ人に伝えること（持ち物など）"), blank=True, max_length=1_000)
    # Of a lot: so many days after the deadline the results are there; None of the reserves means all.
    result_days = models.PositiveSmallIntegerField(_("抽選の結果を知らせるまでの日数"), default=7)
    reserves = models.PositiveSmallIntegerField(_("補欠の人数（組）"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    class Meta:
        verbose_name = _("申込の受け方")
        verbose_name_plural = _("申込の受け方")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=RegistrationScope.DATE, course_date=None)
                | Q(scope=RegistrationScope.COURSE, course_date__isnull=False),
                name="registration_terms_course_has_date",
            ),
            models.CheckConstraint(
                condition=Q(most_people__range=(1, MOST_PEOPLE), offer_hours__range=(1, 168)),
                name="registration_terms_within",
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)


class RegistrationQuestion(models.Model):
    """What the organiser asks besides; for what it is used stands beside it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="registration_questions", verbose_name=_("催し"))
    text = models.CharField(_("聞きたいこと"), max_length=100)
    purpose = models.CharField(_("何に使うか"), max_length=100)
    kind = models.CharField(_("答え方"), max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    is_required = models.BooleanField(_("かならず答えてもらう"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    # One that was asked keeps its words beside the answers.
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("申込のときの質問")
        verbose_name_plural = _("申込のときの質問")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Registration(models.Model):
    """Of one person, alone or with companions, for one date or a whole course. Written by its services alone.

    ``party``: people, the person among them. ``seats``: places that it holds, all or none of the party. ``person``: a
    keyed hash of who it is (account, address, number with name), empty once the names are removed.
    """

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="registrations", verbose_name=_("開催日"))
    scope = models.CharField(_("申込の単位"), max_length=10, choices=RegistrationScope, default=RegistrationScope.DATE)
    state = models.CharField(_("状態"), max_length=12, choices=RegistrationState, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="registrations", verbose_name=_("利用者")
    )
    name = models.CharField(_("お名前・よび名"), max_length=60, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    person = models.CharField(max_length=40, blank=True, editable=False)
    language = models.CharField(_("言葉"), max_length=10, default="ja")
    party = models.PositiveSmallIntegerField(_("人数（本人をふくむ）"), default=1)
    seats = models.PositiveSmallIntegerField(_("席の数"), default=0, editable=False)
    wishes = ArrayField(models.CharField(max_length=20, choices=Wish), verbose_name=_("希望"), default=list, blank=True)
    wish_note = models.CharField(_("伝えておきたいこと"), max_length=300, blank=True)
    # Number of the question -> what was answered.
    answers = models.JSONField(_("質問への答え"), default=dict, blank=True)
    is_first = models.BooleanField(_("はじめて"), null=True, blank=True)
    code = models.CharField(_("申込番号"), max_length=12, unique=True, editable=False)
    via = models.CharField(_("申込の方法"), max_length=10, choices=RegisteredVia, default=RegisteredVia.WEB)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("代わりに書いた人")
    )
    # Those of one group get places together or not at all, and wait where the last of them stands.
    group = models.UUIDField(null=True, editable=False)
    queue_number = models.PositiveIntegerField(_("待つ順番"), null=True, editable=False)
    # Until then the address must be confirmed, or the offer answered.
    held_until = models.DateTimeField(_("お返事の期限"), null=True, editable=False)
    # The mark of the opened form: sent twice it is one.
    sent_as = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("申し込んだ日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)
    names_removed_at = models.DateTimeField(_("名前を消した日時"), null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("申込")
        verbose_name_plural = _("申込")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            models.CheckConstraint(condition=Q(party__range=(1, MOST_PEOPLE)), name="registration_party_within"),
            models.CheckConstraint(
                condition=Q(state__in=HOLDING, seats=F("party"))
                | Q(state=RegistrationState.UNCONFIRMED) & (Q(seats=0) | Q(seats=F("party")))
                | ~Q(state__in=[*HOLDING, RegistrationState.UNCONFIRMED]) & Q(seats=0),
                name="registration_seats_as_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.WAITING) | Q(queue_number__isnull=False),
                name="registration_waits_in_order",
            ),
            models.CheckConstraint(
                condition=Q(held_until=None) ^ Q(state__in=[RegistrationState.UNCONFIRMED, RegistrationState.OFFERED]),
                name="registration_held_until_answer",
            ),
            models.UniqueConstraint(
                fields=["occurrence", "person"],
                condition=Q(state__in=ACTIVE) & ~Q(person=""),
                name="registration_person_once",
            ),
            models.UniqueConstraint(
                fields=["occurrence", "queue_number"],
                condition=Q(state=RegistrationState.WAITING),
                name="registration_queue_once",
            ),
        ]
        indexes = [
            models.Index(fields=["occurrence", "state"], name="registration_of_date"),
            # The list itself is read by its constraint; this one tells the last number that was given.
            models.Index(
                fields=["occurrence", "queue_number"],
                name="registration_numbers",
                condition=Q(queue_number__isnull=False),
            ),
            models.Index(fields=["held_until"], name="registration_due", condition=Q(held_until__isnull=False)),
            models.Index(
                fields=["occurrence"], name="registration_undecided", condition=Q(state__in=[*map(str, UNDECIDED)])
            ),
            models.Index(fields=["user", "-id"], name="registration_of_user"),
            models.Index(
                fields=["occurrence"], name="registration_with_names", condition=Q(names_removed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class RegistrationMove(models.Model):
    """One row for each act: what, by whom, why; never a participant's name. Only added to (docs/decisions/0022)."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="moves", verbose_name=_("申込"))
    action = models.CharField(_("操作"), max_length=12, choices=RegistrationAction)
    from_state = models.CharField(_("前の状態"), max_length=12, choices=RegistrationState, blank=True)
    to_state = models.CharField(_("後の状態"), max_length=12, choices=RegistrationState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    note = models.CharField(_("メモ"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("申込の記録")
        verbose_name_plural = _("申込の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.action}"


class Attendance(models.Model):
    """Who came on a date: of a registration, or of people who came without one (当日参加), as numbers.

    ``people`` came, ``first_people`` of them for the first time. ``key``: made where it was pressed, so that an entry
    which waited for the network is one however often it is sent.
    """

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="attendances", verbose_name=_("開催日"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="attendances", verbose_name=_("申込")
    )
    came = models.BooleanField(_("来た"))
    people = models.PositiveSmallIntegerField(_("人数"), default=1)
    first_people = models.PositiveSmallIntegerField(_("うち、はじめての人"), default=0)
    via = models.CharField(_("方法"), max_length=10, choices=AttendedVia)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # 確認番号 of the proof of having come: twenty digits of an HMAC (events.services.registrations.proofs), for who has a
    # registration and came.
    proof = models.CharField(max_length=20, blank=True, editable=False, default="", db_default="")
    # When it was pressed, by the device's clock; when it was written stands in ``created_at``.
    noted_at = models.DateTimeField(_("押した日時"))
    created_at = models.DateTimeField(_("記した日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("出欠")
        verbose_name_plural = _("出欠")
        constraints = [
            models.UniqueConstraint(fields=["registration", "occurrence"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(people__range=(0, 999), first_people__lte=F("people")), name="attendance_people_within"
            ),
            models.CheckConstraint(condition=Q(came=True) | Q(people=0), name="attendance_absent_is_nobody"),
            models.CheckConstraint(
                condition=Q(registration__isnull=False) | Q(came=True, via=AttendedVia.WALK_IN),
                name="attendance_without_registration",
            ),
            models.UniqueConstraint(fields=["proof"], condition=~Q(proof=""), name="attendance_proof_once"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Draw(models.Model):
    """One drawing of lots: the seed from which everybody can compute the same order, and what came of it."""

    occurrence = models.OneToOneField(Occurrence, models.PROTECT, related_name="draw", verbose_name=_("開催日"))
    seed = models.CharField(_("乱数のもと"), max_length=64)
    rule = models.PositiveSmallIntegerField(_("きまりの版"), default=1)
    capacity = models.PositiveIntegerField(_("席の数"))
    # In the drawn order: {"units": [[code, …], …], "won": n, "reserves": n}
    result = models.JSONField(_("結果"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("抽選した日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("抽選")
        verbose_name_plural = _("抽選")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


def blank_person() -> dict[str, Any]:
    """What a registration holds of who it was, emptied."""
    empty = dict.fromkeys(("name", "email", "phone", "person", "wish_note"), "")
    return {**empty, "user": None, "wishes": [], "answers": {}}
