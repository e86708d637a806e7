"""Staff look after the words of the hub; what the machine writes is looked at alone."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.admin_refusal import RefusingAdmin
from hub.models import Audience, Change, Heartbeat, Theme, Vocabulary, WelcomeMark
from hub.vocabulary import save_word

admin.site.site_header = _("つながりハブ 職員の画面")
admin.site.site_title = _("つながりハブ 職員の画面")
admin.site.index_title = _("できること")
admin.site.empty_value_display = "－"


class VocabularyAdmin(RefusingAdmin):
    """A word is not deleted but no longer used: what was marked with it keeps its mark."""

    list_display: tuple[str, ...] = ("name", "key", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "key")
    show_full_result_count = False
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Vocabulary, form: Any, change: bool) -> None:
        save_word(obj)


@admin.register(Theme)
class ThemeAdmin(VocabularyAdmin):
    list_display = ("name", "parent", "key", "order", "is_active")
    list_select_related = ("parent",)


admin.site.register(Audience, VocabularyAdmin)
admin.site.register(WelcomeMark, VocabularyAdmin)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, never written."""

    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "object_id", "action", "created_at")
    list_filter = ("action", "kind")
    ordering = ("-pk",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "beaten_at")
