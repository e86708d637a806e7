"""Widgets of the admin for the fields in which staff write days and times, and rows of tables."""

from typing import Any

from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTimeWidget
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from events.forms.written import WrittenDateField, WrittenMomentField, WrittenTimeField

# For ``formfield_overrides`` of each admin in which people write days and times.
WRITTEN: dict[Any, dict[str, Any]] = {
    models.DateTimeField: {"form_class": WrittenMomentField, "widget": AdminSplitDateTime},
    models.DateField: {"form_class": WrittenDateField, "widget": AdminDateWidget},
    models.TimeField: {"form_class": WrittenTimeField, "widget": AdminTimeWidget},
}


class NamedRows(BaseInlineFormSet):
    """Rows of a table, whose box for taking a row away has a name too."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("この行を消す")
