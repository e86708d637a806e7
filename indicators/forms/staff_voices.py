"""What planners write: calls, decisions on opinions, replies."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField, count_aloud
from hub.personal_words import personal_words_in
from hub.templatetags.reading import listed
from indicators.models import Opinion, OpinionCall, Plan, Policy
from indicators.models.voices import LONGEST
from indicators.voice_enums import Audience, Verdict, Withheld

_WRITE = {"required": _("書いてください。")}
_CHOOSE = {"required": _("選んでください。"), "invalid_choice": _("ひとつ選んでください。")}
_DAY = {"required": _("日付を書いてください。"), "invalid": _("日付で書いてください。例：2026-11-26")}
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,58}[a-z0-9]")
# Addresses of the staff's pages.
_TAKEN = frozenset({"new", "opinions"})


def _lines(label: Any, most: int, rows: int, **options: Any) -> LinesField:
    field = LinesField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), error_messages=_WRITE, **options
    )
    count_aloud(field)
    return field


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), error_messages=_DAY, **options
    )


def _note() -> LineField:
    return LineField(label=_("理由"), max_length=200, help_text=_("だれでも読めます。"), error_messages=_WRITE)


class CallForm(forms.Form):
    """A call. ``code`` of a new one alone."""

    use_required_attribute = False
    title = LineField(label=_("題"), max_length=100, error_messages=_WRITE)
    plan = forms.ModelChoiceField(label=_("計画"), queryset=Plan.objects.public(), error_messages=_CHOOSE)
    policies = forms.ModelMultipleChoiceField(
        label=_("関わる施策"), queryset=Policy.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("その計画のものを選びます。Ctrlキー（Macは⌘）を押しながら選ぶと、いくつでも選べます。"),
    )  # fmt: skip
    asked = _lines(_("聞きたいこと"), 1_000, 5)
    settled = _lines(_("もう決まっていること"), 1_000, 3, required=False)
    changeable = _lines(
        _("これから変えられること"), 1_000, 3,
        help_text=_("変えられないことを聞くと、書いた人をがっかりさせます。なにが意見で変わるのかを書きます。"),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("だれのことばで聞くか"), choices=Audience.choices, widget=forms.RadioSelect, initial=Audience.EVERYONE,
        help_text=_("「こども」にすると、こどものことばの題と説明が先に出て、ふりがながつきます。"), error_messages=_CHOOSE,
    )  # fmt: skip
    child_title = LineField(label=_("こどものことばの題"), max_length=60, required=False)
    child_text = _lines(
        _("こどものことばの説明"), 600, 4, required=False,
        help_text=_("短い文で。小学校3年生が読んでわかることばで書きます。「こども」のときは要ります。"),
    )  # fmt: skip
    opens_on = _day(_("受けつけの最初の日"))
    closes_on = _day(_("受けつけの最後の日"))
    answer_by = _day(_("返事を出す日"), help_text=_("約束になります。公開したページに出ます。"))

    def __init__(self, *args: Any, call: OpinionCall | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policies: Any = self.fields["policies"]
        policies.queryset = Policy.objects.filter(plan__is_public=True).select_related("plan")
        policies.label_from_instance = lambda one: f"{one.get_level_display()}{one}（{one.plan.name}）"
        if call is None:
            self.fields["code"] = LineField(
                label=_("記号（アドレスになります）"), max_length=60, error_messages=_WRITE,
                help_text=_("英小文字、数字、ハイフン。例：kodomo-asobiba。あとから変えられません。"),
            )  # fmt: skip
            self.order_fields(["code"])

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if not _CODE.fullmatch(code) or code in _TAKEN:
            raise forms.ValidationError(__("英小文字、数字、ハイフンで、3文字から60文字で書いてください。"))
        if OpinionCall.objects.filter(code=code).exists():
            raise forms.ValidationError(__("この記号は、もう使われています。"))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("audience") == Audience.CHILDREN:
            for name in ("child_title", "child_text"):
                if name in data and not data[name].strip():
                    self.add_error(name, __("こどもに聞くときは、こどものことばでも書いてください。"))
        opens, closes, answer = (data.get(name) for name in ("opens_on", "closes_on", "answer_by"))
        if opens and closes and closes < opens:
            self.add_error("closes_on", __("受けつけの最後の日が、最初の日より前です。"))
        if closes and answer and answer <= closes:
            self.add_error("answer_by", __("返事を出す日は、受けつけの最後の日よりあとにしてください。"))
        plan = data.get("plan")
        if plan and any(one.plan_id != plan.pk for one in data.get("policies", ())):
            self.add_error("policies", __("施策は、選んだ計画のものから選んでください。"))
        return data


class ExtendForm(forms.Form):
    use_required_attribute = False
    closes_on = _day(_("新しい最後の日"))
    answer_by = _day(_("返事を出す日"))
    note = _note()


class DelayForm(forms.Form):
    use_required_attribute = False
    answer_by = _day(_("返事を出す新しい日"))
    note = _note()


class ResumeForm(forms.Form):
    use_required_attribute = False
    note = _note()


class TextForm(forms.Form):
    """What is published of an opinion."""

    use_required_attribute = False
    text = _lines(
        _("公開する文"),
        LONGEST,
        7,
        help_text=_(
            "短くするか、だれのことかわかることを消すほかは、変えません。名前が残っていないか、もう一度読んでください。"
        ),
    )
    is_shortened = forms.BooleanField(label=_("短くした"), required=False)
    is_redacted = forms.BooleanField(label=_("名前など、だれのことかわかることを消した"), required=False)
    sure = forms.BooleanField(label=_("だれかの電話番号、メールアドレス、住所ではないことを確かめた"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal = personal_words_in(str(self["text"].value() or ""))
        if not self.personal:
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        """One press publishes for everybody: what looks like a telephone number is only published by who has looked at it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.pop("sure", False) and self.personal:
            said = __("%(what)sのようなものがあります。消すか、下の「確かめた」に印をつけてください。")
            self.add_error("text", said % {"what": listed(self.personal)})
        return data


