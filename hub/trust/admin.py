"""Reports are handled on the staff's own pages; here they are looked at."""

from django.contrib import admin

from hub.admin import ReadOnlyAdmin
from hub.trust.models import Report


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """No word and no address of who wrote it stands in the list."""

    list_display = ("pk", "kind", "object_id", "reason", "is_urgent", "state", "created_at", "handled_at")
    list_filter = ("state", "is_urgent", "reason", "kind")
    fields = (
        *("kind", "object_id", "reason", "is_urgent", "text", "reply_to", "created_at"),
        *("state", "outcome", "handled_at", "handled_by"),
    )
    readonly_fields = fields
    ordering = ("-pk",)
