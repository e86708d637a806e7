"""What is typed after a date by who was there, and by whom a proof is shown."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.door_enums import ThanksAnswer
from events.services.registrations.proofs import DIGITS, digits_in


class ProofForm(forms.Form):
    """The number as it stands on the paper: full width, in groups, without them."""

    code = forms.CharField(
        label=_("確認番号"), max_length=60, help_text=_("20けたの数字です。空白や - は、あってもなくてもかまいません。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "in code", "autocomplete": "off"}),
        error_messages={"required": _("確認番号を書いてください。"), "max_length": _("長すぎます。20けたの数字を書いてください。")},
    )  # fmt: skip

    def clean_code(self) -> str:
        digits = digits_in(self.cleaned_data["code"])
        if len(digits) != DIGITS:
            told = {"digits": len(digits)}
            raise forms.ValidationError(_("20けたの数字です。いまは%(digits)sけたです。") % told)
        return digits


class ThanksForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("行ってみて、どうでしたか"), choices=ThanksAnswer, widget=forms.RadioSelect,
        error_messages={
            "required": _("ひとつ選んでください。"), "invalid_choice": _("ここにない答えです。ひとつ選んでください。")
        },
    )  # fmt: skip
