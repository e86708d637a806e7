"""Staff write places."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.editing import DistrictFilter, WaitingFilter
from events.admin.fields import WRITTEN, NamedRows
from events.admin.merging import MERGE, MergingMixin
from events.admin.publishing import STATE_ACTIONS, PublishedAdmin
from events.forms.hours import ExceptionRowsRules, OpeningExceptionForm, SpanForm
from events.forms.reviewed import ReviewedForm, ask_for_both_of_position, refuse_contacts_of_sample
from events.models import OpeningException, OpeningHours, Place
from events.queues import old_places
from events.views.places import page_context
from hub.admin_actions import ObjectAction


class PlaceForm(ReviewedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ask_for_both_of_position(self)
        refuse_contacts_of_sample(self, ["phone"])
        youngest, oldest = data.get("age_from_months"), data.get("age_to_months")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to_months", _("上の年齢が、下の年齢より小さくなっています。"))
        return data


class ExceptionRows(ExceptionRowsRules, NamedRows):
    """With names for a screen reader."""


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    form = SpanForm
    formset = NamedRows
    formfield_overrides = WRITTEN
    fields = ("weekday", "opens", "closes", "note")
    extra = 2
    max_num = 40


class OpeningExceptionInline(admin.TabularInline):
    model = OpeningException
    form = OpeningExceptionForm
    formset = ExceptionRows
    formfield_overrides = WRITTEN
    fields = ("date", "is_closed", "opens", "closes", "note")
    extra = 1
    max_num = 120


class PlaceWaitingFilter(WaitingFilter):
    """And those whose particulars somebody is to ask for again."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*super().lookups(request, model_admin), ("assurance", gettext_lazy("確かめ直しの時期"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "assurance":
            return queryset.filter(pk__in=old_places().values("pk"))
        return super().queryset(request, queryset)


@admin.register(Place)
class PlaceAdmin(MergingMixin, PublishedAdmin):
    form = PlaceForm
    object_actions = (*STATE_ACTIONS, MERGE)
    preview_template = "admin/events/place_preview.html"
    waits_in = "place_review"
    list_display = ("name", "kind", "state", "district_name", "is_sample", "is_to_be_confirmed", "assured_on")
    list_filter = (PlaceWaitingFilter, "state", "kind", "is_to_be_confirmed", "is_sample", DistrictFilter)
    list_select_related = ("district",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("名前、よみ、説明、住所、運営者などから探します。")
    ordering = ("kana", "name", "pk")
    inlines = (OpeningHoursInline, OpeningExceptionInline)
    fieldsets = (
        (None, {"fields": ("seen_version", "name", "kana", "kind", "summary", "description")}),
        (
            gettext_lazy("はじめての方へ"),
            {"fields": ("first_visit", "greeter", "who_comes", "welcome_marks", "is_drop_in")},
        ),
        (
            gettext_lazy("どこ"),
            {
                "fields": (
                    ("postal_code", "address", "building"), "is_address_public", ("latitude", "longitude"),
                    ("town", "district"), "access_note", "parking_note", "bicycle_note",
                ),
                "description": gettext_lazy("町丁と中学校区は、住所と位置から自動で入ります。中学校区は選び直せます。"),
            },
        ),
        (gettext_lazy("いつ"), {"fields": ("is_by_appointment", "should_phone_first", "hours_note", "closes_on")}),
        (gettext_lazy("いくら、だれのため"), {"fields": (("is_free", "fee_text"), ("age_from_months", "age_to_months"), "themes", "audiences", "languages_note")}),
        (gettext_lazy("設備"), {"fields": ("accessibility", "accessibility_note")}),
        (gettext_lazy("運営と問い合わせ"), {"fields": ("operator", "operator_name", "phone", "url", "is_to_be_confirmed")}),
        (gettext_lazy("出典と見本"), {"fields": ("source", "license", "is_sample", "sample_note", "reading"), "classes": ("collapse",)}),
        (gettext_lazy("計画の「場」"), {"fields": ("plan_counted_on", "plan_reason"), "classes": ("collapse",)}),
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whether a place counts as a 「場」 of the plan is decided by a planner, an administrator until there is one."""
        fields = ("town",)
        return fields if request.user.is_superuser else (*fields, "plan_counted_on", "plan_reason")

    def queue_of(self, action: ObjectAction) -> str:
        return "assurances" if action.name == "assure" else super().queue_of(action)

    @admin.display(description=gettext_lazy("中学校区"), ordering="district__order")
    def district_name(self, place: Place) -> str:
        return place.district.short_name if place.district else ""

    preview_context = staticmethod(page_context)
