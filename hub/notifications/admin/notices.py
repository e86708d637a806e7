"""Notices, and who hears of them: looked at, never written. Staff write and call off on their own pages.

No list shows an address; a recipient is told by its number.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin import ReadOnlyAdmin
from hub.notifications.enums import Fate
from hub.notifications.models import Delivery, Notice, Recipient, Subscription
from hub.notifications.things import name_of
from hub.small_counts import shown


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What goes to one named person is not here: what it says of them is no business of staff."""

    list_display = ("id", "kind", "thing", "title", "created_at", "spread_at", "withdrawn_at")
    list_filter = ("kind",)
    fields = (
        *("kind", "thing", "object_id", "title", "text", "starts_at", "whereabouts", "path", "staff_page"),
        *("created_at", "spread_at", "deliveries_made", "withdrawn_at", "expires_at"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(recipients=None)

    @admin.display(description=_("何について"))
    def thing(self, notice: Notice) -> str:
        return name_of(notice.subject)

    @admin.display(description=_("届けの数"))
    def deliveries_made(self, notice: Notice) -> str:
        return shown(notice.spread_to)

    @admin.display(description=_("職員の画面"))
    def staff_page(self, notice: Notice) -> SafeString:
        there = reverse("notices:staff_notice", args=[notice.pk])
        return format_html('<a href="{}">{}</a>', there, _("どこまで進んだか、取り下げる"))


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("id", "notice_number", "recipient_number", "channel", "became", "due_at")
    list_filter = ("channel", "state")
    ordering = ("-pk",)
    fields = (
        *("notice_number", "recipient_number", "channel", "became", "due_at", "subscription", "mailing"),
        *("read_at", "archived_at", "opened_at"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Delivery.objects.with_fate().order_by(*self.ordering)

    @admin.display(description=_("知らせ"))
    def notice_number(self, delivery: Delivery) -> int:
        return delivery.notice_id

    @admin.display(description=_("受ける人"))
    def recipient_number(self, delivery: Delivery) -> int:
        return delivery.recipient_id

    @admin.display(description=_("どうなったか"))
    def became(self, delivery: Delivery) -> str:
        return str(Fate(delivery.fate).label)  # type: ignore[attr-defined]


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("id", "recipient_number", "state", "cadence", "channels", "created_at", "stopped_at")
    list_filter = ("state", "cadence")
    fields = (
        *("recipient_number", "state", "cadence", "channels", "query", "created_at", "stopped_at"),
        *("subjects", "kinds", "districts", "themes", "audiences", "marks", "features", "topics"),
    )
    readonly_fields = fields
    ordering = ("-pk",)

    @admin.display(description=_("受ける人"))
    def recipient_number(self, subscription: Subscription) -> int:
        return subscription.recipient_id


@admin.register(Recipient)
class RecipientAdmin(ReadOnlyAdmin):
    """The address stands on its page alone."""

    list_display = ("id", "who", "language", "confirmed_at", "paused_until", "created_at", "forgotten_at")
    fields = (
        *("who", "address", "language", "confirmed_at", "quiet_from", "quiet_until", "paused_until"),
        *("created_at", "forgotten_at"),
    )
    readonly_fields = fields
    ordering = ("-pk",)

    @admin.display(description=_("だれ"))
    def who(self, recipient: Recipient) -> str:
        if recipient.user_id:
            return str(_("利用者 %(number)s") % {"number": recipient.user_id})
        return str(_("登録のない方")) if recipient.address else str(_("記録なし"))
