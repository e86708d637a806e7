"""Forms that are shown as they were sent, with nothing said of what is wrong: somebody only asked for another row."""

from typing import Any, ClassVar

from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _


class UncheckedForm:
    """For a form of a row."""

    def leave_unchecked(self) -> None:
        self._errors = ErrorDict()


class UncheckedRows:
    """For a formset of such forms."""

    forms: list[Any]
    error_class: Any
    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": _(
            "日の欄がいくつあるかを、読めませんでした。書いたものを写してから、このページを開きなおしてください。"
        ),
        "too_many_forms": _("日の欄は%(num)dまでです。いらない日を消してください。"),
    }

    def leave_unchecked(self) -> None:
        for form in self.forms:
            form.leave_unchecked()
        self._errors: list[Any] = []
        self._non_form_errors = self.error_class()
