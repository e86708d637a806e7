"""An address in the parts that lists and schema.org ask for."""

import re
from dataclasses import dataclass

from django.conf import settings

from events.api.formats.words import line

_PREFECTURE = re.compile(r"(?:東京都|北海道|京都府|大阪府|..県|...県)")
_MUNICIPALITY = re.compile(r"[^\d０-９]{1,5}?[市区](?=.)|[^\d０-９]{1,5}郡[^\d０-９]{1,6}?[町村]")
# From where on it is a number: 2-27, 三丁目24番1号; the 八 of 八日町 is none.
_BLOCK = re.compile(r"[\d０-９]|[一二三四五六七八九十]+(?:丁目|番)")


@dataclass(frozen=True)
class Address:
    """Put together again they are the address. Empty where it does not say."""

    prefecture: str
    city: str
    town: str
    block: str

    @property
    def whole(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}{self.block}"


def address_of(text: str) -> Address:
    """An address without a municipality lies in the hub's own."""
    rest = line(text)
    if not rest:
        return Address("", "", "", "")
    prefecture, rest = _taken(_PREFECTURE, rest)
    home = str(settings.HUB_CITY["name"])
    if rest.startswith(home):
        city, rest = home, rest.removeprefix(home).strip()
    else:
        city, rest = _taken(_MUNICIPALITY, rest)
    if not city:
        city = home if not prefecture else ""
    if city == home:
        prefecture = prefecture or str(settings.HUB_CITY["prefecture"])
    block = _BLOCK.search(rest)
    cut = block.start() if block else len(rest)
    return Address(prefecture, city, rest[:cut].strip(), rest[cut:].strip())


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.match(text)
    return (match.group(), text[match.end() :].strip()) if match else ("", text)
