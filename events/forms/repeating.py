"""The part of an event's form that says how it repeats, in everyday words."""

from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.enums import Weekday
from events.forms.written import DatesField, WrittenDateField, WrittenMomentField
from events.repetition import Repeat, Repetition, Week, repetition_of, rrule_of
from events.services.series import MONTHS_AHEAD, dates_of_rule
from hub.exceptions import DomainError

LONGEST_MINUTES = 60 * 24 * 14
# The fields from which the RRULE is made.
REPEAT_FIELDS = ("repeat_kind", "repeat_weekdays", "repeat_weeks", "repeat_until", "repeat_raw")


# What is said where it is not known how long it takes, by the field that asks.
_LENGTHS = {"rule_minutes": _("1回の長さを書いてください。"), "repeat_ends": _("何時までかを書いてください。")}


class RepeatFields(forms.Form):
    """What is asked. ``rule()`` puts it together, and says beside the field what is missing."""

    repeat_kind = forms.ChoiceField(label=_("くり返し"), choices=Repeat.choices, initial=Repeat.NONE)
    repeat_weekdays = forms.TypedMultipleChoiceField(
        label=_("曜日"), choices=Weekday.choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("選ばないと、最初の日の曜日になります。"),
    )  # fmt: skip
    repeat_weeks = forms.TypedMultipleChoiceField(
        label=_("第何週（「毎月、第1土曜日など」のとき）"), choices=Week.choices, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    repeat_until = WrittenDateField(
        label=_("いつまで（この日まで）"), required=False,
        help_text=_("書かないと、ずっと続くものとして、13か月先の日まで作ります。その先は、毎日少しずつ足されます。"),
    )  # fmt: skip
    repeat_raw = forms.CharField(
        label=_("RRULE（「そのほか」のとき）"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=_("例: FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1（毎月最後の平日）"),
    )  # fmt: skip
    rule_starts_at = WrittenMomentField(label=_("最初の日時"), required=False)
    rule_minutes = forms.IntegerField(
        label=_("1回の長さ（分）"), required=False, min_value=1, max_value=LONGEST_MINUTES
    )
    rule_excluded_on = DatesField(
        label=_("除く日"), required=False, help_text=_("1行にひとつ。例: 2026-12-29。休みの回などを書きます。")
    )

    @staticmethod
    def initial_of(rrule: str) -> dict[str, Any]:
        """What the fields show for a rule."""
        said = repetition_of(rrule)
        return {
            "repeat_kind": said.kind.value,
            "repeat_weekdays": [str(day) for day in said.weekdays],
            "repeat_weeks": [str(week) for week in said.weeks],
            "repeat_until": said.until,
            "repeat_raw": said.raw,
        }


def rule_of(form: forms.BaseForm, *, now: datetime | None = None, length: str = "rule_minutes") -> str:
    """The RRULE that a cleaned form asks for; what is missing or can't be read is told beside its field.

    ``length``: the field that says how long it takes.
    """
    data = form.cleaned_data
    kind = Repeat(data.get("repeat_kind") or Repeat.NONE)
    if kind == Repeat.NONE:
        return ""
    for name, text in (("rule_starts_at", __("くり返しの最初の日時を書いてください。")), (length, _LENGTHS[length])):
        if not data.get(name) and name not in form.errors:
            form.add_error(name, text)
    if kind == Repeat.MONTHLY_WEEKDAY and not data.get("repeat_weeks"):
        form.add_error("repeat_weeks", __("第何週かを選んでください。"))
    if kind == Repeat.OTHER and not data.get("repeat_raw"):
        form.add_error("repeat_raw", __("RRULEを書いてください。"))
    if any(name in form.errors for name in (*REPEAT_FIELDS, "rule_starts_at", length)):
        return ""
    said = Repetition(
        kind, tuple(data["repeat_weekdays"]), tuple(data["repeat_weeks"]), data["repeat_until"], data["repeat_raw"]
    )
    rule = rrule_of(said, data["rule_starts_at"])
    try:
        upcoming(rule, data["rule_starts_at"], now or timezone.now())
    except DomainError as error:
        form.add_error("repeat_raw" if kind == Repeat.OTHER else "rule_starts_at", str(error))
    return rule


def upcoming(rrule: str, starts_at: datetime, now: datetime) -> list[datetime]:
    """The dates that would be made now."""
    return dates_of_rule(rrule, starts_at, now + relativedelta(months=MONTHS_AHEAD), since=now)
