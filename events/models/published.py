"""What a place and an event have in common: a state, who checked it, where it is, how easy it is to come."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import Action, EnteredVia, Feature, State, ThingKind
from hub.accounts.models import Organization
from hub.areas.models import District, Town
from hub.models import Audience, Theme, WelcomeMark
from hub.pictures.models import Picture


def validate_accessibility(value: Any) -> None:
    """A dict of ``Feature`` to True or False; what is not there is unknown."""
    if not isinstance(value, dict):
        raise ValidationError(_("設備の書き方が正しくありません。"))
    for key, answer in value.items():
        if key not in Feature.values or not isinstance(answer, bool):
            raise ValidationError(_("設備「%(key)s」は「はい」か「いいえ」で書いてください。"), params={"key": key})


# A latitude without its longitude is no place.
WHOLE_POSITION = models.Q(latitude__isnull=True, longitude__isnull=True) | models.Q(
    latitude__isnull=False, longitude__isnull=False
)


class Located(models.Model):
    """Where something is. Town and district follow from address and position when it is saved by a service."""

    postal_code = models.CharField(_("郵便番号"), max_length=8, blank=True)
    address = models.CharField(_("住所"), max_length=200, blank=True)
    building = models.CharField(_("方書（建物、階、部屋）"), max_length=120, blank=True)
    latitude = models.FloatField(
        _("緯度"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("経度"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    town = models.ForeignKey(Town, models.SET_NULL, null=True, blank=True, verbose_name=_("町丁"))
    district = models.ForeignKey(District, models.SET_NULL, null=True, blank=True, verbose_name=_("中学校区"))
    access_note = models.TextField(_("行き方"), blank=True, max_length=1_000)
    parking_note = models.CharField(_("駐車場"), max_length=500, blank=True)
    bicycle_note = models.CharField(_("駐輪場"), max_length=500, blank=True)

    class Meta:
        abstract = True


class Reviewed(models.Model):
    """A thing with a state, changed by ``events.services`` alone."""

    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    publish_at = models.DateTimeField(_("公開を予約する日時"), null=True, blank=True)
    published_at = models.DateTimeField(_("公開した日時"), null=True, blank=True, editable=False)
    # A wish publishes nothing: it becomes ``publish_at`` when a coordinator approves.
    publish_wanted_at = models.DateTimeField(_("公開してほしい日時"), null=True, blank=True, editable=False)
    assured_on = models.DateField(_("内容を確かめた日"), null=True, blank=True)
    assured_by = models.CharField(_("内容を確かめた人・部署"), max_length=80, blank=True)
    closes_on = models.DateField(_("閉じる日（この日まで）"), null=True, blank=True)
    is_sample = models.BooleanField(_("見本"), default=False)
    sample_note = models.CharField(_("見本の説明"), max_length=200, blank=True)
    source = models.CharField(_("出典"), max_length=200, blank=True)
    license = models.CharField(_("ライセンス"), max_length=60, blank=True)
    edited_fields = ArrayField(
        models.CharField(max_length=60), verbose_name=_("手で直した項目"), default=list, blank=True, editable=False
    )
    entered_via = models.CharField(_("届いた方法"), max_length=10, choices=EnteredVia, blank=True, editable=False)
    safeguards = models.TextField(
        _("子どもと活動するときの約束"),
        blank=True,
        max_length=1_000,
        help_text=_("18歳未満の人が参加するなら書きます。書かないと、団体の約束が出ます。"),
    )
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("写真"), editable=False
    )
    version = models.PositiveIntegerField(_("版"), default=1, editable=False)
    # Of all that a member sent when it was begun: the same sent again within minutes is a second tap.
    sent_as = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("作成日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新日時"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether everybody may open its page: it is published, or has ended."""
        return self.state in {State.PUBLISHED, State.CLOSED}


class Findable(models.Model):
    """How one finds it, and how easy it is to come. The last three columns are kept by ``events.services.listing``."""

    themes = models.ManyToManyField(Theme, blank=True, verbose_name=_("興味・分野"))
    audiences = models.ManyToManyField(Audience, blank=True, verbose_name=_("対象"))
    welcome_marks = models.ManyToManyField(WelcomeMark, blank=True, verbose_name=_("参加しやすさ"))
    accessibility = models.JSONField(_("設備"), default=dict, blank=True, validators=[validate_accessibility])
    accessibility_note = models.CharField(_("設備の補足"), max_length=300, blank=True)
    languages_note = models.CharField(_("話せる言葉"), max_length=120, blank=True)
    reading = models.CharField(_("ふりがな"), max_length=300, blank=True)

    search_text = models.TextField(editable=False, default="")
    search_tokens = SearchVectorField(editable=False, null=True)
    facets = ArrayField(models.IntegerField(), editable=False, default=list)

    class Meta:
        abstract = True


class Transition(models.Model):
    """One row for each move of a place or an event: what, by whom, when and why."""

    kind = models.CharField(_("種類"), max_length=10, choices=ThingKind)
    object_id = models.BigIntegerField(_("番号"))
    action = models.CharField(_("操作"), max_length=10, choices=Action)
    from_state = models.CharField(_("前の状態"), max_length=10, choices=State)
    to_state = models.CharField(_("後の状態"), max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("だれが"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("状態の記録")
        verbose_name_plural = _("状態の記録")
        indexes = [models.Index(fields=["kind", "object_id", "id"], name="transition_of_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.action}"


class Recheck(models.Model):
    """What a member changed on a public thing without being asked first, until a coordinator has looked at it."""

    kind = models.CharField(_("種類"), max_length=10, choices=ThingKind)
    object_id = models.BigIntegerField(_("番号"))
    what = ArrayField(models.CharField(max_length=60), verbose_name=_("変わったところ"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("だれが")
    )
    created_at = models.DateTimeField(_("最初に変わった日時"), auto_now_add=True)
    updated_at = models.DateTimeField(_("最後に変わった日時"), auto_now=True)
    done_at = models.DateTimeField(_("確かめた日時"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("確かめた人")
    )

    class Meta:
        verbose_name = _("あとからの確認")
        verbose_name_plural = _("あとからの確認")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ThingKind.values), name="recheck_kind_known"),
            models.UniqueConstraint(
                fields=["kind", "object_id"], condition=models.Q(done_at=None), name="recheck_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SuspendedThing(models.Model):
    """What was hidden together with its organisation, and how it was found; gone when the suspension is lifted."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("団体"))
    kind = models.CharField(_("種類"), max_length=10, choices=ThingKind)
    object_id = models.BigIntegerField(_("番号"))
    from_state = models.CharField(_("前の状態"), max_length=10, choices=State)
    # As the suspension left it: another number says that somebody has changed it since.
    version = models.PositiveIntegerField(_("版"))

    class Meta:
        verbose_name = _("団体とともに公開を止めたもの")
        verbose_name_plural = _("団体とともに公開を止めたもの")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="suspended_thing_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ThingKind.values), name="suspended_thing_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class ListingDue(models.Model):
    """A place or an event whose searchable text is to be made anew, since a name in it was changed."""

    kind = models.CharField(max_length=10, choices=ThingKind)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("作り直す索引")
        verbose_name_plural = _("作り直す索引")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="listing_due_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ThingKind.values), name="listing_due_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
