"""Forms that are shown as they were sent, with nothing said of what is wrong: somebody only asked for another row."""

from typing import Any

from django.forms.utils import ErrorDict


class UncheckedForm:
    """For a form of a row."""

    def leave_unchecked(self) -> None:
        self._errors = ErrorDict()


class UncheckedRows:
    """For a formset of such forms."""

    forms: list[Any]
    error_class: Any

    def leave_unchecked(self) -> None:
        for form in self.forms:
            form.leave_unchecked()
        self._errors: list[Any] = []
        self._non_form_errors = self.error_class()
