"""The bytes of an answer: packed by us, so that its tag stays a strong one (the middleware makes tags weak)."""

import gzip
import hashlib
import re

from django.http import HttpRequest, HttpResponse

PACKED = "-gz"
_REFUSES_GZIP = re.compile(r"gzip\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$)")


def takes_gzip(request: HttpRequest) -> bool:
    """Whether the client names it without refusing it (``gzip;q=0``)."""
    said = request.headers.get("Accept-Encoding", "")
    return "gzip" in said and not _REFUSES_GZIP.search(said)


def pack(body: bytes, *, level: int = 6) -> bytes:
    """The same bytes whenever the same is packed."""
    return gzip.compress(body, compresslevel=level, mtime=0)


def hash_of(body: bytes, *, length: int) -> str:
    """What tags name a content by."""
    return hashlib.sha256(body).hexdigest()[:length]


def tag_in(tag: str, *, is_packed: bool) -> str:
    """As it stands in ``ETag``: each encoding has its own."""
    return f'"{tag}{PACKED if is_packed else ""}"'


def fill(request: HttpRequest, response: HttpResponse, body: bytes, *, is_packed: bool) -> None:
    """Puts the body in, which was packed or was not."""
    response.content = body
    response.headers["Content-Length"] = str(len(body))
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    else:
        # Or the middleware, which does not look at q=0, packs it and makes the tag weak.
        request.META["HTTP_ACCEPT_ENCODING"] = "identity"
