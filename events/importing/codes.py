"""The code of a municipality, in the one spelling that the hub keeps: six digits, the last a check digit."""

import re

from events.importing.texts import narrow

# The prefectures 01 to 09, whose zero a spreadsheet takes away.
_WITH_ZERO = ("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県")
_PREFECTURES = range(1, 48)
_OTHER = re.compile(r"[0-9a-z]{6}")


def code_of(text: str, prefecture: str = "") -> str:
    """132012 for 132012, 13201, 13201-2 and 132012.0; 012025 for 12025; empty for what is no code.

    Five digits are a code without its check digit, or one that lost its zero: the latter where its check digit is
    right and either the former is no municipality or ``prefecture`` is one of the first nine.
    """
    plain = re.sub(r"[\s-]|\.0+$", "", narrow(text)).casefold()
    if re.fullmatch(r"\d{4}", plain):
        return _with_check(f"0{plain}") if _is_municipality(f"0{plain}") else ""
    if not re.fullmatch(r"\d{5}", plain):
        return plain if _OTHER.fullmatch(plain) else ""
    lost_zero = f"0{plain}"
    may_have_lost = _is_municipality(lost_zero[:5]) and _with_check(lost_zero[:5]) == lost_zero
    if may_have_lost and (prefecture in _WITH_ZERO or not _is_municipality(plain)):
        return lost_zero
    return _with_check(plain)


def spellings_of(source: str) -> list[str]:
    """The source, and what rows of an older import may be known under."""
    if not re.fullmatch(r"\d{6}", source):
        return [source]
    return list(dict.fromkeys([source, source[:5], source.lstrip("0")]))


def _is_municipality(five: str) -> bool:
    return int(five[:2]) in _PREFECTURES and (five[2:] == "000" or int(five[2:]) >= 100)


def _with_check(five: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(five, range(6, 1, -1), strict=True))
    return f"{five}{(11 - total % 11) % 10}"
