"""催し and the dates on which it happens."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.enums import Allotment, AttendanceMode, OccurrenceOrigin, OccurrenceState, Participation, State
from events.facets import Flag, Kind, facet
from events.models.circles import Circle
from events.models.places import Place
from events.models.published import WHOLE_POSITION, Findable, Located, Reviewed
from events.querysets import EventQuerySet, OccurrenceQuerySet
from hub.accounts.models import Organization

_COUNTERS = frozenset({"taken", "taken_told"})


class Event(Located, Reviewed, Findable):
    """A gathering, course or class, with one or many dates."""

    title = models.CharField(_("名前"), max_length=200)
    subtitle = models.CharField(_("サブタイトル"), max_length=200, blank=True)
    summary = models.CharField(_("ひとことで"), max_length=300, blank=True)
    description = models.TextField(_("説明"), blank=True, max_length=10_000)
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("場")
    )
    venue_name = models.CharField(_("会場の名前"), max_length=200, blank=True)
    attendance_mode = models.CharField(
        _("参加のしかた"), max_length=10, choices=AttendanceMode, default=AttendanceMode.ONSITE
    )
    online_url = models.URLField(_("オンラインのURL"), max_length=500, blank=True)
    organizer = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("主催団体")
    )
    organizer_name = models.CharField(_("主催者の名前（団体の登録がないとき）"), max_length=200, blank=True)
    # Its dates are the dates of that circle, which belongs to the organiser.
    circle = models.ForeignKey(
        Circle, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("サークル")
    )
    is_free = models.BooleanField(_("無料"), null=True, blank=True)
    fee_text = models.CharField(_("料金"), max_length=500, blank=True)
    audience_note = models.CharField(_("対象の説明"), max_length=500, blank=True)
    alone_note = models.TextField(_("ひとりで行っていい？"), blank=True, max_length=1_000)
    body_note = models.TextField(_("体のことが心配"), blank=True, max_length=1_000)
    is_professional_present = models.BooleanField(_("専門職に会える"), default=False)
    professional_note = models.CharField(_("会える専門職と、聞けること"), max_length=300, blank=True)
    # 交流会: who comes represents an organisation that the city has verified (docs/decisions/0014).
    is_for_members = models.BooleanField(
        _("登録した団体の集まり（交流会）"),
        default=False,
        db_default=False,
        help_text=_("市が確認した団体のメンバーだけの集まりです。住民の催しの一覧や知らせには出ません。"),
    )
    participation = models.CharField(
        _("参加の方法"), max_length=10, choices=Participation, default=Participation.ELSEWHERE
    )
    allotment = models.CharField(_("先着・抽選"), max_length=10, choices=Allotment, blank=True, default="")
    how_to_apply = models.TextField(_("申込方法"), blank=True, max_length=5_000)
    apply_url = models.URLField(_("申込のURL"), max_length=500, blank=True)
    url = models.URLField(_("くわしい案内のURL"), max_length=500, blank=True)
    contact_name = models.CharField(_("問い合わせ先"), max_length=200, blank=True)
    contact_phone = models.CharField(_("電話番号"), max_length=40, blank=True)
    contact_extension = models.CharField(_("内線"), max_length=20, blank=True)
    contact_email = models.EmailField(_("メールアドレス"), blank=True)
    remarks = models.TextField(_("備考"), blank=True, max_length=5_000)
    category = models.CharField(_("元のデータの種類"), max_length=100, blank=True)
    rrule = models.CharField(
        _("くり返し（RRULE）"), max_length=300, blank=True, help_text=_("例: FREQ=WEEKLY;BYDAY=TU 毎週火曜日")
    )
    rule_starts_at = models.DateTimeField(_("くり返しの最初の日時"), null=True, blank=True)
    rule_minutes = models.PositiveIntegerField(_("1回の長さ（分）"), null=True, blank=True)
    rule_excluded_on = ArrayField(models.DateField(), verbose_name=_("くり返しから除く日"), default=list, blank=True)
    # What was looked at once needs no second look where it is only repeated.
    copied_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name=_("写しのもと"),
        editable=False,
    )

    # The span of its dates, kept by events.services.listing: what lists of events are sorted by.
    first_starts_at = models.DateTimeField(editable=False, db_default=Now())
    last_ends_at = models.DateTimeField(editable=False, db_default=Now())

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("催し")
        verbose_name_plural = _("催し")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="event_state_known"),
            models.CheckConstraint(condition=WHOLE_POSITION, name="event_position_whole"),
            models.CheckConstraint(
                condition=~models.Q(state=State.PUBLISHED) | models.Q(published_at__isnull=False),
                name="event_published_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(is_sample=False) | models.Q(contact_phone="", contact_email=""),
                name="event_sample_has_no_contact",
            ),
            models.CheckConstraint(
                condition=models.Q(rrule="") | models.Q(rule_starts_at__isnull=False, rule_minutes__gt=0),
                name="event_rule_has_start",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_tokens"], name="event_search", fastupdate=False),
            models.Index(fields=["publish_at"], name="event_publish_due", condition=models.Q(state="in_review")),
            models.Index(fields=["first_starts_at", "id"], name="event_listed", condition=models.Q(state="published")),
            GinIndex(fields=["facets"], name="event_facets", fastupdate=False, condition=models.Q(state="published")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.pk])

    @property
    def organizer_label(self) -> str:
        """Who runs it, as one says it."""
        return self.organizer.name if self.organizer else self.organizer_name

    @property
    def venue_label(self) -> str:
        """Where it is, in one short line."""
        if self.venue_name:
            return self.venue_name
        return self.place.name if self.place and self.place.is_public else ""


class Occurrence(models.Model):
    """開催日. A moved one keeps in ``moved_from`` when it was to begin; a cancelled one stays and is shown as such."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences", verbose_name=_("催し"))
    starts_at = models.DateTimeField(_("始まり"))
    ends_at = models.DateTimeField(_("終わり"))
    has_time = models.BooleanField(_("時刻がわかっている"), default=True)
    time_note = models.CharField(_("日時の補足"), max_length=500, blank=True)
    capacity = models.PositiveIntegerField(_("定員"), null=True, blank=True)
    apply_from = models.DateTimeField(_("申込の開始"), null=True, blank=True)
    deadline_at = models.DateTimeField(_("申込の締切"), null=True, blank=True)
    state = models.CharField(
        _("状態"), max_length=10, choices=OccurrenceState, default=OccurrenceState.SCHEDULED, editable=False
    )
    state_note = models.CharField(_("中止・変更の理由"), max_length=200, blank=True)
    moved_from = models.DateTimeField(_("もとの始まり"), null=True, blank=True, editable=False)
    origin = models.CharField(
        _("どこから"), max_length=10, choices=OccurrenceOrigin, default=OccurrenceOrigin.MANUAL, editable=False
    )
    rule_at = models.DateTimeField(_("くり返しでの日時"), null=True, blank=True, editable=False)
    edited_fields = ArrayField(
        models.CharField(max_length=60), verbose_name=_("手で直した項目"), default=list, blank=True, editable=False
    )

    # Kept by events.services.listing, so that a list is one walk over one index.
    is_listed = models.BooleanField(editable=False, default=False)
    facets = ArrayField(models.IntegerField(), editable=False, default=list)
    latitude = models.FloatField(editable=False, null=True)
    longitude = models.FloatField(editable=False, null=True)

    # People who hold a place, counted by events.services.registrations under this row's lock; and how many of them the
    # pages and the feed tell of (events.services.registrations.telling).
    taken = models.PositiveIntegerField(editable=False, default=0, db_default=0)
    taken_told = models.PositiveIntegerField(editable=False, default=0, db_default=0)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("開催日")
        verbose_name_plural = _("開催日")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_at__lte=models.F("ends_at")), name="occurrence_in_order"),
            models.CheckConstraint(
                condition=~models.Q(state=OccurrenceState.MOVED) | models.Q(moved_from__isnull=False),
                name="occurrence_moved_has_origin",
            ),
            models.UniqueConstraint(fields=["event", "rule_at"], name="occurrence_of_rule_once"),
            models.CheckConstraint(
                condition=~models.Q(origin=OccurrenceOrigin.RULE) | models.Q(rule_at__isnull=False),
                name="occurrence_of_rule_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="occurrence_not_oversold",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "starts_at"], name="occurrence_of_event"),
            models.Index(fields=["starts_at", "id"], name="occurrence_listed", condition=models.Q(is_listed=True)),
            models.Index(fields=["ends_at"], name="occurrence_listed_end", condition=models.Q(is_listed=True)),
            GinIndex(fields=["facets"], name="occurrence_facets", fastupdate=False, condition=models.Q(is_listed=True)),
            # Whose places left are told anew within a minute.
            models.Index(fields=["id"], name="occurrence_to_tell", condition=~models.Q(taken=models.F("taken_told"))),
        ]

    def __str__(self) -> str:
        return date_format(timezone.localtime(self.starts_at), "Y年n月j日 H:i" if self.has_time else "Y年n月j日")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Without the counters: what a form read before somebody registered must not count them away."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in _COUNTERS
            ]
        super().save(*args, **kwargs)

    @property
    def places_left(self) -> int | None:
        """For so many people there is room, as far as is told; None where the hub counts none."""
        is_counted = facet(Kind.FLAG, Flag.REGISTERS_HERE) in self.facets
        return max(self.capacity - self.taken_told, 0) if is_counted and self.capacity is not None else None

    @property
    def registration_path(self) -> str:
        """Where one registers for it; empty where the hub takes no registrations."""
        here = {facet(Kind.FLAG, flag) for flag in (Flag.REGISTERS_HERE, Flag.IN_COURSE)}
        if not here & set(self.facets):
            return ""
        return reverse("events:register_date", args=[self.event_id, self.pk])
