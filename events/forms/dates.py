"""Dates that are written one by one: a row each, with day and hours as people write them."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import OccurrenceOrigin
from events.forms.plainly import say_plainly
from events.forms.unchecked import UncheckedForm, UncheckedRows
from events.forms.written import NextDateField, WrittenTimeField, half_width
from events.models import Event, Occurrence
from events.rules import goes_out
from events.services.occurrences import remove_occurrence
from events.services.registrations.capacity import check_capacities

if TYPE_CHECKING:
    from hub.accounts.models import User

MOST_ROWS = 60
MOST_PEOPLE = 100_000
_END_OF_DAY = time(23, 59)


class WrittenNumberField(forms.IntegerField):
    """A number, also in full width or with one of its ``units`` behind."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("数字で書いてください。"),
        "min_value": gettext_lazy("%(limit_value)sからの数で書いてください。"),
        "max_value": gettext_lazy("%(limit_value)sまでの数で書いてください。"),
    }

    def __init__(self, *, units: tuple[str, ...] = ("人", "名", "歳"), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._units = units

    def to_python(self, value: Any) -> int | None:
        plain = half_width(value)
        for unit in self._units if isinstance(plain, str) else ():
            plain = plain.removesuffix(unit)
        return super().to_python(plain)


class DateRowForm(UncheckedForm, forms.ModelForm):
    day = NextDateField(label=gettext_lazy("日"))
    starts = WrittenTimeField(label=gettext_lazy("始まり"))
    ends = WrittenTimeField(label=gettext_lazy("終わり"))
    capacity = WrittenNumberField(label=gettext_lazy("定員"), required=False, min_value=1, max_value=MOST_PEOPLE)
    deadline_on = NextDateField(label=gettext_lazy("申込の締切"), required=False)

    class Meta:
        model = Occurrence
        fields = ("capacity",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)
        date = self.instance
        if date.pk:
            starts_at, ends_at = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
            deadline_on = timezone.localdate(date.deadline_at) if date.deadline_at else None
            own = {"day": starts_at.date(), "starts": starts_at.time(), "ends": ends_at.time()}
            self.initial = {**self.initial, **own, "deadline_on": deadline_on}
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "in", "autocomplete": "off"}
            if name in {"starts", "ends"}:
                field.widget.format = "%H:%M"
        self.fields["capacity"].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, starts, ends, deadline_on = (data.get(name) for name in ("day", "starts", "ends", "deadline_on"))
        if starts and ends and ends <= starts:
            self.add_error("ends", _("終わりの時刻は、始まりより後にしてください。"))
        if day and deadline_on and deadline_on > day:
            self.add_error("deadline_on", _("申込の締切は、開催日より前にしてください。"))
        return data

    def fill(self) -> list[str]:
        """Puts what was written into the date; the names of its fields that changed."""
        date, data = self.instance, self.cleaned_data
        changed = ["capacity"] if "capacity" in self.changed_data else []
        if {"day", "starts", "ends"} & set(self.changed_data):
            date.starts_at, date.ends_at = (_moment(data["day"], data[name]) for name in ("starts", "ends"))
            date.has_time = True
            changed += ["starts_at", "ends_at", "has_time"]
        if "deadline_on" in self.changed_data:
            deadline_on = data["deadline_on"]
            date.deadline_at = _moment(deadline_on, _END_OF_DAY) if deadline_on else None
            changed.append("deadline_at")
        return changed


def _moment(day: Any, clock: time) -> datetime:
    return datetime.combine(day, clock, timezone.get_current_timezone())


class _DateRows(UncheckedRows, BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            start = (data.get("day"), data.get("starts"))
            if None in start or data.get("DELETE"):
                continue
            if start in seen:
                form.add_error("day", _("同じ日時が2つあります。どちらかを消してください。"))
            seen.add(start)

    def save_rows(self, event: Event, by: "User") -> None:
        """New and changed dates are written, those that were ticked for it are taken away."""
        for form in self.forms:
            if form in self.deleted_forms:
                if form.instance.pk:
                    remove_occurrence(form.instance, by=by)
            elif form.has_changed():
                changed = form.fill()
                form.instance.event = event
                if form.instance.pk:
                    form.instance.edited_fields = sorted({*form.instance.edited_fields, *changed})
                    changed.append("edited_fields")
                    check_capacities([form.instance])
                form.instance.save(update_fields=changed if form.instance.pk else None)


DateRows: Any = inlineformset_factory(
    Event, Occurrence, form=DateRowForm, formset=_DateRows, extra=2, max_num=MOST_ROWS, validate_max=True,
    can_delete=True,
)  # fmt: skip


def dates_to_edit(event: Event) -> Any:
    """Those that the form opens: of what is not announced yet, written by hand, to come. The others have acts of their own."""
    if event.pk is None or goes_out(event):
        return Occurrence.objects.none()
    recent = timezone.now() - timedelta(days=1)
    rows = event.occurrences.exclude(origin=OccurrenceOrigin.RULE).filter(ends_at__gte=recent)
    return Occurrence.objects.filter(pk__in=rows.order_by("starts_at", "pk").values("pk")[:MOST_ROWS])
