"""Accessibility: one question for each feature, answered yes, no or not at all."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from events.enums import Feature

_ANSWERS = [("", gettext_lazy("わからない")), ("yes", gettext_lazy("はい")), ("no", gettext_lazy("いいえ"))]
_WRITTEN: dict[bool | None, str] = {True: "yes", False: "no"}
_READ = {"yes": True, "no": False}


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
