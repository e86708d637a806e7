"""Offices, who works there, and what is missing until somebody can write to them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, ManyToManyField, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.admin.fields import WRITTEN, NamedRows
from events.forms.reviewed import ask_for_both_of_position, refuse_contacts_of_sample
from hub.accounts.models import User
from hub.admin_refusal import RefusedForm
from hub.areas.models import District, Town
from hub.fields import PhoneField
from referrals.admin.lists import TYPED, KeptAdmin
from referrals.models import OfficeStaff, SupportOffice
from referrals.readiness import lacks
from referrals.rules import can_be_put_to_work


class OfficeForm(RefusedForm):
    phone = PhoneField(label=_("電話番号"), required=False)
    fax = PhoneField(label=_("FAX"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ask_for_both_of_position(self)
        refuse_contacts_of_sample(self, ["phone", "email"])
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if "opens_at" in data and "closes_at" in data and bool(opens) != bool(closes):
            self.add_error("closes_at", __("読みはじめる時刻と、読みおわる時刻の、両方を書いてください。"))
        elif opens and closes and opens >= closes:
            self.add_error("closes_at", __("読みおわる時刻が、読みはじめる時刻より前です。"))
        if data.get("is_fallback") and data.get("is_active"):
            others = SupportOffice.objects.filter(is_fallback=True, is_active=True).exclude(pk=self.instance.pk)
            if other := others.first():
                self.add_error(
                    "is_fallback", __("いまは「%(name)s」です。先にそちらの印を外してください。") % {"name": other.name}
                )
        return data


class StaffForm(forms.ModelForm):
    """``by``: who writes. An account is let in by somebody else, and administrators are not let in."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by
        for name in ("user", "substitute"):
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = User.objects.filter(is_active=True, is_staff=True).order_by("display_name", "email")
                field.label_from_instance = lambda user: f"{user.display_name} {user.email}".strip()
                for link in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                    setattr(field.widget, link, False)
        if self.instance.pk and "user" in self.fields:
            self.fields["user"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.changed_data:
            if name in {"user", "substitute"} and data.get(name) and not can_be_put_to_work(data[name], by=self._by):
                self.add_error(name, __("自分や管理者を、担当や代わりの人にはできません。ほかの人に頼んでください。"))
        first, last = data.get("away_from"), data.get("away_until")
        if bool(first) != bool(last) and not {"away_from", "away_until"} & self.errors.keys():
            self.add_error("away_until", __("休みの初日と終わりの日の、両方を書いてください。"))
        elif first and last and last < first:
            self.add_error("away_until", __("終わりの日が、初日より前です。"))
        if data.get("substitute") and data.get("substitute") == data.get("user"):
            self.add_error("substitute", __("代わりの人は、ほかの人にしてください。"))
        return data


class StaffRows(NamedRows):
    by: User

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "by": self.by}


class OfficeStaffInline(admin.StackedInline):
    model = OfficeStaff
    fk_name = "office"
    form = StaffForm
    formset = StaffRows
    formfield_overrides = WRITTEN
    fields = (("user", "order"), ("away_from", "away_until"), "substitute")
    extra = 1
    max_num = 60

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.by = request.user
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfficeStaff]:
        return super().get_queryset(request).select_related("user", "substitute")


@admin.register(SupportOffice)
class SupportOfficeAdmin(KeptAdmin):
    """An office that is closed is no longer used; it is not deleted, since referrals name it."""

    class Media:
        js = ("js/filter_names.js",)

    form = OfficeForm
    inlines = (OfficeStaffInline,)
    formfield_overrides = TYPED
    list_display = ("name", "can_be_written_to", "phone", "is_fallback", "is_active", "is_sample", "checked_on")
    list_filter = ("is_active", "is_fallback", "is_sample")
    search_fields = ("name", "kana")
    filter_horizontal = ("districts", "towns")
    readonly_fields = ("until_it_opens",)
    fieldsets = (
        (None, {"fields": ("until_it_opens", "name", "kana", "is_active", "is_fallback", "is_sample")}),
        (_("受けもつところ"), {"fields": ("districts", "towns")}),
        (_("連絡先"), {"fields": ("phone", "fax", "email", "address", ("latitude", "longitude"))}),
        (_("いつ読むか"), {
            "fields": ("hours", ("opens_at", "closes_at")),
            "description": _("市の開庁日（月〜金、祝日と年末年始を除く）の、この時刻のあいだに読みます。送った人に、次に読む日時として伝わります。"),
        }),
        (_("出典"), {"fields": ("source_url", "checked_on")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportOffice]:
        reading = SupportOffice.objects.staffed().filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_reading=Exists(reading))

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "districts":
            kwargs["queryset"] = District.objects.current().slim().order_by("reading", "name")
        if db_field.name == "towns":
            kwargs["queryset"] = Town.objects.current().order_by("name")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("書いて送れる"), boolean=True)
    def can_be_written_to(self, office: Any) -> bool:
        return bool(office.is_reading)

    @admin.display(description=_("書いて送れるようになるまで"))
    def until_it_opens(self, office: SupportOffice) -> str | SafeString:
        if office.pk is None:
            return __("いちど保存すると、足りないものがここに出ます。")
        missing = [(one,) for one in lacks(office)]
        return format_html_join("", "<p>{}</p>", missing) if missing else __("そろっています。いま、書いて送れます。")
