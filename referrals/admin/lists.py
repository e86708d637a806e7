"""The words and numbers of ``/support/``, and how long things are kept."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.admin.fields import WRITTEN
from hub.admin_refusal import RefusedForm, RefusingAdmin
from hub.fields import WebField
from referrals.models import DangerHelp, Retention, Sign, SpecialDesk

_LEAST_DAYS = 30
# For ``formfield_overrides``: days, times and addresses as people write them.
TYPED = WRITTEN | {URLField: {"form_class": WebField}}


class KeptAdmin(RefusingAdmin):
    """Rows that are not deleted, since something refers to them."""

    show_full_result_count = False
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Sign)
class SignAdmin(KeptAdmin):
    """A word is not deleted but no longer used: what was sent with it keeps it."""

    list_display = ("text", "is_of_self", "is_urgent", "order", "is_active")
    list_filter = ("is_of_self", "is_active")
    search_fields = ("text",)
    fields = ("text", "is_of_self", "is_urgent", "order", "is_active")


@admin.register(DangerHelp)
class DangerHelpAdmin(RefusingAdmin):
    """What stands above every page of 相談する."""

    list_display = ("phone", "name", "order", "checked_on")
    fields = ("phone", "name", "text", "hours", "order", "source_url", "checked_on")
    formfield_overrides = TYPED
    show_full_result_count = False
    actions = None


@admin.register(SpecialDesk)
class SpecialDeskAdmin(RefusingAdmin):
    """A number that nobody has checked is shown as such."""

    list_display = ("situation", "name", "phone", "order", "checked_on")
    search_fields = ("situation", "name")
    fields = ("situation", "name", "text", "phone", "url", "order", "source", "checked_on")
    formfield_overrides = TYPED
    show_full_result_count = False
    actions = None


class RetentionForm(RefusedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("days") is not None and data["days"] < _LEAST_DAYS:
            self.add_error("days", _("%(days)s日より短くはできません。") % {"days": _LEAST_DAYS})
        return data


@admin.register(Retention)
class RetentionAdmin(KeptAdmin):
    """Decided by the city, written by administrators; what is due is erased by ``forget_referrals``."""

    form = RetentionForm
    list_display = ("kind", "days", "basis")
    fields = ("kind", "days", "basis")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("kind",) if obj else ()
