"""What those who take part in a project write of it, and the coordinator."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.dates import WrittenNumberField
from events.forms.written import NextDateField, PastDateField, WrittenDateField, half_width
from events.models import Event, Place
from hub.accounts.models import Organization
from hub.fields import LineField, LinesField
from hub.models import Audience, Theme
from partners.cocreation_enums import HOLDING_PARTS
from partners.enums import OPEN_NEEDS, Offer
from partners.forms.needs import current_districts, finish
from partners.models import Need, Project, ProjectPart, ProjectReport, ProjectResult
from partners.services.projects import NEEDED, REPORTED, WRITTEN, WRITTEN_SETS

_MANY = forms.CheckboxSelectMultiple
_MOST_CHOICES = 50
_HOURS = re.compile(r"^(\d{1,6})\s*時間\s*(?:(\d{1,6})\s*分)?$")
_DATE = forms.DateInput(attrs={"inputmode": "text"})
# So many names are told where what was typed fits several.
_MOST_NAMES = 5


def _most(name: str, model: Any = Project) -> int:
    return int(model._meta.get_field(name).max_length)


class Versioned(forms.Form):
    """Carries the version that its page showed: nobody saves over what they have not seen."""

    use_required_attribute = False
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @property
    def seen(self) -> int:
        seen = self.cleaned_data.get("seen_version")
        return -1 if seen is None else seen

    def accept_newest(self, version: int) -> None:
        """Whoever presses again has been told."""
        newest = self.data.copy()  # type: ignore[attr-defined]
        newest["seen_version"] = str(version)
        self.data = newest

    def tell(self, missing: dict[str, str]) -> None:
        """Beside each field."""
        for name, text in missing.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)


class ProjectForm(Versioned):
    """``project``: None where a coordinator sets up a new one."""

    title = LineField(
        label=_("名前"), max_length=_most("title"), help_text=_("例：商店街の居場所づくり。80文字まで。"),
        error_messages={"required": _("名前を書いてください。")},
    )  # fmt: skip
    summary = LineField(
        label=_("ひとことで"), max_length=_most("summary"),
        help_text=_("一覧に出ます。例：空き店舗を、だれでも来られる居間にします。200文字まで。"),
    )  # fmt: skip
    text = LinesField(
        label=_("どんな取り組みか"), max_length=_most("text"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("何のために、だれと、どうやって。公開のページに載るので、だれのことかわかる言葉は書きません。"),
    )  # fmt: skip
    for_whom = LineField(label=_("だれのために"), max_length=_most("for_whom"))
    starts_on = WrittenDateField(
        label=_("いつから"), help_text=_("決まっていれば書きます。例：2026-12-05。"), widget=_DATE
    )
    ends_on = WrittenDateField(label=_("いつまで"), widget=_DATE)
    is_everywhere = forms.BooleanField(label=_("市内のどこでも"))
    districts = forms.ModelMultipleChoiceField(label=_("地区（中学校区）"), queryset=Need.objects.none(), widget=_MANY)
    needs = forms.ModelMultipleChoiceField(label=_("こたえる地域課題"), queryset=Need.objects.none(), widget=_MANY)
    places = forms.ModelMultipleChoiceField(
        label=_("場"), queryset=Place.objects.none(), widget=_MANY, help_text=_("加わっている団体の場から選びます。")
    )
    events = forms.ModelMultipleChoiceField(
        label=_("催し"), queryset=Event.objects.none(), widget=_MANY,
        help_text=_("加わっている団体の、公開している催しから選びます。"),
    )  # fmt: skip
    themes = forms.ModelMultipleChoiceField(label=_("分野"), queryset=Theme.objects.none(), widget=_MANY)
    audiences = forms.ModelMultipleChoiceField(label=_("だれ向け"), queryset=Audience.objects.none(), widget=_MANY)
    order: tuple[str, ...] = (*("title", "summary", "text", "for_whom", "starts_on", "ends_on", "is_everywhere"), *("districts", "needs", "places"), *("events", "themes", "audiences", "seen_version"))  # fmt: skip
    # The many that are folded while nothing is chosen.
    FOLDED = ("districts", "needs", "places", "events", "themes", "audiences")

    def __init__(self, data: Any = None, *, project: Project | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"seen_version": 0}
        if project is not None:
            initial = {name: getattr(project, name) for name in WRITTEN} | {"seen_version": project.version}
            initial |= {name: [one.pk for one in getattr(project, name).all()] for name in WRITTEN_SETS}
        super().__init__(data, initial=initial, **kwargs)
        for name, rows in _choices(project).items():
            choice: Any = self.fields[name]
            choice.queryset = rows
        self.order_fields(list(self.order))
        finish(self, {"title"})

    def rows(self) -> list[tuple[forms.BoundField, bool]]:
        """The visible fields that have something to choose, and whether each is folded."""
        shown = [bound for bound in self.visible_fields() if bound.name not in self.FOLDED or list(bound)]
        return [(bound, bound.name in self.FOLDED and not (bound.value() or bound.errors)) for bound in shown]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("starts_on"), data.get("ends_on")
        if since and until and until < since:
            self.add_error("ends_on", __("終わりの日が、始まりの日より前になっています。"))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*WRITTEN, *WRITTEN_SETS) if name in self.cleaned_data}


def _choices(project: Project | None) -> dict[str, Any]:
    """What can be chosen: what is open, or of those who take part; and what was chosen before."""
    chosen = {name: set(getattr(project, name).values_list("pk", flat=True)) if project else set() for name in WRITTEN_SETS}  # fmt: skip
    parts = (
        ProjectPart.objects.filter(project=project, state__in=HOLDING_PARTS) if project else ProjectPart.objects.none()
    )
    theirs = parts.values("organization")
    is_sample = bool(project and project.is_sample)
    open_needs = Need.objects.filter(state__in=OPEN_NEEDS, is_sample=is_sample).order_by("-published_at", "-pk")
    places = Place.objects.listed().filter(operator__in=theirs).order_by("kana", "pk")
    events = Event.objects.listed().filter(organizer__in=theirs, is_for_members=False).order_by("-pk")
    return {
        "districts": current_districts(),
        "themes": Theme.objects.filter(Q(is_active=True) | Q(pk__in=chosen["themes"])).order_by("order", "pk"),
        "audiences": Audience.objects.filter(Q(is_active=True) | Q(pk__in=chosen["audiences"])).order_by("order", "pk"),
        "needs": Need.objects.public().filter(pk__in=chosen["needs"] | _first(open_needs)).order_by("-published_at", "-pk"),
        "places": Place.objects.public().filter(pk__in=chosen["places"] | _first(places)).order_by("kana", "pk"),
        "events": Event.objects.public().filter(pk__in=chosen["events"] | _first(events)).order_by("-pk"),
    }  # fmt: skip


def _first(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True)[:_MOST_CHOICES])


class ReportForm(Versioned):
    """Unfinished is kept; it ends a project when it is whole."""

    def __init__(self, data: Any = None, *, report: ProjectReport | None, **kwargs: Any) -> None:
        initial = {name: getattr(report, name, "") for name in REPORTED}
        super().__init__(data, initial=initial | {"seen_version": report.version if report else 0}, **kwargs)
        for name in REPORTED:
            label = getattr(ProjectReport._meta.get_field(name), "verbose_name", name)
            self.fields[name] = LinesField(
                label=label, max_length=_most(name, ProjectReport), widget=forms.Textarea(attrs={"rows": 5}),
                help_text=_REPORT_HINTS[name],
            )  # fmt: skip
        self.order_fields([*REPORTED, "seen_version"])
        finish(self, ())

    def rows(self) -> list[tuple[forms.BoundField, bool]]:
        """Each, and whether it is needed to end."""
        return [(bound, bound.name in NEEDED) for bound in self.visible_fields()]

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in REPORTED if name in self.cleaned_data}


_REPORT_HINTS = {
    "did": _("いつ、だれと、何をしたか。"),
    "worked": _("ほかのまちでもまねできそうなことを書いてください。"),
    "failed": _("うまくいかなかったことが、いちばん人の役に立ちます。なければ「とくになし」と書きます。"),
    "stayed": _("続いている集まり、残った場所、できた知り合い。なければ「とくになし」と書きます。"),
    "advice": _("書かなくてもかまいません。"),
}


class MilestoneForm(forms.Form):
    """予定."""

    use_required_attribute = False
    title = LineField(label=_("何を"), max_length=120, error_messages={"required": _("何をするかを書いてください。")})
    due_on = NextDateField(
        label=_("いつまでに"), help_text=_("決まっていれば書きます。例：12/5、2026-12-05。"), widget=_DATE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "plan_%s"} | kwargs)
        finish(self, {"title"})


class MinutesField(WrittenNumberField):
    """1時間30分 and 6時間 as minutes; a bare number is minutes."""

    default_error_messages = {"invalid": _("時間として読めません。6時間、90分のように書いてください。")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(units=("分",), **kwargs)

    def to_python(self, value: Any) -> int | None:
        found = _HOURS.match(half_width(value)) if isinstance(value, str) else None
        return int(found[1]) * 60 + int(found[2] or 0) if found else super().to_python(value)


class ResultForm(forms.Form):
    """できたこと of one day."""

    use_required_attribute = False
    on = PastDateField(
        label=_("いつ"), help_text=_("例：11/20、今日、2026-11-20。"), widget=_DATE,
        error_messages={"required": _("日にちを書いてください。")},
    )  # fmt: skip
    text = LinesField(
        label=_("できたこと"), max_length=_most("text", ProjectResult), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("公開のページに載ります。人の名前や、だれのことかわかることは書きません。"),
        error_messages={"required": _("できたことを、ひとことでも書いてください。")},
    )  # fmt: skip
    people = WrittenNumberField(
        label=_("届いた人（人）"), min_value=0, max_value=1_000_000,
        help_text=_("数えていれば書きます。10人未満の日は、人数を公開しません。"),
    )  # fmt: skip
    minutes = MinutesField(
        label=_("かけた時間"), min_value=0, max_value=10_000_000,
        help_text=_("みんなの時間を足します。例：6時間、1時間30分、90分。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "result_%s"} | kwargs)
        finish(self, {"on", "text"})

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(__("これからの日です。できた日を書いてください。"))
        return day


class PartForm(forms.Form):
    """What an organisation does in a project."""

    use_required_attribute = False
    text = LineField(
        label=_("何をするか"), max_length=_most("text", ProjectPart), help_text=_("例：店の奥の部屋を、週に2回使えるようにする。"),
        error_messages={"required": _("何をするかを、ひとことで書いてください。")},
    )  # fmt: skip
    offers = forms.MultipleChoiceField(label=_("出すもの"), choices=Offer, widget=_MANY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "part_%s"} | kwargs)
        finish(self, {"text"})


class InviteForm(forms.Form):
    """By the name of an organisation, as it is registered here."""

    use_required_attribute = False
    name = LineField(
        label=_("さそう団体の名前"), max_length=200, help_text=_("市が確認した団体の名前。一部でもかまいません。"),
        error_messages={"required": _("団体の名前を書いてください。")},
    )  # fmt: skip
    text = LineField(label=_("何をしてほしいか"), max_length=_most("text", ProjectPart))

    def __init__(self, *args: Any, is_sample: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "invite_%s"} | kwargs)
        self.is_sample = is_sample
        finish(self, {"name"})

    def clean_name(self) -> Organization:
        return organization_called(self.cleaned_data["name"], is_sample=self.is_sample)


def organization_called(name: str, *, is_sample: bool) -> Organization:
    """The one that is called so, or whose name alone holds these words."""
    rows = Organization.objects.public().filter(is_sample=is_sample)
    found = list(rows.filter(name=name)[:2]) or list(rows.filter(name__icontains=name).order_by("kana", "pk")[: _MOST_NAMES + 1])  # fmt: skip
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(__("この名前の、市が確認した団体は見つかりません。"))
    names = "」「".join(one.name for one in found[:_MOST_NAMES])
    raise forms.ValidationError(__("「%(names)s」などがあります。名前をぜんぶ書いてください。") % {"names": names})


class NewProjectForm(ProjectForm):
    """With those who are to be invited, one name a line."""

    organizations = LinesField(
        label=_("さそう団体"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("市が確認した団体の名前を、1行に1つ。はじめに加わった団体が、とりまとめになります。"),
    )  # fmt: skip
    order = ("title", "organizations", *ProjectForm.order[1:])

    def clean_organizations(self) -> list[Organization]:
        names = [line.strip() for line in self.cleaned_data["organizations"].splitlines() if line.strip()]
        found = {one.pk: one for one in (organization_called(name, is_sample=False) for name in names)}
        return list(found.values())
