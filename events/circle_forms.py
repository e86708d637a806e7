"""What somebody writes who wants to join a circle: with an account a name, else how they can be reached, too."""

from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.models import CircleMember
from hub.fields import AddressField, LineField, PhoneField, count_aloud
from hub.sent_once import SentOnceForm, contacts_of


def _most(name: str) -> int:
    field: Any = CircleMember._meta.get_field(name)
    return int(field.max_length)


class JoinForm(SentOnceForm):
    """``has_account``: an address is known already, and nothing is asked twice."""

    use_required_attribute = False
    name = LineField(
        label=_("よび名"), max_length=_most("name"),
        help_text=_("本名でなくてかまいません。主催者だけに見えます。例：はな、山田"),
        error_messages={"required": _("なんと呼べばよいかを書いてください。本名でなくてかまいません。")},
    )  # fmt: skip
    email = AddressField(
        label=_("メールアドレス"), max_length=254, required=False,
        help_text=_("確認のメールが届きます。メールのボタンを押すと、できあがりです。"),
    )  # fmt: skip
    phone = PhoneField(
        label=_("電話番号"), max_length=_most("phone"), required=False,
        help_text=_("メールがなくても、電話番号だけで申し込めます。主催者が電話します。"),
    )  # fmt: skip
    note = LineField(
        label=_("伝えておきたいこと"), max_length=_most("note"), required=False,
        help_text=_("例：耳が遠い、はじめは見ているだけにしたい。"),
    )  # fmt: skip

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_account = has_account
        if has_account:
            del self.fields["email"], self.fields["phone"]
        for field in self.fields.values():
            count_aloud(field)
            field.widget.attrs["class"] = "in"
        for name, kind in (("name", "nickname"), ("email", "email"), ("phone", "tel")):
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = kind

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_reached = self.has_account or data.get("email") or data.get("phone")
        if not is_reached and not {"email", "phone"} & set(self.errors):
            self.add_error("email", __("メールアドレスか電話番号の、どちらかを書いてください。"))
        return data

    @property
    def contacts(self) -> list[str]:
        """Where an answer would go, each in one way of writing."""
        return contacts_of(self.cleaned_data.get("phone", ""), self.cleaned_data.get("email", ""))
