"""How places and events are told in a line."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.facets import Kind, values_of
from events.lines import Line
from events.opening import Opening, Status
from hub.fragments import Fragments
from hub.models import WelcomeMark
from hub.templatetags.reading import hour, short_day
from hub.vocabulary import words_for

register = template.Library()

# About 1 KB each. A page is made anew every minute, and its rows stand on many pages.
_rows = Fragments(2_000)


@register.simple_tag
def event_row(line: Line, level: str) -> SafeString:
    """An entry of a list, its title a heading of ``level`` (``h3``, ``h4``). It holds nothing that ``line`` does not say."""
    return SafeString(
        _rows.get(
            (get_language(), level, line),
            lambda: render_to_string("events/_event_row.html", {"line": line, "level": level}),
        )
    )


@register.simple_tag
def marks_of(facets: list[int]) -> list[Any]:
    """The welcome marks among facets."""
    return words_for(WelcomeMark, values_of(facets, Kind.MARK))


@register.filter
def opening_line(opening: Opening) -> str:
    """今日 9:00–21:30 開いています."""
    if opening.status == Status.UNKNOWN:
        return _("開いている時間は、まだ登録されていません")
    if opening.status == Status.APPOINTMENT:
        return _("予約した方だけ")
    if opening.span and opening.status in {Status.OPEN, Status.LATER}:
        values = {"from": hour(opening.span.opens), "to": hour(opening.span.closes)}
        if opening.status == Status.OPEN:
            return _("今日 %(from)s–%(to)s いま開いています") % values
        return _("今日 %(from)s–%(to)s これから開きます") % values
    closed = _("今日は終わりました") if opening.status == Status.OVER else _("今日は休み")
    if opening.next_day:
        after = {"day": short_day(opening.next_day.date), "from": hour(opening.next_day.spans[0].opens)}
        return closed + " " + _("次は%(day)s %(from)sから") % after
    return closed


@register.filter
def ages(place: Any) -> str:
    """Ages in months below three years, in years above."""

    def said(months: int) -> str:
        if months < 36 and months % 12:
            return ngettext("%(number)sか月", "%(number)sか月", months) % {"number": months}
        return _("%(number)s歳") % {"number": months // 12}

    low, high = place.age_from_months, place.age_to_months
    if low is not None and high is not None:
        return _("%(from)sから%(to)sまで") % {"from": said(low), "to": said(high)}
    return _("%(from)sから") % {"from": said(low)} if low is not None else _("%(to)sまで") % {"to": said(high)}
