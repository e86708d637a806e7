"""schema.org: an Event for each date, a Place for each place."""

import re
from datetime import datetime

from events.api.formats.addresses import address_of
from events.api.formats.words import SAMPLE, dates_of, days_of, fee_of, line, lines, marks_of, name_of, sample_of
from events.enums import AttendanceMode, Feature, OccurrenceState, PlaceKind
from hub.api.formats.linked_data import Thing, source_of, without_blanks

_STATUS = {
    OccurrenceState.SCHEDULED.value: "https://schema.org/EventScheduled",
    OccurrenceState.CANCELLED.value: "https://schema.org/EventCancelled",
    OccurrenceState.MOVED.value: "https://schema.org/EventRescheduled",
}
_MODES = {
    AttendanceMode.ONSITE.value: "https://schema.org/OfflineEventAttendanceMode",
    AttendanceMode.ONLINE.value: "https://schema.org/OnlineEventAttendanceMode",
    AttendanceMode.HYBRID.value: "https://schema.org/MixedEventAttendanceMode",
}
_CIVIC = {PlaceKind.CIVIC_CENTER, PlaceKind.LIBRARY, PlaceKind.HALL}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_YEN = re.compile(r"(\d[\d,]*)円")


def events_of(document: Thing) -> list[Thing]:
    return [_event(event, occurrence) for event, occurrence in dates_of(document)]


def _event(event: Thing, occurrence: Thing) -> Thing:
    starts, ends = _moments(occurrence)
    is_moved = occurrence["state"] == OccurrenceState.MOVED
    moved_from = occurrence["moved_from"] if is_moved else None
    return without_blanks(
        at_type="Event",
        at_id=occurrence["url"],
        name=f"{marks_of(event)}{line(event['title'])}",
        alternateName=line(event["subtitle"]),
        description=lines(event["summary"] or event["description"]),
        disambiguatingDescription=sample_of(event),
        startDate=starts,
        endDate=ends,
        previousStartDate=moved_from if not moved_from or occurrence["has_time"] else moved_from[:10],
        eventStatus=_STATUS[occurrence["state"]],
        eventAttendanceMode=_MODES[event["attendance_mode"]],
        location=_location(event),
        organizer=_organization(event["organizer"]),
        offers=_offer(event, occurrence),
        isAccessibleForFree=event["is_free"],
        maximumAttendeeCapacity=occurrence["capacity"],
        inLanguage="ja",
        image=[event["picture"]["url"]] if event["picture"] else [],
        url=event["page_url"],
        subjectOf=source_of(event),
    )


def _moments(occurrence: Thing) -> tuple[str, str]:
    """Days alone where nobody knows the hour; no end where it is the start, which means that nobody knows it."""
    if not occurrence["has_time"]:
        first, last = days_of(occurrence)
        return first.isoformat(), last.isoformat()
    starts, ends = occurrence["starts_at"], occurrence["ends_at"]
    return starts, ends if datetime.fromisoformat(ends) > datetime.fromisoformat(starts) else ""


def _location(event: Thing) -> list[Thing]:
    found = []
    is_online = event["attendance_mode"] != AttendanceMode.ONSITE
    name = line(event["venue_name"])
    address = _address(event)
    if name or address:
        place = event["place"]
        found.append(
            without_blanks(
                at_type="Place",
                at_id=place["url"] if place else None,
                name=name,
                address=address,
                geo=_geo(event),
            )
        )
    if is_online:
        found.append({"@type": "VirtualLocation", "url": event["online_url"] or event["page_url"]})
    return found


def _address(thing: Thing) -> Thing | None:
    address = address_of(thing["address"])
    if not address.whole:
        return None
    return without_blanks(
        at_type="PostalAddress",
        addressCountry="JP",
        addressRegion=address.prefecture,
        addressLocality=address.city,
        streetAddress=" ".join(filter(None, [f"{address.town}{address.block}", line(thing["building"])])),
        postalCode=thing["postal_code"],
    )


def _geo(thing: Thing) -> Thing | None:
    if thing["latitude"] is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": thing["latitude"], "longitude": thing["longitude"]}


def _organization(organizer: Thing | None) -> Thing | None:
    if organizer is None:
        return None
    return without_blanks(at_type="Organization", at_id=organizer["url"], name=name_of(organizer))


def _offer(event: Thing, occurrence: Thing) -> Thing | None:
    """A price only where there is one; what costs more to some is said in words."""
    text = fee_of(event)
    price = _YEN.fullmatch(text)
    amount = "0" if event["is_free"] else price[1].replace(",", "") if price else ""
    if not amount and not text:
        return None
    return without_blanks(
        at_type="Offer",
        price=amount,
        priceCurrency="JPY",
        description=text,
        url=event["apply_url"] or event["page_url"],
        validFrom=occurrence["apply_from"],
        availabilityEnds=occurrence["deadline_at"],
    )


def places_of(place: Thing) -> list[Thing]:
    return [
        without_blanks(
            at_type="CivicStructure" if place["kind"] in _CIVIC else "Place",
            at_id=place["url"],
            name=f"{SAMPLE if place['is_sample'] else ''}{line(place['name'])}",
            description=lines(place["summary"] or place["description"]),
            disambiguatingDescription=sample_of(place),
            url=place["page_url"],
            sameAs=place["website_url"],
            telephone=line(place["phone"]),
            address=_address(place),
            geo=_geo(place),
            image=[place["picture"]["url"]] if place["picture"] else [],
            isAccessibleForFree=place["is_free"],
            amenityFeature=[
                {"@type": "LocationFeatureSpecification", "name": str(Feature(name).label), "value": answer}
                for name, answer in place["accessibility"].items()
                if name in Feature.values
            ],
            openingHoursSpecification=[
                without_blanks(
                    at_type="OpeningHoursSpecification",
                    dayOfWeek=f"https://schema.org/{_DAYS[span['weekday']]}",
                    opens=span["opens"],
                    closes=span["closes"],
                    description=line(span["note"]),
                )
                for span in place["opening_hours"]
            ],
            specialOpeningHoursSpecification=[_exception(one) for one in place["opening_exceptions"]],
            subjectOf=source_of(place),
        )
    ]


def _exception(one: Thing) -> Thing:
    """A day on which it is closed opens and closes at midnight."""
    return without_blanks(
        at_type="OpeningHoursSpecification",
        validFrom=one["date"],
        validThrough=one["date"],
        opens="00:00" if one["is_closed"] else one["opens"],
        closes="00:00" if one["is_closed"] else one["closes"],
        description=line(one["note"]),
    )
