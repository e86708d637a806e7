"""Fields that take days and times as people write them, in full or half width."""

import re
import unicodedata
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first one is what a calendar beside the box fills in.
_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%H時%M分", "%H時", "%H%M")
_YEARS = range(2000, 2100)
_WEEKDAY_BEHIND = re.compile(r"\s*\([日月火水木金土](?:曜日?)?(?:[・,]?祝)?\)$")
_REIWA = re.compile(r"^(?:令和|R)\s*(元|[1-9]\d?)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?$")
_WITHOUT_YEAR = re.compile(r"^(\d{1,2})\s*(?:[/.-]|月)\s*(\d{1,2})\s*日?$")
_DAYS_BACK = {"今日": 0, "きょう": 0, "昨日": 1, "きのう": 1, "おととい": 2, "一昨日": 2}
_CLOCK = re.compile(r"^(午前|午後|AM|PM)?\s*(\d{1,2})\s*(?:[:時]\s*(半|\d{1,2})?\s*分?)?$", re.IGNORECASE)


def half_width(value: Any) -> Any:
    """Full-width digits and signs as half-width ones; what is no text is left as it is."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


class WrittenDateField(forms.DateField):
    """A day of this century, in full or half width, also as 令和8年12月5日 or with its weekday behind."""

    default_error_messages = {
        "invalid": gettext_lazy("日付として読めません。2026-12-05 のように書いてください。"),
        "century": gettext_lazy("2000年から2099年までの日付を書いてください。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": _DATE_FORMATS} | kwargs)

    def to_python(self, value: Any) -> Any:
        plain = half_width(value)
        found = super().to_python(self._written(plain) if isinstance(plain, str) else plain)
        if found is not None and found.year not in _YEARS:
            raise forms.ValidationError(self.error_messages["century"], code="century")
        return found

    def _written(self, text: str) -> str:
        """The same day with its year of our count."""
        bare = _WEEKDAY_BEHIND.sub("", text)
        match = _REIWA.match(bare)
        if not match:
            return bare
        year, month, day = match.groups()
        return f"{2018 + (1 if year == '元' else int(year))}-{month}-{day}"


class NextDateField(WrittenDateField):
    """The same; a day without its year is the next to come (today is still to come)."""

    default_error_messages = {
        "invalid": gettext_lazy("日付として読めません。12/5 や 2026-12-05 のように書いてください。"),
    }

    def _written(self, text: str) -> str:
        bare = super()._written(text)
        match = _WITHOUT_YEAR.match(bare)
        if not match:
            return bare
        month, day = (int(part) for part in match.groups())
        found = self._next(month, day, timezone.localdate())
        return found.isoformat() if found else bare

    def _next(self, month: int, day: int, today: date) -> date | None:
        """Which day is meant."""
        return next_day(month, day, today)


class ComingDateField(NextDateField):
    """The same, for what is still to be done: a day that was nearer behind than it is ahead is asked for with its year.

    On 27 November 「1/9」 is January; 「11/20」 was last week, and nobody means a year from now without saying so.
    """

    def _next(self, month: int, day: int, today: date) -> date | None:
        found = super()._next(month, day, today)
        behind = last_day(month, day, today) if found else None
        if found and behind and today - behind < found - today:
            said = _("%(month)s月%(day)s日は過ぎています。%(year)s年なら、年も書いてください。")
            raise forms.ValidationError(said % {"month": month, "day": day, "year": found.year}, code="past")
        return found


class PastDateField(NextDateField):
    """The same, for what has been done: a day without its year is the last one that was, today or before; also 今日, 昨日."""

    default_error_messages = {
        "invalid": gettext_lazy("日付として読めません。11/20 や 2026-11-20 のように書いてください。"),
    }

    def _written(self, text: str) -> str:
        back = _DAYS_BACK.get(text)
        return super()._written(text) if back is None else (timezone.localdate() - timedelta(days=back)).isoformat()

    def _next(self, month: int, day: int, today: date) -> date | None:
        return last_day(month, day, today + timedelta(days=1))


def next_day(month: int, day: int, today: date) -> date | None:
    """The first such day from ``today`` on; 29 February may be years away. None: there is no such day."""
    days = (_day(year, month, day) for year in range(today.year, today.year + 9))
    return next((found for found in days if found and found >= today), None)


def last_day(month: int, day: int, today: date) -> date | None:
    """The last such day before ``today``."""
    days = (_day(year, month, day) for year in range(today.year, today.year - 9, -1))
    return next((found for found in days if found and found < today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class WrittenTimeField(forms.TimeField):
    """A time of day, in full or half width: 10:00, 10時, 10時半, 午後2時, 1000, 10."""

    default_error_messages = {
        "invalid": gettext_lazy("時刻として読めません。10:00 のように書いてください。"),
    }
    # Nobody says seconds.
    widget = forms.TimeInput(format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": _TIME_FORMATS} | kwargs)

    def to_python(self, value: Any) -> Any:
        plain = half_width(value)
        return super().to_python(_clock(plain) if isinstance(plain, str) else plain)


def _clock(text: str) -> str | time:
    """A time that the formats don't know (午後2時, 10時半, 正午, 10), or the text as it was."""
    if text == "正午":
        return time(12)
    if text.isascii() and text.isdigit() and len(text) < 3:
        text += "時"
    match = _CLOCK.match(text)
    if not match or not (match[1] or match[3] == "半" or "時" in text):
        return text
    hour, minute = int(match[2]), 30 if match[3] == "半" else int(match[3] or 0)
    if match[1]:
        if hour > 12:
            return text
        is_late = match[1].upper() in {"午後", "PM"}
        hour = hour % 12 + (12 if is_late else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else text


class WrittenMomentField(forms.SplitDateTimeField):
    """A day and a time in two boxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.SplitDateTimeWidget(time_format="%H:%M")} | kwargs)
        self.fields = (WrittenDateField(required=False), WrittenTimeField(required=False))


class NextMomentField(WrittenMomentField):
    """The same; a day without its year is the next to come."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (NextDateField(required=False), WrittenTimeField(required=False))


class MomentWidget(forms.SplitDateTimeWidget):
    """The two boxes, each with its label before it."""

    def __init__(self, *labels: Any) -> None:
        super().__init__(attrs={"autocomplete": "off"}, time_format="%H:%M")
        self.labels = labels

    def __deepcopy__(self, memo: Any) -> "MomentWidget":
        copied: MomentWidget = super().__deepcopy__(memo)
        copied.labels = self.labels
        return copied

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        rows = (
            (part["attrs"]["id"], label, self._render(part["template_name"], {"widget": part}, renderer))  # type: ignore[attr-defined]
            for label, part in zip(self.labels, parts, strict=True)
        )
        return format_html_join("", '<label for="{}">{}{}</label>', rows)


class DatesField(forms.CharField):
    """Days, one on each line; one without its year is the next to come. All that can't be read are named."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 20})
    most = 400
    most_named = 20

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(day.isoformat() for day in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[date]:  # type: ignore[override]
        text = unicodedata.normalize("NFKC", value or "")
        words = [word for word in re.split(r"[\s,、]+", text.strip()) if word]
        read = {word: self._day(word) for word in words}
        unread = [f"「{word[:20]}」" for word, day in read.items() if day is None]
        if unread:
            raise forms.ValidationError(
                _("%(words)sは日付ではありません（例: 12/29、2026-12-29）。")
                % {"words": "".join(unread[: self.most_named])}
            )
        found = {day for day in read.values() if day is not None}
        if len(found) > self.most:
            raise forms.ValidationError(_("日付が多すぎます。"))
        return sorted(found)

    @staticmethod
    def _day(word: str) -> date | None:
        try:
            return NextDateField().clean(word)
        except forms.ValidationError:
            return None

    def run_validators(self, value: Any) -> None:
        """None: they are for text."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return list(initial or []) != self.to_python(data)
        except forms.ValidationError:
            return True


def name_boxes(form: forms.BaseForm) -> None:
    """Gives each box of a table's row, and each half of a moment, the name that a screen reader says."""
    for field in form.fields.values():
        widget: Any = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, forms.SplitDateTimeWidget):
            for part, name in zip(widget.widgets, (_("日付"), _("時刻")), strict=True):
                part.attrs["aria-label"] = f"{field.label} {name}"
        elif not isinstance(widget, forms.MultiWidget | forms.CheckboxSelectMultiple | forms.HiddenInput):
            widget.attrs.setdefault("aria-label", str(field.label))
