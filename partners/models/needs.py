"""地域課題: what is missing somewhere, as it was raised and as it is shown; hands raised to it, and what was done."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Place
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Audience, Theme
from hub.threads.models import Thread
from partners.enums import (
    ENDED_NEEDS,
    OPEN_NEEDS,
    PUBLIC_NEEDS,
    Field,
    HandState,
    NeedAction,
    NeedSource,
    NeedState,
    Offer,
)
from partners.querysets import RAISED_WORDS, HandQuerySet, NeedQuerySet

PERSONAL = (*RAISED_WORDS, "contact_name", "contact_phone", "contact_email")
_TELLS_NOTHING = Q(**dict.fromkeys(PERSONAL, ""))


class Need(models.Model):
    """``state`` is changed by ``partners.services`` alone. What points to a person stays in the part for coordinators."""

    # Of a form and what was written in it: the same sent twice is one.
    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    source = models.CharField(_("だれから"), max_length=12, choices=NeedSource)
    state = models.CharField(_("状態"), max_length=10, choices=NeedState, default=NeedState.RAISED, editable=False)

    # What is shown. A coordinator has read it, and nothing in it points to a person.
    title = models.CharField(_("何が足りないか"), max_length=80)
    text = models.TextField(_("くわしく"), max_length=2_000, blank=True)
    where = models.CharField(_("どこで"), max_length=120, blank=True)
    for_whom = models.CharField(_("だれのために"), max_length=120, blank=True)
    tried = models.TextField(_("これまでに試したこと"), max_length=1_000, blank=True)
    due_on = models.DateField(_("いつまでに"), null=True, blank=True)
    offers = ArrayField(
        models.CharField(max_length=20, choices=Offer), verbose_name=_("ほしいもの"), default=list, blank=True
    )
    fields = ArrayField(
        models.CharField(max_length=20, choices=Field), verbose_name=_("活動分野"), default=list, blank=True
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("分野"))
    audiences = models.ManyToManyField(Audience, blank=True, related_name="+", verbose_name=_("だれ向け"))
    districts = models.ManyToManyField(District, blank=True, related_name="+", verbose_name=_("地区"))
    is_everywhere = models.BooleanField(_("市内のどこでも"), default=False)

    # Where it comes from. A place's name is shown only where its operator agreed.
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="needs", verbose_name=_("団体")
    )
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="needs", verbose_name=_("場"))
    is_source_shown = models.BooleanField(_("団体と場の名前を載せてよい"), default=False)

    # For coordinators alone: as it was raised, and who can be asked. Forgotten some time after it has ended.
    raised_title = models.CharField(
        _("届いたまま：何が足りないか"), max_length=80, blank=True, default="", db_default=""
    )
    raised_where = models.CharField(_("届いたまま：どこで"), max_length=120, blank=True, default="", db_default="")
    raised_for_whom = models.CharField(
        _("届いたまま：だれのために"), max_length=120, blank=True, default="", db_default=""
    )
    raised_tried = models.TextField(
        _("届いたまま：試したこと"), max_length=1_000, blank=True, default="", db_default=""
    )
    raised_text = models.TextField(_("届いたままの文"), max_length=2_000, blank=True)
    contact_name = models.CharField(_("お名前"), max_length=80, blank=True)
    contact_phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    contact_email = models.EmailField(_("メールアドレス"), blank=True)
    forgotten_at = models.DateTimeField(_("個人の情報を消した日時"), null=True, editable=False)

    published_at = models.DateTimeField(_("公開した日時"), null=True, editable=False)
    # Since when it is in none of what is open: met, closed, declined.
    ended_at = models.DateTimeField(_("終わった日時"), null=True, editable=False)
    outcome = models.TextField(_("どうなったか"), max_length=1_000, blank=True, editable=False)
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    # Of what is shown; kept by ``partners.services``.
    search_text = models.TextField(editable=False, default="")
    search_tokens = SearchVectorField(editable=False, null=True)
    is_sample = models.BooleanField(_("見本"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("届いた日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("地域課題")
        verbose_name_plural = _("地域課題")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NeedState.values), name="need_state_known"),
            models.CheckConstraint(condition=Q(source__in=NeedSource.values), name="need_source_known"),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_NEEDS) | Q(published_at__isnull=False),
                name="need_public_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_NEEDS) | ~Q(title="") & ~Q(text="") & ~Q(offers=[]),
                name="need_public_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_sample=False) | _TELLS_NOTHING,
                name="need_sample_has_no_contact",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_NEEDS, ended_at__isnull=False)
                | ~Q(state__in=ENDED_NEEDS) & Q(ended_at=None),
                name="need_ended_has_date",
            ),
            models.CheckConstraint(condition=~Q(state=NeedState.MET) | ~Q(outcome=""), name="need_met_says_outcome"),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | _TELLS_NOTHING,
                name="need_forgotten_is_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="need_waiting", condition=Q(state=NeedState.RAISED)),
            models.Index(
                fields=["-published_at", "-id"], name="need_published", condition=Q(published_at__isnull=False)
            ),
            GinIndex(fields=["search_tokens"], name="need_search", fastupdate=False),
            models.Index(
                fields=["ended_at"], name="need_to_forget", condition=Q(ended_at__isnull=False, forgotten_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page for everybody, once it is published."""
        return reverse("partners:need", args=[self.pk])

    @property
    def own_title(self) -> str:
        """For who raised it and for coordinators: also before anything was written for everybody."""
        return self.title or self.raised_title

    @property
    def is_past_due(self) -> bool:
        """Whether its day has passed while it is still open."""
        return self.state in OPEN_NEEDS and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def is_raiser_forgotten(self) -> bool:
        """Whether there was something for coordinators alone that was emptied, also where it is open again."""
        is_empty = not any(getattr(self, name) for name in PERSONAL)
        # What was raised has a key until then; samples never have one.
        return is_empty and (self.forgotten_at is not None or (self.idempotency_key is None and not self.is_sample))


