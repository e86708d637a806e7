"""LINE's calls, and the page from which an account is linked with LINE."""

import base64
import hmac
import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from hub.notifications.line_friends import is_open
from hub.notifications.services import line, subscribing

MOST_BYTES = 256_000
ACCESS = "https://access.line.me"
_LINE_ID = re.compile(r"U[0-9a-f]{32}")
_EVENT_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_LINK_TOKEN = re.compile(r"[-\w.~+/=]{8,300}", re.ASCII)


@csrf_exempt  # LINE knows no token of a page; it signs what it says
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """What is not signed with the channel's secret changes nothing, nor does what was handled before."""
    if not is_open():
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    if not _is_signed(request):
        return HttpResponse(status=403)
    try:
        events = json.loads(request.body)["events"]
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict):
            _handle(event)
    return HttpResponse(status=200)


def _is_signed(request: HttpRequest) -> bool:
    made = hmac.new(settings.LINE_CHANNEL_SECRET.encode(), request.body, sha256).digest()
    return constant_time_compare(request.headers.get("X-Line-Signature", ""), base64.b64encode(made).decode())


def _handle(event: dict[str, Any]) -> None:
    """All or nothing: what fails is not noted as handled, so that LINE's repetition is heard."""
    source = event.get("source")
    line_id = source.get("userId") if isinstance(source, dict) and source.get("type") == "user" else None
    act, event_id = _ACTS.get(str(event.get("type"))), event.get("webhookEventId")
    if act is None or not _fits(_LINE_ID, line_id) or not _fits(_EVENT_ID, event_id):
        return
    with transaction.atomic():
        if line.take_event(str(event_id)):
            act(str(line_id), event)


def _fits(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _answer(line_id: str, event: dict[str, Any]) -> None:
    """In standby somebody else answers."""
    if event.get("mode") != "standby":
        line.answer(line_id)


def _end_link(line_id: str, event: dict[str, Any]) -> None:
    said = event.get("link")
    told: dict[str, Any] = said if isinstance(said, dict) else {}
    nonce = told.get("nonce")
    if isinstance(nonce, str) and line.end_link(nonce, line_id, is_ok=told.get("result") == "ok"):
        line.answer(line_id)


_ACTS: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "follow": lambda line_id, _event: line.follow(line_id),
    "unfollow": lambda line_id, _event: line.unfollow(line_id),
    "message": _answer,
    "accountLink": _end_link,
}


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponseBase:
    """Opened from the chat on LINE, which put a token of its own into the address."""
    if not is_open():
        raise Http404
    return _link_page(request)


@login_required
@csp_update({"form-action": [ACCESS]})  # browsers ask it of where a form is led on to as well
def _link_page(request: HttpRequest) -> HttpResponse:
    token = request.GET.get("linkToken", "")
    is_good = _fits(_LINK_TOKEN, token)
    if request.method == "POST" and is_good:
        user: Any = request.user
        nonce = line.begin_link(subscribing.recipient_of_user(user))
        query = urlencode({"linkToken": token, "nonce": nonce})
        return HttpResponseRedirect(f"{ACCESS}/dialog/bot/accountLink?{query}")
    context = {"action": f"{request.path}?{urlencode({'linkToken': token})}", "is_good": is_good}
    return render(request, "notices/line_link.html", context)
