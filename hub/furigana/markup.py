"""Puts furigana into the text of a page and changes nothing else: no tag, no attribute, no escape."""

import re
from typing import NamedTuple

from hub.furigana import counters
from hub.furigana.dictionary import KANJI, Candidate, Dictionary, Part, dictionary

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

    @property
    def is_written(self) -> bool:
        return self.is_japanese and not self.is_closed


def annotate(html: str, *, language: str = "ja") -> str:
    """The same page or part of a page with readings. ``language`` holds where no element says another."""
    if not KANJI.search(html):
        return html
    done: list[str] = []
    stack = [_Open("", language.startswith("ja"), is_closed=False)]
    position = 0
    while begins := _BEGINS.search(html, position):
        start = begins.start()
        done.append(_text(html[position:start], stack[-1]))
        position = start
        found = _MARKUP.match(html, start)
        if found is None:  # A tag that never ends: a browser reads nothing after it.
            return "".join([*done, html[start:]])
        position = _pass(html, found, stack)
        done.append(html[start:position])
    return "".join([*done, _text(html[position:], stack[-1])])


def _text(text: str, around: _Open) -> str:
    return ruby(text) if around.is_written and KANJI.search(text) else text


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


def ruby(text: str) -> str:
    """A text without markup, with readings: the cheapest way to lay words over it, from its end to its beginning."""
    words = dictionary()
    fixed = counters.weekdays(text)
    costs = [0] * (len(text) + 1)
    chosen: list[Candidate | None] = [None] * len(text)
    for start in range(len(text) - 1, -1, -1):
        costs[start] = costs[start + 1] + Dictionary.bare_cost(text[start])
        for one in _candidates(text, start, words, fixed):
            if one.cost + costs[one.end] < costs[start]:
                costs[start], chosen[start] = one.cost + costs[one.end], one
    return "".join(_laid(text, chosen))


def _candidates(text: str, start: int, words: Dictionary, fixed: dict[int, Candidate]) -> list[Candidate]:
    if start in fixed:
        return [fixed[start]]
    number = counters.candidate(text, start)
    return [number] if number else words.candidates(text, start)


def _laid(text: str, chosen: list[Candidate | None]) -> list[str]:
    done: list[str] = []
    position = 0
    while position < len(text):
        one = chosen[position]
        if one is None:
            done.append(text[position])
            position += 1
        else:
            done += [_part(part) for part in one.parts]
            position = one.end
    return done


def _part(part: Part) -> str:
    base, reading = part
    return f"<ruby>{base}<rt>{reading}</rt></ruby>" if reading else base
