"""Administrators look after accounts. Nobody sets another's password, and no administrator raises anybody alone."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.accounts.groups import PROTECTED_GROUPS
from hub.accounts.models import User
from hub.accounts.services.deletion import end_sessions
from hub.accounts.services.staff_accounts import create_staff_account, save_account, send_password_link
from hub.admin_actions import ObjectAction, ObjectActionsMixin
from hub.admin_refusal import RefusedForm, RefusingAdmin


class AccountCreationForm(RefusedForm):
    """The person chooses the password by a link in a mail."""

    class Meta:
        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str:
        """The login is kept in small letters, as ``UserManager.create_user`` does."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(__("このメールアドレスの登録は、もうあります。"))
        return email


class AccountChangeForm(RefusedForm):
    class Meta:
        model = User
        fields = ("display_name", "is_active", "is_staff", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields.get("groups")
        if groups:
            groups.queryset = Group.objects.exclude(name__in=PROTECTED_GROUPS)

    def clean(self) -> dict[str, Any]:
        """The last administrator can't lock out everybody."""
        data = super().clean() or {}
        stays = data.get("is_active") and data.get("is_staff")
        if self.instance.is_superuser and not stays and not _has_other_administrator(self.instance):
            raise forms.ValidationError(__("ただひとりの管理者なので、有効な職員のままにしてください。"))
        return data


def _has_other_administrator(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True, is_staff=True)
    return others.exclude(pk=user.pk).exists()


class ForAdministrators(admin.ModelAdmin):
    """Whoever gives rights has them all: no group and no permission lets anybody else in here."""

    show_full_result_count = False
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class StandingFilter(admin.SimpleListFilter):
    title = _("立場")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("staff", _("職員")), ("administrator", _("管理者")), ("resident", _("職員でない人"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {
            "staff": {"is_staff": True},
            "administrator": {"is_superuser": True},
            "resident": {"is_staff": False},
        }
        value = self.value()
        if value in conditions:
            return queryset.filter(**conditions[value])
        return queryset.none() if value else queryset


def _acts_on_user() -> tuple[ObjectAction, ...]:
    return (
        ObjectAction(
            "sign-out", _("すべての機械からログアウトさせる"), done=_("ログアウトさせました。"), is_grave=True,
            is_allowed=lambda _user: True, perform=lambda user, _by, _values: end_sessions(user),
            explain=lambda _user: [__("この人がいま開いている画面は、すぐに使えなくなります。登録はそのままです。")],
        ),
        ObjectAction(
            "send-reset", _("パスワードを決め直すメールを送る"), done=_("メールを送りました。"),
            is_allowed=lambda user: user.is_active, perform=lambda user, _by, _values: send_password_link(user),
            explain=lambda _user: [
                __("本人にだけリンクが届きます。パスワードは、管理者にも見えません。2段階認証はそのままです。")
            ],
        ),
    )  # fmt: skip


@admin.register(User)
class UserAdmin(ObjectActionsMixin, RefusingAdmin, ForAdministrators, DjangoUserAdmin):
    """An account is made inactive rather than deleted, so that what it did keeps a name."""

    change_form_template = "admin/acted_change_form.html"
    object_actions = _acts_on_user()
    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = ("email", "display_name", "is_staff", "is_superuser", "is_active")
    list_filter = (StandingFilter, "is_active", "groups")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    actions = None
    readonly_fields = ("email", "is_superuser", "protected_groups", "second_factors", "last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "display_name")}),
        (_("権限"), {"fields": ("is_active", "is_staff", "groups")}),
        (
            _("二人の管理者で決めること"),
            {
                "fields": ("is_superuser", "protected_groups", "second_factors"),
                "description": _("「権限の申し出」で申し出て、別の管理者が確認します。"),
            },
        ),
        (_("日時"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "display_name")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    @admin.display(description=_("二人で決めるグループ"))
    def protected_groups(self, user: User) -> str:
        return "、".join(user.groups.filter(name__in=PROTECTED_GROUPS).values_list("name", flat=True)) or "－"

    @admin.display(description=_("2段階認証"))
    def second_factors(self, user: User) -> str:
        types = Authenticator.objects.filter(user=user).values_list("type", flat=True)
        return "、".join(str(Authenticator.Type(one).label) for one in types) or __("まだありません")

    def get_urls(self) -> list[URLPattern]:
        """Without Django's page that sets another person's password."""
        return [one for one in super().get_urls() if one.name != "auth_user_password_change"]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        raise PermissionDenied

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        thing = self.get_object(request, object_id)
        extra = {"allowed_actions": self.allowed_actions(request, thing) if thing else []}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            save_account(obj, by=request.user, changed=form.changed_data)  # type: ignore[arg-type]
        else:
            create_staff_account(obj)

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The form shows no protected group, so it must not take one away either."""
        stays = change and form.instance.is_active and form.instance.is_staff
        kept = list(form.instance.groups.filter(name__in=PROTECTED_GROUPS)) if stays else []
        super().save_related(request, form, formsets, change)
        form.instance.groups.add(*kept)


# Groups and what they may do are written in hub.accounts.groups.
admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ForAdministrators):
    list_display = ("name",)
    fields = ("name", "rights")
    readonly_fields = ("name", "rights")

    @admin.display(description=_("できること"))
    def rights(self, group: Group) -> str:
        rights = group.permissions.select_related("content_type").order_by("content_type__app_label", "codename")
        return "、".join(one.name for one in rights) or "－"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
