"""The small forms of what members do with a thing or a date."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.plainly import say_plainly
from events.forms.written import NextDateField, WrittenTimeField
from events.models import Occurrence
from hub.fields import LineField


class _Styled(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "in", "autocomplete": "off"}


class WhyForm(_Styled):
    reason = LineField(
        label=_("理由"), max_length=200, required=False, help_text=_("書かなくてもかまいません。公開されません。")
    )


class _LaterForm(_Styled):
    """A moment to come, or none: now. ``values["at"]``."""

    day = NextDateField(label=_("日"), required=False)
    clock = WrittenTimeField(label=_("時刻"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        at = (kwargs.get("initial") or {}).get("at")
        if at:
            there = timezone.localtime(at)
            kwargs["initial"] = {"day": there.date(), "clock": there.strftime("%H:%M")}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, clock = data.get("day"), data.get("clock")
        for name, other in (("day", clock), ("clock", day)):
            if other and not data.get(name) and name not in self.errors:
                self.add_error(name, __("日と時刻の両方を書くか、両方を空にしてください。"))
        data["at"] = datetime.combine(day, clock, timezone.get_current_timezone()) if day and clock else None
        if data["at"] and data["at"] <= timezone.now():
            self.add_error("day", __("いまより後の日時を書いてください。"))
        return data


class WhenForm(_LaterForm):
    """When to publish."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].help_text = _("いますぐ公開するときは、空のままにします。例：12/1 と 9:00")


class WantedForm(_LaterForm):
    """From when it should be public."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("公開してほしい日")
        self.fields["day"].help_text = _("確認が済みしだい公開してよければ、空のままにします。例：12/1 と 9:00")


class CancelForm(_Styled):
    note = LineField(label=_("中止の理由"), max_length=200, help_text=_("公開されます。例：台風のため"))


class MoveForm(_Styled):
    day = NextDateField(label=_("新しい日"), help_text=_("例：12/12"))
    starts = WrittenTimeField(label=_("始まり"), help_text=_("例：10:00"))
    ends = WrittenTimeField(label=_("終わり"))
    note = LineField(
        label=_("変更の理由"), max_length=200, required=False, help_text=_("書かなくてもかまいません。公開されます。")
    )

    @staticmethod
    def initial_of(date: Occurrence) -> dict[str, Any]:
        starts_at, ends_at = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
        return {"day": starts_at.date(), "starts": starts_at.time(), "ends": ends_at.time()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, starts, ends = (data.get(name) for name in ("day", "starts", "ends"))
        if starts and ends and ends <= starts:
            self.add_error("ends", __("終わりの時刻は、始まりより後にしてください。"))
        if not self.errors and day and starts and ends:
            zone = timezone.get_current_timezone()
            starts_at, ends_at = (datetime.combine(day, clock, zone) for clock in (starts, ends))
            if starts_at <= timezone.now() and {"day", "starts"} & set(self.changed_data):
                self.add_error("day", __("もう過ぎた日時には変えられません。これからの日時を書いてください。"))
                return data
            return {"starts_at": starts_at, "ends_at": ends_at, "note": data.get("note", "")}
        return data
