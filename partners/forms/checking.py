"""A number and a code, as somebody reads them from paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField


class CheckForm(forms.Form):
    number = LineField(
        label=_("登録番号"), max_length=60, help_text=_("登録証に書いてあります。例：KP-0001"),
        widget=forms.TextInput(attrs={"class": "in", "autocapitalize": "characters", "autocomplete": "off"}),
        error_messages={"required": _("登録番号を書いてください。"), "max_length": _("登録番号が長すぎます。登録証を見て、書きなおしてください。")},
    )  # fmt: skip
    code = LineField(
        label=_("確認の符号"), max_length=60, help_text=_("英字と数字が12けたです。小さい字でも、間の線がなくてもかまいません。"),
        widget=forms.TextInput(attrs={"class": "in", "autocapitalize": "characters", "autocomplete": "off"}),
        error_messages={"required": _("確認の符号を書いてください。"), "max_length": _("符号が長すぎます。登録証を見て、書きなおしてください。")},
    )  # fmt: skip


class ActivityCheckForm(CheckForm):
    """The same of a 活動証明書."""

    number = LineField(
        label=_("証明書の番号"), max_length=60, help_text=_("証明書に書いてあります。例：KATSUDO-2026-ABCD1234"),
        widget=forms.TextInput(attrs={"class": "in", "autocapitalize": "characters", "autocomplete": "off"}),
        error_messages={"required": _("証明書の番号を書いてください。"), "max_length": _("番号が長すぎます。証明書を見て、書きなおしてください。")},
    )  # fmt: skip
