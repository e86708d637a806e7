"""What an organiser writes: a circle, somebody who telephoned, a message to all members, few words beside a button."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.enums import State
from events.forms.member import MemberForm, member_field
from events.forms.plainly import say_plainly
from events.models import Circle, CircleMember, CircleMessage, Place
from events.registration_enums import RegisteredVia
from hub.areas.models import District
from hub.fields import AddressField, LineField, LinesField, PhoneField, count_aloud
from hub.sent_once import SentOnceForm


class CircleForm(MemberForm):
    """A draft needs its name alone."""

    needed = frozenset({"name", "summary", "how_often", "first_visit", "joining"})
    contacts = ("contact_phone",)
    plan = (
        ("what", _("どんなサークル"), ("name", "summary", "how_often"), "", False),
        ("where", _("どこで集まる"), ("place", "venue_name"), _("団体の場から選ぶか、集まるところの名前を書きます。どちらかは、かならず入れます。"), False),
        ("first", _("はじめて来る人に"), ("first_visit", "welcome_marks"), _("はじめての人は、ここを読んで来るかどうかを決めます。"), False),
        ("join", _("入り方"), ("joining", "contact_phone"), "", False),
        ("more", _("くわしい説明、分野、対象"), ("description", "who_comes", "themes", "audiences"), "", True),
        ("rest", _("ふりがな、地区、いくら"), ("reading", "district", "fee_text"), "", True),
        ("safe", _("子どもと活動するときの約束"), ("safeguards",), _("18歳未満の人が参加するなら書きます。団体の約束があれば、書かなくてもかまいません。"), True),
    )  # fmt: skip

    class Meta:
        model = Circle
        formfield_callback = member_field
        fields = (
            "name", "reading", "summary", "description", "first_visit", "who_comes", "how_often", "fee_text", "place",
            "venue_name", "district", "themes", "audiences", "welcome_marks", "joining", "contact_phone", "safeguards",
        )  # fmt: skip
        labels = {"place": _("団体の場から選ぶ"), "description": _("何をする（くわしく）")}
        help_texts = {
            "name": _("例：はじめての手芸の会"),
            "summary": _("1文で。例：お茶を飲みながら、好きなものを作ります。"),
            "how_often": _("ことばで。例：毎月第2土曜日の午後。日にちは、催しとして別に出します。"),
            "venue_name": _("例：台町会館 2階"),
            "first_visit": _("例：6人ほどで、半分はひとりで来ます。入口で係が声をかけます。見ているだけでもかまいません。"),
            "who_comes": _("例：60代から80代が多く、近所の方がほとんどです。人の名前は書かないでください。"),
            "contact_phone": _("公開されます。電話で申し込みたい人のために書きます。例：042-000-0000"),
            "fee_text": _("例：1回100円（お茶代）"),
            "reading": _("書かなくてもかまいません。一覧は、この順に並びます。"),
            "district": _("場を選ぶと、自動で入ります。"),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        own = Q(operator=self.organization, state__in=[State.DRAFT, State.IN_REVIEW, State.PUBLISHED])
        place.queryset = Place.objects.filter(own | Q(pk=self.instance.place_id)).order_by("kana", "name").only("name")
        place.empty_label = __("（選ばない）")
        district: Any = self.fields["district"]
        current = District.objects.filter(Q(is_current=True) | Q(pk=self.instance.district_id))
        district.queryset = current.order_by("reading", "name").defer("geometry", "path")
        district.empty_label = __("（選ばない）")
        joining: Any = self.fields["joining"]
        joining.widget, joining.choices = forms.RadioSelect(), Circle._meta.get_field("joining").choices

    def values(self) -> dict[str, Any]:
        """By the names that the services know."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}


class _Styled(SentOnceForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)
        for field in self.fields.values():
            count_aloud(field)
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs |= {"class": "in", "autocomplete": "off"}


def _most(name: str, model: Any = CircleMember) -> int:
    return int(model._meta.get_field(name).max_length)


class EnterForm(_Styled):
    """Somebody who telephoned or said so in the room: a name is enough."""

    name = LineField(label=_("お名前・よび名"), max_length=_most("name"))
    phone = PhoneField(label=_("電話番号"), max_length=_most("phone"), required=False)
    email = AddressField(label=_("メールアドレス"), max_length=254, required=False)
    note = LineField(label=_("伝えておきたいこと"), max_length=_most("note"), required=False)
    via = forms.ChoiceField(
        label=_("どうやって申し込んだか"), widget=forms.RadioSelect, initial=RegisteredVia.PHONE,
        choices=[(one.value, one.label) for one in RegisteredVia if one != RegisteredVia.WEB],
    )  # fmt: skip


class MessageForm(_Styled):
    subject = LineField(
        label=_("件名"), max_length=_most("subject", CircleMessage), help_text=_("例：12月の会の持ち物")
    )
    text = LinesField(
        label=_("本文"), max_length=_most("text", CircleMessage), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("ほかの人の名前や連絡先は書かないでください。2,000文字まで。"),
    )  # fmt: skip


class ReasonForm(_Styled):
    """``is_needed``: without a reason it is not done."""

    reason = LineField(label=_("理由"), max_length=_most("reason"), required=False)

    def __init__(
        self, *args: Any, is_needed: bool = False, help_text: Any = "", label: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.required, field.help_text, field.label = is_needed, help_text, label or field.label
