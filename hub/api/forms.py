"""What is asked of who makes a personal key."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.api.enums import Scope
from hub.api.services.tokens import USUAL_DAYS
from hub.fields import LineField, count_aloud

_DAYS = [(30, _("30日")), (90, _("90日")), (USUAL_DAYS, _("1年（365日）"))]


class TokenForm(forms.Form):
    use_required_attribute = False

    name = LineField(
        label=_("名前"), max_length=60, help_text=_("どこで使うかがわかる名前にします。例：団体のサイトの予定表"),
        error_messages={"required": _("書いてください。")},
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=_("できること"), choices=Scope.choices, initial=Scope.READ, widget=forms.RadioSelect,
        help_text=_("公開の前のものも読めます。書くのは、あなたが書ける団体のものだけです。"),
        error_messages={"required": _("選んでください。")},
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("使える期間"), choices=_DAYS, initial=USUAL_DAYS, coerce=int,
        error_messages={"required": _("選んでください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["name"])
        self.fields["name"].widget.attrs["autocomplete"] = "off"
