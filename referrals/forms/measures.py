"""Of which time, office and district the measures are asked for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.written import WrittenDateField
from hub.areas.models import District
from referrals.models import SupportOffice

_APRIL = 4
_YEARS_BACK = 6


def fiscal_year(day: date) -> int:
    """The year in which the 年度 of that day began."""
    return day.year if day.month >= _APRIL else day.year - 1


def year_name(year: int) -> str:
    """令和8年度."""
    count = year - 2018
    return __("令和%(year)s年度") % {"year": "元" if count == 1 else count}


@dataclass(frozen=True)
class Asked:
    """``since`` and ``until`` are both included."""

    since: date
    until: date
    office: SupportOffice | None = None
    district: District | None = None

    def within(self, name: str) -> Q:
        """The time of the column lies in the period."""
        ends = self.until + timedelta(days=1)
        return Q(**{f"{name}__gte": _midnight(self.since), f"{name}__lt": _midnight(ends)})

    def of(self, office: str, district: str) -> Q:
        """The columns, where these were chosen."""
        chosen = {office: self.office, district: self.district}
        return Q(**{name: one for name, one in chosen.items() if one is not None})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class MeasuresForm(forms.Form):
    """Of a fiscal year, or between two days that go before it; of one office or district, or of all."""

    use_required_attribute = False
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False)
    since = WrittenDateField(
        label=_("いつから"), help_text=_("書くと、年度のかわりに使います。例：2026-12-05"), required=False
    )
    until = WrittenDateField(label=_("いつまで（その日も入ります）"), required=False)
    office = forms.ModelChoiceField(
        label=_("いまの事務所"), queryset=SupportOffice.objects.none(), required=False, empty_label=_("すべて")
    )
    district = forms.ModelChoiceField(
        label=_("地区"), queryset=District.objects.none(), required=False, empty_label=_("すべて")
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today, this = today, fiscal_year(today)
        fields: Any = self.fields
        fields["year"].choices = [(year, year_name(year)) for year in range(this, this - _YEARS_BACK, -1)]
        fields["office"].queryset = SupportOffice.objects.active().order_by("kana", "name")
        fields["district"].queryset = District.objects.current().slim().order_by("reading", "name")
        for field in fields.values():
            field.widget.attrs["class"] = "in"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if until and not since:
            self.add_error("since", __("いつからかも書いてください。"))
        elif since and since > (until or self.today):
            name, said = ("until", __("「いつから」より前の日です。")) if until else ("since", __("これからの日です。"))
            self.add_error(name, said)
        return data

    def asked(self) -> Asked:
        """What was asked for; of this fiscal year where that can't be read."""
        data = self.cleaned_data if self.is_valid() else {}
        chosen = {name: data.get(name) for name in ("office", "district")}
        if data.get("since"):
            return Asked(data["since"], data["until"] or self.today, **chosen)
        year = data.get("year") or fiscal_year(self.today)
        return Asked(date(year, _APRIL, 1), date(year + 1, _APRIL, 1) - timedelta(days=1), **chosen)
