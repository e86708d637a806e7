"""What planners write: values, corrections, decisions."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField
from indicators.enums import Kind
from indicators.fiscal_years import fiscal_year_of, named
from indicators.models import Indicator, Measurement

_WRITE = {"required": _("書いてください。"), "invalid": _("数字で書いてください。例：12、40.3")}
_DONE = [("1", _("した")), ("0", _("していない"))]
# So many years back a value can be written down.
_YEARS = 12


class NumberField(forms.DecimalField):
    """Takes full-width digits, and commas between thousands."""

    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", str(value or "")).replace(",", "").strip()
        return super().to_python(text)


def value_field(indicator: Indicator) -> forms.Field:
    if indicator.kind == Kind.ACHIEVED:
        return forms.TypedChoiceField(
            label=_("実績"), choices=_DONE, coerce=Decimal, widget=forms.RadioSelect, error_messages={"required": _("選んでください。")}
        )  # fmt: skip
    return NumberField(
        label=_("実績（%(unit)s）") % {"unit": indicator.sign} if indicator.sign else _("実績"), max_digits=14, decimal_places=4,
        error_messages=_WRITE, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip


class MeasureForm(forms.Form):
    """One value of a year."""

    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    on = forms.DateField(
        label=_("いつ現在"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("年度の途中の数のときだけ書きます。年度全体の値なら、空けておきます。"),
        error_messages={"invalid": _("日付で書いてください。例：2026-11-26")},
    )  # fmt: skip
    source = LineField(
        label=_("出典・調べ方"), max_length=200, help_text=_("例：令和8年度 市民意識調査（無作為抽出3,000人、回収1,210人）"),
        error_messages={"required": _("どこから来た値かを書いてください。")},
    )  # fmt: skip
    note = LineField(
        label=_("ただし書き"), required=False, max_length=200, help_text=_("値を読む人に要ることがあれば。")
    )
    is_confirmed = forms.BooleanField(
        label=_("確定した値"), required=False, help_text=_("印をつけないと「速報」と出ます。あとから確定できます。")
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = fiscal_year_of(timezone.localdate())
        years: Any = self.fields["fiscal_year"]
        years.choices = [(one, named(one)) for one in range(year, year - _YEARS, -1)]
        years.initial = year
        self.fields["value"] = value_field(indicator)
        self.order_fields(["fiscal_year", "value", "on", "source", "note", "is_confirmed"])


class CorrectForm(forms.Form):
    """Another value in the place of one."""

    reason = LineField(
        label=_("直す理由"), max_length=200, help_text=_("前の値とこの理由は、このあともだれでも見られます。"),
        error_messages={"required": _("直す理由を書いてください。")},
    )  # fmt: skip
    note = LineField(label=_("ただし書き"), required=False, max_length=200)

    def __init__(self, *args: Any, former: Measurement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(former.indicator)
        is_done = former.indicator.kind == Kind.ACHIEVED
        self.initial["value"] = str(int(former.value)) if is_done else former.value
        self.initial["note"] = former.note
        self.order_fields(["value", "reason", "note"])


class DecideForm(forms.Form):
    """Whether a place is counted."""

    is_counted = forms.TypedChoiceField(
        label=_("計画の「場」に"), choices=[("1", _("数える")), ("0", _("数えない"))], coerce=lambda text: text == "1",
        widget=forms.RadioSelect, error_messages={"required": _("選んでください。")},
    )  # fmt: skip
    decided_on = forms.DateField(
        label=_("いつから"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("日付を書いてください。"), "invalid": _("日付で書いてください。例：2026-11-26")},
    )  # fmt: skip
    reason = LineField(
        label=_("理由"), max_length=300, help_text=_("例：孤独・孤立状態の人や家族の居場所として、週1回以上開いているため"),
        error_messages={"required": _("理由を書いてください。")},
    )  # fmt: skip
