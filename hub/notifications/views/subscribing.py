"""``/notices/new/events/?theme=go``: this selection, told from now on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.exceptions import DomainError
from hub.notifications import links
from hub.notifications.forms import AccountForm, AddressForm, FriendForm
from hub.notifications.line_friends import friend_of, is_open
from hub.notifications.models import Recipient
from hub.notifications.selections import Asked, Source, source_of
from hub.notifications.services.subscribing import ask_to_subscribe, subscribe, subscribe_friend
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
    friend = None if request.user.is_authenticated else friend_of(request)
    form = _form(request, friend)
    if not form.is_bound:
        return _page(request, source, asked, form)
    if isinstance(form, AddressForm) and form.is_from_a_machine:
        return HttpResponseRedirect(reverse("notices:asked"))
    if not form.is_valid():
        return _page(request, source, asked, form)
    if isinstance(form, AccountForm):
        return _subscribe(request, source, asked, form)
    if friend is not None:
        return _subscribe_friend(request, source, asked, form, friend)
    wait = take_turn(request.META.get("REMOTE_ADDR", ""))
    if wait:
        return _page(request, source, asked, form, wait=wait)
    ask_to_subscribe(
        form.cleaned_data["email"], language=str(getattr(request, "LANGUAGE_CODE", "ja")),
        cadence=form.cleaned_data["cadence"], conditions=_conditions(source, asked),
    )  # fmt: skip
    return HttpResponseRedirect(reverse("notices:asked"))


def _form(request: HttpRequest, friend: Recipient | None) -> Any:
    data = request.POST if request.method == "POST" else None
    if request.user.is_authenticated:
        has_line = is_open() and Recipient.objects.filter(user=request.user.pk).exclude(line_id="").exists()
        return AccountForm(data, has_line=has_line)
    return FriendForm(data) if friend else AddressForm(data)


def _subscribe_friend(
    request: HttpRequest, source: Source, asked: Asked, form: FriendForm, friend: Recipient
) -> HttpResponse:
    try:
        subscribe_friend(friend, cadence=form.cleaned_data["cadence"], conditions=_conditions(source, asked))
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, source, asked, form)
    messages.success(request, _("申し込みました。合うものがあれば、お知らせします。"))
    return HttpResponseRedirect(reverse("notices:manage", args=[links.manage_token(friend)]))


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
        "is_friend": isinstance(form, FriendForm),
        "has_line": "by_line" in form.fields,
    }
    response = render(request, "notices/new.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "private, no-store"
    return finish(request, response)
