"""Fee, number of places and position, from cells that hold numbers, sentences or what a spreadsheet made of them."""

import re
from dataclasses import dataclass

from events.importing.dates import serial_behind
from events.importing.texts import narrow, one_line

MOST_PLACES = 200_000
# Japan with its outlying islands.
LATITUDES, LONGITUDES = (20.0, 46.0), (122.0, 154.0)
_YEN = re.compile(r"(\d[\d,]*)\s*円|[¥\\]\s*(\d[\d,]*)")
_ZERO = re.compile(r"[¥\\]?0+(?:\.0+|:00)?\s*円?")
_PLAIN_YEN = re.compile(r"[¥\\]?\s*(\d[\d,]*)(?:\.0+)?\s*円?")
_HINT_OF_COST = re.compile(
    r"必要|有料|別途|実費|負担|要予約金|代(?!表|理|替)|料(?!理)|(?:参加|会|経|入場|受講|材料|保険|教材)費|[千万百]円|ワンコイン"
)
_ONLY_PARTLY = re.compile(r"飲食|物販|一部|食事|駐車")
_WHAT = r"(?:参加|受講|入場|入館|入園|観覧|聴講|鑑賞|観劇|見学|利用|体験|料金|費用|相談|費|料|は|が|:|\s)*"
_FREE = rf"{_WHAT}(?:無料|無償|なし|不要|無し|かかりません|タダ)(?:です|でご?参加いただけます)?"
_FREE_ONLY = re.compile(rf"{_FREE}[。!]?")
_STARTS_FREE = re.compile(rf"{_WHAT}(?:無料|無償)")
_NOT_FREE = re.compile(r"(?:無料|無償)(?:では|じゃ)(?:あり|な)")
# 「小学生以下無料」, 「会員は無料」, 「ただし…」 say nothing about everybody.
_NOT_FOR_ALL = re.compile(
    r"以下|未満|以上|以外|会員|小学生|中学生|高校生|子ども|こども|子供|幼児|高齢|障|シニア|市民|学生|一般|大人|\d歳|ただし|但し|除く|場合|のみ|以降|2回目|割引"
)
_PEOPLE = re.compile(
    r"(?:定員)?(?:先着|各回|先着順|抽選)?[:は]?\s*(\d{1,6})(?:\.0+)?\s*(?:名|人)?(?:様|程度|まで)?(?:\((?:先着|先着順|抽選|申込順)\)|先着順?|抽選)?"
)
_COORDINATE = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?")
# A spreadsheet's date in place of a small number.
_SPOILT = {"1899", "1900", "1901", "1902"}


@dataclass(frozen=True)
class Fee:
    """``is_free`` is None where the file does not say."""

    is_free: bool | None
    text: str
    is_doubtful: bool = False


@dataclass(frozen=True)
class Places:
    """``capacity`` in people; ``text`` where the cell says more than a number."""

    capacity: int | None
    text: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True)
class Position:
    latitude: float | None
    longitude: float | None
    was_swapped: bool = False
    is_unusable: bool = False


def repaired(text: str, original: str) -> str:
    """``1900`` for which another cell keeps ``1900/7/18`` was 200."""
    if narrow(text) in _SPOILT and original:
        number = serial_behind(original)
        if number is not None:
            return str(number)
    return text


def fee_of(basic: str, detail: str) -> Fee:
    """Free only where the file says so, and names neither an amount nor a condition beside it."""
    plain, more = narrow(basic), one_line(detail)
    sums = _sums_in(narrow(detail))
    if plain in _SPOILT:
        return Fee(None, _joined(f"{basic}円", more), is_doubtful=True)
    if _ZERO.fullmatch(plain):
        return _nothing_to_pay(more, sums)
    if match := _PLAIN_YEN.fullmatch(plain):
        amount = int(match[1].replace(",", ""))
        shown = f"{amount:,}円"
        return Fee(is_free=False, text=more if amount in sums else _joined(shown, more))
    is_free = _free_by_words(plain, narrow(detail))
    if is_free and _FREE_ONLY.fullmatch(plain or narrow(detail)) and (not more or _FREE_ONLY.fullmatch(narrow(detail))):
        return Fee(is_free, "無料" if not plain or more else one_line(basic))
    return Fee(is_free, _joined(one_line(basic), more) if plain else more)


