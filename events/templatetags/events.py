"""How places and events are told in a line."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Allotment, OccurrenceState, Participation
from events.facets import Kind, values_of
from events.opening import Opening, Status
from hub.models import WelcomeMark
from hub.templatetags.reading import day, hour, short_day
from hub.vocabulary import words_for

register = template.Library()


@register.simple_tag
def marks_of(facets: list[int]) -> list[Any]:
    """The welcome marks among facets."""
    return words_for(WelcomeMark, values_of(facets, Kind.MARK))


@register.filter
def until(row: Any) -> str:
    """The end: the hour, with the day where it is another."""
    if timezone.localdate(row.starts_at) == timezone.localdate(row.ends_at):
        return hour(row.ends_at)
    return day(row.ends_at)


@register.filter
def where_short(event: Any) -> str:
    """The venue and its town."""
    if event.town and event.town.name not in event.venue_label:
        return _("%(venue)s（%(town)s）") % {"venue": event.venue_label, "town": event.town.name}
    return str(event.venue_label)


@register.filter
def how_short(row: Any) -> str:
    """How one takes part, and until when one may apply."""
    event, now = row.event, timezone.now()
    if row.state == OccurrenceState.CANCELLED:
        return row.state_note or _("行われません")
    if event.participation == Participation.FREE:
        return _("申込不要")
    if row.deadline_at and row.deadline_at < now:
        return _("申込は終わりました")
    parts = []
    if event.allotment == Allotment.LOT:
        parts.append(_("抽選"))
    if event.allotment == Allotment.FIRST_COME:
        parts.append(_("先着"))
    if row.capacity:
        parts.append(_("定員%(count)s人") % {"count": row.capacity})
    if row.deadline_at:
        parts.append(_("申込は%(day)sまで") % {"day": day(row.deadline_at)})
    return "、".join(parts) or _("申込は主催者へ")


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
            return _("%(number)sか月") % {"number": months}
        return _("%(number)s歳") % {"number": months // 12}

    low, high = place.age_from_months, place.age_to_months
    if low is not None and high is not None:
        return _("%(from)sから%(to)sまで") % {"from": said(low), "to": said(high)}
    return _("%(from)sから") % {"from": said(low)} if low is not None else _("%(to)sまで") % {"to": said(high)}
