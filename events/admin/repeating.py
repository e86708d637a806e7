"""How an event repeats, with the admin's calendars beside the boxes."""

from typing import Any

from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime

from events.forms.repeating import RepeatFields


class AdminRepeatFields(RepeatFields):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["repeat_until"].widget = AdminDateWidget()
        self.fields["rule_starts_at"].widget = AdminSplitDateTime()
