"""Rewrites the text of a page that is already rendered and nothing else: no tag, no attribute, no escape."""

import re
from collections.abc import Callable
from typing import NamedTuple

# As a browser reads it. The quantifiers never give back (*+, ++): a hostile text costs no more than its length.
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>))"""
_ATTRIBUTE = rf"[^\s/>][^\s/>=]*+(?:\s*+=\s*+{_VALUE}|(?!\s*+=))"
_MARKUP = re.compile(
    rf"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:[\s/]++|{_ATTRIBUTE})*+)>"
    r"|<!--(?:-?>|(?s:.*?)(?:--!?>|\Z))|<[!?][^>]*+>|</[^a-zA-Z>][^>]*+>|</>"
)
_BEGINS = re.compile(r"<[a-zA-Z/!?]")
_ATTRIBUTES = re.compile(rf"(?P<key>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?P<value>{_VALUE})|(?!\s*+=))")

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# Their content is text to the reader's browser, whatever it looks like.
_RAW = frozenset(["iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"])
# Where a ruby has no place, or would change what is there.
_CLOSED = frozenset(
    [
        "code",
        "datalist",
        "math",
        "noscript",
        "object",
        "optgroup",
        "option",
        "pre",
        "rp",
        "rt",
        "ruby",
        "select",
        "svg",
        "template",
    ]
)


class _Open(NamedTuple):
    name: str
    is_japanese: bool
    is_closed: bool


# Gets a text that has no markup, whether it is marked as Japanese, and whether it is by itself: nothing of its sentence stands
# in a ruby directly before or behind it. Returns what stands in its place.
Rewrite = Callable[[str, bool, bool], str]
_RUBY, _RUBY_END = "<ruby", "</ruby>"


def rewrite(html: str, language: str, write: Rewrite) -> str:
    """The page with every text as ``write`` wants it. ``language`` holds where no element says another.

    What is not text to the reader (scripts, titles, options, pictures, readings that are there) stays as it is.
    """
    done: list[str] = []
    stack = [_Open("", language.startswith("ja"), is_closed=False)]
    position = 0
    while begins := _BEGINS.search(html, position):
        start = begins.start()
        done.append(_text(html, position, start, stack[-1], write))
        found = _MARKUP.match(html, start)
        if found is None:  # A tag that never ends: a browser reads nothing after it.
            return "".join([*done, html[start:]])
        position = _pass(html, found, stack)
        done.append(html[start:position])
    return "".join([*done, _text(html, position, len(html), stack[-1], write)])


def _text(html: str, start: int, end: int, around: _Open, write: Rewrite) -> str:
    text = html[start:end]
    if around.is_closed or not text:
        return text
    before, after = html[max(0, start - len(_RUBY_END)) : start], html[end : end + len(_RUBY)]
    return write(text, around.is_japanese, before.lower() != _RUBY_END and after.lower() != _RUBY)


def _pass(html: str, found: re.Match[str], stack: list[_Open]) -> int:
    """Where the text goes on after a piece of markup; the stack says what is open there."""
    if found["name"] is None:
        return found.end()
    name = found["name"].lower()
    if found["close"]:
        _close(stack, name)
    elif name in _RAW:
        return _raw_end(html, name, found.end())
    elif name not in _VOID and not (found["rest"].endswith("/") and stack[-1].is_closed):
        lang = _lang(found["rest"])
        is_japanese = stack[-1].is_japanese if lang is None else lang.startswith("ja")
        stack.append(_Open(name, is_japanese, stack[-1].is_closed or name in _CLOSED))
    return found.end()


def _lang(attributes: str) -> str | None:
    """The language that a tag says; None where it says none."""
    if "lang" not in attributes.lower():
        return None
    said = {found["key"].lower(): found["value"] or "" for found in reversed([*_ATTRIBUTES.finditer(attributes)])}
    return said["lang"].strip("\"'").lower() if "lang" in said else None


def _close(stack: list[_Open], name: str) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            del stack[depth:]
            return


def _raw_end(html: str, name: str, start: int) -> int:
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, start)
    return end.start() if end and name != "plaintext" else len(html)
