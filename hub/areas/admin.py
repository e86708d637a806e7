"""Staff look at what was loaded from the city's files, and set the districts of a town near a border."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.admin import ReadOnlyAdmin
from hub.areas.models import City, District, Landmark, Station, Town
from hub.areas.services import assign_districts


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    list_display = ("name", "prefecture", "code", "changed_at")
    fields = ("name", "prefecture", "code", "district_word", "attribution", "sources", "changed_at")


@admin.register(District)
class DistrictAdmin(ReadOnlyAdmin):
    list_display = ("name", "school", "school_address", "is_current")
    list_filter = ("is_current",)
    search_fields = ("name", "reading")
    fields = ("name", "reading", "school", "school_address", "neighbours", "is_current")

    def get_queryset(self, request: HttpRequest) -> QuerySet[District]:
        return super().get_queryset(request).defer("geometry", "path")


class TownForm(forms.ModelForm):
    class Meta:
        model = Town
        fields = ("districts",)
        widgets = {"districts": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "districts" in self.fields:  # not there for those who may only look
            districts = District.objects.current().defer("geometry", "path").order_by("reading", "name")
            self.fields["districts"].queryset = districts  # type: ignore[attr-defined]


@admin.register(Town)
class TownAdmin(ReadOnlyAdmin):
    form = TownForm
    list_display = ("name", "postal_code_with_hyphen", "district_names", "has_manual_districts", "is_current")
    list_filter = ("has_manual_districts", "is_current", "districts")
    search_fields = ("name", "postal_code")
    fields = ("name", "postal_code", "latitude", "longitude", "districts", "has_manual_districts", "is_current")
    readonly_fields = ("name", "postal_code", "latitude", "longitude", "has_manual_districts", "is_current")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Town]:
        return Town.objects.with_districts().order_by("postal_code", "name")

    @admin.display(description=_("地区"))
    def district_names(self, town: Town) -> str:
        return "、".join(district.short_name for district in town.districts.all())

    def save_model(self, request: HttpRequest, obj: Town, form: forms.ModelForm, change: bool) -> None:
        """Nothing: the only field that can be written is saved by the service below."""

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        if "districts" in form.changed_data:
            assign_districts(form.instance, form.cleaned_data["districts"])


@admin.register(Station)
class StationAdmin(ReadOnlyAdmin):
    list_display = ("name", "lines", "is_current")
    search_fields = ("name",)


@admin.register(Landmark)
class LandmarkAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "address", "is_current")
    list_filter = ("kind", "is_current")
    search_fields = ("name", "address")
