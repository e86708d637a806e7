"""An answer with a document: the same bytes whenever it is given again, with a tag that compression does not weaken."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from hub.packing import fill, hash_of, pack, tag_in, takes_gzip

_WORTH_PACKING = 200


def written(document: Any) -> str:
    """As JSON, with letters as they are."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def tag_of(version: int, text: str) -> str:
    """``"<version>-<hash>"``, without the marks around it."""
    return f"{version}-{hash_of(text.encode(), length=16)}"


def answer(
    request: HttpRequest, text: str | None, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """``text``: the JSON, None for an answer without a body. ``headers["ETag"]``: the tag without marks."""
    response = HttpResponse(status=status, content_type="application/json")
    own, body = dict(headers or {}), (text or "").encode()
    tag = own.pop("ETag", "")
    is_packed = len(body) >= _WORTH_PACKING and takes_gzip(request)
    if text is None:
        del response.headers["Content-Type"]
    else:
        fill(request, response, pack(body) if is_packed else body, is_packed=is_packed)
    for name, value in own.items():
        response.headers[name] = value
    if tag:
        response.headers["ETag"] = tag_in(tag, is_packed=is_packed)
    response.headers["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Accept-Encoding", "Authorization", "Cookie"])
    return response
