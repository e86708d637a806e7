"""What somebody fills in who wants to come: little, and for each thing it is said what it is for."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.dates import WrittenNumberField
from events.models import Occurrence, Registration, RegistrationQuestion
from events.models.registrations import MOST_PEOPLE
from events.registration_enums import QuestionKind, Wish
from events.registration_rules import terms_of
from events.services.registrations import Applicant, Asked, Changes
from hub.fields import LineField, PhoneField, count_aloud
from hub.sent_once import SentOnceForm

MAIL, PHONE = "email", "phone"
_FIRST = [("yes", _("はじめて")), ("no", _("来たことがある")), ("", _("答えない"))]
_YES_NO = [("はい", _("はい")), ("いいえ", _("いいえ"))]
_LONGEST_ANSWER = 300


class WishesForm(forms.Form):
    """The part that a person may change afterwards."""

    party = WrittenNumberField(
        label=_("何人で来ますか"), min_value=1, max_value=MOST_PEOPLE, initial=1,
        help_text=_("あなたをふくめた人数です。ひとりなら1です。"),
        error_messages=dict.fromkeys(("required", "min_value"), _("何人で来るか、数字で書いてください。ひとりなら1です。")),
    )  # fmt: skip
    wishes = forms.MultipleChoiceField(
        label=_("あると助かること"), choices=Wish, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("主催者に伝わります。なくてもかまいません。"),
    )  # fmt: skip
    wish_note = LineField(label=_("ほかに伝えておきたいこと"), required=False, max_length=300)
    is_first = forms.ChoiceField(
        label=_("この催しは、はじめてですか"), choices=_FIRST, required=False, widget=forms.RadioSelect,
        help_text=_("はじめての方を迎える用意に使います。"),
    )  # fmt: skip

    def __init__(self, *args: Any, date: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.date, self.terms = date, terms_of(date.event)
        most = self.terms.most_people if self.terms else 1
        self.fields["party"].widget.attrs |= {"inputmode": "numeric", "class": "in short"}
        if most == 1:
            # Alone is the only answer.
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].required = False
        if self.terms is None or not self.terms.asks_wishes:
            del self.fields["wishes"]
        self.questions = list(RegistrationQuestion.objects.filter(event=date.event_id, retired_at=None))
        for question in self.questions:
            self.fields[_name(question)] = _field(question)
        for field in self.fields.values():
            if isinstance(field, LineField):
                count_aloud(field)

    def clean_party(self) -> int:
        party: int = self.cleaned_data["party"] or 1
        if self.terms and party > self.terms.most_people:
            raise forms.ValidationError(
                __("一度に申し込めるのは%(most)s人までです。もっと多いときは、主催者に相談してください。")
                % {"most": self.terms.most_people}
            )
        return party

    @property
    def said(self) -> dict[str, Any]:
        """Of a valid form, what ``Asked`` and ``Changes`` hold."""
        data = self.cleaned_data
        answers = {str(one.pk): data[_name(one)] for one in self.questions if data.get(_name(one))}
        return {
            "party": data["party"],
            "wishes": data.get("wishes", []),
            "wish_note": data["wish_note"],
            "answers": answers,
            "is_first": {"yes": True, "no": False}.get(data["is_first"]),
        }


def _name(question: RegistrationQuestion) -> str:
    return f"question_{question.pk}"


def _field(question: RegistrationQuestion) -> forms.Field:
    shared: dict[str, Any] = {
        "label": question.text,
        "help_text": __("使いみち：%(purpose)s") % {"purpose": question.purpose},
        "required": question.is_required,
        "error_messages": {"required": __("主催者がかならず聞いていることです。")},
    }
    if question.kind == QuestionKind.YES_NO:
        choices = _YES_NO if question.is_required else [*_YES_NO, ("", _("答えない"))]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
    return LineField(max_length=_LONGEST_ANSWER, **shared)


class RegisterForm(SentOnceForm, WishesForm):
    """Of who has an account nothing is asked that the hub knows."""

    name = LineField(
        label=_("お名前かよび名"), max_length=60, help_text=_("ニックネームでかまいません。受付でこの名前を呼びます。"),
        error_messages={"required": _("お名前かよび名を書いてください。ニックネームでかまいません。")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )  # fmt: skip
    contact = forms.ChoiceField(
        label=_("連絡のしかた"), choices=[(MAIL, _("メール")), (PHONE, _("電話"))], widget=forms.RadioSelect,
        error_messages={"required": _("メールか電話か、どちらかを選んでください。")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("メールアドレス"), required=False, help_text=_("確認のメールを送ります。"),
        error_messages={"invalid": _("メールアドレスの形になっていません。name@example.jp のように書いてください。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    phone = PhoneField(
        label=_("電話番号"), required=False, help_text=_("変更や中止のときに、主催者が電話します。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )  # fmt: skip

    field_order = ("name", "contact", "email", "phone", "party", "is_first", "wishes", "wish_note")

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user if user is not None and user.is_authenticated else None
        count_aloud(self.fields["name"])
        if self.user is not None:
            for name in ("contact", "email", "phone"):
                del self.fields[name]
            self.fields["name"].initial = self.user.display_name
        for name in ("name", "email", "phone", "wish_note"):
            if name in self.fields:
                self.fields[name].widget.attrs.setdefault("class", "in")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        way = data.get("contact")
        if way == MAIL and not data.get("email") and "email" not in self.errors:
            self.add_error("email", __("メールアドレスを書いてください。メールがないときは「電話」を選べます。"))
        if way == PHONE and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", __("電話番号を書いてください。"))
        # What was typed in the box of the other way is not kept.
        for other in {MAIL, PHONE} - {way}:
            if other in data:
                data[other] = ""
                self.errors.pop(other, None)
        return data

    def applicant(self, language: str) -> Applicant:
        """Of a valid form. In which language mails are written: of an account the one it chose."""
        data = self.cleaned_data
        if self.user is not None:
            return Applicant(name=data["name"], user=self.user, language=self.user.language)
        return Applicant(name=data["name"], email=data["email"], phone=data["phone"], language=language)

    def asked(self) -> Asked:
        return Asked(**self.said)


class ChangeForm(WishesForm):
    """One's own registration, later. The address stays: who has another one registers anew."""

    name = LineField(label=_("お名前かよび名"), max_length=60, widget=forms.TextInput(attrs={"class": "in"}))
    phone = PhoneField(
        label=_("電話番号"), required=False, widget=forms.TextInput(attrs={"class": "in", "type": "tel"})
    )

    field_order = ("name", "phone", "party", "is_first", "wishes", "wish_note")

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        one = registration
        answers = {f"question_{pk}": text for pk, text in one.answers.items()}
        first = {True: "yes", False: "no", None: ""}[one.is_first]
        own = {"name": one.name, "phone": one.phone, "party": one.party, "wishes": one.wishes}
        initial = {**own, "wish_note": one.wish_note, "is_first": first, **answers}
        super().__init__(*args, initial=initial, **kwargs)
        self.is_by_phone = bool(one.phone) and not one.email and one.user_id is None
        if self.is_by_phone:
            self.fields["phone"].required = True
            self.fields["phone"].error_messages["required"] = __("電話番号を書いてください。")
        else:
            del self.fields["phone"]
        self.fields["wish_note"].widget.attrs.setdefault("class", "in")
        self.kept_phone = one.phone

    def changes(self) -> Changes:
        data = self.cleaned_data
        return Changes(name=data["name"], phone=data.get("phone", self.kept_phone), **self.said)


class CodeForm(forms.Form):
    """申込番号, as people write it."""

    code = LineField(
        label=_("申込番号"), max_length=40, help_text=_("12けたの数字です。間の空白やハイフンは、あってもなくてもかまいません。"),
        error_messages={"required": _("申込番号を書いてください。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "in"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        digits = "".join(sign for sign in unicodedata.normalize("NFKC", self.cleaned_data["code"]) if sign.isdigit())
        if len(digits) != 12:
            raise forms.ValidationError(
                __("申込番号は12けたの数字です。いまは%(count)dけたです。") % {"count": len(digits)}
            )
        return digits
