"""What a browser would send back: every field of the form on a page, as it stands there."""

from typing import Any

from django.forms import BaseForm
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, MultiWidget, SelectMultiple
from django.http import HttpResponse


def typed(response: HttpResponse, **changes: Any) -> dict[str, Any]:
    """The form and its rows as they stand on a page, with some values typed over."""
    context: Any = response.context  # type: ignore[attr-defined]
    data = _of_form(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        data |= _of_form(formset.management_form)
        for form in formset:
            data |= _of_form(form)
    return data | changes


def _of_form(form: BaseForm) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for bound in form:
        if bound.field.disabled:
            continue
        widget = getattr(bound.field.widget, "widget", bound.field.widget)
        value = bound.value()
        if isinstance(widget, MultiWidget):
            parts = widget.get_context(bound.html_name, value, {})["widget"]["subwidgets"]
            for part in parts:
                content = part["value"]
                data[part["name"]] = (content[0] if isinstance(content, list) and content else content) or ""
        elif isinstance(widget, CheckboxInput):
            if value:
                data[bound.html_name] = "on"
        elif isinstance(widget, SelectMultiple | CheckboxSelectMultiple) or isinstance(value, list | tuple):
            data[bound.html_name] = [str(getattr(one, "pk", one)) for one in value or []]
        else:
            context = widget.get_context(bound.html_name, value, {})["widget"]["value"]
            data[bound.html_name] = (context[0] if isinstance(context, list) and context else context) or ""
    return data
