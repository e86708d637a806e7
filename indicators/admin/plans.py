"""Plans, what they consist of and what they want. Values that were measured have pages of their own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Plan, Platform, Policy, Target
from indicators.services.telling import tell_of_indicator, tell_of_plan


class KeptAdmin(admin.ModelAdmin):
    """What figures hang on is not deleted here."""

    show_full_result_count = False
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(KeptAdmin):
    list_display = ("name", "draft_note", "is_public", "order")
    fields = (
        *("name", "code", "draft_note", "philosophy", "source", ("first_fiscal_year", "last_fiscal_year")),
        *("is_public", "order"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        tell_of_plan(obj, was_public=form.initial.get("is_public", False))


@admin.register(Policy)
class PolicyAdmin(KeptAdmin):
    list_display = ("name", "level", "number", "plan")
    list_filter = ("plan", "level")
    list_select_related = ("plan",)
    fields = ("plan", "level", "number", "name", "parent")

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        tell_of_plan(obj.plan, was_public=obj.plan.is_public)


class TargetInline(admin.TabularInline):
    model = Target
    extra = 0
    fields = ("kind", "value", "fiscal_year", "stage")


@admin.register(Indicator)
class IndicatorAdmin(KeptAdmin):
    list_display = ("name", "plan", "kind", "better")
    list_filter = ("plan", "kind")
    list_select_related = ("plan",)
    search_fields = ("name", "code")
    inlines = (TargetInline,)
    fieldsets = (
        (None, {"fields": ("plan", "group", "name", "code", "kind", "unit", "better", "policy", "order")}),
        (_("どう測るか"), {"fields": ("method", "definition", "collector")}),
        (_("基準値"), {"fields": ("baseline_value", "baseline_fiscal_year", "baseline_note")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What values were measured as does not become something else."""
        return ("code", "kind", "collector") if obj else ("collector",)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        tell_of_indicator(form.instance, is_new=not change)


@admin.register(Platform)
class PlatformAdmin(KeptAdmin):
    list_display = ("name", "set_up_on", "ended_on")
    fields = ("name", "set_up_on", "ended_on", "basis", "is_sample")
