"""What is written of needs: by who raises one, by coordinators, and by who raises a hand."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.written import ComingDateField
from hub.areas.models import District
from hub.fields import AddressField, LineField, LinesField, PhoneField, count_aloud
from hub.sent_once import SentOnceForm, contacts_of
from partners.enums import Offer
from partners.models import Need

RESIDENT = "resident"
_MANY = forms.CheckboxSelectMultiple


def most_of(name: str, model: Any = Need) -> int:
    return int(model._meta.get_field(name).max_length)


def lines_of(name: str, rows: int, **options: Any) -> LinesField:
    return LinesField(max_length=most_of(name), widget=forms.Textarea(attrs={"rows": rows}), **options)


def current_districts() -> Any:
    return District.objects.filter(is_current=True).order_by("reading", "name").defer("geometry", "path")


def finish(form: forms.Form, needed: Collection[str]) -> None:
    """Nothing else is needed; what is too long is said, not cut; the boxes look as all others."""
    for name, field in form.fields.items():
        field.required = name in needed
        if field.widget.is_hidden:
            continue
        count_aloud(field)
        if not isinstance(field.widget, _MANY | forms.CheckboxInput | forms.RadioSelect):
            field.widget.attrs["class"] = "in"


class NeedFields(forms.Form):
    """What both who raises a need and a coordinator write."""

    title = LineField(
        label=_("何が足りないか（ひとことで）"), max_length=most_of("title"),
        help_text=_("例：月に2回、体操の会に使える部屋がほしい。80文字まで。"),
        error_messages={"required": _("何が足りないかを、ひとことで書いてください。")},
    )  # fmt: skip
    where = LineField(
        label=_("どこで"), max_length=most_of("where"), help_text=_("例：南大沢駅の近く、集会所のまわり。")
    )
    is_everywhere = forms.BooleanField(label=_("市内のどこでも"))
    districts = forms.ModelMultipleChoiceField(
        label=_("地区（中学校区）"), queryset=District.objects.none(), widget=_MANY
    )
    for_whom = LineField(
        label=_("だれのために"), max_length=most_of("for_whom"),
        help_text=_("ひとりの人のことではなく、「近所の65歳以上の人」のように書きます。"),
    )  # fmt: skip
    due_on = ComingDateField(
        label=_("いつまでに"), help_text=_("決まっていれば書きます。例：12/5、2026-12-05。"),
        widget=forms.DateInput(attrs={"inputmode": "text"}),
    )  # fmt: skip
    tried = lines_of("tried", 3, label=_("これまでに試したこと"), help_text=_("うまくいかなかったことも役に立ちます。"))
    offers = forms.MultipleChoiceField(
        label=_("ほしいもの"), choices=Offer, widget=_MANY, help_text=_("いくつでも選べます。")
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate() and day != self.initial.get("due_on"):
            raise forms.ValidationError(__("もう過ぎた日です。これからの日を書いてください。"))
        return day


class RaiseForm(SentOnceForm, NeedFields):
    """``ways``: as whom somebody may raise it, if there is more than one way."""

    use_required_attribute = False
    speaks_as = forms.ChoiceField(
        label=_("だれとして"), widget=forms.RadioSelect,
        error_messages={"required": _("だれとして知らせるかを選んでください。")},
    )  # fmt: skip
    raised_text = lines_of(
        "raised_text", 6, label=_("くわしく"),
        help_text=_("どんなことに困っているか。市の担当が読んで、公開する文に直します。人の名前や、だれのことかわかることは書かないでください。2,000文字まで。"),
    )  # fmt: skip
    is_source_shown = forms.BooleanField(label=_("公開のページに、場や団体の名前を載せてよい"))
    contact_name = LineField(
        label=_("お名前"), max_length=most_of("contact_name"), help_text=_("名字だけでもかまいません。")
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
        districts.queryset = current_districts()
        self.order_fields(list(self.order))
        finish(self, {"title", "speaks_as"})

    @property
    def way(self) -> str:
        """Which of ``ways`` was chosen; of one alone that one."""
        return str(self.cleaned_data.get("speaks_as") or self.ways[0][0])

    @property
    def contacts(self) -> list[str]:
        """Where an answer would go, each in one way of writing."""
        return contacts_of(self.cleaned_data["contact_phone"], self.cleaned_data["contact_email"])

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
