"""What an organisation writes of a role, and what a university says of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.dates import WrittenNumberField
from events.forms.written import ComingDateField
from events.models import Event, Place
from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.fields import LineField, LinesField
from hub.models import Theme
from hub.sent_once import SentOnceForm
from partners.forms.needs import current_districts, finish, most_of
from partners.models import Project, Role, RoleCourse
from partners.models.roles import MOST_ANSWER_DAYS
from partners.role_enums import OPEN_COURSES, RoleKind, Skill
from partners.services.roles import WRITTEN, WRITTEN_SETS

_MANY = forms.CheckboxSelectMultiple
# At one time; what else stands in a row is offered beside these.
MINUTES = {30: _("30分"), 60: _("1時間"), 90: _("1時間半"), 120: _("2時間"), 180: _("3時間"), 240: _("半日（4時間くらい）"), 480: _("1日")}  # fmt: skip
ANSWER_DAYS = (2, 3, 5, 7, 10, 14, MOST_ANSWER_DAYS)
_DATE = forms.DateInput(attrs={"inputmode": "text"})
_NUMBER = forms.TextInput(attrs={"inputmode": "numeric"})


def _line(name: str, label: Any, help_text: Any = "", **options: Any) -> LineField:
    return LineField(label=label, help_text=help_text, max_length=most_of(name, Role), **options)


def _lines(name: str, label: Any, rows: int, help_text: Any = "") -> LinesField:
    return LinesField(
        label=label, help_text=help_text, max_length=most_of(name, Role), widget=forms.Textarea(attrs={"rows": rows})
    )


class RoleForm(SentOnceForm):
    """``organization``: whose places, events and projects may be chosen."""

    use_required_attribute = False
    title = _line(
        "title", _("何をするか、ひとことで"), _("例：サロンでお茶を出す人、小学生の宿題を見る人。80文字まで。"),
        error_messages={"required": _("何をするかを、ひとことで書いてください。")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("種類"), choices=RoleKind, widget=forms.RadioSelect)
    text = _lines(
        "text", _("くわしく"), 8,
        _("当日の流れ、いっしょにする人、できるようになること。人の名前や電話番号は書かないでください。2,000文字まで。"),
    )  # fmt: skip
    for_first = _lines(
        "for_first", _("はじめての方へ"), 3, _("例：最初の回は、隣でいっしょにします。話さなくてもできます。")
    )
    when = _line("when", _("いつ（曜日・時間）"), _("例：毎週水曜 14時から16時、土日のどちらか、相談して決めます。"))
    minutes = forms.TypedChoiceField(
        label=_("1回の時間"),
        coerce=int,
        empty_value=30,  # type: ignore[arg-type]
        help_text=_("いちばん短くて、どのくらいから役に立つか。30分から選べます。"),
    )
    place = forms.ModelChoiceField(
        label=_("場（自分の団体の）"), queryset=Place.objects.none(), empty_label=_("選ばない")
    )
    where = _line("where", _("どこで"), _("場を選ばないときに書きます。例：北野駅の近くの集会所。"))
    is_online = forms.BooleanField(label=_("家からでもできる（オンライン）"))
    is_everywhere = forms.BooleanField(label=_("市内のどこでも"))
    districts = forms.ModelMultipleChoiceField(label=_("地区（中学校区）"), queryset=Theme.objects.none(), widget=_MANY)
    skills = forms.MultipleChoiceField(
        label=_("活かせること"), choices=Skill, widget=_MANY, help_text=_("いくつでも選べます。")
    )
    can_visit_first = forms.BooleanField(
        label=_("まず見学できる"), help_text=_("知らない人と関わるのがこわい人も、見てから決められます。")
    )
    places = WrittenNumberField(
        label=_("募集する人数"),
        min_value=1,
        max_value=9_999,
        widget=_NUMBER,
        help_text=_("決まっていなければ、空けておきます。"),
    )
    answer_days = forms.TypedChoiceField(
        label=_("申込に、何日以内に返事をするか"), coerce=int, empty_value=7,  # type: ignore[arg-type]
        help_text=_("役割のページに「○日以内に返事が来ます」と出ます。守れる日数にしてください。"),
    )  # fmt: skip
    starts_on = ComingDateField(
        label=_("いつから"), widget=_DATE, help_text=_("決まっていれば。例：12/5、2026-12-05。")
    )
    ends_on = ComingDateField(label=_("いつまで"), widget=_DATE, help_text=_("過ぎると、募集も終わります。"))
    apply_until = ComingDateField(
        label=_("募集の締切"), widget=_DATE, help_text=_("この日の終わりに、募集を終えます。")
    )
    costs = _line("costs", _("交通費・謝礼など"), _("例：交通費を出します、お昼が付きます、謝礼はありません。"))
    insurance = _line("insurance", _("保険"), _("例：ボランティア保険に団体が入ります。"))
    youngest = WrittenNumberField(
        label=_("何歳から"),
        min_value=0,
        max_value=99,
        widget=_NUMBER,
        help_text=_("だれでもよければ、空けておきます。"),
    )
    is_with_minors = forms.BooleanField(label=_("18歳未満の人と関わる"))
    safeguards = _lines(
        "safeguards", _("子どもを守るためにしていること"), 3,
        _("18歳未満の人と関わるときは、かならず書きます。例：大人が2人以上いる部屋でします。連絡先は交換しません。"),
    )  # fmt: skip
    themes = forms.ModelMultipleChoiceField(label=_("分野"), queryset=Theme.objects.none(), widget=_MANY)
    event = forms.ModelChoiceField(
        label=_("催し（自分の団体の）"), queryset=Event.objects.none(), empty_label=_("選ばない")
    )
    project = forms.ModelChoiceField(
        label=_("共創プロジェクト"), queryset=Project.objects.none(), empty_label=_("選ばない")
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    # Beside each other under one heading; the last are folded while nothing stands in them.
    PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("何をするか"), ("title", "kind", "text", "for_first", "skills", "can_visit_first")),
        (_("いつ、どこで"), ("when", "minutes", "place", "where", "is_online", "is_everywhere", "districts")),
        (_("申込"), ("places", "answer_days", "apply_until", "youngest")),
        (_("子どもと関わるとき"), ("is_with_minors", "safeguards")),
        (_("ほかに伝えること"), ("starts_on", "ends_on", "costs", "insurance", "themes", "event", "project")),
    )
    FOLDED = frozenset({"districts", "themes", "starts_on", "ends_on", "event", "project"})

    def __init__(
        self, data: Any = None, *, organization: Organization, role: Role | None = None, **kwargs: Any
    ) -> None:
        initial: dict[str, Any] = {name: _plain(getattr(role or Role(), name)) for name in WRITTEN}
        initial |= {"seen_version": role.version if role else 0}
        if role:
            initial |= {name: [one.pk for one in getattr(role, name).all()] for name in WRITTEN_SETS}
        super().__init__(data, initial=initial, **kwargs)
        queries: dict[str, Any] = {
            "districts": current_districts(),
            "themes": Theme.objects.filter(is_active=True).order_by("order", "pk"),
            "place": Place.objects.filter(operator=organization).exclude(state="closed").order_by("kana", "pk"),
            "event": Event.objects.filter(organizer=organization).exclude(state="closed").order_by("-pk"),
            "project": Project.objects.filter(
                parts__organization=organization, parts__state="joined"
            ).order_by("-pk"),
        }  # fmt: skip
        for name, rows in queries.items():
            choice: Any = self.fields[name]
            choice.queryset = rows
        self._offer(role)
        finish(self, {"title", "kind"})

    def _offer(self, role: Role | None) -> None:
        minutes = dict(MINUTES) | ({role.minutes: f"{role.minutes}分"} if role and role.minutes not in MINUTES else {})
        days = sorted({*ANSWER_DAYS, *([role.answer_days] if role else [])})
        of_minutes, of_days = self.fields["minutes"], self.fields["answer_days"]
        of_minutes.choices = sorted(minutes.items())  # type: ignore[attr-defined]
        of_days.choices = [(day, _("%(days)d日以内") % {"days": day}) for day in days]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What can never be; what is not written yet may be saved."""
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("「いつまで」が「いつから」より前です。"))
        return data

    def parts(self) -> list[tuple[Any, list[tuple[forms.BoundField, bool]]]]:
        """The fields under their headings, and whether each is folded."""
        return [
            (
                heading,
                [(self[name], name in self.FOLDED and not (self[name].value() or self[name].errors)) for name in names],
            )
            for heading, names in self.PARTS
        ]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*WRITTEN, *WRITTEN_SETS) if name in self.cleaned_data}

    @property
    def seen(self) -> int:
        """-1 where the page's own field was taken away: nobody saves over what they have not seen."""
        seen = self.cleaned_data.get("seen_version")
        return -1 if seen is None else seen

    def accept_newest(self, version: int) -> None:
        """Whoever presses again has been told."""
        newest = self.data.copy()  # type: ignore[attr-defined]
        newest["seen_version"] = str(version)
        self.data = newest

    def tell(self, missing: Mapping[str, str]) -> None:
        """Beside each field."""
        for name, text in missing.items():
            # What is not to be chosen any more was chosen once: why not says more than that it is none of the choices.
            if self.has_error(name, "invalid_choice"):
                del self.errors[name]
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)


