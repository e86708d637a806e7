"""Towns by what a person writes: kanji or Arabic numerals, 丁目 or 2-27, postal codes, older and newer letters.

Pure functions over a list of towns; ``geocoding`` keeps the index of the city's own.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from hub.areas.sounds import sound_of

_LONGEST_TEXT = 200
_LONGEST_NAME = 60
# What a beginning of a name needs to be offered its names, and a short form to stand in an address.
_SHORTEST_WORD = 2
# Letters of a sound (だい is dai): fewer would mean half of the city.
_SHORTEST_SOUND = 3
_KANJI_DIGITS = "〇一二三四五六七八九"
_KANJI_NUMBER = "[〇零一二三四五六七八九十百]"
# As in にちょうめ.
_SPOKEN = ["いっ", "に", "さん", "よん", "ご", "ろく", "なな", "はっ", "きゅう"]
_SPOKEN_NUMBER = re.compile(f"({'|'.join(_SPOKEN)})(ちょうめ)")
_DASH = "[-‐‑‒–—―−ーｰ─━]"

# だいまち2-15, だいまち二丁目, Daimachi 2-chome.
_SOUND_AND_NUMBER = re.compile(
    rf"([^0-9〇一二三四五六七八九十]+?)(?:{_DASH}| )*([0-9]{{1,2}}|{_KANJI_NUMBER}{{1,3}})?(?:{_DASH}| )*"
    r"(?:ちょうめ|ちょう|chome|丁目|丁)?[0-9の \-]*"
)

_PREFECTURE = re.compile(
    "北海道|東京都|大阪府|京都府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|"
    "岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県"
)

# Letters for which people write another: 絹ヶ丘 and 絹が丘, 堀ノ内 and 堀之内, 壱 and 一, 南大澤 and 南大沢.
_SAME = str.maketrans(
    "ゖゕけ之乃壱壹弐貳參参萬澤濱邊邉廣國瀧龍櫻惠齋齊斉", "がががのの一一二二三三万沢浜辺辺広国滝竜桜恵斎斎斎"
)
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


class Named(Protocol):
    """What the index needs of a town."""

    @property
    def name(self) -> str: ...

    @property
    def postal_code(self) -> str: ...


T = TypeVar("T", bound=Named)


def one_width(text: str) -> str:
    """台町1-1 of 台町１−１: NFKC, one blank, and between numbers the hyphen whatever dash was typed. タワー3 keeps its ー."""
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(rf"(?<=[0-9]){_DASH}(?=[0-9])", "-", text)


def fold(text: str) -> str:
    """One spelling for all that mean the same name: NFKC, hiragana, one ヶ, newer letters, one blank."""
    text = one_width(text[:_LONGEST_TEXT])[:_LONGEST_TEXT].lower()
    text = re.sub(rf"(?<=[0-9]){_DASH}|{_DASH}(?=[0-9])", "-", text)
    text = text.translate(_TO_HIRAGANA).translate(_SAME)
    text = re.sub(r"(?<=[0-9])の(?=[0-9])", "-", text)
    # 北一条西 is written 北1条西 too.
    return re.sub(rf"{_KANJI_NUMBER}+(?=条|線)", lambda match: str(number_of(match[0])), text)


def number_of(numeral: str) -> int:
    """12 of 12, 十二 or 一二."""
    if numeral.isascii():
        return int(numeral)
    numeral = numeral.replace("零", "〇")
    if not re.search("[十百]", numeral):
        return int("".join(str(_KANJI_DIGITS.index(letter)) for letter in numeral))
    total, digit = 0, 0
    for letter in numeral:
        if letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _KANJI_DIGITS.index(letter)
    return total + digit


def kanji_number(number: int) -> str:
    """十二 of 12, below 100."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _KANJI_DIGITS[tens] + "十"
    return head + (_KANJI_DIGITS[ones] if ones else "")


@dataclass
class Family(Generic[T]):
    """The towns that share a name: the one without 丁目, if there is one, and the 丁目 by number."""

    name: str
    plain: T | None = None
    numbered: dict[int, T] = field(default_factory=dict)

    def all(self) -> list[T]:
        first = [self.plain] if self.plain is not None else []
        return first + [self.numbered[number] for number in sorted(self.numbered)]


@dataclass(frozen=True)
class Match(Generic[T]):
    """The family that a text names, and which of it."""

    family: Family[T]
    towns: list[T]
    # The 丁目 that was asked for and doesn't exist.
    missing: int | None = None
    # Only the name was written, without 丁目 or number.
    is_bare: bool = False
    # The name was written without its 町.
    is_short: bool = False


