"""Reports are handled on the staff's own pages; here they are looked at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.admin import ReadOnlyAdmin
from hub.trust.models import Report
from hub.trust.subjects import kinds_with_labels, subject_of, things_of


class KindFilter(admin.SimpleListFilter):
    title = _("何について")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return kinds_with_labels()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = dict(kinds_with_labels())
        if self.value() in known:
            return queryset.filter(kind=self.value())
        return queryset if self.value() is None else queryset.none()


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """No word and no address of who wrote it stands in the list."""

    list_display = ("number", "about", "reason", "is_urgent", "state", "created_at", "handled_at")
    list_filter = ("state", "is_urgent", "reason", KindFilter)
    fields = (
        *("about", "name", "reason", "is_urgent", "text", "reply_to", "created_at"),
        *("state", "outcome", "handled_at", "handled_by"),
    )
    readonly_fields = fields
    ordering = ("-pk",)

    @admin.display(description=_("番号"), ordering="pk")
    def number(self, report: Report) -> int:
        return int(report.pk)

    @admin.display(description=_("何について"), ordering="kind")
    def about(self, report: Report) -> str:
        """催し 29: the name would be a query for each row."""
        subject = subject_of(report.kind)
        return f"{subject.label if subject else report.kind} {report.object_id}"

    @admin.display(description=_("その名前"))
    def name(self, report: Report) -> str:
        key = (report.kind, report.object_id)
        return str(things_of([key]).get(key) or __("もうないもの"))
