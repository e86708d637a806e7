"""What people write who would lend a skill, and who asks them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField
from hub.sent_once import SentOnceForm
from partners.forms.needs import finish, most_of
from partners.models import Role, SkillOffer, SkillRequest
from partners.role_enums import Skill
from partners.services.lending import MOST_HOURS

LENDABLE = [(one.value, one.label) for one in Skill if one != Skill.HANDS]


class OfferForm(forms.Form):
    use_required_attribute = False
    skills = forms.MultipleChoiceField(
        label=_("貸せること"), choices=LENDABLE, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("貸せることを、ひとつは選んでください。")},
    )  # fmt: skip
    text = LineField(
        label=_("どんなことができるか"), max_length=most_of("text", SkillOffer),
        help_text=_("例：チラシやメニューを作る仕事を10年しています。名前、会社の名前、電話番号、メールアドレス、住所は書かないでください。300文字まで。"),
    )  # fmt: skip
    hours_a_month = forms.IntegerField(
        label=_("月に何時間くらい"), min_value=1, max_value=MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )  # fmt: skip
    is_online_only = forms.BooleanField(label=_("オンラインだけ"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finish(self, {"skills"})


class AskSkillForm(SentOnceForm):
    """``roles``: those of the organisation for which one can apply."""

    use_required_attribute = False
    role = forms.ModelChoiceField(
        label=_("どの役割のことか"), queryset=Role.objects.none(), empty_label=None, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("募集している役割から、ひとつ選んでください。")),
    )  # fmt: skip
    text = LinesField(
        label=_("たのみたいこと"), max_length=most_of("text", SkillRequest), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("どんなことを、いつごろ、どのくらい。相手は、名前を出さずに読んで、話を聞くかどうかを決めます。"),
        error_messages={"required": _("たのみたいことを書いてください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["role"]
        choice.queryset = roles
        finish(self, {"role", "text"})
