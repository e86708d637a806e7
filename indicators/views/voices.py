"""``/voices/``: what the city asks, what people say, and what became of it; for everybody, without an account.

None of these pages is kept in memory: what is taken off is off at once.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub import turns
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.page_cache import keep_for_going_back
from hub.paging import page_number, page_of
from hub.reading import COOKIE, finish, keeping_what_was_typed
from indicators.forms.voices import OpinionForm
from indicators.models import OpinionCall
from indicators.services.opinions import is_received, key_of, receive_opinion
from indicators.voice_board import ages_of, changes_of, said_of, verdicts_of
from indicators.voice_enums import CallState, Verdict

PAGE_SIZE = 50
MOST_CALLS = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All calls: those that take opinions first."""
    today = timezone.localdate()
    calls = list(OpinionCall.objects.public().for_list()[:MOST_CALLS])
    context = {
        "taking": [call for call in calls if call.takes_on(today)],
        "coming": [call for call in calls if call.is_open and call.opens_on > today],
        "answering": [call for call in calls if _is_over(call, today) and call.state != CallState.ANSWERED],
        "answered": [call for call in calls if call.state == CallState.ANSWERED],
    }
    _read_with_furigana(request, any(call.is_for_children for call in context["taking"]))
    return finish(request, render(request, "indicators/voices/home.html", context))


def _read_with_furigana(request: HttpRequest, is_for_children: bool) -> None:
    """What speaks to children has furigana, unless the reader has chosen how to read."""
    if is_for_children and COOKIE not in request.COOKIES and "reading" not in request.POST:
        request.furigana = True  # type: ignore[attr-defined]


def _is_over(call: OpinionCall, today: Any) -> bool:
    """Also where the worker has not closed it yet."""
    return not call.is_open or call.closes_on < today


@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    """The call, what was published, and beside each opinion what the city answers."""
    one = _call(request, code)
    page = page_of(
        one.opinions.published(), ("number",), page_number(request.GET),
        prepare=lambda rows: rows.with_replies(), size=PAGE_SIZE,
    )  # fmt: skip
    today = timezone.localdate()
    verdicts = verdicts_of(one)
    context = {
        "call": one,
        "policies": list(one.policies.order_by("level", "number")),
        "is_taking": one.takes_on(today),
        "is_coming": one.is_open and one.opens_on > today,
        "is_answered": one.state == CallState.ANSWERED,
        "is_late": one.state != CallState.ANSWERED and one.answer_by < today,
        "page": page,
        "rows": [said_of(opinion) for opinion in page.items],
        "verdicts": [(_label(key), number) for key, number in verdicts.items() if number],
        "ages": ages_of(one, sum(verdicts.values())),
        "changes": changes_of(one),
        "previous_url": f"?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"?page={page.number + 1}" if page.has_next else "",
    }
    return finish(request, render(request, "indicators/voices/call.html", context))


def _label(verdict: str) -> Any:
    return _("返事はこれから") if verdict == Verdict.LATER else Verdict(verdict).label


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
def write(request: HttpRequest, code: str) -> HttpResponse:
    """``reading``: the language was changed. What was sent before is thanked for again, whatever the throttle says."""
    one = _call(request, code)
    if request.method != "POST":
        return _page(request, one, OpinionForm(call=one))
    form = OpinionForm(request.POST, call=one)
    if "reading" in request.POST:
        form.errors.clear()
        return _page(request, one, form)
    if form.is_from_a_machine:
        return _thanked(one)
    if not form.is_valid():
        return _page(request, one, form)
    key = key_of(form.page, one, form.cleaned_data["text"])
    if not is_received(key):
        wait = turns.take_turn("opinion", request.META.get("REMOTE_ADDR", ""), settings.HUB_VOICES_LIMITS)
        if wait:
            return _page(request, one, form, wait=wait)
        try:
            with saying_who_waits():
                receive_opinion(one, key=key, **form.written)
        except DomainError as error:
            form.add_error("text", str(error))
            return _page(request, one, form)
    return _thanked(one)


@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """The same for everybody: what happens now, and by when the answer stands where."""
    return finish(request, render(request, "indicators/voices/thanks.html", {"call": _call(request, code)}))


def _call(request: HttpRequest, code: str) -> OpinionCall:
    found: OpinionCall = get_object_or_404(OpinionCall.objects.public().select_related("plan"), code=code)
    _read_with_furigana(request, found.is_for_children)
    return found


def _thanked(one: OpinionCall) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("voices:thanks", args=[one.code]))


def _page(request: HttpRequest, one: OpinionCall, form: OpinionForm, *, wait: int = 0) -> HttpResponse:
    """Where no opinion is taken the page says so; what was typed stays in its box all the same."""
    is_taking = one.takes_on(timezone.localdate())
    if not is_taking and not form.is_bound:
        return finish(request, render(request, "indicators/voices/closed.html", {"call": one}))
    context = {"call": one, "form": form, "minutes": -(-wait // 60), "is_taking": is_taking}
    response = render(request, "indicators/voices/write.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return keep_for_going_back(request, response)
