"""How forms become HTML."""

from functools import cached_property
from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2

_STOCK = "django/forms/"


class FormRenderer(DjangoTemplates):
    """Django's own templates of fields and widgets by Jinja2, all others (the admin's, libraries') by Django's.

    A list of a hundred checkboxes includes two templates for each: with Django's engine that is a quarter of the time
    of a page with a large form. Django keeps both kinds of its templates word for word the same.
    """

    @cached_property
    def _stock(self) -> Jinja2:
        return Jinja2()

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith(_STOCK):
            return self._stock.get_template(template_name)
        return super().get_template(template_name)
