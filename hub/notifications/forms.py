"""How somebody wants to hear of things."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.fields import AddressField
from hub.notifications.enums import Cadence, Channel

# What a form of a machine fills in and no person sees.
TRAP = "website"


def _cadence() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("どのくらいの間隔で"), choices=Cadence.choices, initial=Cadence.WEEKLY, widget=forms.RadioSelect,
        help_text=_("1日に1回は朝7時半ごろ、1週間に1回は木曜日の朝7時半ごろに送ります。新しいものがなければ、送りません。"),
        error_messages={"required": _("間隔を選んでください。")},
    )  # fmt: skip


class AddressForm(forms.Form):
    """Of somebody without an account."""

    email = AddressField(
        label=_("メールアドレス"), max_length=254,
        help_text=_("確認のメールを送ります。そのメールのボタンを押すまで、知らせは届きません。"),
        error_messages={"required": _("メールアドレスを書いてください。")},
    )  # fmt: skip
    cadence = _cadence()
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.update(autocomplete="email", inputmode="email")

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get(TRAP))


class AccountForm(forms.Form):
    """Of somebody with an account: what comes is on the site in any case."""

    by_mail = forms.BooleanField(label=_("メールでも受け取る"), required=False, initial=True)
    by_line = forms.BooleanField(label=_("LINEでも受け取る"), required=False, initial=True)
    cadence = _cadence()

    def __init__(self, *args: Any, has_line: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_line:
            del self.fields["by_line"]

    @property
    def channels(self) -> list[str]:
        ways = {"by_mail": Channel.EMAIL.value, "by_line": Channel.LINE.value}
        return [channel for name, channel in ways.items() if self.cleaned_data.get(name)]


class FriendForm(forms.Form):
    """Of a friend on LINE without an account."""

    cadence = _cadence()


class WaysForm(forms.Form):
    """How one subscription is told. ``ways``: those by which its reader can be reached; of a single one nothing is asked."""

    cadence = forms.ChoiceField(
        label=_("どのくらいの間隔で"), choices=Cadence.choices, widget=forms.Select(attrs={"class": "in"}),
        error_messages={"required": _("間隔を選んでください。"), "invalid_choice": _("間隔を選んでください。")},
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("受け取り方"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("受け取り方を、ひとつは選んでください。いらなくなったときは「やめる」を押してください。"),
            "invalid_choice": _("受け取り方を、もう一度選んでください。"),
        },
    )

    def __init__(self, *args: Any, ways: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(ways) > 1:
            self.fields["channels"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        else:
            del self.fields["channels"]


_LONGEST_PAUSE = timedelta(days=366)


class CityForm(forms.Form):
    """Which of the city's own news one wants. Nothing chosen: all. The words are read anew for each page."""

    theme = forms.MultipleChoiceField(
        label=_("どんなことを"), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    audience = forms.MultipleChoiceField(
        label=_("だれに向けたものを"), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    district = forms.ChoiceField(
        label=_("どの地区の"), required=False, help_text=_("お子さんの学校ではなく、お住まいの地区です。"),
        widget=forms.Select(attrs={"class": "in"}),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]


class _TypedTimeField(forms.TimeField):
    """Where a browser has no clock to choose from, it is typed, in whatever width."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class _TypedDateField(forms.DateField):
    def to_python(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", value).replace("/", "-") if isinstance(value, str) else value
        return super().to_python(text)


class MannerForm(forms.Form):
    """When somebody wants to be left in peace."""

    quiet_from = _TypedTimeField(label=_("送らない時間（から）"), required=False)
    quiet_until = _TypedTimeField(label=_("送らない時間（まで）"), required=False)
    paused_until = _TypedDateField(
        label=_("しばらく休む（この日から、また送る）"),
        required=False,
        help_text=_("休んでいるあいだに届いたものは、その日にまとめて送ります。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            self.fields[name].error_messages["invalid"] = _("時刻を、21:00 のように書いてください。")
        self.fields["paused_until"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["paused_until"].error_messages["invalid"] = _("日付を、2026-12-31 のように書いてください。")

    def clean_paused_until(self) -> Any:
        day = self.cleaned_data["paused_until"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("明日からあとの日を書いてください。"))
        if day and day > timezone.localdate() + _LONGEST_PAUSE:
            raise forms.ValidationError(
                _("1年先までの日を書いてください。ずっと止めたいときは、知らせをやめられます。")
            )
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, other in (("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")):
            if data.get(other) and not data.get(name) and name not in self.errors:
                self.add_error(name, _("「から」と「まで」の両方を書いてください。"))
        return data

    @property
    def quiet(self) -> Any:
        data = self.cleaned_data
        return (data["quiet_from"], data["quiet_until"]) if data.get("quiet_from") else None
