"""A member writes an event: what, when, where, how to take part; all else is folded away."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.enums import AttendanceMode, Participation, State
from events.forms.dates import MOST_ROWS, DateRows, dates_to_edit
from events.forms.held_at import HeldAtField
from events.forms.member import MemberForm, Plan, Writing, member_field
from events.forms.repeating import REPEAT_FIELDS, RepeatFields, rule_of, upcoming
from events.forms.written import MomentWidget, NextDateField, NextMomentField, WrittenTimeField
from events.models import Circle, Event, Place
from events.repetition import Repeat
from events.services.series import MONTHS_AHEAD
from hub.accounts.models import Organization
from hub.templatetags import reading

if TYPE_CHECKING:
    from hub.accounts.models import User

MORE_ROWS = 3
MOST_SHOWN = 60
# What the question "which days will these be?" depends on.
_WHEN = (*REPEAT_FIELDS, "rule_starts_at", "repeat_ends", "rule_excluded_on")
_WAYS = [
    (Participation.FREE.value, _("申込はいらない（そのまま来てもらう）")),
    (Participation.ELSEWHERE.value, _("申込がいる（こちらで受け付ける）")),
]


class MemberRepeatFields(RepeatFields):
    """How it repeats, as one says it: from when to when, how often, until when, without which days."""

    rule_starts_at = NextMomentField(
        label=_("最初の日と、始まりの時刻"), required=False, help_text=_("例：12/5 と 10:00"),
        widget=MomentWidget(_("最初の日"), _("始まりの時刻")),
    )  # fmt: skip
    repeat_ends = WrittenTimeField(label=_("1回の終わりの時刻"), required=False, help_text=_("例：12:00"))
    repeat_until = NextDateField(
        label=_("いつまで（この日まで）"), required=False,
        help_text=_("書かないと、ずっと続くものとして、1年あまり先の日まで出ます。その先の日は、近づくと自動で足します。"),
    )  # fmt: skip
    repeat_raw = None  # type: ignore[assignment]
    rule_minutes = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["repeat_kind"]
        kinds.widget, kinds.choices = forms.RadioSelect(), self._kinds()
        for code in ("invalid_date", "invalid_time"):
            self.fields["rule_starts_at"].error_messages[code] = __("最初の日と時刻の両方を書いてください。")
        self.fields["rule_excluded_on"].label = _("休む日")
        self.fields["rule_excluded_on"].help_text = _("1行にひとつ。例：12/29")

    def _kinds(self) -> list[tuple[str, Any]]:
        """A rule that staff wrote by hand can be kept; nobody else writes one."""
        is_by_hand = self.initial.get("repeat_kind") == Repeat.OTHER
        return [
            (value, _("いまのまま（市が入れたくり返し）") if value == Repeat.OTHER else label)
            for value, label in Repeat.choices
            if value != Repeat.OTHER or is_by_hand
        ]

    def length_of(self, starts_at: datetime | None, ends: Any) -> int | None:
        """Minutes from the start to that hour of the same day; None, and said beside the field, where it is not later."""
        if not starts_at or not ends:
            return None
        there = timezone.localtime(starts_at)
        minutes = (ends.hour - there.hour) * 60 + ends.minute - there.minute
        if minutes <= 0:
            self.add_error("repeat_ends", __("終わりの時刻は、始まりより後にしてください。"))
            return None
        return minutes


class EventForm(MemberRepeatFields, MemberForm):
    needed = frozenset({"title", "summary", "participation"})
    contacts = ("contact_phone", "contact_email")
    plan: tuple[Plan, ...] = (
        ("what", _("どんな催し"), ("title", "summary"), "", False),
        ("circle", _("サークルの集まり"), ("circle",), _("くり返し集まるサークルの日なら、選びます。サークルのページに日にちが出ます。"), True),
        ("more", _("くわしい説明、サブタイトル、分野"), ("subtitle", "description", "themes"), "", True),
        ("repeat", _("くり返す（毎週、毎月など）"), (
            "repeat_kind", "rule_starts_at", "repeat_ends", "repeat_weekdays", "repeat_weeks", "repeat_until",
            "rule_excluded_on",
        ), _("毎月第1土曜日のように決まっているときは、ここにまとめて書けます。"), True),
        ("where", _("どこで"), ("place", "venue_name", "address"), _("団体の場から選ぶか、会場の名前を書きます。どちらかは、かならず入れます。"), False),
        ("way", _("オンライン、建物と階、行き方"), (
            "attendance_mode", "online_url", "building", "access_note", "parking_note", "bicycle_note",
        ), "", True),
        ("how", _("どう参加する"), ("participation", "how_to_apply", "contact_phone"), "", False),
        ("apply", _("申込のURL、先着・抽選、そのほかの連絡先"), (
            "allotment", "apply_url", "contact_name", "contact_email", "url",
        ), "", True),
        ("cost", _("いくら（無料、参加費）"), ("is_free", "fee_text"), "", True),
        ("who", _("だれのため（子ども、どなたでも、など）"), ("audiences", "audience_note"), "", True),
        ("safe", _("子どもと活動するときの約束"), ("safeguards",), _("18歳未満の人が参加するなら書きます。団体の約束があれば、書かなくてもかまいません。"), True),
        ("welcome", _("ひとりで行っていい？（一人参加歓迎、途中退出OK、など）"), ("welcome_marks", "alone_note"), _("はじめての人は、ここを読んで来るかどうかを決めます。あてはまるものに印をつけてください。"), True),
        ("body", _("体のこと、言葉、専門職、設備"), (
            "body_note", "languages_note", "is_professional_present", "professional_note", "accessibility",
            "accessibility_note",
        ), "", True),
        ("rest", _("備考、掲載の終わり"), ("remarks", "closes_on"), "", True),
    )  # fmt: skip

    class Meta:
        model = Event
        formfield_callback = member_field
        field_classes = {"place": HeldAtField}
        fields = (
            "title", "circle", "subtitle", "summary", "description", "themes", "rule_starts_at", "rule_excluded_on", "place",
            "venue_name", "address", "building", "access_note", "parking_note", "bicycle_note", "attendance_mode",
            "online_url", "participation", "allotment", "how_to_apply", "apply_url", "contact_name", "contact_phone",
            "contact_email", "url", "is_free", "fee_text", "audiences", "audience_note", "safeguards",
            "welcome_marks", "alone_note", "body_note", "languages_note", "is_professional_present",
            "professional_note", "accessibility", "accessibility_note", "remarks", "closes_on",
        )  # fmt: skip
        labels = {
            "title": _("催しの名前"), "place": _("団体の場から選ぶ"), "participation": _("参加のしかた"),
            "attendance_mode": _("会場かオンラインか"), "contact_phone": _("問い合わせの電話番号"),
            "contact_name": _("問い合わせ先の名前"), "contact_email": _("問い合わせのメールアドレス"),
            "closes_on": _("この日までで掲載をやめる"),
        }  # fmt: skip
        help_texts = {
            "title": _("例：第1土曜日のこども食堂"),
            "summary": _("1文で。例：だれでも来られる、夕ごはんの会です。"),
            "venue_name": _("例：台町会館 2階"),
            "address": _("例：八王子市台町1-1"),
            "how_to_apply": _("申込がいるときに書きます。例：前の日までに電話で。"),
            "fee_text": _("例：子ども無料、おとな300円"),
            "audience_note": _("例：小学生と保護者、近所の方もどうぞ"),
            "alone_note": _("例：ひとりで来る方が半分です。入口で係が声をかけます。"),
            "body_note": _("例：座ったまま参加できます。アレルギーは申込のときに教えてください。"),
            "contact_phone": _("公開されます。例：042-000-0000"),
            "contact_email": _("公開されます。"),
            "closes_on": _("書かなくてもかまいません。この日を過ぎると「終わりました」と出ます。"),
            "safeguards": _("例：おとなが二人以上で見守る、二人きりにならない、写真は保護者に聞いてから。"),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        event = kwargs["instance"]
        kwargs["initial"] = {**self.initial_of(event.rrule), **_end_of(event), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.queryset = _places_of(self.organization, event)
        place.empty_label = __("（選ばない）")
        self._offer_circles(event)
        is_other = event.participation not in dict(_WAYS)
        ways = [*_WAYS, (event.participation, event.get_participation_display())] if is_other else _WAYS
        for name, choices in (("attendance_mode", AttendanceMode.choices), ("participation", ways)):
            field: Any = self.fields[name]
            field.widget, field.choices = forms.RadioSelect(), choices

    def _offer_circles(self, event: Event) -> None:
        """The organisation's own that go on, and the one that is chosen; none of it where there is none."""
        going_on = Q(organization=self.organization, state__in=[State.DRAFT, State.IN_REVIEW, State.PUBLISHED])
        circle: Any = self.fields["circle"]
        circle.queryset = Circle.objects.filter(going_on | Q(pk=event.circle_id)).order_by("name", "pk").only("name")
        circle.empty_label = __("（選ばない）")
        # Of nobody (the description of the feed is made so) the database is not asked.
        if not self.organization.pk or not circle.queryset.exists():
            del self.fields["circle"]
            self.plan = tuple(part for part in self.plan if part[0] != "circle")

    def suggest_circle(self, number: str) -> None:
        """Chosen by who came from the page of a circle."""
        field: Any = self.fields.get("circle")
        if field is not None and number.isascii() and number.isdigit() and len(number) < 18:
            self.initial["circle"] = field.queryset.filter(pk=number).values_list("pk", flat=True).first()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.rule_before = (self.instance.rrule, self.instance.rule_minutes)
        is_repeated = data.get("repeat_kind") not in {None, "", Repeat.NONE}
        data["repeat_raw"] = self.instance.rrule
        minutes = self.length_of(data.get("rule_starts_at"), data.get("repeat_ends")) if is_repeated else None
        rule = rule_of(self, length="repeat_ends")
        if not is_repeated:
            data["rule_starts_at"], data["rule_excluded_on"] = None, []
        else:
            self._check_days_off(data, rule)
        self.instance.rrule, self.instance.rule_minutes = rule, minutes
        return data

    def _check_days_off(self, data: dict[str, Any], rule: str) -> None:
        """A day off that is none of the days is a slip of the pen: somebody would come in vain. Older ones are let be."""
        if not rule or set(_WHEN) & set(self.errors):
            return
        now = timezone.now()
        days = {timezone.localdate(moment) for moment in upcoming(rule, data["rule_starts_at"], now)}
        known_until = timezone.localdate(now + relativedelta(months=MONTHS_AHEAD))
        written = set(data.get("rule_excluded_on") or ()) - set(self.instance.rule_excluded_on)
        stray = [day for day in sorted(written - days) if timezone.localdate(now) < day < known_until]
        if stray:
            said = "、".join(reading.day(one) for one in stray)
            self.add_error("rule_excluded_on", __("くり返しの日ではありません：%(days)s。日を直すか、消してください。") % {"days": said})  # fmt: skip

    def changed_names(self) -> list[str]:
        """The boxes of the repetition are two fields of the model."""
        names = [name for name in super().changed_names() if name not in (*REPEAT_FIELDS, "repeat_ends")]
        after = zip(("rrule", "rule_minutes"), (self.instance.rrule, self.instance.rule_minutes), self.rule_before, strict=True)  # fmt: skip
        changed = [name for name, now, before in after if now != before]
        if self.rule_before[0] and not self.instance.rrule:
            changed += ["rule_starts_at", "rule_excluded_on"]
        return list(dict.fromkeys([*names, *changed]))

    def dates_of_rule(self) -> list[datetime]:
        """The days that the repetition will give, without those that are left out."""
        starts_at, rule = self.cleaned_data.get("rule_starts_at"), self.instance.rrule
        if not rule or not starts_at or (set(_WHEN) - {"rule_excluded_on"}) & set(self.errors):
            return []
        off = set(self.cleaned_data.get("rule_excluded_on") or ())
        return [moment for moment in upcoming(rule, starts_at, timezone.now()) if timezone.localdate(moment) not in off]


