"""What a coordinator answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.fields import LinesField
from hub.trust.services import BEING_CHECKED


class OutcomeForm(forms.Form):
    outcome = LinesField(
        label=_("どうしたか（公開を止めるときは、その理由）"),
        # What is written before it ("公開を止めた：") must fit in too.
        max_length=250,
        error_messages={
            "required": _("どうしたかを書いてください。あとから見る人のためです。"),
            "max_length": _("%(limit_value)d文字までで書いてください。いまは%(show_value)d文字です。"),
        },
    )
    # Asked for where its organisation reads why it is hidden.
    told = LinesField(
        label=_("団体に伝える理由（公開を止めるとき）"),
        required=False,
        max_length=250,
        initial=BEING_CHECKED,
        error_messages={"max_length": _("%(limit_value)d文字までで書いてください。いまは%(show_value)d文字です。")},
    )
    act = forms.ChoiceField(
        choices=[("hide", ""), ("done", ""), ("unfounded", "")],
        error_messages={
            "required": _("下のボタンのどれかを押してください。"),
            "invalid_choice": _("下のボタンのどれかを押してください。"),
        },
    )
