"""Where a page of a list begins: after the row with these values in the columns that the list is sorted by.

A cursor names its selection, so that one of another list, or of other filters, is told and not misread.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.api.problems import invalid_parameter

# The longest reading and name of a place, three bytes a letter, written in base64.
LONGEST = 2_000
Value = str | int | datetime


def selection_name(resource: str, conditions: Mapping[str, Sequence[str]]) -> str:
    """Eight characters for a list and its conditions, in whichever order they were written."""
    said = json.dumps([resource, sorted((name, sorted(values)) for name, values in conditions.items())])
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def write_cursor(selection: str, values: Sequence[Value]) -> str:
    said = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps([selection, *said], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(text: str, selection: str, types: Sequence[type]) -> list[Value]:
    """The values, one for each of ``types`` (str, int or datetime). Raises the problem of a parameter ``cursor``."""
    try:
        name, *said = json.loads(base64.b64decode(_padded(text), altchars=b"-_", validate=True))
        values = [_read(value, kind) for value, kind in zip(said, types, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise invalid_parameter("cursor", _("前の答えの next にあったものを、そのまま使ってください。")) from None
    if name != selection:
        raise invalid_parameter("cursor", _("ほかの一覧か、ほかの条件のためのものです。はじめから読んでください。"))
    return values


def _padded(text: str) -> bytes:
    if len(text) > LONGEST:
        raise ValueError("too long")
    return text.encode("ascii") + b"=" * (-len(text) % 4)


def _read(value: Any, kind: type) -> Value:
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not 1 < moment.year < 9999:
            raise ValueError(value)
        return moment
    if kind is int and type(value) is int and 0 <= value < 2**63:
        return value
    if kind is str and isinstance(value, str) and "\0" not in value:
        value.encode()  # a half of a pair is no text
        return value
    raise ValueError(value)


def after(order: Sequence[str], values: Sequence[Value]) -> Q:
    """The rows that come later in this (ascending) order. The first column alone bounds the walk over its index."""
    later = Q(**{f"{order[-1]}__gt": values[-1]})
    for column, value in reversed(list(zip(order[:-1], values[:-1], strict=True))):
        later = Q(**{f"{column}__gte": value}) & (Q(**{f"{column}__gt": value}) | later)
    return later


def page_size_of(text: str, *, usual: int, most: int) -> int:
    """How many a page holds. Raises the problem of a parameter ``page_size``."""
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise invalid_parameter("page_size", _("1から%(most)sまでの数で書いてください。") % {"most": most})
    return int(text)
