"""How dates, times, prices, telephone numbers and addresses are written on a page. Loaded in every template."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jpholiday
import segno
from django import template
from django.conf import settings
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hub.furigana import align, annotate

register = template.Library()

_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = "月火水木金土日"
_ZONE = ZoneInfo(settings.TIME_ZONE)


def local(moment: datetime) -> datetime:
    """The moment in the city's time. The hub speaks no other, so the zone is not looked up for each."""
    return moment.astimezone(_ZONE)


def local_day(value: date | datetime) -> date:
    """The day in the city on which it is that moment; a day is itself."""
    return local(value).date() if isinstance(value, datetime) else value


@register.filter
def weekday(value: date | datetime) -> str:
    """月・祝 for a public holiday that is a Monday."""
    there = local_day(value)
    if translation.get_language() == "en":
        return _WEEKDAYS_EN[there.weekday()]
    return _WEEKDAYS[there.weekday()] + ("・祝" if jpholiday.is_holiday(there) else "")


@register.filter
def month(value: date | datetime) -> str:
    """11, which 月 follows, or Nov."""
    number = local_day(value).month
    return _MONTHS_EN[number - 1] if translation.get_language() == "en" else str(number)


@register.filter
def plain_day(value: date | datetime) -> str:
    """11月23日, for a condition."""
    return pgettext("day without weekday", "%(month)s月%(day)s日") % {
        "month": month(value),
        "day": local_day(value).day,
    }


@register.filter
def day(value: date | datetime) -> str:
    """11月23日(月・祝), with the year where it is not this one."""
    there = local_day(value)
    text = pgettext("day", "%(month)s月%(day)s日(%(weekday)s)") % {
        "month": month(there),
        "day": there.day,
        "weekday": weekday(there),
    }
    if there.year == local_day(timezone.now()).year:
        return text
    return pgettext("day with year", "%(year)s年%(day)s") % {"year": there.year, "day": text}


@register.filter
def era_day(value: date | datetime) -> str:
    """令和8年11月20日, as the city dates what it did; 20 Nov 2026 in another language."""
    there = local_day(value)
    if translation.get_language() == "en":
        return f"{there.day} {month(there)} {there.year}"
    years = there.year - 2018
    return f"令和{'元' if years == 1 else years}年{there.month}月{there.day}日"


@register.filter
def short_day(value: date | datetime) -> str:
    """23日(月・祝)."""
    there = local_day(value)
    return pgettext("short day", "%(day)s日(%(weekday)s)") % {"day": there.day, "weekday": weekday(there)}


@register.filter
def hour(value: datetime | time) -> str:
    """9:00, without a leading zero."""
    moment = local(value).time() if isinstance(value, datetime) else value
    return f"{moment.hour}:{moment.minute:02d}"


@register.filter
def iso(value: datetime) -> str:
    """For ``<time datetime>``, with the city's offset."""
    return local(value).isoformat(timespec="minutes")


@register.filter
def span(occurrence: Any) -> str:
    """11月26日(木) 13:30–14:45, 13:30– where the end is not known; over several days both ends; without a time the day alone."""
    starts, ends = local(occurrence.starts_at), local(occurrence.ends_at)
    if starts == ends:  # the end is not known
        return f"{day(starts)} {hour(starts)}–"
    if starts.date() == ends.date():
        return f"{day(starts)} {hour(starts)}–{hour(ends)}" if occurrence.has_time else day(starts)
    if not occurrence.has_time:
        return f"{day(starts)}–{day(ends)}"
    daily = _("毎日 %(from)s–%(to)s") % {"from": hour(starts), "to": hour(ends)}
    return (
        f"{day(starts)}–{day(ends)} {daily}"
        if starts.time() < ends.time()
        else (f"{day(starts)} {hour(starts)}–{day(ends)} {hour(ends)}")
    )


@register.filter
def fee(thing: Any) -> str:
    """無料, the price as the organiser wrote it, or that it is not known."""
    if thing.is_free:
        return _("無料")
    return thing.fee_text or _("料金は主催者に確かめてください")


@register.filter
def short_fee(thing: Any) -> str:
    """For one line of a list: the first words of the price."""
    if thing.is_free:
        return _("無料")
    first = thing.fee_text.splitlines()[0] if thing.fee_text else ""
    return first if len(first) <= 20 else _("有料")


@register.filter
def tel(number: str) -> str:
    """The digits of a telephone number for a ``tel:`` link."""
    return re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", number))


_NUMBER = re.compile(r"(?<![0-9-])0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}(?![0-9-])")


