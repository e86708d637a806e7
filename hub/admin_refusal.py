"""Forms of the admin in which a service's refusal is said, with nothing lost of what was typed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.unseen import without_unseen


class RefusedForm(forms.ModelForm):
    """Says what the service answered to these same words a moment ago. Keeps nothing that can't be seen."""

    refusal = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in [name for name, value in data.items() if isinstance(value, str)]:
            data[name] = without_unseen(data[name])
            if not data[name] and self.fields[name].required:
                self.add_error(name, self.fields[name].error_messages["required"])
        if self.refusal:
            self.add_error(None, self.refusal)
        return data


class RefusingAdmin(admin.ModelAdmin):
    """What a service refuses, and a row that somebody else holds, is said in the form, which is opened once more."""

    form = RefusedForm

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            with saying_who_waits():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            if refusal_of(request):
                raise
            request.refusal = str(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = refusal_of(request)
        return form


def refusal_of(request: HttpRequest) -> str:
    """What was refused a moment ago; empty the first time."""
    return getattr(request, "refusal", "")
