"""The forms of a survey: as people fill it in, and as staff type in what was filled in on paper."""

import re
import unicodedata
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
from indicators.survey_enums import ONE_OF, QuestionKind

NOTHING_SAID = "-"
_REFUSED = (NOTHING_SAID, _("答えたくない"))
_LONGEST_TEXT = 1_000


class _SurveyForm(forms.Form):
    """A field for each question (``q1``), three of the scale (``q2_1``). ``blocks``: the question with its bound fields."""

    def __init__(self, *args: Any, survey: Survey, asks_number: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = list(enumerate(survey.questions.all(), start=1))
        if asks_number:
            self.fields["number"] = _number_field()
        for place, question in self._questions:
            for name, field in self._fields_of(place, question):
                self.fields[name] = field

    def _fields_of(self, place: int, question: Question) -> Iterator[tuple[str, forms.Field]]:
        raise NotImplementedError

    @property
    def blocks(self) -> list[tuple[Question, list[Any]]]:
        return [
            (question, [self[name] for name in self._names(place, question)]) for place, question in self._questions
        ]

    def _names(self, place: int, question: Question) -> list[str]:
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
        return {question.pk: self._said(place, question) for place, question in self._questions}

    def _said(self, place: int, question: Question) -> Given:
        values = [self.cleaned_data[name] for name in self._names(place, question)]
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


class AnswerForm(_SurveyForm):
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
            yield f"q{place}", _words_field(asked)
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
        names = [name for place, question in self._questions for name in self._names(place, question)]
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


def _words_field(asked: dict[str, Any]) -> forms.Field:
    hint = __("名前、住所、電話番号など、だれのことかわかることは書かないでください。")
    made = LinesField(
        **(asked | {"help_text": f"{asked['help_text']} {hint}".strip()}), max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )  # fmt: skip
    count_aloud(made)
    return made


_BETWEEN = re.compile(r"[\s,、，・.]+")


class _NumbersField(forms.CharField):
    """The numbers of choices as they are printed beside them: 「2」, of several 「1 3」 or, up to nine of them, 「13」."""

    def __init__(self, *, numbers: list[int], is_multiple: bool, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "size": "8", "class": "short"}
        super().__init__(required=False, max_length=60, widget=forms.TextInput(attrs=attrs), **kwargs)
        self._numbers, self._is_multiple = numbers, is_multiple

    def clean(self, value: Any) -> Any:
        parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", super().clean(value))) if part]
        if self._is_multiple and len(parts) == 1 and max(self._numbers) <= 9:
            parts = list(parts[0])
        found = [int(part) if part.isdecimal() else 0 for part in parts]
        if len(found) > 1 and not self._is_multiple:
            raise ValidationError(__("ひとつだけ書いてください。ふたつに印があるときは、空けておきます。"))
        if not set(found) <= set(self._numbers):
            raise ValidationError(
                __("%(first)dから%(last)dの番号で書いてください。")
                % {"first": min(self._numbers), "last": max(self._numbers)}
            )
        return sorted(set(found)) if self._is_multiple else (str(found[0]) if found else "")


class PaperForm(_SurveyForm):
    """One sheet, by numbers alone: a box for each question, in the order of the sheet."""

    is_blank = forms.BooleanField(
        label=_("何も書いていない用紙"), required=False, help_text=_("ひとつも答えがないときだけ、印をつけます。")
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid.uuid4()
        first = next(iter(name for name in self.fields if name not in {"is_blank", "key"}), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True

    def _fields_of(self, place: int, question: Question) -> Iterator[tuple[str, forms.Field]]:
        numbers = [one.number for one in question.choices.all()]
        label = __("問%(place)d %(text)s") % {"place": place, "text": question.text}
        said = " ".join(f"{one.number} {one.label}" for one in question.choices.all())
        if question.kind == QuestionKind.TEXT:
            yield f"q{place}", _words_field({"label": label, "required": False, "help_text": ""})
        elif question.kind == QuestionKind.SCALE:
            for number, item in enumerate(SCALE.items, start=1):
                text = __("問%(place)d－%(number)d %(text)s") % {"place": place, "number": number, "text": item}
                yield (
                    f"q{place}_{number}",
                    _NumbersField(numbers=numbers, is_multiple=False, label=text, help_text=said),
                )
        else:
            is_multiple = question.kind not in ONE_OF
            yield f"q{place}", _NumbersField(numbers=numbers, is_multiple=is_multiple, label=label, help_text=said)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = [name for place, question in self._questions for name in self._names(place, question)]
        if not self.errors and not data["is_blank"] and not any(data.get(name) for name in names):
            raise ValidationError(__("ひとつも入っていません。何も書いていない用紙なら、下の印をつけてください。"))
        return data

    @property
    def page_key(self) -> uuid.UUID:
        known = self.cleaned_data.get("key")
        return known if isinstance(known, uuid.UUID) else uuid.uuid4()
