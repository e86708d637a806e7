"""When a place is open: a week of two spans a day in one plain form, and the days that differ."""

from datetime import time
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import Weekday
from events.forms.plainly import say_plainly
from events.forms.unchecked import UncheckedForm, UncheckedRows
from events.forms.written import NextDateField, WrittenTimeField, name_boxes
from events.models import OpeningException, OpeningHours, Place
from hub.fields import LineField

SPANS = (1, 2)
MOST_EXCEPTIONS = 60
_SPAN_ENDS = gettext_lazy(
    "閉まる時刻は、開く時刻より後にしてください。夜中をまたぐときは2日に分けて書きます（23:59まで）。"
)


class SpanForm(forms.ModelForm):
    """A span within one day. What runs past midnight is written as two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_boxes(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and closes <= opens:
            self.add_error(
                "closes",
                _SPAN_ENDS,
            )
        return data


class OpeningExceptionForm(SpanForm):
    """Closed all day, or open at other hours than usual."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        has_hours = bool(data.get("opens") or data.get("closes"))
        if data.get("is_closed") and has_hours:
            self.add_error("is_closed", _("休みの日には時刻を書きません。開ける日なら「休み」を外してください。"))
        elif not data.get("is_closed") and "opens" not in self.errors and "closes" not in self.errors:
            for name in ("opens", "closes"):
                if not data.get(name):
                    self.add_error(name, _("開ける日は、開く時刻と閉まる時刻の両方を書いてください。"))
        return data


class ExceptionRowsRules(UncheckedRows, BaseInlineFormSet):
    """One row a day where it is closed; several where it is open in spans."""

    def clean(self) -> None:
        super().clean()
        rows: dict[Any, list[Any]] = {}
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if data.get("date") and not data.get("DELETE"):
                rows.setdefault(data["date"], []).append(form)
        for same in rows.values():
            is_closed = any(form.cleaned_data.get("is_closed") for form in same)
            opens = [form.cleaned_data.get("opens") for form in same]
            if len(same) > 1 and (is_closed or len(set(opens)) < len(opens)):
                same[-1].add_error(
                    "date", _("同じ日が2つあります。休みの日は1行だけ、開ける日は時刻を分けて書きます。")
                )


class HoursForm(UncheckedForm, forms.Form):
    """Seven weekdays with two spans each. What staff entered beyond the second span stays as it is."""

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        self.place = place
        self.kept: dict[int, list[OpeningHours]] = {day: [] for day in Weekday.values}
        for row in place.opening_hours.order_by("weekday", "opens") if place.pk else ():
            self.kept[row.weekday].append(row)
        super().__init__(*args, **{"prefix": "hours"} | kwargs)
        for day, label in Weekday.choices:
            for span in SPANS:
                span_row = self.kept[day][span - 1] if len(self.kept[day]) >= span else None
                for end, word in (("opens", _("開く時刻")), ("closes", _("閉まる時刻"))):
                    field = WrittenTimeField(required=False, label=f"{label} {span} {word}")
                    field.widget.attrs |= {"class": "in time", "aria-label": field.label, "autocomplete": "off"}
                    field.initial = getattr(span_row, end) if span_row else None
                    field.widget.format = "%H:%M"
                    self.fields[_name(day, span, end)] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for day in Weekday.values:
            self._check_day(day, data)
        return data

    def _check_day(self, day: int, data: dict[str, Any]) -> None:
        last: time | None = None
        for span in SPANS:
            opens, closes = (data.get(_name(day, span, end)) for end in ("opens", "closes"))
            name = _name(day, span, "closes" if opens else "opens")
            if (opens is None) != (closes is None) and not {_name(day, span, e) for e in ("opens", "closes")} & set(self.errors):  # fmt: skip
                self.add_error(name, _("開く時刻と閉まる時刻の、両方を書いてください。"))
            elif opens and closes and closes <= opens:
                self.add_error(_name(day, span, "closes"), _SPAN_ENDS)
            elif opens and last and opens < last:
                self.add_error(_name(day, span, "opens"), _("2つめの時間は、1つめが終わったあとにしてください。"))
            last = closes or last

    def week(self) -> list[dict[str, Any]]:
        """What the page shows: for each day its boxes, what is wrong, and spans beyond the second."""
        days = []
        for day, label in Weekday.choices:
            boxes = [[self[_name(day, span, end)] for end in ("opens", "closes")] for span in SPANS]
            wrong = [error for pair in boxes for box in pair for error in box.errors]
            days.append({"label": label, "boxes": boxes, "wrong": wrong, "more": self.kept[day][len(SPANS) :]})
        return days

    def save_hours(self) -> None:
        """Writes the days that changed. A span that begins as before keeps its note."""
        for day in Weekday.values:
            names = [_name(day, span, end) for span in SPANS for end in ("opens", "closes")]
            if set(names) & set(self.changed_data):
                self._save_day(day, [self.cleaned_data[name] for name in names])

    def _save_day(self, day: int, times: list[time | None]) -> None:
        old = self.kept[day][: len(SPANS)]
        notes = {row.opens: row.note for row in old}
        OpeningHours.objects.filter(pk__in=[row.pk for row in old]).delete()
        spans = [(opens, closes) for opens, closes in zip(times[::2], times[1::2], strict=True) if opens and closes]
        OpeningHours.objects.bulk_create(
            OpeningHours(place=self.place, weekday=day, opens=opens, closes=closes, note=notes.get(opens, ""))
            for opens, closes in spans
        )


def _name(day: int, span: int, end: str) -> str:
    return f"{day}_{span}_{end}"


class ExceptionForm(UncheckedForm, OpeningExceptionForm):
    """A day that differs, as a member writes it: 12/29."""

    date = NextDateField(label=gettext_lazy("日"))
    opens = WrittenTimeField(label=gettext_lazy("開く時刻"), required=False)
    closes = WrittenTimeField(label=gettext_lazy("閉まる時刻"), required=False)

    class Meta:
        model = OpeningException
        fields = ("date", "is_closed", "opens", "closes", "note")
        field_classes = {"note": LineField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "" if name == "is_closed" else "in", "autocomplete": "off"}
        for name in ("opens", "closes"):
            self.fields[name].widget.format = "%H:%M"


ExceptionRows: Any = inlineformset_factory(
    Place, OpeningException, form=ExceptionForm, formset=ExceptionRowsRules, extra=2, max_num=MOST_EXCEPTIONS,
    validate_max=True, can_delete=True,
)  # fmt: skip


def exceptions_to_come(place: Place) -> Any:
    """Those that a form shows."""
    if place.pk is None:
        return OpeningException.objects.none()
    rows = place.opening_exceptions.filter(date__gte=timezone.localdate())
    return OpeningException.objects.filter(pk__in=rows.order_by("date", "pk").values("pk")[:MOST_EXCEPTIONS])
