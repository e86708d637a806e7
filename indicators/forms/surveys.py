"""What planners write of a survey: the survey itself, its questions, how many numbers."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField
from indicators.enums import Kind
from indicators.models import Indicator, Question, Survey
from indicators.survey_enums import WITH_OWN_CHOICES, QuestionKind, SurveyKind

_WRITE: dict[str, Any] = {"required": _("書いてください。")}
_DATE: dict[str, Any] = {
    "required": _("日付を書いてください。"),
    "invalid": _("日付で書いてください。例：2026-11-26"),
}
# Addresses of pages beside the surveys.
_TAKEN = frozenset({"new"})
_MOST_CHOICES, _LONGEST_LABEL = 30, 80
# In days: who closes a survey must find the time to publish it before the answers go.
LEAST_KEPT = 14


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DATE)


def _number(label: Any, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    said = {"invalid": _("数字で書いてください。"), "required": _("書いてください。")}
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=widget, error_messages=said, **kwargs
    )


class SurveyForm(forms.Form):
    """``is_new``: the code is asked too."""

    title = LineField(label=_("題名"), max_length=80, error_messages=_WRITE)
    code = forms.SlugField(
        label=_("記号"), max_length=40, help_text=_("アドレスになります。半角の英数字とハイフン。あとから変えられません。例：lonely-2026"),
        error_messages={"required": _("書いてください。"), "invalid": _("半角の英数字とハイフンで書いてください。")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("聞き方"), choices=SurveyKind, widget=forms.RadioSelect, error_messages={"required": _("選んでください。")},
        help_text=_("計画の値にできるのは、無作為に選んだ人に聞くアンケートだけです。"),
    )  # fmt: skip
    audience = LineField(
        label=_("だれに聞くか"), max_length=120, help_text=_("例：18歳以上の市民から、住民基本台帳で無作為に選んだ方"), error_messages=_WRITE
    )  # fmt: skip
    drawn = _number(
        _("無作為に選んだ人数"), 1, 100_000, required=False, help_text=_("だれでも答えられるときは、空けておきます。")
    )
    intro = LinesField(
        label=_("何のために聞くか"), max_length=1_000, error_messages=_WRITE,
        help_text=_("目的と、結果を何に使うかを書きます。答える人が、はじめに読みます。"),
    )  # fmt: skip
    minutes = _number(_("かかる時間（分）"), 1, 60)
    opens_on = _day(_("受け付けをはじめる日"))
    closes_on = _day(_("しめきりの日"))
    kept_days = _number(
        _("ひとりひとりの答えを残す日数"), LEAST_KEPT, 366, initial=365,
        help_text=_("しめきってからの日数です。答える人に約束する期間なので、受け付けをはじめたら変えられません。"),
    )  # fmt: skip

    def __init__(self, *args: Any, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if survey is not None:
            del self.fields["code"]
            self.initial.update({name: getattr(survey, name) for name in self.fields})

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code in _TAKEN:
            raise ValidationError(__("この記号は使えません。"))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == SurveyKind.SAMPLE and not data.get("drawn") and "drawn" not in self.errors:
            self.add_error("drawn", __("無作為に選んだ人数を書いてください。"))
        if "opens_on" in data and "closes_on" in data and data["opens_on"] > data["closes_on"]:
            self.add_error("closes_on", __("はじめる日より前です。"))
        return data


class ProlongForm(forms.Form):
    closes_on = _day(_("新しいしめきりの日"))


class QuestionForm(forms.Form):
    """``labels``: a line for each choice. ``counted``: their numbers, for an indicator."""

    kind = forms.ChoiceField(
        label=_("答え方"), choices=QuestionKind, widget=forms.RadioSelect, error_messages={"required": _("選んでください。")},
        help_text=_("国の調査の問いは、言葉も選択肢も決まっています。下の「問い」と「選択肢」は使いません。"),
    )  # fmt: skip
    text = LineField(label=_("問い"), required=False, max_length=200)
    help = LineField(label=_("説明"), required=False, max_length=200)
    labels = LinesField(
        label=_("選択肢"), required=False, max_length=2_500, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("1行にひとつ。「答えたくない」は、いつも付くので書きません。"),
    )  # fmt: skip
    is_grouping = forms.BooleanField(
        label=_("ほかの答えを、この答えごとにも集計する"), required=False,
        help_text=_("地区や年代など。ひとつのアンケートに、ひとつだけです。分けるほど、隠れる数が増えます。"),
    )  # fmt: skip
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("計画の指標"), required=False, empty_label=_("計画の値にしない"),
    )  # fmt: skip
    counted = LineField(
        label=_("値に足す答えの番号"), required=False, max_length=60, help_text=_("選択肢の上からの番号。例：3 4 5")
    )

    def __init__(self, *args: Any, survey: Survey, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["indicator"]
        field.queryset = Indicator.objects.filter(kind=Kind.PERCENT)
        if survey.kind != SurveyKind.SAMPLE:
            del self.fields["indicator"], self.fields["counted"]
        if question is not None:
            self.initial.update(_initial_of(question))

    def clean_labels(self) -> list[str]:
        found = [" ".join(line.split()) for line in self.cleaned_data["labels"].splitlines() if line.strip()]
        if len(found) > _MOST_CHOICES:
            raise ValidationError(__("選択肢は%(most)d個までです。") % {"most": _MOST_CHOICES})
        if any(len(one) > _LONGEST_LABEL for one in found):
            raise ValidationError(__("ひとつの選択肢は%(most)d文字までです。") % {"most": _LONGEST_LABEL})
        return found

    def clean_counted(self) -> list[int]:
        parts = re.findall(r"[^\s,、，・]+", unicodedata.normalize("NFKC", self.cleaned_data["counted"]))
        if not all(part.isdecimal() for part in parts):
            raise ValidationError(__("番号を、数字で書いてください。例：3 4 5"))
        return [int(part) for part in parts]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        own = data.get("kind") in WITH_OWN_CHOICES
        if own and "labels" in data and len(data["labels"]) < 2:
            self.add_error("labels", __("選択肢を2つ以上書いてください。"))
        if (
            data.get("kind") in {*WITH_OWN_CHOICES, QuestionKind.TEXT}
            and not data.get("text")
            and "text" not in self.errors
        ):
            self.add_error("text", __("問いを書いてください。"))
        if data.get("indicator") and not data.get("counted") and "counted" not in self.errors:
            self.add_error("counted", __("どの答えを足した値かを、番号で書いてください。"))
        if data.get("kind") == QuestionKind.TEXT or not own:
            data["labels"] = []
        return data


def _initial_of(question: Question) -> dict[str, Any]:
    choices = list(question.choices.all())
    return {
        "kind": question.kind,
        "text": "" if question.ready else question.text,
        "help": question.help,
        "labels": "" if question.ready else "\n".join(one.label for one in choices),
        "is_grouping": question.is_grouping,
        "indicator": question.indicator_id,
        "counted": " ".join(str(one.number) for one in choices if one.is_counted),
    }


class TicketsForm(forms.Form):
    count = _number(_("作る枚数"), 1, 5_000)


class IntoPlanForm(forms.Form):
    """The words beside the first box are those that are kept with the value."""

    is_confirmed_sum = forms.BooleanField(
        error_messages={"required": _("どの答えを足した値かを確かめて、印をつけてください。")}
    )
    is_confirmed = forms.BooleanField(
        label=_("確定した値"), required=False, help_text=_("印をつけないと「速報」と出ます。あとから確定できます。")
    )

    def __init__(self, *args: Any, confirmation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_confirmed_sum"].label = confirmation
