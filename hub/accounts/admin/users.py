"""Administrators look after accounts and groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User


class _LowerEmailMixin:
    """The login is kept in small letters, as ``UserManager.create_user`` does."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AccountCreationForm(_LowerEmailMixin, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "display_name")


class AccountChangeForm(_LowerEmailMixin, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        """The last administrator can't lock out everybody."""
        data = super().clean() or {}
        stays = data.get("is_superuser") and data.get("is_active") and data.get("is_staff")
        if self.instance.is_superuser and not stays and not _has_other_administrator(self.instance):
            raise forms.ValidationError(__("ただひとりの管理者なので、管理者のままにしてください。"))
        return data


def _has_other_administrator(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True, is_staff=True)
    return others.exclude(pk=user.pk).exists()


class ForAdministrators(admin.ModelAdmin):
    """Whoever gives rights has them all: no group and no permission lets anybody else in here."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)


@admin.register(User)
class UserAdmin(ForAdministrators, DjangoUserAdmin):
    """An account is made inactive rather than deleted, so that what it did keeps a name."""

    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = ("email", "display_name", "is_staff", "is_superuser", "is_active")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    actions = None
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password", "display_name")}),
        (_("権限"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("日時"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "display_name", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ForAdministrators, DjangoGroupAdmin):
    list_display = ("name",)
    actions = None