class MergeForm(forms.Form):
    use_required_attribute = False
    into = forms.ModelChoiceField(label=_("まとめる先"), queryset=Opinion.objects.none(), error_messages=_CHOOSE)

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = Opinion.objects.published().filter(call=opinion.call_id).order_by("number")
        into.label_from_instance = lambda one: f"意見{one.number}：{one.published_text[:40]}"


class WithholdForm(forms.Form):
    use_required_attribute = False
    reason = forms.ChoiceField(
        label=_("公開しない理由"), choices=[one for one in Withheld.choices if one[0] != Withheld.EXPIRED],
        widget=forms.RadioSelect, error_messages=_CHOOSE,
    )  # fmt: skip


class ReplyForm(forms.Form):
    """One reply to the chosen opinions."""

    use_required_attribute = False
    opinions = forms.ModelMultipleChoiceField(
        label=_("返事をする意見"), queryset=Opinion.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("返事をする意見を選んでください。"), "invalid_choice": _("公開している意見から選んでください。"),
                        "invalid_pk_value": _("公開している意見から選んでください。")},
    )  # fmt: skip
    verdict = forms.ChoiceField(
        label=_("どう反映したか"), choices=Verdict.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    reason = _lines(
        _("理由"),
        1_000,
        6,
        help_text=_("書いた人に話すように。こどもの呼びかけでは、こどもが読んでわかることばで書きます。"),
    )
    answer_by = _day(_("いつまでに決めるか"), required=False, help_text=_("「まだ決まっていない」のときだけ書きます。"))
    policies = forms.ModelMultipleChoiceField(
        label=_("どの施策のことか"), queryset=Policy.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.ModelMultipleChoiceField(
        label=_("そのほかの施策"), queryset=Policy.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("呼びかけに関わる施策のほかを選ぶとき。Ctrlキー（Macは⌘）を押しながら選ぶと、いくつでも選べます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, call: OpinionCall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opinions, policies, others = (self.fields[name] for name in ("opinions", "policies", "others"))
        opinions.queryset = Opinion.objects.published().filter(call=call).order_by("number")  # type: ignore[attr-defined]
        opinions.label_from_instance = lambda one: f"意見{one.number}：{one.published_text[:60]}"  # type: ignore[attr-defined]
        of_call = call.policies.order_by("level", "number")
        policies.queryset = of_call  # type: ignore[attr-defined]
        others.queryset = call.plan.policies.exclude(pk__in=of_call.values("pk"))  # type: ignore[attr-defined]
        for field in (policies, others):
            field.label_from_instance = lambda one: f"{one.get_level_display()}{one}"  # type: ignore[attr-defined]
        if not of_call.exists():
            del self.fields["policies"]

    @property
    def about(self) -> list[Policy]:
        """Of both boxes."""
        return [*self.cleaned_data.get("policies", ()), *self.cleaned_data["others"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_later = data.get("verdict") == Verdict.LATER
        if is_later and "answer_by" in data and data["answer_by"] is None:
            self.add_error("answer_by", __("いつまでに決めるか、日付を書いてください。"))
        return data