def _nothing_to_pay(more: str, sums: list[int]) -> Fee:
    """「0」, with whatever else the file says about money."""
    plain = narrow(more)
    if any(sums):
        is_bare = bool(_PLAIN_YEN.fullmatch(plain))
        return Fee(is_free=False, text=f"{sums[0]:,}円" if is_bare else more)
    if not more or _FREE_ONLY.fullmatch(plain) or _ZERO.fullmatch(plain):
        return Fee(is_free=True, text="無料")
    if _has_condition(plain):
        return Fee(is_free=False if _NOT_FREE.search(plain) else None, text=f"0円（{more}）")
    return Fee(is_free=True, text=f"無料（{more}）")


def _sums_in(plain: str) -> list[int]:
    """Amounts with 円 or ¥; a number alone is one too."""
    if (match := _PLAIN_YEN.fullmatch(plain)) and plain not in _SPOILT:
        return [int(match[1].replace(",", ""))]
    return [int((one or other).replace(",", "")) for one, other in _YEN.findall(plain)]


def _free_by_words(*parts: str) -> bool | None:
    """「飲食は有料」, 「中学生以下無料」 and 「無料（ただし入館料が必要）」 say nothing about everybody."""
    words = [part for part in parts if part]
    whole = " ".join(words)
    if any(any(_sums_in(part)) for part in words) or _NOT_FREE.search(whole):
        return False
    if "有料" in whole:
        return None if _ONLY_PARTLY.search(whole) or "無料" in whole else False
    if not words or not (_FREE_ONLY.fullmatch(words[0]) or _STARTS_FREE.match(words[0])):
        return None
    return None if any(_has_condition(part) for part in words) else True


def _has_condition(plain: str) -> bool:
    """Whether something costs, or is free for some, beside the word 無料 itself."""
    rest = re.sub(_FREE, " ", plain)
    return bool(_HINT_OF_COST.search(rest) or _NOT_FOR_ALL.search(rest) or _NOT_FREE.search(plain))


def _joined(shown: str, more: str) -> str:
    return f"{shown}（{more}）" if more else shown


def places_of(text: str) -> Places:
    """25, 「定員10名(抽選)」, 「先着20名」 are numbers of people; 「初級25人、中級25人」 and 「15組」 stay words."""
    plain = narrow(text)
    if not plain or _ZERO.fullmatch(plain):
        return Places(None)
    if plain in _SPOILT:
        return Places(None, plain, is_doubtful=True)
    match = _PEOPLE.fullmatch(plain.replace(",", ""))
    if not match:
        return Places(None, one_line(text))
    capacity = int(match[1])
    if capacity > MOST_PLACES:
        return Places(None, plain, is_doubtful=True)
    return Places(capacity or None)


def position_of(latitude: str, longitude: str) -> Position:
    """Both in Japan, or none. The two in each other's place are put right."""
    if not narrow(latitude) and not narrow(longitude):
        return Position(None, None)
    first, second = _number(latitude), _number(longitude)
    if first is None or second is None:
        return Position(None, None, is_unusable=True)
    if _within(first, LATITUDES) and _within(second, LONGITUDES):
        return Position(first, second)
    if _within(first, LONGITUDES) and _within(second, LATITUDES):
        return Position(second, first, was_swapped=True)
    return Position(None, None, is_unusable=True)


def _number(text: str) -> float | None:
    plain = narrow(text)
    return float(plain) if _COORDINATE.fullmatch(plain) else None


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
