"""``/notices/new/events/?theme=go``: this selection, told from now on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.notifications.forms import AccountForm, AddressForm
from hub.notifications.selections import Asked, Source, source_of
from hub.notifications.services.subscribing import ask_to_subscribe, subscribe
from hub.notifications.throttle import take_turn
from hub.page_cache import public_page
from hub.reading import finish


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, name: str) -> HttpResponse:
    """What would be told, and how one wants to hear of it."""
    source = source_of(name)
    asked = source.read(request.GET) if source else None
    if source is None or asked is None:
        raise Http404
    form_class = AccountForm if request.user.is_authenticated else AddressForm
    if request.method != "POST":
        return _page(request, source, asked, form_class())
    form = form_class(request.POST)
    if isinstance(form, AddressForm) and form.is_from_a_machine:
        return HttpResponseRedirect(reverse("notices:asked"))
    if not form.is_valid():
        return _page(request, source, asked, form)
    if isinstance(form, AccountForm):
        return _subscribe(request, source, asked, form)
    wait = take_turn(request.META.get("REMOTE_ADDR", ""))
    if wait:
        return _page(request, source, asked, form, wait=wait)
    ask_to_subscribe(
        form.cleaned_data["email"], language=str(getattr(request, "LANGUAGE_CODE", "ja")),
        cadence=form.cleaned_data["cadence"], conditions=_conditions(source, asked),
    )  # fmt: skip
    return HttpResponseRedirect(reverse("notices:asked"))


def _subscribe(request: HttpRequest, source: Source, asked: Asked, form: AccountForm) -> HttpResponse:
    user: Any = request.user
    try:
        subscribe(
            user, channels=form.channels, cadence=form.cleaned_data["cadence"], conditions=_conditions(source, asked)
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, source, asked, form)
    messages.success(request, _("申し込みました。合うものがあれば、お知らせします。"))
    return HttpResponseRedirect(reverse("notices:settings"))


def _conditions(source: Source, asked: Asked) -> dict[str, Any]:
    return asked.conditions | {"query": f"{source.name}?{asked.query}"}


@require_safe
@public_page
def asked(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it says nothing of who asked, or whether the address is known."""
    return render(request, "notices/asked.html")


def _page(request: HttpRequest, source: Source, asked: Asked, form: Any, *, wait: int = 0) -> HttpResponse:
    query = QueryDict(asked.query)
    context = {
        "source": source,
        "asked": asked,
        "form": form,
        "back_url": source.url(asked.query),
        "action": f"{request.path}?{query.urlencode()}",
        "minutes": -(-wait // 60),
        "is_account": isinstance(form, AccountForm),
    }
    response = render(request, "notices/new.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "private, no-store"
    return finish(request, response)
