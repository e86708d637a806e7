"""Public pages from the process's memory, correct the moment after a publication.

A page's key holds everything that it depends on: address, language, furigana, the newest number of the change
log, and the minute, since what is on now depends on it. A visitor without a session alone is served so; what is
kept holds no name and no token.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from threading import Lock
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from hub.changes import generation
from hub.packing import fill, hash_of, pack, tag_in, takes_gzip
from hub.reading import finish, reading_of

Thing = TypeVar("Thing")

MOST_PAGES = 400
LONGEST_QUERY = 1_000


@dataclass(frozen=True)
class Kept:
    """A page as bytes, with the tag that names its content. ``level``: how hard it is compressed."""

    plain: bytes
    tag: str
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    level: int = 6

    @cached_property
    def packed(self) -> bytes:
        """Compressed for the first who takes it so, and then for all."""
        return pack(self.plain, level=self.level)


class Memory(Generic[Thing]):
    """What was asked for last, in this process."""

    def __init__(self, most: int) -> None:
        self._pages: OrderedDict[tuple[Any, ...], Thing] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Thing | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
            return kept

    def put(self, key: tuple[Any, ...], kept: Thing) -> None:
        with self._lock:
            self._pages[key] = kept
            self._pages.move_to_end(key)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


memory: Memory[Kept] = Memory(MOST_PAGES)


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view that shows the same to every visitor who reads in the same way."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = finish(request, _rendered(view(request, *args, **kwargs)))
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        key = _key(request)
        kept = memory.get(key)
        if kept is None:
            response = finish(request, _rendered(view(request, *args, **kwargs)))
            if response.status_code != 200:
                return response
            kept = _keep(response)
            if len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY:
                memory.put(key, kept)
        return _answer(request, kept)

    return wrapped


def _rendered(response: HttpResponse) -> HttpResponse:
    if hasattr(response, "render"):
        response.render()
    return response


def _key(request: HttpRequest) -> tuple[Any, ...]:
    return (
        request.get_host(),
        request.get_full_path(),
        reading_of(request),
        generation(),
        int(time.time() // 60),
    )


def _keep(response: HttpResponse) -> Kept:
    plain = response.content
    return Kept(
        plain=plain,
        tag=hash_of(plain, length=32),
        content_type=response.headers["Content-Type"],
    )


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    response = answer(request, kept)
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response


def answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    """What is kept, in the encoding that the client takes, with a strong tag of its own for each; 304 where it has it."""
    is_packed = takes_gzip(request)
    tag = tag_in(kept.tag, is_packed=is_packed)
    response: HttpResponse
    # A proxy may have made the tag weak; for a GET that is as good (RFC 9110, 13.1.2).
    if {tag, "*"} & {known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))}:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content_type=kept.content_type)
        fill(request, response, kept.packed if is_packed else kept.plain, is_packed=is_packed)
    response.headers["ETag"] = tag
    for name, value in kept.headers:
        response.headers[name] = value
    return response


def keep_for_going_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The empty form of a visitor: who goes back in the browser finds it as they left it, not an error of the browser.

    That browser alone keeps it, no cache on the way. What an account is shown is kept nowhere, as ever; nor is an answer
    to what was sent, which has typed names and numbers in it: the computer may be a library's.
    """
    if request.method in {"GET", "HEAD"} and not request.user.is_authenticated:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


class KeepNothingMiddleware:
    """What says nothing of who may keep it is kept nowhere: pages of staff, errors, redirects."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
