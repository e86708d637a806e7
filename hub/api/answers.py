"""Answers of the feed from the process's memory: the same bytes for everybody, correct the moment after a publication.

The key holds all that an answer depends on: address, form, the newest number of the change log, and the minute where
the selection depends on now. The tag is a hash of the content, so it outlives publications that change nothing here.
"""

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from hub.changes import generation
from hub.packing import hash_of
from hub.page_cache import Kept, Memory, answer

MOST_ANSWERS = 400
LARGEST_KEPT = 100_000
LONGEST_QUERY = 1_000
# Public answers may be kept by everybody on the way, and are asked for again each time whether they still hold.
PUBLIC = "public, no-cache"
_VARY = ("Accept", "Accept-Encoding", "Authorization", "Cookie")

memory: Memory[Kept] = Memory(MOST_ANSWERS)


def keep(body: bytes, content_type: str, *, version: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Kept:
    """``version`` stands before the hash in the tag of a single object, so that the tag is good for ``If-Match``."""
    tag = hash_of(body, length=24)
    # Level 1: what is not kept is compressed for one reader, and the difference is a tenth of the bytes.
    return Kept(body, f"{version}-{tag}" if version else tag, content_type, headers, level=1)


def kept_or_made(
    request: HttpRequest, form: str, depends_on_time: bool, make: Callable[[], Kept], *, number: int | None = None
) -> Kept:
    """From memory, or made now and kept. ``number``: of the log, where the answer says what there was up to it."""
    query = request.META.get("QUERY_STRING", "")
    minute = int(time.time() // 60) if depends_on_time else 0
    key: tuple[Any, ...] = (request.path_info, query, form, generation() if number is None else number, minute)
    kept = memory.get(key)
    if kept is None:
        kept = make()
        if len(query) <= LONGEST_QUERY and len(kept.plain) <= LARGEST_KEPT:
            memory.put(key, kept)
    return kept


def public_answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    response = answer(request, kept)
    response.headers["Cache-Control"] = PUBLIC
    patch_vary_headers(response, _VARY)
    return response
