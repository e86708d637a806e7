"""iCalendar (RFC 5545): one VEVENT for each date. A cancelled date stays, so that calendars take it out.

The same selection gives the same bytes: nothing in it is the moment of writing.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.api.formats.words import (
    dates_of,
    days_of,
    description_of,
    line,
    moment_of,
    name_of,
    title_of,
    where_of,
)
from events.enums import OccurrenceState
from hub.api.resources import Context, Format

ZONE = "Asia/Tokyo"
# How often a calendar looks for news.
REFRESH = timedelta(hours=6)
_NO_MAIL = "invalid:nomail"


def write(documents: list[dict[str, Any]], context: Context) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//tsunagari-hub//feed//JA")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", context.title)
    calendar.add("X-WR-TIMEZONE", ZONE)
    calendar.add("NAME", context.title)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH).to_ical().decode())
    calendar.add("URL", context.page_url)
    calendar.add_component(_zone())
    for document in documents:
        for event, occurrence in dates_of(document):
            calendar.add_component(_entry(event, occurrence))
    return bytes(calendar.to_ical(sorted=False))


def _zone() -> icalendar.Timezone:
    """Japan has had one offset since 1951."""
    zone, standard = icalendar.Timezone(), icalendar.TimezoneStandard()
    zone.add("TZID", ZONE)
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001
    standard.add("TZOFFSETFROM", timedelta(hours=9))
    standard.add("TZOFFSETTO", timedelta(hours=9))
    standard.add("TZNAME", "JST")
    zone.add_component(standard)
    return zone


def _entry(event: dict[str, Any], occurrence: dict[str, Any]) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("UID", f"occurrence-{occurrence['id']}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("SEQUENCE", event["version"])
    changed = datetime.fromisoformat(event["updated_at"])
    entry.add("DTSTAMP", changed)
    entry.add("LAST-MODIFIED", changed)
    _add_moments(entry, occurrence)
    is_cancelled = occurrence["state"] == OccurrenceState.CANCELLED
    entry.add("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED")
    # Somebody who looks at what is on is not busy.
    entry.add("TRANSP", "TRANSPARENT")
    entry.add("SUMMARY", title_of(event, occurrence))
    entry.add("DESCRIPTION", description_of(event, occurrence))
    where = where_of(event)
    if where:
        entry.add("LOCATION", where)
    if event["latitude"] is not None:
        entry.add("GEO", (event["latitude"], event["longitude"]))
    entry.add("URL", event["page_url"])
    words = [event["category"], *event["themes"]]
    categories = list(dict.fromkeys(word for word in map(line, words) if word))
    if categories:
        entry.add("CATEGORIES", categories)
    organizer = name_of(event["organizer"])
    if organizer:
        entry.add("ORGANIZER", _named_only(organizer))
    return entry


def _add_moments(entry: icalendar.Event, occurrence: dict[str, Any]) -> None:
    """Without an hour whole days, the end the day after the last. An end that is the start is not known."""
    if not occurrence["has_time"]:
        first, last = days_of(occurrence)
        entry.add("DTSTART", first)
        entry.add("DTEND", last + timedelta(days=1))
        return
    starts_at, ends_at = (moment_of(occurrence[name]) for name in ("starts_at", "ends_at"))
    entry.add("DTSTART", _in_zone(starts_at))
    if ends_at and starts_at and ends_at > starts_at:
        entry.add("DTEND", _in_zone(ends_at))


def _in_zone(moment: datetime | None) -> icalendar.vDDDTypes:
    """As the clock of the city shows it, with the zone that the calendar itself explains."""
    if moment is None:
        raise ValueError("a date without its moment")
    value = icalendar.vDDDTypes(moment.replace(tzinfo=None))
    value.params["TZID"] = ZONE
    return value


def _named_only(name: str) -> icalendar.vCalAddress:
    """Who runs it, without an address of mail that programs would write to."""
    address = icalendar.vCalAddress(_NO_MAIL)
    # What a parameter can't hold even in quotes.
    address.params["CN"] = name.replace('"', "”").replace("^", "＾")
    return address


def calendar(*expand: str) -> Format:
    return Format(
        name="ics",
        media_type="text/calendar; charset=utf-8",
        title=_("カレンダー（iCalendar）"),
        write=write,
        expand=expand,
        suffix="ics",
        has_dates=True,
    )
