"""First questions are handled on the staff's own pages and looked at here; よくある質問 are written here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hub.admin import ReadOnlyAdmin
from hub.admin_refusal import RefusingAdmin
from partners.models import Faq, Inquiry


@admin.register(Inquiry)
class InquiryAdmin(ReadOnlyAdmin):
    """No name, no number and no word of who asked stands in the list."""

    list_display = ("number", "state", "created_at", "answer_by", "handled_at")
    list_filter = ("state",)
    fields = (
        *("organization_name", "name", "phone", "email", "text", "when", "created_at", "answer_by"),
        *("state", "handled_at", "handled_by", "forgotten_at"),
    )
    readonly_fields = fields
    ordering = ("-pk",)

    @admin.display(description=_("番号"), ordering="pk")
    def number(self, inquiry: Inquiry) -> int:
        return int(inquiry.pk)


@admin.register(Faq)
class FaqAdmin(RefusingAdmin):
    """What stands on ``/partners/`` and what is still a draft."""

    list_display = ("question", "is_public", "order", "is_sample", "updated_at")
    list_filter = ("is_public", "is_sample")
    fields = ("question", "answer", "order", "is_public", "is_sample")
    search_fields = ("question", "answer")
    show_full_result_count = False
    actions = None
