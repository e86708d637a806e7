"""What a coordinator answers: remarks beside the fields, the checklist, a reason, and one of the buttons."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField
from partners.enums import PartnershipState
from partners.models import Partnership
from partners.services.reviewing import WHOLE

MOST_REMARK = 300
SEEN = "seen"
TICK = "tick"
# What is offered in which state.
ACTS: dict[str, tuple[str, ...]] = {
    PartnershipState.SUBMITTED: (TICK, "approve", "return", "decline"),
    PartnershipState.APPROVED: (SEEN, "suspend", "revoke", "renew", "no_renewal"),
    PartnershipState.SUSPENDED: ("restore", "revoke"),
}


class ReviewForm(forms.Form):
    """``remark_<field>`` for each that can be remarked on; ``remark_`` alone is of the whole.

    ``shown_<field>``: what was kept of it when the page was made.
    """

    act = forms.ChoiceField(
        choices=[],
        error_messages={"required": _("下のボタンのどれかを押してください。"), "invalid_choice": _("いまの状態では、それはできません。")},
    )  # fmt: skip
    reason = LinesField(
        label=_("理由（団体の方に、このまま伝わります）"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        error_messages={"max_length": _("%(limit_value)d文字までで書いてください。いまは%(show_value)d文字です。")},
    )  # fmt: skip
    checks = forms.MultipleChoiceField(label=_("確認すること"), required=False, widget=forms.CheckboxSelectMultiple)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, partnership: Partnership, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act: Any = self.fields["act"]
        act.choices = [(name, name) for name in ACTS.get(partnership.state, ())]
        checks: Any = self.fields["checks"]
        checks.choices = [(item["key"], item["text"]) for item in partnership.programme.checklist]
        for name in (*names, WHOLE):
            self.fields[f"remark_{name}"] = LineField(
                label=__("直してほしいこと"), max_length=MOST_REMARK, required=False,
                widget=forms.TextInput(attrs={"class": "in"}),
                error_messages={"max_length": _("%(limit_value)d文字までで書いてください。いまは%(show_value)d文字です。")},
            )  # fmt: skip
            self.fields[f"shown_{name}"] = LineField(required=False, widget=forms.HiddenInput)
        self.fields[f"remark_{WHOLE}"].label = __("全体について、直してほしいこと")

    def remarks(self) -> dict[str, str]:
        """By the name of the field."""
        return self._of("remark_")

    def shown(self) -> dict[str, str]:
        return self._of("shown_")

    def _of(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): text
            for name, text in self.cleaned_data.items()
            if name.startswith(prefix) and text
        }

    def tell(self, remarks: Mapping[str, str]) -> None:
        """What a colleague kept meanwhile, beside each box; whoever presses again has been told."""
        newest, typed, shown = self.data.copy(), self.remarks(), self.shown()  # type: ignore[attr-defined]
        for name, text in remarks.items():
            newest[f"shown_{name}"] = text
            if typed.get(name, "") == shown.get(name, ""):  # they wrote nothing here themselves
                newest[f"remark_{name}"] = text
                said = __("あなたが開いたあとで、ほかの職員が書いて保存しました。読んで、もう一度押してください。")
            elif text:
                said = __(
                    "ほかの職員が先に書いて保存しました：「%(text)s」。もう一度押すと、欄にあるあなたの文に変わります。"
                ) % {"text": text}
            else:
                said = __(
                    "ほかの職員が、ここに書いてあったものを消しました。もう一度押すと、欄にあるあなたの文になります。"
                )
            self.add_error(f"remark_{name}" if f"remark_{name}" in self.fields else None, said)
        self.data = newest
