"""サークル: people who meet again around a theme and a place; who belongs to it, and what the organiser tells them."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.circle_enums import ACTIVE, CIRCLE_MOVES, Joining, MemberAction, MemberState
from events.circle_querysets import CircleMemberQuerySet, CircleMessageQuerySet, CircleQuerySet
from events.enums import Action, State
from events.models.places import Place
from events.registration_enums import RegisteredVia
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Audience, Theme, WelcomeMark


class Circle(models.Model):
    """``state`` is changed by ``events.services.circles`` alone. Its dates are dates of events that name it.

    It has no columns of the feed, of imports and of schedules, which ``Reviewed`` and ``Findable`` bring along.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="circles", verbose_name=_("主催する団体")
    )
    name = models.CharField(_("サークルの名前"), max_length=80)
    reading = models.CharField(_("ふりがな"), max_length=120, blank=True)
    summary = models.CharField(_("ひとことで"), max_length=200, blank=True)
    description = models.TextField(_("何をする"), blank=True, max_length=2_000)
    first_visit = models.TextField(_("はじめての方へ"), blank=True, max_length=1_000)
    who_comes = models.TextField(_("どんな人が来ている？"), blank=True, max_length=500)
    how_often = models.CharField(_("いつ集まる"), max_length=120, blank=True)
    fee_text = models.CharField(_("いくら"), max_length=200, blank=True)
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="circles", verbose_name=_("場")
    )
    venue_name = models.CharField(_("集まるところの名前"), max_length=120, blank=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, verbose_name=_("中学校区"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("興味・分野"))
    audiences = models.ManyToManyField(Audience, blank=True, related_name="+", verbose_name=_("対象"))
    welcome_marks = models.ManyToManyField(WelcomeMark, blank=True, related_name="+", verbose_name=_("参加しやすさ"))
    joining = models.CharField(_("入り方"), max_length=10, choices=Joining, default=Joining.AT_ONCE)
    contact_phone = models.CharField(_("問い合わせの電話番号"), max_length=20, blank=True)
    safeguards = models.TextField(_("子どもと活動するときの約束"), blank=True, max_length=1_000)
    is_sample = models.BooleanField(_("見本"), default=False)

    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(_("公開した日時"), null=True, editable=False)
    # Since when it is neither public nor on its way to be again: what is known of its members goes some time after.
    ended_at = models.DateTimeField(_("終わった日時"), null=True, editable=False)
    # Since when a change of a member, which went out at once, waits to be looked at.
    recheck_since = models.DateTimeField(_("変わったところを確かめる"), null=True, editable=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    search_text = models.TextField(editable=False, default="")
    search_tokens = SearchVectorField(editable=False, null=True)
    # The mark of the opened form: a double tap makes one.
    sent_as = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = _("サークル")
        verbose_name_plural = _("サークル")
        ordering = ["reading", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="circle_state_known"),
            models.CheckConstraint(condition=Q(joining__in=Joining.values), name="circle_joining_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED, State.CLOSED]) | Q(published_at__isnull=False),
                name="circle_public_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(ended_at__isnull=False), name="circle_closed_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(ended_at=None), name="circle_published_goes_on"
            ),
            models.CheckConstraint(
                condition=Q(is_sample=False) | Q(contact_phone=""), name="circle_sample_has_no_contact"
            ),
        ]
        indexes = [
            GinIndex(fields=["search_tokens"], name="circle_search", fastupdate=False),
            models.Index(fields=["reading", "name", "id"], name="circle_listed", condition=Q(state=State.PUBLISHED)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("circles:detail", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Whether everybody may open its page. ``organization`` is loaded with it."""
        return self.state in {State.PUBLISHED, State.CLOSED} and self.organization.is_verified

    @property
    def is_open(self) -> bool:
        """Whether it meets, and everybody can see that."""
        return self.state == State.PUBLISHED and self.organization.is_verified

    @property
    def public_place(self) -> Place | None:
        """Where it meets, if that has a page."""
        return self.place if self.place is not None and self.place.is_public else None


class CircleMove(models.Model):
    """One row for each act on a circle: what, by whom, when and why. Only added to (docs/decisions/0022)."""

    # Of a draft that was thrown away the rows stay.
    circle = models.ForeignKey(
        Circle, models.DO_NOTHING, db_constraint=False, related_name="moves", verbose_name=_("サークル")
    )
    action = models.CharField(
        _("操作"), max_length=10, choices=[(action.value, action.label) for action in (*CIRCLE_MOVES, Action.ASSURE)]
    )
    from_state = models.CharField(_("前の状態"), max_length=10, choices=State)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("サークルの記録")
        verbose_name_plural = _("サークルの記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.circle_id} {self.action}"


class CircleMember(models.Model):
    """Who belongs to a circle, or asked to: an account, or a name or nickname with an address or a number.

    Shown to who writes for its organisation and to themselves alone. ``person``: a keyed hash that tells the same
    person in the same circle (``events.services.registrations.persons``). Emptied as soon as somebody has left.
    """

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="members", verbose_name=_("サークル"))
    state = models.CharField(_("状態"), max_length=12, choices=MemberState, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="circles", verbose_name=_("利用者")
    )
    name = models.CharField(_("お名前・よび名"), max_length=60, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    person = models.CharField(max_length=40, blank=True, editable=False)
    language = models.CharField(_("言葉"), max_length=10, default="ja")
    note = models.CharField(_("伝えておきたいこと"), max_length=200, blank=True)
    wants_mail = models.BooleanField(_("主催者からのメールを受け取る"), default=True)
    via = models.CharField(_("申込の方法"), max_length=10, choices=RegisteredVia, default=RegisteredVia.WEB)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("代わりに書いた人")
    )
    confirm_until = models.DateTimeField(_("確認の期限"), null=True, editable=False)
    joined_at = models.DateTimeField(_("入った日時"), null=True, editable=False)
    ended_at = models.DateTimeField(_("終わった日時"), null=True, editable=False)
    # What who is not, or no longer, among them is told; it goes with the name.
    reason = models.CharField(_("理由"), max_length=200, blank=True, editable=False)
    names_removed_at = models.DateTimeField(_("名前を消した日時"), null=True, editable=False)
    sent_as = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("申し込んだ日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = CircleMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("サークルの仲間")
        verbose_name_plural = _("サークルの仲間")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MemberState.values), name="circle_member_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, ended_at=None) | ~Q(state__in=ACTIVE) & Q(ended_at__isnull=False),
                name="circle_member_ended_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state=MemberState.UNCONFIRMED) ^ Q(confirm_until=None),
                name="circle_member_confirms_in_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=MemberState.MEMBER) | Q(joined_at__isnull=False), name="circle_member_joined"
            ),
            models.CheckConstraint(
                condition=Q(names_removed_at=None)
                | Q(user=None, name="", email="", phone="", person="", note="", reason=""),
                name="circle_member_forgotten_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state=MemberState.LEFT) | Q(names_removed_at__isnull=False),
                name="circle_member_left_is_forgotten",
            ),
            models.UniqueConstraint(
                fields=["circle", "person"],
                condition=Q(state__in=ACTIVE) & ~Q(person=""),
                name="circle_member_person_once",
            ),
        ]
        indexes = [
            models.Index(fields=["circle", "state"], name="circle_member_of_circle"),
            models.Index(
                fields=["confirm_until"], name="circle_member_due", condition=Q(state=MemberState.UNCONFIRMED)
            ),
            models.Index(
                fields=["ended_at"],
                name="circle_member_to_forget",
                condition=Q(names_removed_at=None, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_reached_by_mail(self) -> bool:
        return bool(self.user_id or self.email)


class CircleMemberMove(models.Model):
    """One row for each act on a membership: what, by whom; never a name or a reason. Only added to."""

    member = models.ForeignKey(CircleMember, models.PROTECT, related_name="moves", verbose_name=_("サークルの仲間"))
    action = models.CharField(_("操作"), max_length=10, choices=MemberAction)
    from_state = models.CharField(_("前の状態"), max_length=12, choices=MemberState, blank=True)
    to_state = models.CharField(_("後の状態"), max_length=12, choices=MemberState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("サークルの仲間の記録")
        verbose_name_plural = _("サークルの仲間の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.action}"


class CircleMessage(models.Model):
    """What the organiser tells all members: by mail, on their own page, by telephone to who has nothing else."""

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="messages", verbose_name=_("サークル"))
    subject = models.CharField(_("件名"), max_length=60)
    text = models.TextField(_("本文"), max_length=2_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    sent_as = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("送った日時"), auto_now_add=True)

    objects = CircleMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("サークルからのお知らせ")
        verbose_name_plural = _("サークルからのお知らせ")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class CircleCall(models.Model):
    """Somebody who is reached by telephone alone, to be told of a message; ticked off when that is done."""

    message = models.ForeignKey(CircleMessage, models.CASCADE, related_name="calls", verbose_name=_("お知らせ"))
    member = models.ForeignKey(CircleMember, models.CASCADE, related_name="calls", verbose_name=_("サークルの仲間"))
    done_at = models.DateTimeField(_("電話した日時"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("電話した人")
    )

    class Meta:
        verbose_name = _("電話で伝える人")
        verbose_name_plural = _("電話で伝える人")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["message", "member"], name="circle_call_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.member_id}"


def blank_member() -> dict[str, Any]:
    """What a membership holds of who it was, emptied."""
    return {**dict.fromkeys(("name", "email", "phone", "person", "note", "reason"), ""), "user": None}
