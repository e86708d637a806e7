"""Text of cells: cleaned for reading without losing a word, and folded for comparing."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

LONGEST_CELL = 10_000
LONGEST_URL = 500
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, marks of direction, zero-width spaces, byte order marks and lone surrogates.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069﻿￾￿\ud800-\udfff]"
)
_RUN_OF_SPACES = re.compile(r"[ \t\u00a0\u3000\u2000-\u200a\u202f\u205f]{2,}")
_BLANK_LINES = re.compile(r"\n{3,}")
_NOT_WORD = re.compile(r"[\W_]+")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BARE_LINK = re.compile(
    r"(?<![@＠★\w./-])(?:https?://[^\s\u3000-\u9fff＀-￯<>\"']+"
    r"|(?:[a-z0-9-]+\.)+(?:jp|com|net|org|link|info|tokyo|io|me|page|app)/[\w./?=&%#~+-]*)",
    re.IGNORECASE | re.ASCII,
)
_valid_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Links:
    """What a cell for an address held: the first that can be followed, other ones, and what was dropped."""

    first: str = ""
    others: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def without_controls(text: str) -> tuple[str, bool]:
    """The text with line breaks of one kind and without control characters; whether any was taken out."""
    text = _BREAKS.sub("\n", text)
    cleaned = _CONTROLS.sub("", text)
    return cleaned, cleaned != text


def storable(value: Any) -> Any:
    """The same texts, lists and dictionaries without control characters: a database refuses NUL, a file surrogates."""
    if isinstance(value, str):
        return without_controls(value)[0]
    if isinstance(value, dict):
        return {name: storable(one) for name, one in value.items()}
    return [storable(one) for one in value] if isinstance(value, list) else value


def one_line(text: str) -> str:
    """Line breaks and runs of spaces become one space. The characters stay as people wrote them."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Lines are kept; indentation and runs of spaces, which only suited the city's page, become one space."""
    lines = [_RUN_OF_SPACES.sub(_one_space, line).strip() for line in text.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _one_space(run: "re.Match[str]") -> str:
    return "\u3000" if "\u3000" in run.group() else " "


def narrow(text: str) -> str:
    """NFKC, on one line: for numbers, dates and codes."""
    return one_line(unicodedata.normalize("NFKC", text))


def key_of(text: str) -> str:
    """What two spellings of one title or venue have in common: letters and digits, in one width and case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return (_NOT_WORD.sub("", folded) or one_line(folded))[:200]


def links_of(text: str) -> Links:
    """Reads a cell for addresses: several, without a scheme, or with one that no page may carry (``javascript:``)."""
    good: list[str] = []
    dropped: list[str] = []
    for part in re.split(r"[\s\u3000、，;；<>\"]+", unicodedata.normalize("NFKC", text)):
        if not part:
            continue
        url = _as_url(part.strip("()[]「」,"))
        (good if url else dropped).append(url or part)
    unique = list(dict.fromkeys(good))
    return Links(unique[0] if unique else "", tuple(unique[1:]), tuple(dropped))


def _as_url(text: str) -> str:
    if text.startswith("//"):
        text = f"https:{text}"
    if not re.match(r"https?://", text, re.IGNORECASE):
        if (_SCHEME.match(text) and not _HOST.fullmatch(text)) or not _HOST.fullmatch(text):
            return ""
        text = f"https://{text}"
    try:
        _valid_url(text)
    except ValidationError:
        return ""
    scheme, _, rest = text.partition("://")
    host = rest.split("/")[0]
    text = f"{scheme.lower()}://{rest}"
    return text if len(text) <= LONGEST_URL and "@" not in host else ""


def first_link_in(text: str) -> str:
    """The first address within free text, with its scheme; addresses of mail are none."""
    for match in _BARE_LINK.finditer(unicodedata.normalize("NFKC", text)):
        url = _as_url(match.group().rstrip(".,"))
        if url:
            return url
    return ""


def email_of(text: str) -> str:
    """The address if the cell holds exactly one, else nothing."""
    candidate = narrow(text).removeprefix("mailto:").strip()
    try:
        validate_email(candidate)
    except ValidationError:
        return ""
    return candidate if len(candidate) <= 254 else ""
