"""Names by their sound: だいまち, ダイマチ and Daimachi are the same, and so are Minami-Osawa and みなみおおさわ.

For readers who can't write the kanji of where they live, or have a keyboard without them. Pure functions.
"""

import re
import unicodedata

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "y": "や ゆ よ", "r": "らりるれろ", "w": "わゐ ゑを", "g": "がぎぐげご", "z": "ざじずぜぞ",
    "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_LETTERS = {
    kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True) if kana != " "
}
_LETTERS |= {"ん": "n", "ゔ": "vu", "ー": ""}
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヴ") + 1)}
_IS_SOUND = re.compile(r"[ぁ-ゖァ-ヺーa-z' .\-]+")
# One way of writing for all that are in use: Hepburn and Kunrei, with or without signs for long vowels.
_ONE_WAY = [
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"[^a-z]", ""), (r"sh(?=[auoe])|sy", "sy"), (r"ch(?=[auoe])|(?<!t)ty", "ty"), (r"j(?=[auoe])|jy|dy", "zy"),
        (r"shi", "si"), (r"t?chi", "ti"), (r"tsu", "tu"), (r"fu", "hu"), (r"ji|di", "zi"), (r"du", "zu"),
        (r"wo$", "o"), (r"m(?=[bmp])", "n"), (r"oh(?![aiueoy])", "o"), (r"o[ou]+", "o"), (r"uu+", "u"),
        (r"([kstpgzdbc])\1", r"\1"),
    )
]  # fmt: skip


def _romaji(kana: str) -> str:
    """In Kunrei letters; a doubled consonant is written once, as ``sound_of`` does."""
    found: list[str] = []
    for letter in kana.translate(_TO_HIRAGANA):
        if letter in _SMALL and found and found[-1]:
            found[-1] = found[-1][:-1] + ("y" if letter in "ゃゅょ" else "") + _SMALL[letter]
        else:
            found.append(_LETTERS.get(letter, "" if letter == "っ" else letter))
    return "".join(found)


def sound_of(text: str) -> str:
    """One spelling in a–z for all ways to write the same sound; nothing where the text is not kana or Latin letters."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    # The bar over a long vowel, and no other sign: が must stay が.
    plain = "".join(letter for letter in unicodedata.normalize("NFD", plain) if letter not in "\u0304\u0302")
    plain = unicodedata.normalize("NFC", plain)
    if not _IS_SOUND.fullmatch(plain):
        return ""
    found = _romaji(plain)
    for pattern, letters in _ONE_WAY:
        found = pattern.sub(letters, found)
    return found
