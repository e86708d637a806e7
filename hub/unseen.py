"""Characters that nobody sees: they make names empty, and turn the text beside them around."""

import re
import unicodedata

# Letters and signs without any shape. Other fillers are found by their category.
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_BLANKS = str.maketrans({"\u2800": " "})
# What joins two pictures into one (a family, a flag) is kept between pictures alone.
_PICTURE = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINER = re.compile(f"(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])")
# Letters, numbers, punctuation, symbols; not what stands on or between them.
_SEEN = frozenset("LNPS")


def without_unseen(text: str) -> str:
    """The text without control characters, marks of direction and other signs that have no shape in Japanese.

    Blanks and line breaks stay, and NUL, which fields refuse by name. Empty where nothing is left to be seen.
    """
    kept = {match.start() for match in _JOINER.finditer(text)}
    seen = "".join(letter for place, letter in enumerate(text) if place in kept or not _is_unseen(letter))
    seen = seen.translate(_BLANKS)
    return seen if "\x00" in seen or any(unicodedata.category(letter)[0] in _SEEN for letter in seen) else ""


def _is_unseen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return letter in _FILLERS or category == "Cf" or (category == "Cc" and not letter.isspace() and letter != "\x00")
