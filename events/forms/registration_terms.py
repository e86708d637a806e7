"""How an event takes registrations, as somebody fills it in who does it once a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.enums import Participation
from events.forms.dates import WrittenNumberField
from events.models import Event, RegistrationQuestion, RegistrationTerms
from events.models.registrations import MOST_PEOPLE
from events.registration_enums import QuestionKind, RegistrationScope
from events.registration_rules import TAKEN_HERE
from events.services.registrations.terms import MOST_QUESTIONS
from hub.fields import LineField, LinesField, count_aloud

_HOURS = [(12, _("12時間")), (24, _("1日")), (48, _("2日")), (72, _("3日")), (168, _("1週間"))]
_WAYS = [
    (Participation.FIRST_COME, _("先着順に決まる")),
    (Participation.LOT, _("締切のあとに抽選する")),
    (Participation.APPROVAL, _("ひとりずつ確かめて決める")),
    (Participation.FREE, _("申し込まなくても来られる（来る人に知らせたいので受ける）")),
]


class TermsForm(forms.Form):
    is_open = forms.BooleanField(label=_("このサイトで申込を受ける"), required=False, initial=True)
    participation = forms.ChoiceField(
        label=_("席の決め方"), choices=_WAYS, widget=forms.RadioSelect, initial=Participation.FIRST_COME,
        error_messages={"required": _("席の決め方を選んでください。")},
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=_("申込の単位"), choices=RegistrationScope, widget=forms.RadioSelect, initial=RegistrationScope.DATE,
        help_text=_("講座のように続けて来てもらうときは「全部の回をまとめて」。最初の日の定員と締切を使います。"),
    )  # fmt: skip
    most_people = WrittenNumberField(
        label=_("一度に申し込める人数"), min_value=1, max_value=MOST_PEOPLE, initial=4,
        help_text=_("いっしょに来る人をふくめた人数です。"),
    )  # fmt: skip
    has_waiting_list = forms.BooleanField(label=_("いっぱいのときは、空きを待てる"), required=False, initial=True)
    offer_hours = forms.TypedChoiceField(
        label=_("席が空いたとき、返事を待つ時間"), choices=_HOURS, coerce=int, initial=24,
        help_text=_("返事がないときは、次の人に案内します。"),
    )  # fmt: skip
    result_days = WrittenNumberField(
        label=_("抽選の結果を知らせるまでの日数"), min_value=0, max_value=60, initial=7, required=False,
        help_text=_("締切から数えます。抽選のときだけ使います。"),
    )  # fmt: skip
    reserves = WrittenNumberField(
        label=_("補欠の数（組）"), min_value=0, max_value=999, required=False,
        help_text=_("抽選のときだけ使います。書かないと、外れた人がみな順番に補欠になります。"),
    )  # fmt: skip
    asks_wishes = forms.BooleanField(label=_("筆談、車いす、見学だけなどの希望を聞く"), required=False, initial=True)
    note_before = LinesField(
        label=_("申し込む前に読んでほしいこと"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    message_after = LinesField(
        label=_("申し込んだ人に伝えること"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("持ち物や集まる場所など。参加が決まった人だけに見えます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, event: Event, terms: RegistrationTerms | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if terms is not None:
            initial = {name: getattr(terms, name) for name in self.base_fields if hasattr(terms, name)}
        if event.participation in TAKEN_HERE:
            initial["participation"] = event.participation
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.asked = list(RegistrationQuestion.objects.filter(event=event, retired_at=None)[:MOST_QUESTIONS])
        self.question_rows = [self._row(number) for number in range(MOST_QUESTIONS)]
        for name in ("note_before", "message_after"):
            count_aloud(self.fields[name])
            self.fields[name].widget.attrs["class"] = "in"
        for name in ("most_people", "result_days", "reserves"):
            self.fields[name].widget.attrs |= {"class": "in short", "inputmode": "numeric"}
        self.fields["offer_hours"].widget.attrs["class"] = "in"

    def _row(self, number: int) -> dict[str, str]:
        """The three boxes of one question; an empty text is none."""
        known = self.asked[number] if number < len(self.asked) else None
        names = {part: f"question{number}_{part}" for part in ("text", "purpose", "kind", "is_required")}
        self.fields[names["text"]] = LineField(
            label=__("聞きたいこと"), required=False, max_length=100, initial=known.text if known else "",
            widget=forms.TextInput(attrs={"class": "in"}),
        )  # fmt: skip
        self.fields[names["purpose"]] = LineField(
            label=__("何に使うか"), required=False, max_length=100, initial=known.purpose if known else "",
            help_text=__("聞かれる人に見えます。使いみちのないことは聞けません。"), widget=forms.TextInput(attrs={"class": "in"}),
        )  # fmt: skip
        self.fields[names["kind"]] = forms.ChoiceField(
            label=__("答え方"), choices=QuestionKind, initial=known.kind if known else QuestionKind.TEXT, required=False,
            widget=forms.Select(attrs={"class": "in"}),
        )  # fmt: skip
        self.fields[names["is_required"]] = forms.BooleanField(
            label=__("かならず答えてもらう"), required=False, initial=bool(known and known.is_required)
        )
        return names

    def rows(self) -> list[dict[str, Any]]:
        """For the page: the bound boxes of each question."""
        return [{part: self[name] for part, name in names.items()} for names in self.question_rows]

    def own_fields(self) -> list[Any]:
        """For the page: all that belongs to no question."""
        inside = {name for names in self.question_rows for name in names.values()}
        return [field for field in self if field.name not in inside]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for names in self.question_rows:
            if data.get(names["text"]) and not data.get(names["purpose"]):
                self.add_error(names["purpose"], __("何に使うかを書いてください。聞かれる人に見えます。"))
        return data

    def written(self) -> dict[str, Any]:
        """Of a valid form, what ``save_terms`` takes."""
        data = self.cleaned_data
        inside = {name for names in self.question_rows for name in names.values()}
        terms = {name: value for name, value in data.items() if name not in inside}
        terms["participation"] = Participation(terms["participation"])
        terms["result_days"] = 7 if terms["result_days"] is None else terms["result_days"]
        questions = []
        for number, names in enumerate(self.question_rows):
            said = {part: data[name] for part, name in names.items()}
            said["kind"] = said["kind"] or QuestionKind.TEXT
            if said["text"]:
                questions.append({**said, "pk": self.asked[number].pk if number < len(self.asked) else None})
        return {**terms, "questions": questions}