@register.filter
def with_numbers(text: str) -> SafeString:
    """A line that somebody wrote, in which whoever holds a telephone can press the numbers."""
    parts: list[tuple[str]] = []
    seen = 0
    for found in _NUMBER.finditer(text):
        parts.append((text[seen : found.start()],))
        parts.append((format_html('<a href="tel:{}">{}</a>', tel(found[0]), found[0]),))
        seen = found.end()
    return format_html_join("", "{}", [*parts, (text[seen:],)])


@register.filter
def web(url: str) -> str:
    """The address if it leads into the web. Forms refuse other schemes, but a row may have been written otherwise."""
    return url if url.lower().startswith(("https://", "http://")) else ""


@register.filter
def street_map(thing: Any) -> str:
    """A link to a street map at the position; the page itself loads nothing from there."""
    place = f"{thing.latitude:.5f}/{thing.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={thing.latitude:.5f}&mlon={thing.longitude:.5f}#map=17/{place}"


@register.filter
def street_search(address: str) -> str:
    """A link to a search on a street map, for an address whose position nobody knows."""
    return f"https://www.openstreetmap.org/search?query={quote(with_city(address))}"


@register.filter
def with_city(address: str) -> str:
    """The address with the city before it, once."""
    with translation.override(settings.LANGUAGE_CODE):
        city = str(settings.HUB_CITY["name"])
    bare = address.removeprefix(str(settings.HUB_CITY["prefecture"]))
    return bare if not bare or "市" in bare[:8] or "区" in bare[:8] else f"{city}{bare}"


@register.filter
def word(thing: Any) -> str:
    """A vocabulary's word in the reader's language."""
    language = translation.get_language()
    if language == "en":
        return thing.name_en or thing.name
    if language == "ja-x-easy":
        return thing.name_easy or thing.name
    return str(thing.name)


@register.filter
def explained(mark: Any) -> str:
    """What a welcome mark means; in another language than Japanese its name says it."""
    return mark.explanation if translation.get_language() == settings.LANGUAGE_CODE else word(mark)


@register.filter
def listed(things: Iterable[Any]) -> str:
    """囲碁、将棋."""
    return pgettext("between the things of a list", "、").join(str(thing) for thing in things)


@register.filter
def sentences(texts: Iterable[Any]) -> str:
    """Short reasons, one after the other."""
    return pgettext("between short sentences", "。").join(str(text) for text in texts)


@register.filter
def words(things: Iterable[Any]) -> str:
    """Words of a vocabulary as a list in the reader's language."""
    return listed(word(thing) for thing in things)


class FuriganaNode(template.Node):
    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes

    def render(self, context: template.Context) -> SafeString:
        language = translation.get_language() or settings.LANGUAGE_CODE
        with context.push(furigana=True):
            return SafeString(annotate(self.nodes.render(context), language=language))


@register.tag
def furigana(parser: template.base.Parser, token: template.base.Token) -> FuriganaNode:
    """``{% furigana %}…{% endfurigana %}``: with readings for every reader, as on a sheet for the notice board."""
    nodes = parser.parse(("endfurigana",))
    parser.delete_first_token()
    return FuriganaNode(nodes)


@register.simple_tag(takes_context=True)
def readable(context: dict[str, Any], text: str, reading: str) -> SafeString:
    """A name as it stands; with furigana switched on by the reading that is stored with it, where that fits."""
    parts = align(text, reading) if context.get("furigana") and reading else None
    if parts is None:
        return format_html("{}", text)
    return format_html_join("", "{}", ((_part(base, said),) for base, said in parts))


def _part(base: str, said: str) -> str:
    return format_html("<ruby>{}<rt>{}</rt></ruby>", base, said) if said else base


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or None."""
    return mapping.get(key) if mapping else None


@register.simple_tag(takes_context=True)
def absolute(context: dict[str, Any], path: str) -> str:
    """The full address of a page, as printed on paper."""
    return settings.SITE_URL + path


@register.simple_tag
def qr(url: str, label: str = "") -> SafeString:
    """A QR code as inline SVG: one path, no style."""
    size, path = _qr_path(url)
    return format_html(
        '<svg class="qr" viewBox="-2 -2 {} {}" role="img" aria-label="{}"><path d="{}"/></svg>',
        size, size, label or _("このページのQRコード"), path,
    )  # fmt: skip


@lru_cache(200)
def _qr_path(url: str) -> tuple[int, str]:
    """The width with its margin, and the dark squares. An address keeps its code, which takes longer than the page."""
    code = segno.make(url, error="m", micro=False)
    parts: list[str] = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            width = next((i for i, bit in enumerate(row[x:]) if not bit), len(row) - x)
            if width:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width or 1
    return len(code.matrix) + 4, "".join(parts)
