"""Words with their readings, and how a text falls into them: the fewest words, the longest first."""

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

_HAN = "々〆㐀-䶿一-鿿豈-﫿"
KANJI = re.compile(f"[{_HAN}]")
# The ケ of 絹ケ丘 is read が, with the kanji around it.
_RUNS = re.compile(f"[{_HAN}]+(?:[ヶケ][{_HAN}]+)*|[^{_HAN}]+")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ"))}
_TEXTUAL = re.compile(f"[{_HAN}ァ-ヺー0-9０-９]")
_NUMERALS = frozenset("〇一二三四五六七八九十百千万0123456789０１２３４５６７８９")
_SILENT = re.compile(r"[\s・、。,.!！?？「」『』（）()〜～\-–—]")
# Stands in the list for "only with something before it" (～駅) or after it (第～).
MARK = "～"

# A word costs more than none of its kanji being left bare saves; a single kanji is the last choice.
_WORD, _SINGLE, _BARE = 10, 14, 30

# A part of a text, and its reading or "".
Part = tuple[str, str]


class Candidate(NamedTuple):
    end: int
    cost: int
    parts: tuple[Part, ...]


def hiragana(text: str) -> str:
    return text.translate(_TO_HIRAGANA)


def is_kanji(character: str) -> bool:
    return KANJI.match(character) is not None


def _sounds(text: str) -> str:
    """Hiragana without what is not read."""
    return _SILENT.sub("", hiragana(text))


def align(word: str, reading: str) -> tuple[Part, ...] | None:
    """The kanji of a word or a name with their part of the reading: 話す, はなす → (話, はな), (す, "").

    None where the reading does not fit, or fits in more than one way.
    """
    for sounds in (hiragana, _sounds):
        found = _fits(_RUNS.findall(word), sounds(reading), sounds)
        if len(found) == 1:
            return found[0]
    return None


def _fits(runs: list[str], reading: str, sounds: Callable[[str], str]) -> list[tuple[Part, ...]]:
    """Every way in which the runs share the reading; two are enough to know that it is not clear."""
    if not runs:
        return [()] if not reading else []
    run, rest = runs[0], runs[1:]
    if not is_kanji(run[0]):
        said = sounds(run)
        tails = _fits(rest, reading.removeprefix(said), sounds) if reading.startswith(said) else []
        return [((run, ""), *others) for others in tails]
    if not rest:
        return [((run, reading),)] if len(reading) >= 1 else []
    found: list[tuple[Part, ...]] = []
    for length in range(1, len(reading)):
        found += [((run, reading[:length]), *others) for others in _fits(rest, reading[length:], sounds)]
        if len(found) > 1:
            break
    return found


class Dictionary:
    """The list, ready to be looked up at every place of a text."""

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        self._whole: dict[str, str] = {}
        self._after: dict[str, str] = {}
        self._before: dict[str, str] = {}
        self._longest: dict[str, int] = {}
        self._parts: dict[str, tuple[Part, ...]] = {}
        for word, reading in rows:
            bare = word.strip(MARK)
            kind = self._after if word.startswith(MARK) else self._before if word.endswith(MARK) else self._whole
            kind[bare] = reading
            self._longest[bare[0]] = max(self._longest.get(bare[0], 0), len(bare))

    def __len__(self) -> int:
        return len(self._whole) + len(self._after) + len(self._before)

    def reading_of(self, word: str) -> str:
        """The reading of exactly this word, or nothing."""
        return self._whole.get(word, "")

    def candidates(self, text: str, start: int) -> list[Candidate]:
        """The words that begin at ``start``, the longest first."""
        longest = self._longest.get(text[start], 0)
        found: list[Candidate] = []
        for end in range(min(len(text), start + longest), start, -1):
            word = text[start:end]
            reading = self._reading(word, text, start, end)
            if reading:
                cost = _SINGLE if end - start == 1 else _WORD
                found.append(Candidate(end, cost, self._aligned(word, reading)))
        return found

    def _reading(self, word: str, text: str, start: int, end: int) -> str:
        before, after = text[start - 1 : start], text[end : end + 1]
        if word[0] in _NUMERALS and before in _NUMERALS and before:
            return ""  # 三十分 is not 三 and 十分.
        whole = self._whole.get(word, "")
        if whole and (len(word) > 1 or not (is_kanji(before) or is_kanji(after))):
            return whole
        if word in self._after and before and _TEXTUAL.match(before):
            return self._after[word]
        if word in self._before and after and _TEXTUAL.match(after) and (after in _NUMERALS or not is_kanji(before)):
            return self._before[word]
        return ""

    def _aligned(self, word: str, reading: str) -> tuple[Part, ...]:
        key = f"{word} {reading}"
        if key not in self._parts:
            self._parts[key] = align(word, reading) or ((word, ""),)
        return self._parts[key]

    @staticmethod
    def bare_cost(character: str) -> int:
        return _BARE if is_kanji(character) else 0


def read_rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["word"], row["reading"]) for row in csv.DictReader(file)]


@cache
def dictionary() -> Dictionary:
    """The one of this process: read from the file when the first reader asks for furigana."""
    return Dictionary(read_rows(settings.BASE_DIR / "data" / "readings.csv"))
