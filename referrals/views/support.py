"""``/support/``: what はちまるサポート is, and what to do in danger."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.page_cache import public_page


@require_safe
@public_page
def support(request: HttpRequest) -> HttpResponse:
    """Until offices are loaded, it leads to the city hall."""
    return render(request, "referrals/support.html")