def _end_of(event: Event) -> dict[str, Any]:
    if not event.rule_starts_at or not event.rule_minutes:
        return {}
    return {"repeat_ends": timezone.localtime(event.rule_starts_at + timedelta(minutes=event.rule_minutes)).time()}


def _places_of(organization: Organization, event: Event) -> Any:
    """Its own that are not ended or hidden, and the one that is chosen."""
    own = Q(operator=organization, state__in=[State.DRAFT, State.IN_REVIEW, State.PUBLISHED])
    return Place.objects.filter(own | Q(pk=event.place_id)).order_by("kana", "name").only("name")


class EventWriting(Writing):
    """The event's form and its dates."""

    template = "events/writing/event_form.html"

    def __init__(self, data: Any, files: Any, *, instance: Event, organization: Organization) -> None:
        self.event = instance
        self._source = (data, files, organization)
        self.form: EventForm = EventForm(data, files, instance=instance, organization=organization)
        self.rows = self._rows(data)
        self.preview: list[datetime] | None = None
        self.about_dates: list[str] = []

    def _rows(self, data: Any) -> Any:
        return DateRows(data, instance=self.event, queryset=dates_to_edit(self.event), prefix="dates")

    @property
    def is_checking(self) -> bool:
        """Whether the days were asked for, so that they must not be folded away."""
        return self.preview is not None

    def is_valid(self) -> bool:
        is_right = self.form.is_valid()
        return self.rows.is_valid() and is_right

    def changed_rows(self) -> list[str]:
        return ["occurrences"] if self.rows.has_changed() else []

    def save_rows(self, by: "User") -> None:
        self.rows.save_rows(self.event, by)

    def says_when(self) -> bool:
        rows = [row for row in self.rows.forms if row.errors or row.has_changed() or row.instance.pk]
        is_repeated = self.form.cleaned_data.get("repeat_kind") != Repeat.NONE
        return is_repeated or any(row not in self.rows.deleted_forms for row in rows)

    def tell_missing(self, missing: dict[str, str]) -> None:
        rest = dict(missing)
        if "dates" in rest:
            self.about_dates = [rest.pop("dates")]
        super().tell_missing(rest)

    def problems(self) -> list[tuple[str, str]]:
        found = [("dates", text) for text in self.about_dates]
        return super().problems() + found + self.problems_of_rows(self.rows)

    def add_rows(self) -> None:
        self.rows = self._rows(self.with_more_rows(self._source[0], "dates", MORE_ROWS, MOST_ROWS))
        self.leave_unchecked()

    def leave_unchecked(self) -> None:
        self.rows.leave_unchecked()
        self.form.leave_unchecked()

    def show_dates(self) -> None:
        """The days that would be made, and what is wrong with what was written of them; nothing else is checked."""
        self.form.is_valid()
        self.preview = self.form.dates_of_rule()
        self.form.keep_errors_of(_WHEN)
