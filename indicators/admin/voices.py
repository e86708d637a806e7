"""Calls and replies, to be looked at. What was written and not published has its own page, for planners alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from indicators.models import OpinionCall, Reply


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OpinionCall)
class OpinionCallAdmin(ReadOnlyAdmin):
    list_display = ("title", "state", "opens_on", "closes_on", "answer_by", "is_sample")
    list_filter = ("state", "audience")
    fields = (
        *("title", "code", "state", "audience", "plan", "policies", "asked", "settled", "changeable"),
        *(
            "child_title",
            "child_text",
            ("opens_on", "closes_on", "answer_by"),
            ("closed_on", "answered_on"),
            "is_sample",
        ),
    )


@admin.register(Reply)
class ReplyAdmin(ReadOnlyAdmin):
    list_display = ("call", "verdict", "on", "by")
    list_filter = ("verdict",)
    list_select_related = ("call", "by")
    fields = ("call", "verdict", "reason", "policies", "answer_by", "on", "by")
