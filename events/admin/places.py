"""Staff write places."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.editing import DistrictFilter, ReviewedForm, ask_for_both_of_position, refuse_contacts_of_sample
from events.admin.fields import WRITTEN, NamedRows
from events.admin.publishing import PublishedAdmin
from events.forms.written import name_boxes
from events.models import OpeningException, OpeningHours, Place
from events.views.places import page_context


class PlaceForm(ReviewedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ask_for_both_of_position(self)
        refuse_contacts_of_sample(self, ["phone"])
        youngest, oldest = data.get("age_from_months"), data.get("age_to_months")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to_months", _("上の年齢が、下の年齢より小さくなっています。"))
        return data


class SpanForm(forms.ModelForm):
    """A span within one day. What runs past midnight is written as two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_boxes(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and closes <= opens:
            self.add_error(
                "closes",
                _("閉まる時刻は、開く時刻より後にしてください。夜中をまたぐときは2日に分けて書きます（23:59まで）。"),
            )
        return data


class OpeningExceptionForm(SpanForm):
    """Closed all day, or open at other hours than usual."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        has_hours = bool(data.get("opens") or data.get("closes"))
        if data.get("is_closed") and has_hours:
            self.add_error("is_closed", _("休みの日には時刻を書きません。開ける日なら「休み」を外してください。"))
        elif not data.get("is_closed") and "opens" not in self.errors and "closes" not in self.errors:
            for name in ("opens", "closes"):
                if not data.get(name):
                    self.add_error(name, _("開ける日は、開く時刻と閉まる時刻の両方を書いてください。"))
        return data


class ExceptionRows(NamedRows):
    """One row a day where it is closed; several where it is open in spans."""

    def clean(self) -> None:
        super().clean()
        rows: dict[Any, list[Any]] = {}
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if data.get("date") and not data.get("DELETE"):
                rows.setdefault(data["date"], []).append(form)
        for same in rows.values():
            is_closed = any(form.cleaned_data.get("is_closed") for form in same)
            opens = [form.cleaned_data.get("opens") for form in same]
            if len(same) > 1 and (is_closed or len(set(opens)) < len(opens)):
                same[-1].add_error(
                    "date", _("同じ日が2つあります。休みの日は1行だけ、開ける日は時刻を分けて書きます。")
                )


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


@admin.register(Place)
class PlaceAdmin(PublishedAdmin):
    form = PlaceForm
    preview_template = "admin/events/place_preview.html"
    list_display = ("name", "kind", "state", "district_name", "is_sample", "is_to_be_confirmed", "assured_on")
    list_filter = ("state", "kind", "is_to_be_confirmed", "is_sample", DistrictFilter)
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

    @admin.display(description=gettext_lazy("中学校区"), ordering="district__order")
    def district_name(self, place: Place) -> str:
        return place.district.short_name if place.district else ""

    preview_context = staticmethod(page_context)