class TownIndex(Generic[T]):
    """Finds towns of one municipality. ``municipality`` and ``prefecture`` may be empty where nobody knows them.

    ``reading_of``: the reading in kana of a name without its 丁目, or nothing.
    """

    def __init__(
        self,
        towns: Iterable[T],
        *,
        prefecture: str = "",
        municipality: str = "",
        reading_of: Callable[[str], str] = lambda _name: "",
    ) -> None:
        self._prefecture = fold(prefecture)
        self._municipality = fold(municipality)
        self._families: dict[str, Family[T]] = {}
        self._by_postal_code: dict[str, list[T]] = {}
        for town in towns:
            self._add(town)
        # 長房 for 長房町, unless 長房 is a name of its own.
        self._short = {key[:-1]: key for key in self._families if key[-1] in "町村" and key[:-1] not in self._families}
        self._short.pop("", None)
        self._by_sound = {sound_of(reading_of(family.name)): family for family in self._families.values()}
        self._by_sound.pop("", None)

    def _add(self, town: T) -> None:
        stem, number = _split(town.name)
        key = fold(stem)
        family = self._families.setdefault(key.removeprefix("大字") or key, Family(stem))
        if number is None:
            family.plain = town
        else:
            family.numbered[number] = town
        if town.postal_code:
            self._by_postal_code.setdefault(town.postal_code, []).append(town)

    def find(self, text: str) -> list[T]:
        """Towns that ``text`` names: a name, a part of an address, a whole address, a postal code, or a name by its sound."""
        postal_code, rest = _split_postal_code(fold(text))
        inside = self._inside(rest)
        if inside is None:
            return []
        match = self._match(inside)
        if match is not None:
            longer = self._beginning_with(inside, but=match.family) if match.is_short and match.is_bare else []
            return match.towns + longer
        if postal_code:
            return self._of_postal_code(postal_code)
        return self._beginning_with(inside) or self._sounding(text)

    def _sounding(self, text: str) -> list[T]:
        """だいまち, Minami-Osawa 2: one name, or all that begin so."""
        plain = unicodedata.normalize("NFKC", text[:_LONGEST_NAME]).lower()
        plain = _SPOKEN_NUMBER.sub(lambda match: str(_SPOKEN.index(match[1]) + 1) + match[2], plain)
        match = _SOUND_AND_NUMBER.fullmatch(plain)
        sound = sound_of(match[1]) if match else ""
        if match is None or len(sound) < _SHORTEST_SOUND:
            return []
        exact = self._by_sound.get(sound)
        families = (
            [exact] if exact else [self._by_sound[key] for key in sorted(self._by_sound) if key.startswith(sound)]
        )
        number = number_of(match[2]) if match[2] else 0
        if len(families) == 1 and number in families[0].numbered:
            return [families[0].numbered[number]]
        return [town for family in families for town in family.all()]

    def one_of_address(self, address: str, municipality: str | None = None) -> T | None:
        """The one town of an address; None where it is another municipality's, unknown or ambiguous."""
        if municipality and municipality.strip() and not self._is_ours(municipality):
            return None
        postal_code, rest = _split_postal_code(fold(address))
        inside = self._inside(rest)
        if inside is None:
            return None
        match = self._match(inside)
        if match is None and not inside:
            found = self._of_postal_code(postal_code)
        elif match is None or (match.is_short and len(match.family.name) <= _SHORTEST_WORD):
            return None
        else:
            found = match.towns
        return found[0] if len(found) == 1 else None

    def missing_number(self, text: str) -> Match[T] | None:
        """The match of a text that asks for a 丁目 which its family hasn't got."""
        inside = self._inside(_split_postal_code(fold(text))[1])
        match = self._match(inside) if inside else None
        return match if match is not None and match.missing is not None else None

    def similar(self, text: str) -> list[T]:
        """Towns to offer where ``find`` has none: names that hold the text, or that the text begins with."""
        inside = self._inside(_split_postal_code(fold(text))[1])
        word = re.sub(r"[0-9 ].*$", "", inside or "")
        if len(word) < _SHORTEST_WORD:
            return []
        keys = [key for key in self._families if word in key]
        if not keys:
            names = {**self._short, **{key: key for key in self._families}}
            found = [name for name in names if len(name) >= _SHORTEST_WORD and word.startswith(name)]
            keys = [names[max(found, key=len)]] if found else []
        return [town for key in sorted(keys, key=lambda key: (len(key), key)) for town in self._families[key].all()]

    def _inside(self, text: str) -> str | None:
        """What follows the municipality's name; None where the text names another prefecture or municipality."""
        rest, says_so = self._after_prefecture(text)
        if rest is None:
            return None
        name = self._municipality
        if name and rest.startswith(name):
            return rest[len(name) :].lstrip()
        if name and rest.startswith(name[:-1] + " "):
            return rest[len(name) :].lstrip()
        if self._match(rest) is None:
            before, found, after = rest.partition(name) if name else (rest, "", "")
            if found and not re.search("[都府県市区郡]", before):
                return after.lstrip()
            if says_so or re.match(r"[^0-9 ]{1,7}?(?:市|郡|区)(?:[^ ]|$)", rest):
                return None
        return rest

    def _after_prefecture(self, text: str) -> tuple[str | None, bool]:
        """The text without our prefecture at its beginning, and whether it was there; None where it is another's."""
        match = _PREFECTURE.match(text)
        if match is None:
            return text, False
        if self._prefecture and match[0] != self._prefecture:
            return None, True
        return text[match.end() :].lstrip(), True

    def _is_ours(self, municipality: str) -> bool:
        if not self._municipality:
            return True
        name, _says_so = self._after_prefecture(fold(municipality))
        return name is not None and name.replace(" ", "").startswith(self._municipality)

    def _match(self, text: str) -> Match[T] | None:
        """The longest name that the text begins with, if what follows can follow a name."""
        for start in dict.fromkeys((text, re.sub(r"^大?字 ?", "", text))):
            for length in range(min(len(start), _LONGEST_NAME), 0, -1):
                word, rest = start[:length], start[length:]
                key = word if word in self._families else self._short.get(word)
                match = self._choose(self._families[key], rest, is_short=key != word) if key else None
                if match is not None:
                    return match
        return None

    def _choose(self, family: Family[T], rest: str, *, is_short: bool) -> Match[T] | None:
        read = _read_rest(rest)
        if read is None:
            return None
        number, is_chome, is_lot = read
        if number is None:
            return Match(family, family.all(), is_bare=not rest.strip(), is_short=is_short)
        if not is_lot and number in family.numbered:
            return Match(family, [family.numbered[number]], is_short=is_short)
        if family.plain is not None and not is_chome:
            return Match(family, [family.plain], is_short=is_short)
        if is_lot:
            return Match(family, family.all(), is_short=is_short)
        return Match(family, [], missing=number, is_short=is_short)

    def _of_postal_code(self, code: str) -> list[T]:
        found = self._by_postal_code.get(code, [])
        return sorted(found, key=lambda town: (_split(town.name)[0], _split(town.name)[1] or 0))

    def _beginning_with(self, text: str, but: Family[T] | None = None) -> list[T]:
        """For somebody who has typed the beginning of a name: two letters at least."""
        if len(text) < _SHORTEST_WORD:
            return []
        keys = sorted((key for key in self._families if key.startswith(text)), key=lambda key: (len(key), key))
        return [town for key in keys if self._families[key] is not but for town in self._families[key].all()]


