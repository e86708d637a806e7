"""What somebody writes who wants to talk first."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import AddressField, LineField, LinesField, PhoneField, count_aloud
from hub.sent_once import SentOnceForm, contacts_of
from partners.models import Inquiry

WRITTEN = ("organization_name", "name", "phone", "email", "text", "when")


def _most(name: str) -> int:
    field: Any = Inquiry._meta.get_field(name)
    return int(field.max_length)


class TalkForm(SentOnceForm):
    organization_name = LineField(
        label=_("会社・団体の名前"),
        max_length=_most("organization_name"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": _("会社・団体の名前を書いてください。まだ名前がなければ「準備中」でもかまいません。")
        },
    )
    name = LineField(
        label=_("お名前"),
        help_text=_("名字だけでもかまいません。"),
        max_length=_most("name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("だれにお返事すればよいか、お名前を書いてください。")},
    )
    phone = PhoneField(
        label=_("電話番号"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    email = AddressField(
        label=_("メールアドレス"),
        required=False,
        max_length=_most("email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = LinesField(
        label=_("聞きたいこと"),
        help_text=_("ひとことでかまいません。例：何かしたいが、何から始めればよいかわからない。500文字まで。"),
        required=False,
        max_length=_most("text"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    when = LineField(
        label=_("つながりやすい時間"),
        help_text=_("例：平日の午後、火曜のほか"),
        required=False,
        max_length=_most("when"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WRITTEN:
            count_aloud(self.fields[name])

    def clean(self) -> dict[str, Any]:
        """One way to answer is enough; one that can't be read is told beside its field."""
        data = super().clean() or {}
        if not self.errors.keys() & {"phone", "email"} and not data.get("phone") and not data.get("email"):
            self.add_error("phone", __("電話番号かメールアドレスの、どちらかを書いてください。お返事に使います。"))
        return data

    @property
    def contacts(self) -> list[str]:
        """Where an answer would go, each in one way of writing."""
        return contacts_of(self.cleaned_data["phone"], self.cleaned_data["email"])

    @property
    def written(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WRITTEN}
