"""The door of a demonstration: who one can be, and the codes of this moment. Not there outside the embedded mode."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.pages.demo_accounts import PEOPLE, password, totp_code, totp_secret


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    if not settings.HUB_EMBEDDED:
        raise Http404
    rows = [
        {
            "person": person,
            "code": totp_code(person) if person.is_staff else "",
            "secret": totp_secret(person) if person.is_staff else "",
        }
        for person in PEOPLE
    ]
    return render(request, "hub/demo.html", {"rows": rows, "password": password()})
