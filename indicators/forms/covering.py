"""What is asked of the map of where something is open."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.enums import Band, Weekday
from hub.templatetags.reading import word
from indicators.coverage import audiences


class CoverageForm(forms.Form):
    """Each may be left open. What was not understood is told beside its field, and counts as left open."""

    weekday = forms.ChoiceField(label=_("曜日"), required=False)
    time = forms.ChoiceField(label=_("時間帯"), required=False)
    audience = forms.ChoiceField(label=_("だれのための場か"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "weekday": [("", _("どの曜日でも")), *((str(value), label) for value, label in Weekday.choices)],
            "time": [("", _("どの時間でも")), *Band.choices],
            "audience": [("", _("だれでも")), *((one.key, word(one)) for one in audiences())],
        }
        for name, field in self.fields.items():
            field.choices = choices[name]  # type: ignore[attr-defined]
            field.error_messages |= {"invalid_choice": _("「%(value)s」という選び方はありません。選び直してください。")}

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def said(self) -> str:
        """土曜の午後に開いている、子どものための — what stands before 場; empty where nothing is asked for."""
        asked = self.asked()
        day = str(dict(Weekday.choices)[int(asked["weekday"])]) if asked["weekday"] else ""
        band = {"": "", Band.MORNING: __("午前"), Band.AFTERNOON: __("午後"), Band.EVENING: __("夜")}[asked["time"]]
        if day and band:
            when = __("%(day)sの%(band)sに開いている") % {"day": day, "band": band}
        else:
            when = __("%(when)sに開いている") % {"when": day or band} if day or band else ""
        whom = dict(self.fields["audience"].choices)[asked["audience"]] if asked["audience"] else ""  # type: ignore[attr-defined]
        whose = __("「%(audience)s」のための") % {"audience": whom} if whom else ""
        return __("、").join(filter(None, (when, whose)))
