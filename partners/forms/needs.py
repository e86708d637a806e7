"""What is written of needs: by who raises one, by coordinators, and by who raises a hand."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.written import NextDateField
from hub.areas.models import District
from hub.fields import AddressField, LineField, LinesField, PhoneField, count_aloud
from hub.models import Audience, Theme
from hub.sent_once import SentOnceForm
from partners.enums import Field, NeedSource, Offer
from partners.models import Hand, Need
from partners.services.needs import WRITTEN, WRITTEN_SETS

RESIDENT = "resident"
_MANY = forms.CheckboxSelectMultiple


def _most(name: str, model: Any = Need) -> int:
    return int(model._meta.get_field(name).max_length)


def _lines(name: str, rows: int, **options: Any) -> LinesField:
    return LinesField(max_length=_most(name), widget=forms.Textarea(attrs={"rows": rows}), **options)


def _districts() -> Any:
    return District.objects.filter(is_current=True).order_by("reading", "name").defer("geometry", "path")


def _finish(form: forms.Form, needed: Collection[str]) -> None:
    """Nothing else is needed; what is too long is said, not cut; the boxes look as all others."""
    for name, field in form.fields.items():
        field.required = name in needed
        if field.widget.is_hidden:
            continue
        count_aloud(field)
        if not isinstance(field.widget, _MANY | forms.CheckboxInput | forms.RadioSelect):
            field.widget.attrs["class"] = "in"


class _NeedFields(forms.Form):
    """What both who raises a need and a coordinator write."""

    title = LineField(
        label=_("何が足りないか（ひとことで）"), max_length=_most("title"),
        help_text=_("例：月に2回、体操の会に使える部屋がほしい。80文字まで。"),
        error_messages={"required": _("何が足りないかを、ひとことで書いてください。")},
    )  # fmt: skip
    where = LineField(label=_("どこで"), max_length=_most("where"), help_text=_("例：南大沢駅の近く、集会所のまわり。"))
    is_everywhere = forms.BooleanField(label=_("市内のどこでも"))
    districts = forms.ModelMultipleChoiceField(
        label=_("地区（中学校区）"), queryset=District.objects.none(), widget=_MANY
    )
    for_whom = LineField(
        label=_("だれのために"), max_length=_most("for_whom"),
        help_text=_("ひとりの人のことではなく、「近所の65歳以上の人」のように書きます。"),
    )  # fmt: skip
    due_on = NextDateField(
        label=_("いつまでに"), help_text=_("決まっていれば書きます。例：12/5、2026-12-05。"),
        widget=forms.DateInput(attrs={"inputmode": "text"}),
    )  # fmt: skip
    tried = _lines("tried", 3, label=_("これまでに試したこと"), help_text=_("うまくいかなかったことも役に立ちます。"))
    offers = forms.MultipleChoiceField(
        label=_("ほしいもの"), choices=Offer, widget=_MANY, help_text=_("いくつでも選べます。")
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate() and day != self.initial.get("due_on"):
            raise forms.ValidationError(__("もう過ぎた日です。これからの日を書いてください。"))
        return day


class RaiseForm(SentOnceForm, _NeedFields):
    """``ways``: as whom somebody may raise it, if there is more than one way."""

    use_required_attribute = False
    speaks_as = forms.ChoiceField(
        label=_("だれとして"), widget=forms.RadioSelect,
        error_messages={"required": _("だれとして知らせるかを選んでください。")},
    )  # fmt: skip
    raised_text = _lines(
        "raised_text", 6, label=_("くわしく"),
        help_text=_("どんなことに困っているか。市の担当が読んで、公開する文に直します。人の名前や、だれのことかわかることは書かないでください。2,000文字まで。"),
    )  # fmt: skip
    is_source_shown = forms.BooleanField(label=_("公開のページに、場や団体の名前を載せてよい"))
    contact_name = LineField(
        label=_("お名前"), max_length=_most("contact_name"), help_text=_("名字だけでもかまいません。")
    )
    contact_phone = PhoneField(label=_("電話番号"), max_length=20)
    contact_email = AddressField(
        label=_("メールアドレス"), max_length=254, help_text=_("書いてもらえると、どうなったかをメールで知らせます。")
    )
    order = (
        *("speaks_as", "title", "raised_text", "where", "is_everywhere", "districts", "for_whom", "due_on", "tried"),
        *("offers", "is_source_shown", "contact_name", "contact_phone", "contact_email"),
    )

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = list(ways)
        if len(self.ways) > 1:
            choice: Any = self.fields["speaks_as"]
            choice.choices = self.ways
        else:
            del self.fields["speaks_as"], self.fields["is_source_shown"]
        if has_account:
            self.fields["contact_email"].help_text = _(
                "書かなくても、どうなったかを、登録したメールアドレスに知らせます。"
            )
        districts: Any = self.fields["districts"]
        districts.queryset = _districts()
        self.order_fields(list(self.order))
        _finish(self, {"title", "speaks_as"})

    @property
    def way(self) -> str:
        """Which of ``ways`` was chosen; of one alone that one."""
        return str(self.cleaned_data.get("speaks_as") or self.ways[0][0])

    @property
    def written(self) -> dict[str, Any]:
        names = [name for name in self.order if name != "speaks_as" and name in self.cleaned_data]
        values = {name: self.cleaned_data[name] for name in names}
        if self.way == RESIDENT:
            values["is_source_shown"] = False
        return values

    def said(self) -> dict[str, str]:
        """All words of it, for the key of what was sent."""
        return {
            name: str(
                sorted(value) if name == "offers" else [one.pk for one in value] if name == "districts" else value
            )
            for name, value in self.written.items()
        } | {"way": self.way}


class NeedForm(_NeedFields):
    """For coordinators. What is public is saved with the tick alone."""

    use_required_attribute = False
    # Whether what is in it was saved, though something is missing before it can be published.
    is_kept = False
    text = _lines(
        "text", 8, label=_("公開する文"),
        help_text=_("だれのことかわかる言葉（名前、番地、病気、家族のようす）を除いて書きます。2,000文字まで。"),
    )  # fmt: skip
    fields_ = forms.MultipleChoiceField(label=_("活動分野"), choices=Field, widget=_MANY)
    themes = forms.ModelMultipleChoiceField(label=_("分野"), queryset=Theme.objects.none(), widget=_MANY)
    audiences = forms.ModelMultipleChoiceField(label=_("だれ向け"), queryset=Audience.objects.none(), widget=_MANY)
    is_source_shown = forms.BooleanField(label=_("場や団体の名前を載せる（知らせた人がよいと言ったときだけ）"))
    points_to_nobody = forms.BooleanField(
        label=_("読みなおして、だれのことかわかる言葉がないことを確かめました"),
        help_text=_("公開するときと、公開中のものを直すときに、印をつけます。"),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    order = (
        *("title", "text", "offers", "fields", "where", "is_everywhere", "districts", "for_whom", "audiences"),
        *("themes", "due_on", "tried", "is_source_shown", "points_to_nobody", "seen_version"),
    )
    # The many that are folded while nothing is chosen.
    FOLDED = ("districts", "audiences", "themes", "fields")

    def __init__(self, data: Any = None, *, need: Need, **kwargs: Any) -> None:
        initial: dict[str, Any] = {name: getattr(need, name) for name in WRITTEN}
        initial |= {name: [one.pk for one in getattr(need, name).all()] for name in WRITTEN_SETS}
        if need.source == NeedSource.CITY:  # what others wrote may point to somebody: it is written anew, never copied
            initial["text"] = need.text or need.raised_text
        super().__init__(data, initial=initial | {"seen_version": need.version}, **kwargs)
        self.fields["fields"] = self.fields.pop("fields_")
        queries: dict[str, Any] = {
            "districts": _districts(),
            "themes": Theme.objects.filter(is_active=True).order_by("order", "pk"),
            "audiences": Audience.objects.filter(is_active=True).order_by("order", "pk"),
        }
        for name, rows in queries.items():
            choice: Any = self.fields[name]
            choice.queryset = rows
        if need.organization_id is None and need.place_id is None:
            del self.fields["is_source_shown"]
        self.order_fields(list(self.order))
        _finish(self, {"title"})

    def rows(self) -> list[tuple[forms.BoundField, bool]]:
        """The visible fields of the form and whether each is folded; the tick stands apart."""
        return [
            (bound, bound.name in self.FOLDED and not (bound.value() or bound.errors))
            for bound in self.visible_fields()
            if bound.name != "points_to_nobody"
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
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)


class SayForm(forms.Form):
    """A few words beside the buttons of what a coordinator does."""

    text = LinesField(
        label=_("理由、またはどうなったか"), max_length=1_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
    )  # fmt: skip
    act = forms.CharField(max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", most: int = 1_000, **kwargs: Any) -> None:
        # Beside another form on the same page, whose boxes have names of their own.
        super().__init__(*args, **{"auto_id": "say_%s"} | kwargs)
        field: Any = self.fields["text"]
        field.label, field.help_text = label or field.label, help_text
        if most < field.max_length:
            self.fields["text"] = LinesField(
                label=field.label, help_text=help_text, max_length=most, required=False, widget=field.widget
            )
        count_aloud(self.fields["text"])


class HandForm(SentOnceForm):
    """``organizations``: those for which the reader may raise a hand, by number and name."""

    use_required_attribute = False
    organization = forms.ChoiceField(
        label=_("どの団体として"), widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("どの団体として手を挙げるかを選んでください。")),
    )  # fmt: skip
    offers = forms.MultipleChoiceField(
        label=_("出せるもの"), choices=Offer, widget=_MANY, help_text=_("できそうなものに印をつけます。")
    )
    text = LinesField(
        label=_("何ができそうか"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("ひとことでかまいません。例：店の奥の部屋（8人）を、平日の午前に使えます。市の担当だけが読みます。"),
        error_messages={"required": _("何ができそうかを、ひとことでも書いてください。")},
    )  # fmt: skip
    may_be_named = forms.BooleanField(
        label=_("かなったとき、団体の名前を載せてよい"), help_text=_("あとからでも変えられます。")
    )

    def __init__(self, *args: Any, organizations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = list(organizations)
        choice: Any = self.fields["organization"]
        if len(self.organizations) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = self.organizations[0][0]
        choice.choices = self.organizations
        _finish(self, {"text", "organization"})

    @property
    def chosen(self) -> int:
        return int(self.cleaned_data["organization"])


class AskForm(SentOnceForm):
    """What a coordinator asks a partner."""

    use_required_attribute = False
    text = LinesField(
        label=_("聞きたいこと"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("聞きたいことを書いてください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _finish(self, {"text"})


MOST_REASON = _most("reason", Hand)
