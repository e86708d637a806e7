"""What a person tells."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import AddressField, LinesField
from hub.sent_once import SentOnceForm
from hub.trust.enums import ReportReason
from hub.trust.models import Report


class ReportForm(SentOnceForm):
    reason = forms.ChoiceField(
        label=_("どんなことですか"),
        choices=ReportReason.choices,
        error_messages={
            "required": _("どんなことか、近いものをひとつ選んでください。"),
            "invalid_choice": _("どんなことか、近いものをひとつ選んでください。"),
        },
    )
    text = LinesField(
        label=_("くわしく"),
        required=False,
        max_length=Report._meta.get_field("text").max_length,
        error_messages={
            "max_length": _("%(limit_value)d文字までで書いてください。いまは%(show_value)d文字です。"),
            "null_characters_not_allowed": _("読めない文字が入っています。書きなおしてください。"),
        },
    )
    reply_to = AddressField(
        label=_("返事がほしいときのメールアドレス"),
        required=False,
        max_length=Report._meta.get_field("reply_to").max_length,
        error_messages={
            "invalid": _("メールアドレスとして読めません。@ の前と後ろを確かめてください。空のままでも送れます。"),
            "max_length": _("メールアドレスが長すぎます。空のままでも送れます。"),
            "null_characters_not_allowed": _("読めない文字が入っています。書きなおしてください。"),
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == ReportReason.OTHER and "text" in data and not data["text"].strip():
            self.add_error("text", __("「そのほか」のときは、どんなことか少し書いてください。"))
        return data
