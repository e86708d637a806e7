"""The form of a survey as people fill it in."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.fields import LineField, LinesField, count_aloud
from indicators import survey_numbers
from indicators.models import Question, Survey
from indicators.ready_questions import SCALE
from indicators.services.answering import Given
from indicators.survey_enums import QuestionKind

NOTHING_SAID = "-"
_REFUSED = (NOTHING_SAID, _("答えたくない"))
_LONGEST_TEXT = 1_000


class SurveyAnswers(forms.Form):
    """A field for each question (``q1``), three of the scale (``q2_1``). ``blocks``: the question with its bound fields."""

    def __init__(self, *args: Any, survey: Survey, asks_number: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(enumerate(survey.questions.all(), start=1))
        if asks_number:
            self.fields["number"] = _number_field()
        for place, question in self.questions:
            for name, field in self._fields_of(place, question):
                self.fields[name] = field

    def _fields_of(self, place: int, question: Question) -> Iterator[tuple[str, forms.Field]]:
        raise NotImplementedError

    @property
    def blocks(self) -> list[tuple[Question, list[Any]]]:
        return [
            (question, [self[name] for name in self.names_of(place, question)]) for place, question in self.questions
        ]

    def names_of(self, place: int, question: Question) -> list[str]:
        if question.kind == QuestionKind.SCALE:
            return [f"q{place}_{number}" for number, _item in enumerate(SCALE.items, start=1)]
        return [f"q{place}"]

    def clean_number(self) -> str:
        number = survey_numbers.number_in(self.cleaned_data["number"])
        if not number:
            raise ValidationError(
                __("12けたの英数字です。はがきのとおりに入れてください（0、1、I、L、O、Uの文字は使っていません）。")
            )
        return number

    def given(self) -> dict[int, Given]:
        """By the key of the question; of a form that is valid."""
        return {question.pk: self._said(place, question) for place, question in self.questions}

    def _said(self, place: int, question: Question) -> Given:
        values = [self.cleaned_data[name] for name in self.names_of(place, question)]
        if question.kind == QuestionKind.TEXT:
            return Given(text=values[0])
        if question.kind == QuestionKind.MULTIPLE:
            return Given(tuple(map(int, values[0])))
        numbers = [int(value) for value in values if value not in {"", NOTHING_SAID}]
        if question.kind == QuestionKind.SCALE:
            return Given((sum(numbers),) if len(numbers) == len(values) else ())
        return Given(tuple(numbers))


def _number_field() -> forms.Field:
    return LineField(
        label=_("はがきの番号"), max_length=60, help_text=_("例：ABCD-2345-EFGH。小文字でも、ハイフンがなくても、かまいません。"),
        error_messages={"required": _("はがきに書いてある番号を入れてください。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class AnswerForm(SurveyAnswers):
    """Nothing in it must be answered; that nothing at all is, may be a slip."""

    # Of this page: whoever taps twice has answered once.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid.uuid4()

    def _fields_of(self, place: int, question: Question) -> Iterator[tuple[str, forms.Field]]:
        choices = [(str(one.number), one.label) for one in question.choices.all()]
        asked: dict[str, Any] = {
            "label": __("問%(place)d %(text)s") % {"place": place, "text": question.text},
            "required": False,
            "help_text": question.help,
        }
        if question.kind == QuestionKind.TEXT:
            yield f"q{place}", words_field(asked)
        elif question.kind == QuestionKind.MULTIPLE:
            asked["help_text"] = (
                f"{question.help} {__('いくつでも選べます。答えたくないときは、何も選ばないでください。')}".strip()
            )
            yield f"q{place}", forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **asked)
        elif question.kind == QuestionKind.SCALE:
            for number, item in enumerate(SCALE.items, start=1):
                label = __("問%(place)d－%(number)d %(text)s") % {"place": place, "number": number, "text": item}
                yield f"q{place}_{number}", _one_of(choices, {"label": label, "required": False})
        else:
            yield f"q{place}", _one_of(choices, asked)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = [name for place, question in self.questions for name in self.names_of(place, question)]
        if not self.errors and not any(data.get(name) for name in names):
            raise ValidationError(
                __("まだ、ひとつも選ばれていません。どの問いにも答えたくないときは、送らずに、このまま閉じてください。")
            )
        return data

    @property
    def page_key(self) -> uuid.UUID:
        """What is not a key is none: such a page is like a new one."""
        known = self.cleaned_data.get("key")
        return known if isinstance(known, uuid.UUID) else uuid.uuid4()


def _one_of(choices: list[tuple[str, str]], asked: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[*choices, _REFUSED], widget=forms.RadioSelect, **asked)


def words_field(asked: dict[str, Any]) -> forms.Field:
    hint = __("名前、住所、電話番号など、だれのことかわかることは書かないでください。")
    made = LinesField(
        **(asked | {"help_text": f"{asked['help_text']} {hint}".strip()}), max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )  # fmt: skip
    count_aloud(made)
    return made
