"""Staff look after organisations: they check, refuse, suspend, and enter those that came by telephone."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import transaction
from django.db.models import Model, QuerySet, TextField, URLField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.accounts.admin.organization_actions import ACTIONS
from hub.accounts.forms.fields import CorporateNumberField
from hub.accounts.models import Organization
from hub.accounts.services import save_organization
from hub.accounts.services.organizations import CONTACTS
from hub.accounts.waiting_for import waiting_for
from hub.admin_actions import ObjectActionsMixin
from hub.admin_refusal import RefusedForm, RefusingAdmin
from hub.fields import PhoneField


class OrganizationForm(RefusedForm):
    """Tells when somebody else saved in between."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seen = data.get("seen_version")
        if self.instance.pk and seen is not None and seen != self.instance.version:
            sent: Any = self.data
            newest = sent.copy()
            newest["seen_version"] = str(self.instance.version)  # whoever presses save again has been told
            self.data = newest
            names = "、".join(str(self.fields[name].label) for name in self.changed_data if name != "seen_version")
            self.add_error(
                None,
                __(
                    "あなたが開いたあとに、ほかの人が保存しました。もう一度「保存」を押すと、下に見えている内容になります。"
                )
                + __("いまの内容から変わる項目：%(names)s") % {"names": names or __("なし")},
            )
        if data.get("is_sample"):
            for name in CONTACTS:
                if data.get(name):
                    self.add_error(name, __("見本には、電話番号とメールアドレスを載せられません。空にしてください。"))
        return data


class WaitingFilter(admin.SimpleListFilter):
    """What a coordinator is to look at."""

    title = _("確認")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("確認を待っている")), ("abandoned", _("だれもいない"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "1":
            return queryset.filter(pk__in=Organization.objects.to_check().values("pk"))
        if self.value() == "abandoned":
            return queryset.filter(pk__in=Organization.objects.abandoned().values("pk"))
        return queryset if self.value() is None else queryset.none()


@admin.register(Organization)
class OrganizationAdmin(ObjectActionsMixin, RefusingAdmin):
    form = OrganizationForm
    object_actions = ACTIONS
    waits_in = "organizations"
    change_form_template = "admin/accounts/organization_change_form.html"
    object_history_template = "admin/recorded_object_history.html"
    list_display = ("name", "kind", "verification", "verified_on", "recheck_since", "is_sample")
    list_filter = (WaitingFilter, "kind", "verification", "is_sample")
    search_fields = ("name", "kana")
    show_full_result_count = False
    view_on_site = False
    actions = None
    fieldsets = (
        (None, {"fields": ("seen_version", "name", "kana", "kind", "corporate_number", "description", "is_sample")}),
        (_("確認のときに連絡する方（公開しません）"), {"fields": ("contact_name", "contact_phone")}),
        (_("公開する連絡先"), {"fields": ("phone", "email", "url", "address")}),
        (_("約束"), {"fields": ("safeguards",)}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "corporate_number":
            return CorporateNumberField(label=db_field.verbose_name, help_text=db_field.help_text, required=False)
        if db_field.name in {"phone", "contact_phone"}:
            return PhoneField(label=db_field.verbose_name, help_text=db_field.help_text, required=False)
        if isinstance(db_field, TextField):
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 4})
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:  # type: ignore[override]
        organization = context.get("original")
        if organization is not None:
            history = organization.transitions.select_related("by").order_by("-pk")
            context |= {
                "allowed_actions": self.allowed_actions(request, organization),
                "waiting": waiting_for(organization, request.user),
                "public_url": organization.get_absolute_url() if organization.is_verified else "",
                "history_rows": history[:50],
                "members": organization.memberships.select_related("user").order_by("pk"),
                "open_invitations": organization.invitations.open(timezone.now()).count(),
            }
        return super().render_change_form(request, context, **kwargs)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        save_organization(obj, by=request.user)  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