class AskCourseForm(forms.Form):
    """Which university is asked, and about what."""

    use_required_attribute = False
    university = forms.ModelChoiceField(
        label=_("大学等"), queryset=Organization.objects.none(), empty_label=_("選んでください"),
        error_messages={"required": _("どの大学に聞くかを選んでください。")},
    )  # fmt: skip
    asked = LineField(
        label=_("どの授業・制度のことか"), max_length=most_of("asked", RoleCourse),
        help_text=_("わからなければ、空けておきます。例：地域貢献の授業。"),
    )  # fmt: skip

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "course_%s"} | kwargs)
        there = role.courses.filter(state__in=OPEN_COURSES).values("university")
        rows = Organization.objects.public().filter(kind=OrganizationKind.UNIVERSITY, is_sample=role.is_sample)
        choice: Any = self.fields["university"]
        choice.queryset = rows.exclude(pk__in=there).order_by("kana", "name", "pk")
        finish(self, {"university"})


class CourseForm(forms.Form):
    """What the university says: the name that stands on the role's page. ``universities``: for whom the reader writes."""

    use_required_attribute = False
    university = forms.ChoiceField(
        label=_("どの大学として"), widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("どの大学として確かめるかを選んでください。")),
    )  # fmt: skip
    name = LineField(
        label=_("授業・制度の名前"), max_length=most_of("name", RoleCourse),
        help_text=_("例：地域活動実習、ボランティア単位認定制度。役割のページに出ます。"),
        error_messages={"required": _("授業や制度の名前を書いてください。役割のページに、この名前が出ます。")},
    )  # fmt: skip
    credit = LineField(
        label=_("単位・認め方"), max_length=most_of("credit", RoleCourse),
        help_text=_("例：30時間で1単位。履修登録をした人だけ。"),
    )  # fmt: skip

    def __init__(self, *args: Any, universities: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["university"]
        choice.choices = universities
        if len(universities) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = universities[0][0]
            choice.choices = universities
        finish(self, {"university", "name"})
