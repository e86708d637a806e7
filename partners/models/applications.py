"""役割への申込: who would do it, what both sides wrote, the hours that both sides confirmed, and the certificate of them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.models.roles import Role
from partners.role_enums import (
    OPEN_APPLICATIONS,
    WAITING_APPLICATIONS,
    ApplicationAction,
    ApplicationState,
    Party,
    Skill,
)
from partners.role_querysets import ApplicationQuerySet, CertificateQuerySet, HoursQuerySet


class RoleApplication(models.Model):
    """By an account. Seen by the person, those who write for the role's organisation, and nobody else.

    Contacts stay with the hub: both sides write to each other here. ``state`` is changed by ``partners.services`` alone.
    """

    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    # With them their hours and certificates would go: neither a role nor its organisation is deleted while there are some.
    role = models.ForeignKey(Role, models.PROTECT, related_name="applications", verbose_name=_("役割"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="role_applications", verbose_name=_("だれが")
    )
    state = models.CharField(
        _("状態"), max_length=10, choices=ApplicationState, default=ApplicationState.SENT, editable=False
    )
    # What the organisation calls the person; emptied some time after it has ended.
    name = models.CharField(_("お名前かよび名"), max_length=60, blank=True)
    wants_visit = models.BooleanField(_("まず見学したい"), default=False)
    skills = ArrayField(
        models.CharField(max_length=20, choices=Skill), verbose_name=_("できること"), default=list, blank=True
    )
    is_minor = models.BooleanField(_("18歳未満"), default=False)
    # Of a minor: the guardian agreed, as the person says.
    guardian_agrees = models.BooleanField(_("保護者の同意"), default=False)
    # The university or school whose course it is to count for, where one was chosen.
    course = models.ForeignKey(
        "partners.RoleCourse", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("授業・制度")
    )
    # By which page of the hub the person came (``hub``: the list, ``place``, ``event``, ``project``, ``university``, ``lending``).
    came_by = models.SlugField(max_length=12, default="hub", editable=False)
    applied_at = models.DateTimeField(_("申し込んだ日時"), editable=False)
    # The end of the day by which the organisation has promised to answer, while it is its turn.
    answer_by = models.DateField(_("この日までにお返事"), null=True, editable=False)
    # Which reminders of the promise were sent: once each.
    reminded_at = models.DateTimeField(null=True, editable=False)
    late_told_at = models.DateTimeField(null=True, editable=False)
    # When the person was told that the role takes nobody new while they wait.
    closed_told_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(_("決まった日時"), null=True, editable=False)
    ended_at = models.DateTimeField(_("終わった日時"), null=True, editable=False)
    names_removed_at = models.DateTimeField(_("名前を消した日時"), null=True, editable=False)
    # Whether what the other side wrote was read.
    read_by_person = models.PositiveBigIntegerField(default=0, editable=False)
    read_by_organization = models.PositiveBigIntegerField(default=0, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("役割への申込")
        verbose_name_plural = _("役割への申込")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_known"),
            models.UniqueConstraint(
                fields=["role", "user"], condition=Q(state__in=OPEN_APPLICATIONS), name="application_once"
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False) | Q(guardian_agrees=True), name="application_of_minor_is_agreed"
            ),
            models.CheckConstraint(
                condition=Q(answer_by=None) | Q(state__in=WAITING_APPLICATIONS), name="application_promise_is_open"
            ),
            models.CheckConstraint(
                condition=Q(names_removed_at=None) | Q(name=""), name="application_forgotten_is_empty"
            ),
        ]
        indexes = [
            models.Index(fields=["role", "state"], name="application_of_role"),
            models.Index(fields=["user", "-id"], name="application_of_user"),
            models.Index(fields=["answer_by"], name="application_to_answer", condition=Q(answer_by__isnull=False)),
            models.Index(
                fields=["ended_at"],
                name="application_to_forget",
                condition=Q(ended_at__isnull=False, names_removed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class ApplicationMessage(models.Model):
    """What one side wrote to the other. Never written anew; emptied with the names."""

    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    application = models.ForeignKey(
        RoleApplication, models.CASCADE, related_name="messages", verbose_name=_("役割への申込")
    )
    party = models.CharField(_("だれが"), max_length=12, choices=Party)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("書いたこと"), max_length=1_000, blank=True)
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("役割についてのやりとり")
        verbose_name_plural = _("役割についてのやりとり")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(party__in=Party.values), name="message_party_known")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.party}"


class ApplicationTransition(models.Model):
    """One row for each act: what, by whom and when. Only added to; it holds no words of people."""

    application = models.ForeignKey(
        RoleApplication, models.CASCADE, related_name="transitions", verbose_name=_("役割への申込")
    )
    action = models.CharField(_("操作"), max_length=10, choices=ApplicationAction)
    from_state = models.CharField(_("前の状態"), max_length=10, choices=ApplicationState, blank=True)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=ApplicationState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("役割への申込の記録")
        verbose_name_plural = _("役割への申込の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.action}"


class Hours(models.Model):
    """活動の記録: so many minutes on one day, which count when both sides have confirmed them.

    Whoever writes it confirms it for their side; who writes it anew takes the other side's confirmation away. One
    person never confirms for both.
    """

    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    application = models.ForeignKey(
        RoleApplication, models.CASCADE, related_name="hours", verbose_name=_("役割への申込")
    )
    on = models.DateField(_("いつ"))
    minutes = models.PositiveSmallIntegerField(_("時間（分）"))
    text = models.CharField(_("何をしたか"), max_length=200, blank=True)
    written_by = models.CharField(_("書いた側"), max_length=12, choices=Party, editable=False)
    by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    person_at = models.DateTimeField(_("本人が確かめた日時"), null=True, editable=False)
    by_organization = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    organization_at = models.DateTimeField(_("団体が確かめた日時"), null=True, editable=False)
    # Who says that it was otherwise, and how; it counts for nobody then.
    disputed_by = models.CharField(_("ちがうと言った側"), max_length=12, choices=Party, blank=True, editable=False)
    dispute = models.CharField(_("どうちがうか"), max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    created_at = models.DateTimeField(_("書いた日時"), auto_now_add=True)

    objects = HoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("活動の記録")
        verbose_name_plural = _("活動の記録")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(5, 1_440)), name="hours_within_a_day"),
            models.CheckConstraint(
                condition=Q(by_person=None) | Q(by_organization=None) | ~Q(by_person=F("by_organization")),
                name="hours_confirmed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(disputed_by="", dispute="")
                | ~Q(disputed_by="") & ~Q(dispute="") & (Q(person_at=None) | Q(organization_at=None)),
                name="hours_disputed_do_not_count",
            ),
        ]
        indexes = [
            models.Index(
                fields=["on"],
                name="hours_that_count",
                condition=Q(person_at__isnull=False, organization_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.on}"

    @property
    def counts(self) -> bool:
        """Whether both sides have confirmed it."""
        return self.person_at is not None and self.organization_at is not None


class ActivityCertificate(models.Model):
    """活動証明書: what was confirmed on the day on which it was made, as it stood then. Whoever holds the code can check it."""

    application = models.ForeignKey(
        RoleApplication, models.CASCADE, related_name="certificates", verbose_name=_("役割への申込")
    )
    number = models.CharField(_("番号"), max_length=30, unique=True, editable=False)
    # Of this, the hub's key and all that stands on it the code is made.
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("お名前"), max_length=60, editable=False)
    role_title = models.CharField(_("役割"), max_length=80, editable=False)
    organization_name = models.CharField(_("団体"), max_length=120, editable=False)
    course_name = models.CharField(_("授業・制度"), max_length=300, blank=True, editable=False)
    from_on = models.DateField(_("いつから"), editable=False)
    until_on = models.DateField(_("いつまで"), editable=False)
    days = models.PositiveSmallIntegerField(_("活動した日数"), editable=False)
    minutes = models.PositiveIntegerField(_("確かめた時間（分）"), editable=False)
    issued_at = models.DateTimeField(_("作った日時"), editable=False)
    revoked_at = models.DateTimeField(_("取り消した日時"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    revoked_reason = models.CharField(_("取り消した理由"), max_length=300, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("活動証明書")
        verbose_name_plural = _("活動証明書")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="certificate_of_something"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_reason=""), name="certificate_revoked_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number
