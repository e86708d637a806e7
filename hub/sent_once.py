"""A form without an account: sent twice it is one, and what fills a box that nobody sees is a machine."""

import uuid
from typing import Any

from django import forms


class SentOnceForm(forms.Form):
    """Its page holds ``<input type="hidden" name="page">`` and a hidden box ``website``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """``page``: the mark of the opened page, a new one where somebody sends none."""
        super().__init__(*args, **kwargs)
        try:
            self.page = uuid.UUID(self.data.get("page", ""))
        except ValueError:
            self.page = uuid.uuid4()

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the box was filled that nobody sees."""
        return bool(self.data.get("website"))
