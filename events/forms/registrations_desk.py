"""What an organiser or staff write for those who take part: as short as a telephone call."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.dates import WrittenNumberField
from events.forms.plainly import say_plainly
from events.models import Occurrence, Registration, RegistrationQuestion
from events.models.registrations import MOST_PEOPLE
from events.registration_enums import QuestionKind, RegisteredVia, Wish
from events.services.registrations import Applicant, Asked, Changes
from hub.fields import AddressField, LineField, LinesField, PhoneField, count_aloud
from hub.sent_once import SentOnceForm

_YES_NO = [("", _("聞いていない")), ("はい", _("はい")), ("いいえ", _("いいえ"))]
_FIRST = [("", _("聞いていない")), ("yes", _("はじめて")), ("no", _("来たことがある"))]
_IS_FIRST = {"yes": True, "no": False}
_LONGEST_ANSWER = 300
# By which ways somebody is entered by hand.
ENTERED = (RegisteredVia.PHONE, RegisteredVia.COUNTER, RegisteredVia.FAX, RegisteredVia.PAPER)


def _box(**attributes: Any) -> dict[str, Any]:
    return {"class": "in", "autocomplete": "off", **attributes}


class PersonForm(forms.Form):
    """Of one person what the desk may write. Nothing but the name has to be there."""

    use_required_attribute = False

    name = LineField(
        label=_("お名前・よび名"), max_length=60, widget=forms.TextInput(_box(enterkeyhint="next")),
        error_messages={"required": _("お名前かよび名を書いてください。聞いたとおりでかまいません。")},
    )  # fmt: skip
    phone = PhoneField(
        label=_("電話番号"), required=False, widget=forms.TextInput(_box(type="tel", enterkeyhint="next"))
    )
    party = WrittenNumberField(
        label=_("人数（本人をふくむ）"), min_value=1, max_value=MOST_PEOPLE, initial=1,
        error_messages={
            "required": _("人数を書いてください。ひとりなら1です。"), "invalid": _("人数を、数字で書いてください。"),
            "min_value": _("1人からです。"), "max_value": _("%(limit_value)s人までです。"),
        },
    )  # fmt: skip
    wishes = forms.MultipleChoiceField(
        label=_("希望"), choices=Wish, required=False, widget=forms.CheckboxSelectMultiple
    )
    wish_note = LineField(label=_("伝えておきたいこと"), required=False, max_length=300, widget=forms.TextInput(_box()))
    is_first = forms.ChoiceField(label=_("はじめてですか"), choices=_FIRST, required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, date: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].widget.attrs |= {
            "inputmode": "numeric", "class": "in short", "autocomplete": "off", "enterkeyhint": "done",
        }  # fmt: skip
        self.questions = list(RegistrationQuestion.objects.filter(event=date.event_id, retired_at=None))
        for question in self.questions:
            self.fields[f"question_{question.pk}"] = _asked(question)
        say_plainly(self)
        for name in ("name", "wish_note"):
            count_aloud(self.fields[name])

    @property
    def more(self) -> list[Any]:
        """The boxes that most people need not: folded, open where one of them holds something."""
        names = ["wishes", "wish_note", "is_first", *(f"question_{one.pk}" for one in self.questions)]
        return [self[name] for name in names]

    @property
    def is_more_open(self) -> bool:
        return any(box.errors or box.value() for box in self.more)

    @property
    def said(self) -> dict[str, Any]:
        """Of a valid form, what ``Asked`` and ``Changes`` hold."""
        data = self.cleaned_data
        answers = {str(one.pk): data[f"question_{one.pk}"] for one in self.questions if data[f"question_{one.pk}"]}
        return {
            "party": data["party"], "wishes": data["wishes"], "wish_note": data["wish_note"], "answers": answers,
            "is_first": _IS_FIRST.get(data["is_first"]),
        }  # fmt: skip


def _asked(question: RegistrationQuestion) -> forms.Field:
    """Nobody who telephones is kept waiting for it: also what must be answered on the site may be left out."""
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(label=question.text, choices=_YES_NO, required=False, widget=forms.RadioSelect)
    return LineField(label=question.text, required=False, max_length=_LONGEST_ANSWER, widget=forms.TextInput(_box()))


class EntryForm(SentOnceForm, PersonForm):
    """Somebody who telephoned, sent a FAX, came to the counter or stood on a list."""

    via = forms.ChoiceField(
        label=_("どうやって届いたか"), choices=[(one.value, one.label) for one in ENTERED], widget=forms.RadioSelect,
        initial=RegisteredVia.PHONE,
        error_messages={"invalid_choice": _("選びなおしてください。")},
    )  # fmt: skip
    email = AddressField(
        label=_("メールアドレス"), required=False, widget=forms.EmailInput(_box(type="email")),
        help_text=_("聞いたときだけ。書くと、決まったことや変更がメールで届きます。"),
    )  # fmt: skip
    # Of whom one was warned that the same name is there already.
    warned = forms.CharField(required=False, widget=forms.HiddenInput())

    field_order = ("via", "name", "phone", "party")

    @property
    def more(self) -> list[Any]:
        return [*super().more, self["email"]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            # Of the next who telephones the name comes first; after a mistake one begins at what is said of it.
            self.fields["name"].widget.attrs["autofocus"] = True

    @property
    def kept_via(self) -> str:
        """The way that the next one has in common with this one."""
        via: str = self.cleaned_data["via"]
        return via

    def applicant(self) -> Applicant:
        data = self.cleaned_data
        return Applicant(name=data["name"], email=data["email"], phone=data["phone"])

    def asked(self) -> Asked:
        return Asked(**self.said)


class DeskChangeForm(PersonForm):
    """What somebody says afterwards at the telephone."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        one = registration
        initial = {
            "name": one.name, "phone": one.phone, "party": one.party, "wishes": one.wishes, "wish_note": one.wish_note,
            "is_first": {True: "yes", False: "no", None: ""}[one.is_first],
            **{f"question_{pk}": text for pk, text in one.answers.items()},
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        # An answer to a question that is no longer asked stays.
        self.kept_answers = {pk: text for pk, text in one.answers.items() if f"question_{pk}" not in self.fields}

    def changes(self) -> Changes:
        said = self.said
        said["answers"] = {**self.kept_answers, **said["answers"]}
        return Changes(name=self.cleaned_data["name"], phone=self.cleaned_data["phone"], **said)


class SearchForm(forms.Form):
    """By a name or a number. Sent by POST: no name stands in an address."""

    q = LineField(
        label=_("お名前か、申込番号・電話番号の一部"), max_length=60, required=False,
        widget=forms.TextInput(_box(enterkeyhint="search")),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)


class CapacityForm(forms.Form):
    use_required_attribute = False
    capacity = WrittenNumberField(
        label=_("定員"), min_value=1, max_value=100_000, required=False,
        error_messages={"invalid": _("人数を、数字で書いてください。"), "min_value": _("1人からです。")},
    )  # fmt: skip
    is_unlimited = forms.BooleanField(label=_("定員を決めない（数えない）"), required=False)
    reason = LineField(
        label=_("理由"), max_length=100, required=False, widget=forms.TextInput(_box()),
        help_text=_("書かなくてもかまいません。団体と市の記録に残り、公開されません。人の名前は書かないでください。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)
        self.fields["capacity"].widget.attrs |= {"inputmode": "numeric", "class": "in short", "autocomplete": "off"}
        count_aloud(self.fields["reason"])

    def clean(self) -> dict[str, Any]:
        """An empty box alone is no wish to count nobody any more."""
        data = super().clean() or {}
        if data.get("is_unlimited"):
            data["capacity"] = None
            self.errors.pop("capacity", None)
        elif data.get("capacity") is None and "capacity" not in self.errors:
            self.add_error("capacity", __("定員を、人数で書いてください。"))
        return data


class MessageForm(SentOnceForm):
    """What all are told."""

    use_required_attribute = False
    audience = forms.ChoiceField(label=_("だれに"), choices=(), widget=forms.RadioSelect)
    text = LinesField(
        label=_("伝えること"), max_length=1_000, widget=forms.Textarea({"class": "in", "rows": 6}),
        help_text=_("1,000文字まで。来る人みんなが読みます。ほかの人の名前や電話番号は書かないでください。"),
        error_messages={"required": _("伝えることを書いてください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, audiences: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]
        self.fields["text"].error_messages["required"] = __("伝えることを書いてください。")
        count_aloud(self.fields["text"])
