"""What an agency outside answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField, count_aloud
from referrals.enums import Refusal


class AnswerTransferForm(forms.Form):
    """``act``: ``accept``, or ``decline``, which alone needs the reason."""

    use_required_attribute = False
    act = forms.ChoiceField(
        choices=[("accept", ""), ("decline", "")], widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("「受ける」か「断る」を押してください。")),
    )  # fmt: skip
    who = LineField(
        label=_("お返事する方の名前"), max_length=60, help_text=_("頼んだ職員だけが読みます。"),
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "name"}),
        error_messages={"required": _("お返事する方の名前を書いてください。")},
    )  # fmt: skip
    refusal = forms.ChoiceField(label=_("断る理由"), choices=Refusal, widget=forms.RadioSelect, required=False)
    reason = LinesField(
        label=_("ひとこと"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("断るときに書きます。頼んだ側に伝わります。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["who"])
        count_aloud(self.fields["reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("act") == "decline":
            if not data.get("refusal"):
                self.add_error("refusal", __("断る理由を選んでください。"))
            if not str(data.get("reason", "")).strip() and "reason" not in self.errors:
                self.add_error("reason", __("断る理由を、ひとことでも書いてください。"))
        return data