def _split(name: str) -> tuple[str, int | None]:
    """(南大沢, 2) of 南大沢二丁目."""
    plain = unicodedata.normalize("NFKC", name)
    match = re.fullmatch(rf"(.+?)([0-9]{{1,4}}|{_KANJI_NUMBER}{{1,5}})丁目", plain)
    return (match[1], number_of(match[2])) if match else (plain, None)


def _split_postal_code(text: str) -> tuple[str, str]:
    """The seven digits at the beginning of a folded text, and what follows."""
    match = re.match(r"〒? ?([0-9]{3})[- ]?([0-9]{4})(?![0-9])[ ,、]*", text)
    return (match[1] + match[2], text[match.end() :]) if match else ("", text.removeprefix("〒").lstrip())


_FOLLOWS = re.compile(r"$|[ ,、。・()「\[/]|大?字|地内|地先|付近|周辺|無番地|番外")
_NUMBER = re.compile(
    rf"[ ,、(]*第?(?P<arabic>[0-9]{{1,5}})|[ ,、(]*第?(?P<kanji>{_KANJI_NUMBER}{{1,5}})(?=丁|-|の|番|号|$| )"
)


def _read_rest(rest: str) -> tuple[int | None, bool, bool] | None:
    """The number after a name, whether it is said to be a 丁目, and whether it is said to be a lot (番地).

    None where the text goes on as another word would: 大塚台 is not 大塚, 中野区 not 中野町.
    """
    match = _NUMBER.match(rest)
    if match is None:
        return (None, False, False) if _FOLLOWS.match(rest) else None
    after = rest[match.end() :]
    if re.match(r"階|f\b|年|月|日|時|人|名|km", after):
        return None, False, False
    number = number_of(match["arabic"] or match["kanji"])
    return number, after.startswith("丁"), after.startswith(("番", "号"))
