"""Rights that take two administrators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.accounts.admin.users import ForAdministrators
from hub.accounts.enums import Right, RightsRequestState
from hub.accounts.models import RightsRequest, User
from hub.accounts.rights_rules import may_grant
from hub.accounts.services.rights import ask_for_right, grant_right, refuse_right, take_right
from hub.admin_actions import ObjectAction, ObjectActionsMixin
from hub.admin_refusal import RefusingAdmin


def _is_waiting(request: RightsRequest) -> bool:
    return request.state == RightsRequestState.WAITING


def _who(user: User | None) -> str:
    """By the address too: nicknames may be equal, and everybody changes their own."""
    return f"{user}（{user.email}）" if user else ""


class StaffChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _who(obj)


@admin.register(RightsRequest)
class RightsRequestAdmin(ObjectActionsMixin, RefusingAdmin, ForAdministrators):
    """Asked for by one administrator, granted by another."""

    change_form_template = "admin/acted_change_form.html"
    waits_in = "rights"
    list_display = ("target", "right", "state", "asker", "asked_at", "decided_by", "decided_at")
    list_filter = ("state", "right")
    list_select_related = ("user", "asked_by", "decided_by")
    fields = ("user", "right", "reason")
    object_actions = (
        ObjectAction(
            "grant", _("認める"), done=_("認めました。本人にメールで知らせます。"), is_allowed=_is_waiting,
            perform=lambda one, by, _values: grant_right(one, by=by),
            explain=lambda one: [
                __("%(user)s に「%(right)s」を認めます。") % {"user": _who(one.user), "right": one.get_right_display()},
                __("申し出た人：%(who)s。理由：%(why)s") % {"who": _who(one.asked_by), "why": one.reason},
                __("申し出た本人と、渡される本人は認められません。"),
            ],
            is_for=may_grant,
        ),
        ObjectAction(
            "refuse", _("認めない"), done=_("申し出を終わりにしました。"), is_allowed=_is_waiting, is_grave=True,
            perform=lambda one, by, _values: refuse_right(one, by=by),
            explain=lambda _one: [__("権限は変わりません。")], is_for=lambda one, user: one.asked_by_id != user.pk,
        ),
        ObjectAction(
            "withdraw", _("申し出を取り下げる"), done=_("申し出を取り下げました。"), is_allowed=_is_waiting,
            is_grave=True, perform=lambda one, by, _values: refuse_right(one, by=by),
            explain=lambda _one: [__("権限は変わりません。")], is_for=lambda one, user: one.asked_by_id == user.pk,
        ),
        ObjectAction(
            "take", _("権限を取り消す"), done=_("取り消しました。"), is_grave=True,
            is_allowed=lambda one: one.state == RightsRequestState.GRANTED and one.right != Right.SECOND_FACTOR_RESET,
            perform=lambda one, by, _values: take_right(one.user, Right(one.right), by=by),
            explain=lambda _one: [__("すぐに取り消され、その人はログアウトします。一人の管理者でできます。")],
        ),
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("target", "right", "reason", "state", "asker", "asked_at", "decided_by", "decided_at")

    @admin.display(description=_("だれに"), ordering="user__email")
    def target(self, request: RightsRequest) -> str:
        return _who(request.user)

    @admin.display(description=_("申し出た人"), ordering="asked_by__email")
    def asker(self, request: RightsRequest) -> str:
        return _who(request.asked_by)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_readonly_fields(request, obj) or ("user", "right", "reason")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_staff=True, is_active=True).order_by("email")
            kwargs["form_class"] = StaffChoiceField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: RightsRequest, form: Any, change: bool) -> None:
        if not change:
            made = ask_for_right(obj.user, Right(obj.right), by=request.user, reason=obj.reason)  # type: ignore[arg-type]
            obj.pk = made.pk

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        thing = self.get_object(request, object_id)
        extra = {"allowed_actions": self.allowed_actions(request, thing) if thing else []}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})
