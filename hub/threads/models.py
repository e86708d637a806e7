"""やりとり: a talk of an organisation with the city's coordinators, its posts, their files, and who has read what."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from hub.threads.enums import Act, Side
from hub.threads.querysets import AttachmentQuerySet, ThreadQuerySet


class Thread(models.Model):
    """One talk. What it is about is named by its kind and number, as apps to the right are not known here."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="threads", verbose_name=_("団体"))
    subject = models.CharField(_("何について"), max_length=120)
    about_kind = models.SlugField(max_length=20, blank=True, editable=False)
    about_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    # Whose turn it is; none when nothing is to be answered.
    waits_for = models.CharField(_("だれの番か"), max_length=10, choices=Side, blank=True, editable=False)
    waits_since = models.DateTimeField(_("いつから待っているか"), null=True, editable=False)
    # The end of the day by which the city has promised to answer, while it is the city's turn.
    answer_by = models.DateField(_("この日までにお返事"), null=True, editable=False)
    # When coordinators were reminded of a promise that was not kept: once for each.
    late_told_at = models.DateTimeField(null=True, editable=False)
    last_post_at = models.DateTimeField(_("最後に書かれた日時"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("始まった日時"), auto_now_add=True)
    closed_at = models.DateTimeField(_("終えた日時"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("やりとり")
        verbose_name_plural = _("やりとり")
        ordering = ["-last_post_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(waits_for__in=["", *Side.values]), name="thread_waits_for_known"),
            models.CheckConstraint(
                condition=Q(about_kind="", about_id=None) | ~Q(about_kind="") & Q(about_id__isnull=False),
                name="thread_about_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(waits_for=""), name="thread_closed_waits_for_nobody"
            ),
            models.CheckConstraint(
                condition=Q(waits_for=Side.STAFF, answer_by__isnull=False)
                | ~Q(waits_for=Side.STAFF) & Q(answer_by=None),
                name="thread_promise_of_staff",
            ),
            models.CheckConstraint(
                condition=Q(waits_for="", waits_since=None) | ~Q(waits_for="") & Q(waits_since__isnull=False),
                name="thread_waits_since_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], name="thread_to_answer", condition=Q(waits_for=Side.STAFF)),
            models.Index(fields=["about_kind", "about_id"], name="thread_about"),
            models.Index(F("organization"), F("last_post_at").desc(), F("id").desc(), name="thread_of_organization"),
        ]

    def __str__(self) -> str:
        return self.subject


class ThreadAct(models.Model):
    """One row for each act on a talk beside what is written in it: what, by whom and when."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="acts", verbose_name=_("やりとり"))
    action = models.CharField(_("操作"), max_length=10, choices=Act)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("やりとりの記録")
        verbose_name_plural = _("やりとりの記録")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(action__in=Act.values), name="thread_act_known")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.action}"


class Post(models.Model):
    """What one side wrote. It is never written anew."""

    # Of a form and what was written in it: the same sent twice is one.
    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts", verbose_name=_("やりとり"))
    side = models.CharField(_("だれが"), max_length=10, choices=Side)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("書いたこと"), max_length=4_000)
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("書きこみ")
        verbose_name_plural = _("書きこみ")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="post_side_known")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.side}"


class Attachment(models.Model):
    """A file of a post. Its ``key`` names it on the disk; what it was called is only shown."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="attachments", verbose_name=_("書きこみ"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("ファイルの名前"), max_length=120)
    media_type = models.CharField(_("種類"), max_length=100)
    size = models.PositiveIntegerField(_("大きさ（バイト）"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)
    # Some time after the talk the file goes; that there was one stays.
    removed_at = models.DateTimeField(_("消した日時"), null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("ファイル")
        verbose_name_plural = _("ファイル")
        ordering = ["pk"]
        indexes = [models.Index(fields=["post"], name="attachment_kept", condition=Q(removed_at=None))]

    def __str__(self) -> str:
        return self.name


class ThreadReading(models.Model):
    """Up to which post somebody has read a talk."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("読んだところ")
        verbose_name_plural = _("読んだところ")
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="thread_reading_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.user_id}"