class NeedTransition(models.Model):
    """One row for each act: what, by whom, when and why."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="transitions", verbose_name=_("地域課題"))
    action = models.CharField(_("操作"), max_length=10, choices=NeedAction)
    from_state = models.CharField(_("前の状態"), max_length=10, choices=NeedState)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=NeedState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    # Whose hand it was about; of a partner that was asked the talk.
    hand = models.ForeignKey(
        "partners.Hand", models.SET_NULL, null=True, related_name="+", verbose_name=_("挙がった手")
    )
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True, related_name="+", verbose_name=_("やりとり"))
    # The words of people who raised or answered are forgotten with the need's.
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    created_at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("地域課題の記録")
        verbose_name_plural = _("地域課題の記録")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.need_id} {self.action}"


class Hand(models.Model):
    """手を挙げる: an organisation that has a registration in force offers to help with a need; a talk goes with it."""

    # Of a form, by whom and for whom it was sent: the same sent twice is one.
    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)
    need = models.ForeignKey(Need, models.CASCADE, related_name="hands", verbose_name=_("地域課題"))
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="hands", verbose_name=_("団体"))
    thread = models.OneToOneField(Thread, models.PROTECT, related_name="hand", verbose_name=_("やりとり"))
    state = models.CharField(_("状態"), max_length=10, choices=HandState, default=HandState.RAISED, editable=False)
    offers = ArrayField(
        models.CharField(max_length=20, choices=Offer), verbose_name=_("出せるもの"), default=list, blank=True
    )
    may_be_named = models.BooleanField(_("かなったとき、団体の名前を載せてよい"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("挙げた日時"), auto_now_add=True)
    decided_at = models.DateTimeField(_("決まった日時"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    reason = models.CharField(_("理由"), max_length=500, blank=True, editable=False)

    objects = HandQuerySet.as_manager()

    class Meta:
        verbose_name = _("挙がった手")
        verbose_name_plural = _("挙がった手")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandState.values), name="hand_state_known"),
            models.UniqueConstraint(
                fields=["need", "organization"],
                condition=Q(state__in=[HandState.RAISED, HandState.CHOSEN]),
                name="hand_raised_once",
            ),
            models.CheckConstraint(
                condition=Q(state=HandState.RAISED, decided_at=None)
                | ~Q(state=HandState.RAISED) & Q(decided_at__isnull=False),
                name="hand_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.organization_id}"
