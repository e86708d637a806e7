"""Dates and places where one can simply go, for who has not said yet what would be welcome."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.facets import Flag, Kind, facet, values_of
from events.lines import line_of
from events.models import Occurrence, Place
from events.periods import When, period_of
from hub.models import WelcomeMark
from hub.notifications.suggesting import Suggested, register_suggester
from hub.notifications.things import register_thing
from hub.templatetags.reading import local_day, word
from hub.vocabulary import words_for

# What makes it easy to come alone or for the first time.
_MARKS = ("alone", "newcomers", "watch", "leave")
_DAYS = 14
_MOST_WEIGHED = 100


def suggest_dates(_user: Any, now: datetime, most: int) -> list[Suggested]:
    """Of the next two weeks, each event once. One query."""
    dates = Occurrence.objects.listed().open_for_application(now)
    dates = dates.filter(starts_at__gte=now, starts_at__lt=now + timedelta(days=_DAYS))
    week = period_of(When.WEEK, local_day(now))
    found: dict[int, Suggested] = {}
    for row in dates.order_by("starts_at", "pk").for_list()[:_MOST_WEIGHED]:
        if row.event_id in found:
            continue
        reasons = _marks(row.facets)
        if row.starts_at < week.end:
            reasons.append(_("今週"))
        if facet(Kind.FLAG, Flag.NO_APPLICATION) in row.facets:
            reasons.append(_("申し込みがいりません"))
        if row.event.is_free:
            reasons.append(_("無料です"))
        line = line_of(row, now, with_day=True)
        about = f"{line.begins}　{line.where}".strip()
        found[row.event_id] = Suggested(
            line.title, line.url, about, reasons or [_("近いうちにあります")], is_sample=line.is_sample
        )
    return _best(found.values(), most)


def suggest_places(_user: Any, _now: datetime, most: int) -> list[Suggested]:
    """Where one may drop in. One query."""
    places = Place.objects.listed().filter(is_drop_in=True, is_to_be_confirmed=False).select_related("town", "district")
    found = []
    for place in places.order_by("pk")[:_MOST_WEIGHED]:
        reasons = [*_marks(place.facets), _("約束なしで寄れます")]
        if place.is_free:
            reasons.append(_("無料です"))
        found.append(
            Suggested(place.name, place.get_absolute_url(), place.public_address, reasons, is_sample=place.is_sample)
        )
    return _best(found, most)


def _marks(facets: list[int]) -> list[str]:
    return [word(mark) for mark in words_for(WelcomeMark, values_of(facets, Kind.MARK)) if mark.key in _MARKS]


def _best(found: Any, most: int) -> list[Suggested]:
    return sorted(found, key=lambda one: -len(one.reasons))[:most]


def register() -> None:
    """Called when the app is ready."""
    register_thing("event", gettext_lazy("催し"))
    register_thing("place", gettext_lazy("場所"))
    register_suggester("dates", suggest_dates)
    register_suggester("places", suggest_places)
