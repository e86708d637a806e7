"""How a reader wants the pages: language and furigana, remembered in a cookie without an account."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from hub.furigana import annotate
from hub.untranslated import label_japanese

COOKIE = "reading"
COOKIE_AGE = 60 * 60 * 24 * 365
# Pages of members and staff, and the reference of the feed, which is made of the names of their fields
# (templates/hub/_japanese.html): half a translation would be a mixture.
# What is written below /api/ is kept, so no reader's language gets into it; its problems know Accept-Language.
JAPANESE_ONLY = (
    *("/api/", "/me/organizations/", "/me/tokens/", "/staff/", "/admin/", "/weekly/"),
    *("/data/api/", "/data/changes/", "/data/writing/"),
)
_LONGEST_CHOICE = 40
_LANGUAGES = {code for code, _name in settings.LANGUAGES}


def reading_of(request: HttpRequest) -> tuple[str, bool]:
    """The language code, and whether furigana are wanted. What is unknown falls back to Japanese without."""
    language, _, furigana = request.COOKIES.get(COOKIE, "").partition("+")
    return (language if language in _LANGUAGES else settings.LANGUAGE_CODE), furigana == "furigana"


def remember(response: HttpResponse, language: str, furigana: bool) -> None:
    """Keeps the choice for a year. The cookie holds nothing about a person."""
    response.set_cookie(
        COOKIE,
        f"{language}{'+furigana' if furigana else ''}",
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def chosen(request: HttpRequest, asked: Mapping[str, str]) -> tuple[str, bool]:
    """As it was, but for what is asked: ``lang``, and ``furigana`` 1 or 0."""
    language, furigana = reading_of(request)
    if asked.get("lang", "") in _LANGUAGES:
        language = asked["lang"]
    if asked.get("furigana") in {"0", "1"}:
        furigana = asked["furigana"] == "1"
    return language, furigana


def keeping_what_was_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Of a page whose links for reading are buttons of its form (``hub/_reading_buttons.html``): they send what was typed
    along, and the view shows it again where ``reading`` is among what was sent.
    """

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST.get("reading")
        if asked is None:
            return finish(request, view(request, *args, **kwargs))
        language, furigana = chosen(request, dict(parse_qsl(asked[:_LONGEST_CHOICE])))
        request.LANGUAGE_CODE = language
        request.furigana = furigana  # type: ignore[attr-defined]
        with translation.override(language):
            response = finish(request, view(request, *args, **kwargs))
        response.headers["Content-Language"] = "ja" if language.startswith("ja") else language
        remember(response, language, furigana)
        return response

    return read


def finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The last touch on a page before it is kept: furigana for who wants them, a mark on what is not translated."""
    language = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    if not language.startswith("ja"):
        response.content = label_japanese(response.content.decode(), language).encode()
    elif getattr(request, "furigana", False):
        response.content = annotate(response.content.decode()).encode()
    return response


class ReadingMiddleware:
    """Speaks the reader's language for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, furigana = reading_of(request)
        request.LANGUAGE_CODE = language
        request.furigana = furigana  # type: ignore[attr-defined]
        # The frame of the page is in the reader's language all the same: base.html sees to that.
        is_japanese = request.path_info.startswith(JAPANESE_ONLY)
        with translation.override(settings.LANGUAGE_CODE if is_japanese else language):
            response = self.get_response(request)
        spoken = "ja" if is_japanese or language.startswith("ja") else language
        response.headers.setdefault("Content-Language", spoken)
        return response
