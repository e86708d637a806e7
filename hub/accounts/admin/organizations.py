"""Staff look after organisations."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest

from hub.accounts.models import Organization
from hub.accounts.services import save_organization
from hub.admin_refusal import RefusingAdmin


@admin.register(Organization)
class OrganizationAdmin(RefusingAdmin):
    list_display = ("name", "kind", "verification", "is_sample")
    list_filter = ("kind", "verification", "is_sample")
    search_fields = ("name",)
    show_full_result_count = False
    actions = None
    fields = ("name", "kind", "verification", "url", "is_sample")
    readonly_fields = ("verification",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        save_organization(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
