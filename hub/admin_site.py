"""The admin: for staff who signed in through the hub's own sign-in, with a second factor."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hub.staff_access import has_second_factor, is_staff, turn_away

# allauth's own tables: who could write in them would confirm any address and make anybody's second factor.
_NOT_HERE = frozenset({"account", "mfa", "usersessions"})


class HubAdminSite(admin.AdminSite):
    """Knows no sign-in of its own: there is one door, and it is throttled."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        shown = [model for model in models if model._meta.app_label not in _NOT_HERE]
        super().register(shown, admin_class, **options)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Django's pages take any other method for a look, and would show themselves to it."""
        return require_http_methods(["GET", "HEAD", "POST"])(super().admin_view(view, cacheable))

    def _build_app_dict(self, request: HttpRequest, label: Any = None) -> dict[str, Any]:
        """Each name is looked up once, and not each time that it is compared with another to put them in order."""
        apps: dict[str, Any] = super()._build_app_dict(request, label)
        for app in apps.values():
            for named in (app, *app["models"]):
                named["name"] = str(named["name"])
        return apps

    def has_permission(self, request: HttpRequest) -> bool:
        return is_staff(request.user) and has_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends on to where what is missing is done."""
        back = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        return turn_away(request, back)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))
