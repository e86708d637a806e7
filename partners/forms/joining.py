"""What an organisation writes of its registration. Nothing is needed to save it; what can't be read is kept as typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District
from hub.fields import AddressField, LineField, LinesField, PhoneField, count_aloud
from hub.models import Theme
from partners.enums import Field, Offer, PartnershipState
from partners.models import Partnership, Terms
from partners.services.written import WRITTEN, WRITTEN_SETS

# Of what is typed and can't be read so much is kept.
MOST_TYPED = 10_000
_MANY = forms.CheckboxSelectMultiple


_PLAN = (
    ("can", _("できること"), ("offers", "fields", "text", "effort", "cost")),
    ("where", _("どこで、どんな分野で"), ("is_everywhere", "districts", "themes")),
    ("reach", _("連絡のしかた"), ("how_to_reach", "contact_name", "contact_phone", "contact_email")),
)


class WrittenField(forms.BoundField):
    """With what a coordinator remarked, and what is still wrong with what was kept."""

    form: Any

    @property
    def remark(self) -> str:
        return str(self.form.remarks.get(self.name, ""))

    @property
    def hints(self) -> list[str]:
        return [] if self.form.is_bound else self.form.hints.get(self.name, [])

    @property
    def is_folded(self) -> bool:
        """The many districts and themes, while nothing is chosen or said of them."""
        return self.name in WRITTEN_SETS and not (self.value() or self.errors or self.remark)

    @property
    def is_needed(self) -> bool:
        return self.name in self.form.needed

    @property
    def aria_describedby(self) -> str | None:
        before = [
            f"{self.auto_id}_{what}"
            for what, is_there in (("remark", self.remark), ("hint", self.hints))
            if is_there and not self.is_hidden
        ]
        return " ".join([*before, super().aria_describedby or ""]).strip() or None


class PartnershipForm(forms.Form):
    """Holds what is in ``WRITTEN`` and ``WRITTEN_SETS``, the terms, and no other field, whatever is sent."""

    bound_field_class = WrittenField
    use_required_attribute = False
    # Whether what is in it was saved, though something is wrong with it.
    is_kept = False

    offers = forms.MultipleChoiceField(
        label=_("出せるもの"), choices=Offer, widget=_MANY, help_text=_("いくつでも選べます。公開されます。")
    )
    fields_ = forms.MultipleChoiceField(label=_("活動分野"), choices=Field, widget=_MANY)
    text = LinesField(
        label=_("できること"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("何を、だれに、どのように。2〜3文で書きます。公開されます。例：店の奥の部屋（8人）を、平日の午前に使えます。"),
    )  # fmt: skip
    effort = LineField(
        label=_("どれくらいの頻度・時間で"), max_length=200, help_text=_("公開されます。例：月に1回、2時間。")
    )
    cost = LineField(label=_("利用する人の費用"), max_length=200, help_text=_("公開されます。例：無料、材料費300円。"))
    themes = forms.ModelMultipleChoiceField(
        label=_("分野"), queryset=Theme.objects.none(), widget=_MANY, help_text=_("近いものを選びます。公開されます。")
    )
    is_everywhere = forms.BooleanField(label=_("市内のどこでもできます"))
    districts = forms.ModelMultipleChoiceField(
        label=_("できる地区（中学校区）"), queryset=District.objects.none(), widget=_MANY,
        help_text=_("上に印をつけたら、選ばなくてかまいません。公開されます。"),
    )  # fmt: skip
    how_to_reach = LineField(
        label=_("住民からの連絡のしかた"), max_length=300,
        help_text=_("公開されます。例：電話 042-000-0000（平日9時から17時）、店の窓口。"),
    )  # fmt: skip
    contact_name = LineField(
        label=_("担当の方の名前"), max_length=80, help_text=_("市の担当だけが見ます。公開しません。")
    )
    contact_phone = PhoneField(
        label=_("担当の方の電話番号"), max_length=20,
        help_text=_("メールアドレスとどちらかを書きます。市の担当だけが見ます。"),
    )  # fmt: skip
    contact_email = AddressField(
        label=_("担当の方のメールアドレス"), max_length=254, help_text=_("市の担当だけが見ます。公開しません。")
    )
    agreed = forms.BooleanField(label=_("約束を読みました。守ります"))
    terms_version = forms.IntegerField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, data: QueryDict | None = None, *, partnership: Partnership, terms: Terms | None, **kwargs: Any
    ) -> None:
        self.partnership, self.terms = partnership, terms
        remarks = partnership.remarks.sent() if partnership.state == PartnershipState.RETURNED else ()
        self.remarks: Mapping[str, str] = {one.field: one.text for one in remarks}
        super().__init__(data, initial=self._initial(), **kwargs)
        self._fit_programme()
        for field in self.fields.values():
            field.required = False
            if not field.widget.is_hidden:
                count_aloud(field)
            if not isinstance(field.widget, _MANY | forms.CheckboxInput):
                field.widget.attrs["class"] = "in"
        self.hints = self._hints()

    def _initial(self) -> dict[str, Any]:
        kept = self.partnership
        initial = {name: getattr(kept, name) for name in WRITTEN} | kept.typed
        if kept.pk:
            initial |= {name: [one.pk for one in getattr(kept, name).all()] for name in WRITTEN_SETS}
        return initial | {
            "seen_version": kept.version,
            "terms_version": self.terms.version if self.terms else None,
        }

    def _fit_programme(self) -> None:
        """Field of activity and the way to the firm where the programme has them; the agreement where it is asked for."""
        programme = self.partnership.programme
        activities: Any = self.fields.pop("fields_")
        order = list(self.fields)
        if programme.fields:
            labels = dict(Field.choices)
            activities.choices = [(key, labels[key]) for key in programme.fields]
            self.fields["fields"] = activities
            order.insert(1, "fields")
        self.needed = {"offers", "text", "contact_name", *(("fields",) if programme.fields else ())}
        if programme.is_contacted_directly:
            self.needed.add("how_to_reach")
        if self.terms is None or self.partnership.is_in_force:
            del self.fields["agreed"], self.fields["terms_version"]
        else:
            self.needed.add("agreed")
        if self.partnership.is_sample:
            del self.fields["contact_phone"], self.fields["contact_email"]
        themes: Any = self.fields["themes"]
        themes.queryset = Theme.objects.filter(is_active=True).order_by("order", "pk")
        districts: Any = self.fields["districts"]
        districts.queryset = (
            District.objects.filter(is_current=True).order_by("reading", "name").defer("geometry", "path")
        )
        self.order_fields(order)

    def _hints(self) -> dict[str, list[str]]:
        """What is wrong with what was kept as typed, said where it stands."""
        found = {}
        for name, raw in self.partnership.typed.items():
            try:
                self.fields[name].clean(raw)
            except ValidationError as error:
                found[name] = [str(text) for text in error.messages]
            except KeyError:
                continue
        return found

    def parts(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """The page from top to bottom: key, heading, fields."""
        return [(key, title, [self[name] for name in names if name in self.fields]) for key, title, names in _PLAN]

    def remarked(self) -> list[tuple[str, str, str]]:
        """Where each remark stands, what it is about, and what it says."""
        return [
            (self[name].auto_id if name in self.fields else "", str(self.fields[name].label) if name in self.fields else "", text)
            for name, text in self.remarks.items()
        ]  # fmt: skip

    @property
    def agreed_version(self) -> int | None:
        """Of the terms that the page showed, if they were agreed to."""
        return self.cleaned_data.get("terms_version") if self.cleaned_data.get("agreed") else None

    @property
    def seen(self) -> int:
        """-1 where the page's own field was taken away: nobody saves over what they have not seen."""
        seen = self.cleaned_data.get("seen_version")
        return -1 if seen is None else seen

    def values(self) -> dict[str, Any]:
        """What could be read."""
        return {name: self.cleaned_data[name] for name in (*WRITTEN, *WRITTEN_SETS) if name in self.cleaned_data}

    def typed(self) -> dict[str, str]:
        """What could not, as it stands in its box."""
        wrong = [name for name in WRITTEN if name in self.errors and isinstance(self.fields[name], forms.CharField)]
        return {name: str(self.data.get(name, "")).replace("\x00", "")[:MOST_TYPED] for name in wrong}

    def accept_newest(self, version: int) -> None:
        """Whoever presses again has been told."""
        sent: Any = self.data
        newest = sent.copy()
        newest["seen_version"] = str(version)
        self.data = newest

    def tell(self, missing: Mapping[str, str]) -> None:
        """Beside each field; what is wrong already is said there in better words."""
        for name, text in missing.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)


class AgreeForm(forms.Form):
    """For a renewal."""

    agreed = forms.BooleanField(
        label=_("約束を読みました。守ります"),
        error_messages={"required": _("約束を読んで、「守ります」に印をつけてください。")},
    )
    terms_version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    reason = LinesField(
        label=_("やめる理由"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("書いてもらえると、次に生かせます。市の担当と団体の人が読みます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["reason"])
