"""The district map for any page: ``{% load areas %}{% district_map … %}``. How to use it: docs/areas.md."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from hub.areas.district_map import Href, MapWords, build_map
from hub.areas.models import District

register = template.Library()


@register.inclusion_tag("areas/_district_map.html")
def district_map(
    map_id: str = "map",
    *,
    selected: District | int | None = None,
    href: Href = "",
    counts: Mapping[int, int] | None = None,
    count_word: str | None = None,
    some_word: str | None = None,
    none_word: str | None = None,
    dots: Iterable[tuple[float, float]] | None = None,
    dots_label: str = "",
    title: str = "",
) -> dict[str, Any]:
    """Map, legend, list of names and source of the districts.

    ``href``: a pattern whose ``{}`` becomes the district's key (``?district={}``, with the rest of the selection
    already in it), a mapping of keys to addresses, or a ``MapLinks``. ``counts``: how many things each district has,
    named by ``count_word`` (か所), ``some_word`` (場のある地区) and ``none_word`` (まだ場のない地区; empty: 0件).
    """
    words = MapWords(
        count=_("か所") if count_word is None else count_word,
        some=_("場のある地区") if some_word is None else some_word,
        none=_("まだ場のない地区") if none_word is None else none_word,
    )
    shown = build_map(
        map_id=map_id,
        selected=selected,
        href=href,
        counts=counts,
        words=words,
        dots=dots or (),
        dots_label=dots_label,
        title=title,
    )
    return {"map": shown}
