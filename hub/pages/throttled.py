"""What somebody sees whom a throttle of the accounts' pages holds back: until when, and what they had typed."""

from types import SimpleNamespace

from allauth.account.internal.templatekit import get_entrance_context_data
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html

from hub.accounts.forms.entrance import EvenSignupForm
from hub.accounts.throttles import seconds_to_wait
from hub.pages import errors


def too_many(request: HttpRequest) -> HttpResponse:
    """allauth calls this. The form of a sign-up keeps what was typed, but for the password."""
    wait = seconds_to_wait(request) or 60
    if request.resolver_match is None or request.resolver_match.url_name != "account_signup":
        return errors.too_many(request, SimpleNamespace(wait=wait))
    typed = {name: request.POST.get(name, "") for name in ("email", "display_name", "has_agreed")}
    wish = get_next_redirect_url(request)
    context = {
        **get_entrance_context_data(request),
        "form": EvenSignupForm(initial=typed),
        "redirect_field": format_html('<input type="hidden" name="next" value="{}">', wish) if wish else "",
        "minutes": errors.minutes_of(wait),
    }
    response = render(request, "account/signup.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
