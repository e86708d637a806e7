"""Form fields of the staff screens that are more than one box."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTimeWidget
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.template.loader import render_to_string
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import Feature

_ANSWERS = [("", gettext_lazy("わからない")), ("yes", gettext_lazy("はい")), ("no", gettext_lazy("いいえ"))]
_WRITTEN: dict[bool | None, str] = {True: "yes", False: "no"}
_READ = {"yes": True, "no": False}


# What a clerk writes for a day and a time; the first one is what the calendar beside the box fills in.
_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%H時%M分", "%H時", "%H%M")
_YEARS = range(2000, 2100)


class WrittenDateField(forms.DateField):
    """A day of this century, in full or half width."""

    default_error_messages = {
        "invalid": gettext_lazy("日付として読めません。2026-12-05 のように書いてください。"),
        "century": gettext_lazy("2000年から2099年までの日付を書いてください。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": _DATE_FORMATS} | kwargs)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(_half_width(value))
        if found is not None and found.year not in _YEARS:
            raise forms.ValidationError(self.error_messages["century"], code="century")
        return found


class WrittenTimeField(forms.TimeField):
    """A time of day, in full or half width."""

    default_error_messages = {
        "invalid": gettext_lazy("時刻として読めません。10:00 のように書いてください。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": _TIME_FORMATS} | kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_half_width(value))


class WrittenMomentField(forms.SplitDateTimeField):
    """A day and a time in two boxes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (WrittenDateField(required=False), WrittenTimeField(required=False))


def _half_width(value: Any) -> Any:
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


# For ``formfield_overrides`` of each admin in which people write days and times.
WRITTEN: dict[Any, dict[str, Any]] = {
    models.DateTimeField: {"form_class": WrittenMomentField, "widget": AdminSplitDateTime},
    models.DateField: {"form_class": WrittenDateField, "widget": AdminDateWidget},
    models.TimeField: {"form_class": WrittenTimeField, "widget": AdminTimeWidget},
}


def name_boxes(form: forms.BaseForm) -> None:
    """Gives each box of a table's row, and each half of a moment, the name that a screen reader says."""
    for field in form.fields.values():
        widget: Any = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, forms.SplitDateTimeWidget):
            for part, name in zip(widget.widgets, (_("日付"), _("時刻")), strict=True):
                part.attrs["aria-label"] = f"{field.label} {name}"
        elif not isinstance(widget, forms.MultiWidget | forms.CheckboxSelectMultiple | forms.HiddenInput):
            widget.attrs.setdefault("aria-label", str(field.label))


class NamedRows(BaseInlineFormSet):
    """Rows of a table, whose box for taking a row away has a name too."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("この行を消す")


class AccessibilityWidget(forms.MultiWidget):
    """One select for each feature."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({name: forms.Select(choices=_ANSWERS) for name in Feature.values}, attrs)

    def decompress(self, value: Any) -> list[str]:
        answers: dict[str, bool] = value if isinstance(value, dict) else {}
        return [_WRITTEN.get(answers.get(name), "") for name in Feature.values]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, value, attrs)
        rows = zip(Feature.labels, context["widget"]["subwidgets"], strict=True)
        return render_to_string(
            "admin/widgets/accessibility.html",
            {
                "rows": [
                    {
                        "label": label,
                        "name": part["name"],
                        "id": part["attrs"]["id"],
                        "answers": [(key, text, key == (part["value"] or [""])[0]) for key, text in _ANSWERS],
                    }
                    for label, part in rows
                ]
            },
        )


class AccessibilityField(forms.MultiValueField):
    """Accessibility as the model keeps it: a dict of ``Feature`` to True or False, unknown ones left out."""

    widget = AccessibilityWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {name: kwargs[name] for name in ("label", "help_text", "initial") if name in kwargs}
        fields = [forms.ChoiceField(choices=_ANSWERS, required=False) for _name in Feature.values]
        super().__init__(fields, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> dict[str, bool]:
        pairs = zip(Feature.values, data_list, strict=False)
        return {name: _READ[answer] for name, answer in pairs if answer in _READ}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return AccessibilityWidget().decompress(initial) != [
            value or "" for value in data or [""] * len(Feature.values)
        ]


class DatesField(forms.CharField):
    """Days, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 20})
    most = 400

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(day.isoformat() for day in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[date]:  # type: ignore[override]
        text = unicodedata.normalize("NFKC", value or "")
        found: set[date] = set()
        for word in re.split(r"[\s,、]+", text.strip()):
            if not word:
                continue
            day = self._day(word)
            if day is None:
                raise forms.ValidationError(
                    _("「%(word)s」は日付ではありません（例: 2026-12-29）。") % {"word": word[:20]}
                )
            found.add(day)
        if len(found) > self.most:
            raise forms.ValidationError(_("日付が多すぎます。"))
        return sorted(found)

    @staticmethod
    def _day(word: str) -> date | None:
        try:
            return parse_date(word.replace("/", "-").replace(".", "-"))
        except ValueError:
            return None

    def run_validators(self, value: Any) -> None:
        """None: they are for text."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return list(initial or []) != self.to_python(data)
        except forms.ValidationError:
            return True
