"""Lays the words of the list over a text and writes their readings."""

from hub.furigana import counters
from hub.furigana.dictionary import Candidate, Dictionary, Part, dictionary, is_kanji

# A word of more kanji than this is hardly a part of another one.
_SHORT = 2


def ruby(text: str, *, is_by_itself: bool = True) -> str:
    """A text without markup, with readings. By itself 日 is a day of the week, and nothing before or behind says otherwise."""
    return "".join(_written(piece) for piece in _read(text, is_by_itself=is_by_itself))


def kana(text: str) -> str:
    """The text as it is said, as far as its words are known: 日本語教室 as にほんごきょうしつ."""
    return "".join(reading or base for piece in _read(text) for base, reading in piece)


def _read(text: str, *, is_by_itself: bool = True) -> list[tuple[Part, ...]]:
    """The cheapest way to lay words over a text, from its end to its beginning."""
    words = dictionary()
    fixed = counters.weekdays(text, is_by_itself=is_by_itself)
    costs = [0] * (len(text) + 1)
    chosen: list[Candidate | None] = [None] * len(text)
    for start in range(len(text) - 1, -1, -1):
        costs[start] = costs[start + 1] + Dictionary.bare_cost(text[start])
        for one in _candidates(text, start, words, fixed):
            if one.cost + costs[one.end] < costs[start]:
                costs[start], chosen[start] = one.cost + costs[one.end], one
    return _without_guesses(_pieces(text, chosen))


def _candidates(text: str, start: int, words: Dictionary, fixed: dict[int, Candidate]) -> list[Candidate]:
    if start in fixed:
        return [fixed[start]]
    number = counters.candidate(text, start)
    return [number] if number else words.candidates(text, start)


def _pieces(text: str, chosen: list[Candidate | None]) -> list[tuple[Part, ...]]:
    pieces: list[tuple[Part, ...]] = []
    position = 0
    while position < len(text):
        one = chosen[position]
        pieces.append(((text[position], ""),) if one is None else one.parts)
        position = position + 1 if one is None else one.end
    return pieces


def _without_guesses(pieces: list[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    """Takes short words off where a kanji beside them is bare: they may be a part of a word that is not in the list.

    So 氷室 does not become 氷しつ; a single kanji falls with a neighbour that fell.
    """
    bare = [_is_bare(piece) for piece in pieces]
    beside = [_leans(pieces, bare, index) and _kanji_in(piece) <= _SHORT for index, piece in enumerate(pieces)]
    fallen = [was or now for was, now in zip(bare, beside, strict=True)]
    last = [_leans(pieces, fallen, index) and _kanji_in(piece) == 1 for index, piece in enumerate(pieces)]
    return [
        (("".join(base for base, _reading in piece), ""),) if one or two else piece
        for piece, one, two in zip(pieces, beside, last, strict=True)
    ]


def _is_bare(piece: tuple[Part, ...]) -> bool:
    return len(piece) == 1 and not piece[0][1] and is_kanji(piece[0][0][:1])


def _kanji_in(piece: tuple[Part, ...]) -> int:
    return sum(is_kanji(letter) for base, _reading in piece for letter in base)


def _leans(pieces: list[tuple[Part, ...]], bare: list[bool], index: int) -> bool:
    """Whether a bare kanji stands directly before or after the piece, kanji against kanji."""
    piece = pieces[index]
    before = index > 0 and bare[index - 1] and is_kanji(pieces[index - 1][-1][0][-1:]) and is_kanji(piece[0][0][:1])
    after = index + 1 < len(pieces) and bare[index + 1] and is_kanji(pieces[index + 1][0][0][:1])
    return before or (after and is_kanji(piece[-1][0][-1:]))


def _written(piece: tuple[Part, ...]) -> str:
    return "".join(f"<ruby>{base}<rt>{reading}</rt></ruby>" if reading else base for base, reading in piece)
