"""Whom an owner invites, and what a member may do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.accounts.enums import Level
from hub.fields import AddressField

LEVELS = [
    (Level.EDITOR, _("編集する人：場や催しを書いて、直します。")),
    (Level.VIEWER, _("見るだけの人：公開前のものも見ます。書いたり直したりはしません。")),
    (Level.OWNER, _("代表：編集する人ができることと、メンバーの管理をします。")),
]


class LevelForm(forms.Form):
    level = forms.ChoiceField(
        label=_("できること"), choices=LEVELS, widget=forms.RadioSelect,
        error_messages={"required": _("ひとつ選んでください。")},
    )  # fmt: skip

    def clean_level(self) -> Level:
        return Level(self.cleaned_data["level"])


class InvitationForm(LevelForm):
    address = AddressField(
        label=_("メールアドレス"), max_length=254,
        error_messages={"required": _("招待する方のメールアドレスを書いてください。")},
        help_text=_("このメールアドレスで登録した方だけが、招待を受けられます。ほかの人には見せません。"),
    )  # fmt: skip
    field_order = ("address", "level")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs["class"] = "in"
