"""What a coordinator writes of a first question."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField, count_aloud
from partners.enums import InquiryAction
from partners.models import Faq, InquiryAct


def _most(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)


class OutcomeForm(forms.Form):
    text = LinesField(
        label=_("話したこと、または終えるわけ"),
        help_text=_("職員だけが見ます。500文字まで。「つながらなかった」のときは、なくてもかまいません。"),
        required=False,
        max_length=_most(InquiryAct, "text"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    act = forms.ChoiceField(
        choices=InquiryAction.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("下のボタンのどれかを押してください。")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["text"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needs_words = data.get("act") in {InquiryAction.ANSWER, InquiryAction.CLOSE}
        if needs_words and "text" in data and not data["text"].strip():
            self.add_error("text", __("何を話したか、どうして終えるかを、ひとこと書いてください。"))
        return data


class FaqForm(forms.Form):
    question = LineField(
        label=_("質問"),
        help_text=_("だれが聞いたかわからない言い方に直して書きます。"),
        max_length=_most(Faq, "question"),
        error_messages={"required": _("質問を書いてください。")},
    )
    answer = LinesField(
        label=_("答え"),
        max_length=_most(Faq, "answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("答えを書いてください。")},
    )
    is_public = forms.BooleanField(
        label=_("すぐに公開する"), help_text=_("つけなければ、下書きとして管理画面に残ります。"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("question", "answer"):
            count_aloud(self.fields[name])
