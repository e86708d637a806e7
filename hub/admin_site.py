"""The admin: for staff who signed in through the hub's own sign-in, with a second factor."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hub.staff_access import has_second_factor, is_staff, turn_away


class HubAdminSite(admin.AdminSite):
    """Knows no sign-in of its own: there is one door, and it is throttled."""

    def has_permission(self, request: HttpRequest) -> bool:
        return is_staff(request.user) and has_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends on to where what is missing is done."""
        back = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        return turn_away(request, back)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))
