"""What clients of the feed are known by, and what the feed remembers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.api.enums import Scope
from hub.api.querysets import PersonalTokenQuerySet


class PersonalToken(models.Model):
    """A key that a program shows instead of a person who signs in. It is shown once; ``digest`` alone is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens", verbose_name=_("利用者"))
    name = models.CharField(_("名前"), max_length=60)
    scope = models.CharField(_("できること"), max_length=10, choices=Scope)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # The first characters, so that one knows which it is.
    hint = models.CharField(_("はじめの文字"), max_length=12, editable=False)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    expires_at = models.DateTimeField(_("期限"))
    last_used_at = models.DateTimeField(_("最後に使った日時"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("取り消した日時"), null=True, editable=False)

    objects = PersonalTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("アクセスキー")
        verbose_name_plural = _("アクセスキー")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=Scope.values), name="personal_token_scope_known")
        ]

    def __str__(self) -> str:
        return f"{self.hint}…"


class AnsweredRequest(models.Model):
    """What was answered to a POST that came with an ``Idempotency-Key``, so that the same sent again does nothing new."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    # SHA-256 of method, path and body: another request under the same key is refused.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("答えた依頼")
        verbose_name_plural = _("答えた依頼")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answered_request_once")]
        indexes = [models.Index(fields=["created_at"], name="answered_request_age")]

    def __str__(self) -> str:
        return self.key


class FeedState(models.Model):
    """One row. ``epoch`` is new when the log of changes no longer goes on from where clients saw it end."""

    epoch = models.UUIDField(default=uuid.uuid4)
    # Up to this number the log was forgotten (docs/feed.md): a token before it is expired.
    forgotten_to = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("配信の状態")
        verbose_name_plural = _("配信の状態")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="feed_state_is_one_row")]

    def __str__(self) -> str:
        return str(self.epoch)
