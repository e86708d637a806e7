"""What is said of a field that is empty, too long or unreadable: what to do, not what a program missed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.fields import UNREADABLE

_CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


def say_plainly(form: forms.BaseForm) -> None:
    """To be called when the fields of the form are there."""
    for field in form.fields.values():
        field.error_messages["required"] = (
            _("選んでください。") if isinstance(field.widget, _CHOSEN) else _("書いてください。")
        )
        field.error_messages["max_length"] = _(
            "長すぎます。%(limit_value)d文字までにしてください（いま%(show_value)d文字）。"
        )
        if isinstance(field, forms.CharField):
            field.error_messages["null_characters_not_allowed"] = UNREADABLE
