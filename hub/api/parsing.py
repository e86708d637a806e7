"""The body of a request: JSON that everybody reads in the same way, and of a bounded size."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from hub.api.problems import ProblemError

MOST_BYTES = 1_000_000
DEEPEST = 20
# Larger ones lose digits in programs that keep numbers as doubles (RFC 8259, 6).
_LARGEST = 2**53
UNREADABLE = _("JSONとして読めません。")
_NOT_AN_OBJECT = _("JSONのオブジェクト（{ }）を送ってください。")
_UNFIT_TEXT = _("使えない文字が入っています。")
_UNFIT_NUMBER = _("数が大きすぎます。")
_TOO_DEEP = _("入れ子が深すぎます。")
_TWICE = _("同じ名前の項目が2つあります。")


def check_length(request: HttpRequest) -> None:
    """Raises ``too-large`` before a body is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if len(length) > 12 or (length.isdigit() and int(length) > MOST_BYTES):
        raise ProblemError("too-large", _("送れるのは1メガバイトまでです。"))


def parse(body: bytes) -> dict[str, Any]:
    """The object that ``body`` holds. Raises ``invalid-body`` for anything else, whatever it is."""
    try:
        found = json.loads(
            body.decode(), parse_constant=_refuse, parse_float=_number, parse_int=_whole, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise _unfit(UNREADABLE) from error
    if not isinstance(found, dict):
        raise _unfit(_NOT_AN_OBJECT)
    _check_depth(found)
    return found


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return parse(stream.read(MOST_BYTES + 1))


def _unfit(detail: Any) -> ProblemError:
    return ProblemError("invalid-body", detail)


def _refuse(_name: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise _unfit(UNREADABLE)


def _number(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise _unfit(_UNFIT_NUMBER)
    return found


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > _LARGEST:
        raise _unfit(_UNFIT_NUMBER)
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _unfit(_TWICE)
    return found


def _check_depth(found: Any) -> None:
    """Level by level, so that no depth exhausts us; every text is looked at on the way."""
    level: list[Any] = [found]
    for _depth in range(DEEPEST):
        for one in level:
            texts = one if isinstance(one, dict) else [one]
            if any(isinstance(text, str) and not _is_text(text) for text in texts):
                raise _unfit(_UNFIT_TEXT)
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise _unfit(_TOO_DEEP)


def _is_text(text: str) -> bool:
    """Neither NUL nor half a character: the database keeps neither."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
