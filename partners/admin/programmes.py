"""Programmes are what ``data/programmes`` says; here an administrator opens and closes them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.admin_refusal import RefusingAdmin
from partners.models import Programme


@admin.register(Programme)
class ProgrammeAdmin(RefusingAdmin):
    """Registrations are looked at and decided on at ``/staff/partners/``, never here."""

    list_display = ("name", "number_prefix", "term_months", "is_open")
    show_full_result_count = False
    actions = None
    fields = (
        *("is_open", "name", "summary", "text", "for_whom", "cost", "effort", "term_months", "remind_days"),
        *("number_prefix", "last_number", "checked", "terms_text"),
    )
    readonly_fields = fields[1:]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("確認すること"))
    def checked(self, programme: Programme) -> str:
        return "\n".join(item["text"] for item in programme.checklist)

    @admin.display(description=_("約束"))
    def terms_text(self, programme: Programme) -> str:
        newest = programme.terms.first()
        return newest.text if newest else ""
