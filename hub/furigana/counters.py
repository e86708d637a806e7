"""Numbers with what they count, days of the month, days of the week: their readings follow rules, not a list."""

import re
import unicodedata
from collections.abc import Callable

from hub.furigana.dictionary import Candidate, Part

_NUMBER = re.compile(r"[0-9０-９]+(?:[,，][0-9０-９]{3})*")
_COST = 5
_MOST_DIGITS = 12
_GROUP = 3
_AFTER_DAYS = (("間", "かん"), ("目", "め"), ("", ""))

_DAYS = {1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
         9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか"}  # fmt: skip
_WEEKDAYS = {
    "月": "げつ",
    "火": "か",
    "水": "すい",
    "木": "もく",
    "金": "きん",
    "土": "ど",
    "日": "にち",
    "祝": "しゅく",
}
_IN_BRACKETS = re.compile(
    r"(?<=[(（])[月火水木金土日祝](?:[・、,，〜～][月火水木金土日祝]|[月火水木金土日祝])*(?=[)）])"
)
_ALONE = re.compile(r"\s*([月火水木金土日](?:・祝)?)\s*")
_MONTH_BEFORE = re.compile(r"[0-9０-９]月\Z")
_WEEKDAY_AFTER = re.compile(r"[(（][月火水木金土日祝]")
_DIGIT = re.compile(r"[0-9０-９]")

# Endings of numbers after which a counter's first sound changes.
_CLIPPED = frozenset({0, 1, 6, 8})
_HARD = frozenset({0, 1, 3, 4, 6, 8})
_THREE = 3
_TEENS_END = 20


def _by_end(plain: str, clipped: str, three: str = "") -> Callable[[int], str]:
    def reading(number: int) -> str:
        if number % 10 == _THREE and three:
            return three
        return clipped if number % 10 in _CLIPPED else plain

    return reading


def _minutes(number: int) -> str:
    return "ぷん" if number % 10 in _HARD else "ふん"


def _people(number: int) -> str:
    return "" if number in {1, 2} else "にん"


def _years_of_age(number: int) -> str:
    return "" if number == _TEENS_END else "さい"


# A reading, or how it follows from the number; "" leaves the counter bare.
_COUNTERS: dict[str, str | Callable[[int], str]] = {
    "年": "ねん", "年間": "ねんかん", "年度": "ねんど", "年生": "ねんせい", "年前": "ねんまえ", "年目": "ねんめ",
    "年以上": "ねんいじょう", "年版": "ねんばん", "年代": "ねんだい", "周年": "しゅうねん", "学年": "がくねん",
    "月": "がつ", "月号": "がつごう", "月分": "がつぶん", "月中": "がつちゅう", "月末": "がつまつ",
    "月上旬": "がつじょうじゅん", "月中旬": "がつちゅうじゅん", "月下旬": "がつげじゅん",
    "か月": "かげつ", "ヶ月": "かげつ", "カ月": "かげつ", "ケ月": "かげつ", "箇月": "かげつ", "か月間": "かげつかん",
    "ヶ月間": "かげつかん", "か月児": "かげつじ",
    "週": "しゅう", "週間": "しゅうかん", "週目": "しゅうめ",
    "時": "じ", "時半": "じはん", "時間": "じかん", "時間半": "じかんはん", "時頃": "じごろ", "時台": "じだい",
    "分": _minutes, "分間": lambda n: _minutes(n) + "かん", "分前": lambda n: _minutes(n) + "まえ",
    "分程度": lambda n: _minutes(n) + "ていど", "分頃": lambda n: _minutes(n) + "ごろ", "分後": lambda n: _minutes(n) + "ご",
    "秒": "びょう", "秒間": "びょうかん",
    "人": _people, "人目": lambda n: "" if n in {1, 2} else "にんめ", "人以上": lambda n: "" if n in {1, 2} else "にんいじょう",
    "人以内": lambda n: "" if n in {1, 2} else "にんいない", "人程度": lambda n: "" if n in {1, 2} else "にんていど",
    "名": "めい", "名様": "めいさま", "名以上": "めいいじょう", "名程度": "めいていど", "名以内": "めいいない",
    "件": "けん", "件以上": "けんいじょう", "回": "かい", "回目": "かいめ", "回分": "かいぶん", "回以上": "かいいじょう",
    "階": "かい", "階建": "かいだて", "歳": _years_of_age, "才": _years_of_age,
    "歳以上": lambda n: "" if n == _TEENS_END else "さいいじょう", "歳以下": lambda n: "" if n == _TEENS_END else "さいいか",
    "歳未満": lambda n: "" if n == _TEENS_END else "さいみまん", "歳児": "さいじ", "歳代": "さいだい",
    "円": "えん", "円分": "えんぶん", "円以上": "えんいじょう", "円程度": "えんていど", "円引": "えんびき",
    "か所": "かしょ", "カ所": "かしょ", "ヶ所": "かしょ", "ヵ所": "かしょ", "箇所": "かしょ", "か国": "かこく", "か国語": "かこくご",
    "号": "ごう", "号室": "ごうしつ", "号館": "ごうかん", "号線": "ごうせん", "号機": "ごうき", "番": "ばん", "番号": "ばんごう",
    "番地": "ばんち", "番目": "ばんめ", "番線": "ばんせん", "丁目": "ちょうめ",
    "枚": "まい", "枚目": "まいめ", "枚組": "まいぐみ", "冊": "さつ", "個": "こ", "台": "だい", "点": "てん", "度": "ど",
    "位": "い", "級": "きゅう", "部": "ぶ", "期": "き", "次": "じ", "割": "わり", "校": "こう", "席": "せき", "曲": "きょく",
    "世帯": "せたい", "家族": "かぞく", "種類": "しゅるい", "万": "まん", "万円": "まんえん", "万人": "まんにん", "億": "おく",
    "億円": "おくえん", "千円": "せんえん", "段": "だん", "巻": "かん", "畳": "じょう", "問": "もん", "話": "わ", "両": "りょう",
    "社": "しゃ", "団体": "だんたい", "作品": "さくひん", "日間": "", "日目": "", "文字": "もじ", "中学校区": "ちゅうがっこうく",
    "本": _by_end("ほん", "ぽん", "ぼん"), "杯": _by_end("はい", "ぱい", "ばい"), "匹": _by_end("ひき", "ぴき", "びき"),
    "泊": lambda n: "ぱく" if n % 10 in _HARD else "はく",
}  # fmt: skip
_LONGEST = max(map(len, _COUNTERS))
# Together with the number itself: 1人 is not いちにん.
_WITH_NUMBER = {
    (1, "人"): "ひとり",
    (2, "人"): "ふたり",
    (20, "歳"): "はたち",
    (1, "人目"): "ひとりめ",
    (2, "人目"): "ふたりめ",
}


def candidate(text: str, start: int) -> Candidate | None:
    """A number that begins at ``start`` with its counter."""
    if start and _DIGIT.match(text[start - 1]):
        return None  # The 23 of 123.
    found = _NUMBER.match(text, start)
    if found is None or _is_the_rest_of_a_number(text, start, found.group()):
        return None
    digits, end = found.group(), found.end()
    if len(digits) > _MOST_DIGITS:
        return None
    number = int(re.sub(r"\D", "", unicodedata.normalize("NFKC", digits)))
    day = _day(text, start, end, number, digits)
    if day:
        return day
    for length in range(min(_LONGEST, len(text) - end), 0, -1):
        word = text[end : end + length]
        if word not in _COUNTERS or _means_a_share(text, end + length, word):
            continue
        if (number, word) in _WITH_NUMBER:
            return Candidate(end + length, _COST, ((digits + word, _WITH_NUMBER[number, word]),))
        rule = _COUNTERS[word]
        reading = rule(number) if callable(rule) else rule
        parts = _counter_parts(digits, word, reading)
        return Candidate(end + length, _COST if reading else _COST * 10, parts)
    return None


def _is_the_rest_of_a_number(text: str, start: int, digits: str) -> bool:
    """The 001 of 1,001, the 5 of 1.5."""
    before = text[max(0, start - 2) : start]
    is_after_digit = _DIGIT.match(before[:1]) is not None
    return is_after_digit and (before[-1:] in ".．" or (before[-1:] in ",，" and len(digits) == _GROUP))


def _counter_parts(digits: str, word: str, reading: str) -> tuple[Part, ...]:
    if word[0] in "かカヶヵケ" and reading:
        return ((digits + word[0], ""), (word[1:], reading[1:]))
    return ((digits, ""), (word, reading))


def _means_a_share(text: str, end: int, word: str) -> bool:
    """3分の1 is a third, not three minutes."""
    return word == "分" and text[end : end + 1] == "の" and _DIGIT.match(text[end + 1 : end + 2]) is not None


def _day(text: str, start: int, end: int, number: int, digits: str) -> Candidate | None:
    """A day of the month (11月3日, 3日(月)), or a number of days."""
    if text[end : end + 1] != "日":
        return None
    is_date = bool(_MONTH_BEFORE.search(text, max(0, start - 3), start) or _WEEKDAY_AFTER.match(text, end + 1))
    suffix, said = next(pair for pair in _AFTER_DAYS if text.startswith(pair[0], end + 1))
    if number in _DAYS and not (number == 1 and not is_date):
        return Candidate(end + 1 + len(suffix), _COST, ((digits + "日" + suffix, _DAYS[number] + said),))
    if number == 1 and not suffix:
        return Candidate(end + 1, _COST, ((digits + "日", ""),))
    return Candidate(end + 1 + len(suffix), _COST, ((digits, ""), ("日" + suffix, "にち" + said)))


def weekdays(text: str, *, is_by_itself: bool = True) -> dict[int, Candidate]:
    """Days of the week in brackets, (月・祝), and a text by itself that is nothing else; by where they begin."""
    alone = _ALONE.fullmatch(text) if is_by_itself else None
    spans = [alone.span(1)] if alone else [found.span() for found in _IN_BRACKETS.finditer(text)]
    return {
        start: Candidate(end, _COST, tuple((letter, _WEEKDAYS.get(letter, "")) for letter in text[start:end]))
        for start, end in spans
    }
