"""A survey as staff type in what was filled in on paper: by the numbers that are printed beside the answers."""

import re
import unicodedata
import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from indicators.forms.answering import SurveyAnswers, words_field
from indicators.models import Question
from indicators.ready_questions import SCALE
from indicators.survey_enums import ONE_OF, QuestionKind

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


class PaperForm(SurveyAnswers):
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
            yield f"q{place}", words_field({"label": label, "required": False, "help_text": ""})
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
        names = [name for place, question in self.questions for name in self.names_of(place, question)]
        if not self.errors and not data["is_blank"] and not any(data.get(name) for name in names):
            raise ValidationError(__("ひとつも入っていません。何も書いていない用紙なら、下の印をつけてください。"))
        return data

    @property
    def page_key(self) -> uuid.UUID:
        known = self.cleaned_data.get("key")
        return known if isinstance(known, uuid.UUID) else uuid.uuid4()
