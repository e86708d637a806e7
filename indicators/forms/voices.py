"""What anybody writes on a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District
from hub.fields import LinesField, count_aloud
from hub.personal_words import personal_words_in
from hub.sent_once import SentOnceForm
from hub.templatetags.reading import listed
from indicators.models.voices import LONGEST, OpinionCall
from indicators.voice_enums import AgeGroup

_AGES = [*AgeGroup.choices, ("", _("答えない"))]


class OpinionForm(SentOnceForm):
    """``sure``: sent by who was told that there seems to be a number or an address in the text, and wants to send it so."""

    use_required_attribute = False
    text = LinesField(
        label=_("あなたの意見"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("意見を書いてください。ひとことでも大丈夫です。")},
    )  # fmt: skip
    age_group = forms.ChoiceField(
        label=_("年ごろ"), choices=_AGES, required=False, widget=forms.RadioSelect, initial="",
        error_messages={"invalid_choice": _("ひとつ選んでください。")},
    )  # fmt: skip
    district = forms.ModelChoiceField(
        label=_("住んでいるあたり（中学校区）"), queryset=District.objects.none(), required=False, empty_label=_("答えない"),
        error_messages={"invalid_choice": _("ひとつ選んでください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, call: OpinionCall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["text"])
        self.personal: list[str] = []
        self.is_for_children = call.is_for_children
        if call.is_for_children:
            del self.fields["district"]
            self.fields["text"].label = _("あなたの思うこと")
            self.fields["text"].error_messages["required"] = _("思うことを書いてね。ひとことでもいいよ。")
        else:
            district: Any = self.fields["district"]
            district.queryset = District.objects.current().order_by("name")

    @property
    def is_sure(self) -> bool:
        return bool(self.data.get("sure"))

    @property
    def written(self) -> dict[str, Any]:
        """By the names of ``receive_opinion``."""
        data = self.cleaned_data
        return {"text": data["text"], "age_group": data["age_group"], "district": data.get("district")}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        self.personal = personal_words_in(text)
        if self.personal and not self.is_sure:
            said = listed(self.personal)
            if self.is_for_children:
                raise forms.ValidationError(__("%(what)sが書いてあるみたい。消してから送ってね。") % {"what": said})
            raise forms.ValidationError(
                __("%(what)sのようなものがあります。消してから送ってください。") % {"what": said}
            )
        return text
