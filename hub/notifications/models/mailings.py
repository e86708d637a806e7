"""The mail outbox: the row is written with what makes it true, a worker sends it afterwards. Redis only wakes it."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.notifications.enums import DUE_STATES, Channel, MailingState
from hub.notifications.letters import finds_reader, name_of
from hub.notifications.querysets import MailingQuerySet

# What a mail server answers (RFC 5321), and what we write ourselves.
_CODE = re.compile(r"\b[45]\d\d\b")
_AWAY = ("ConnectionRefusedError", "ConnectionResetError", "TimeoutError", "gaierror", "SMTPServerDisconnected")
_FAILURES = {
    **dict.fromkeys(_AWAY, _("メールのサーバーにつながりませんでした")),
    "421": _("メールのサーバーにつながりませんでした"),
    "535": _("メールのサーバーに入れませんでした（名前か合言葉が違います）"),
    "550": _("あて先のメールアドレスがないか、使われていません"),
    "551": _("あて先のメールアドレスがないか、使われていません"),
    "553": _("あて先のメールアドレスがないか、使われていません"),
    "452": _("あて先の受信箱がいっぱいです"),
    "552": _("あて先の受信箱がいっぱいです"),
    "554": _("相手のサーバーに断られました"),
    "NotWanted": _("送る必要がなくなりました"),
    "NoEnd": _("送っている途中で、くり返し止まりました"),
    "NotTakenError": _("メールのサーバーが受け取りませんでした"),
    "UnknownKindError": _("いまは使っていない種類のメールです"),
    "LINE 400": _("LINEに断られました（相手がいないか、LINEの決まりに合わない中身です）"),
    "LINE 401": _("LINEに入れませんでした（アクセストークンが違うか、期限が切れています）"),
    "LINE 403": _("LINEに断られました（このアカウントでは送れません）"),
    "LINE 429": _("LINEで送れる数の上限に達しました"),
    "LINE key-expired": _("はじめに送ろうとしてから1日がたち、二度届かないことを約束できません"),
}
# What the adapter of LINE writes begins with this.
_OF_LINE = "LINE "


class Mailing(models.Model):
    """A mail. Its words and links are made when it is sent: the row holds ids, and an address where no account has it."""

    idempotency_key = models.CharField(_("一度だけの印"), max_length=150, unique=True)
    kind = models.CharField(_("種類"), max_length=60)
    channel = models.CharField(_("送り方"), max_length=10, choices=Channel, default=Channel.EMAIL)
    # Of those who subscribed: what was delivered to them is what the mailing holds.
    recipient = models.ForeignKey(
        "notifications.Recipient", models.CASCADE, null=True, related_name="+", verbose_name=_("知らせを受ける人")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("利用者")
    )
    # Of somebody without an account, or of an account's former address. Emptied when the row is old.
    address = models.EmailField(_("あて先"), blank=True)
    ids = models.JSONField(_("番号"), default=dict)
    language = models.CharField(_("言葉"), max_length=10, default="ja")
    state = models.CharField(_("状態"), max_length=10, choices=MailingState, default=MailingState.PENDING)
    due_at = models.DateTimeField(_("送る日時"))
    # News for many: they go after what somebody is waiting for, however long ago they were due.
    is_bulk = models.BooleanField(_("多くの人への知らせ"), default=False, db_default=False)
    # Attempts are failures. Claims count how often its sending was begun, also by a sender that did not live to tell.
    attempts = models.PositiveSmallIntegerField(_("失敗した回数"), default=0)
    claims = models.PositiveSmallIntegerField(_("取りかかった回数"), default=0)
    lease_until = models.DateTimeField(_("取りかかっている期限"), null=True)
    lease_token = models.UUIDField(null=True)
    last_error = models.CharField(_("最後の失敗"), max_length=200, blank=True)
    message_id = models.CharField("Message-ID", max_length=150, unique=True)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    ended_at = models.DateTimeField(_("送った・やめた日時"), null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("メール")
        verbose_name_plural = _("メール")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailingState.values), name="mailing_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=DUE_STATES, ended_at=None)
                | (~Q(state__in=DUE_STATES) & Q(ended_at__isnull=False, lease_token=None)),
                name="mailing_ended_has_date",
            ),
            models.CheckConstraint(
                condition=Q(lease_until=None, lease_token=None)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
                name="mailing_lease_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="mailing_due", condition=Q(state__in=DUE_STATES)),
            models.Index(
                fields=["channel", "is_bulk", "due_at", "id"],
                name="mailing_due_in_order",
                condition=Q(state__in=DUE_STATES),
            ),
            models.Index(fields=["ended_at"], name="mailing_ended"),
            models.Index(
                fields=["recipient", "created_at"], name="mailing_of_recipient", condition=Q(recipient__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{name_of(self.kind)} {self.pk}"

    @property
    def was_begun_in_vain(self) -> int:
        """How often its sender did not live to tell what became of it."""
        return self.claims - self.attempts

    @property
    def failure(self) -> str:
        """``last_error``, the name of a fault and the server's code, in words; empty where nothing failed."""
        if self.last_error.startswith(_OF_LINE):
            return str(_FAILURES.get(self.last_error, _("LINEにつながらないか、LINEが、いまは受け取れません")))
        code = _CODE.search(self.last_error)
        said = _FAILURES.get(code[0]) if code else _FAILURES.get(self.last_error)
        if code and not said:
            said = (
                _("相手のサーバーが受け取りませんでした")
                if code[0] > "5"
                else _("相手のサーバーが、いまは受け取れません")
            )
        return str(said or _("つながりハブの側の失敗です")) if self.last_error else ""

    @property
    def has_recipient(self) -> bool:
        """Whether it is known whom it is for; of an old mailing it is forgotten."""
        if self.channel == Channel.LINE:
            return bool(self.recipient and self.recipient.line_id)
        return bool(self.address or self.user_id) or finds_reader(self.kind)


class JobSlot(models.Model):
    """A turn of a periodic job, taken by whoever inserts the row first: two beats do no harm."""

    job = models.CharField(max_length=60)
    slot = models.BigIntegerField()
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("定期の仕事の順番")
        verbose_name_plural = _("定期の仕事の順番")
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="job_slot_once")]
        indexes = [models.Index(fields=["taken_at"], name="job_slot_taken")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"
