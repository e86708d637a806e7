"""The terms of schema.org that the hub says, for a processor of JSON-LD that asks no network.

A term that is not here does not survive expansion, so one that is misspelt in the code is found.
"""

import json
from typing import Any

from pyld import jsonld

_TYPES = (
    "CivicStructure", "Event", "GeoCoordinates", "LocationFeatureSpecification", "Offer", "OpeningHoursSpecification",
    "Organization", "Place", "PostalAddress", "PropertyValue", "VirtualLocation", "WebPage",
)  # fmt: skip
_TEXTS = (
    "addressCountry", "addressLocality", "addressRegion", "alternateName", "amenityFeature", "address", "creditText", "description",
    "disambiguatingDescription", "email", "geo", "identifier", "inLanguage", "isAccessibleForFree", "latitude", "location", "longitude",
    "maximumAttendeeCapacity", "name", "offers", "openingHoursSpecification", "organizer", "postalCode", "price", "priceCurrency",
    "propertyID", "specialOpeningHoursSpecification", "streetAddress", "subjectOf", "telephone", "value",
)  # fmt: skip
_LINKS = ("dayOfWeek", "eventAttendanceMode", "eventStatus", "image", "license", "sameAs", "url")
_DATES = (
    "availabilityEnds",
    "dateModified",
    "datePublished",
    "endDate",
    "previousStartDate",
    "startDate",
    "validFrom",
    "validThrough",
)
_TIMES = ("closes", "opens")
_BASE = "https://schema.org/"
_CONTEXT: dict[str, Any] = {
    **{name: _BASE + name for name in (*_TYPES, *_TEXTS)},
    **{name: {"@id": _BASE + name, "@type": "@id"} for name in _LINKS},
    **{name: {"@id": _BASE + name, "@type": f"{_BASE}DateTime"} for name in _DATES},
    **{name: {"@id": _BASE + name, "@type": f"{_BASE}Time"} for name in _TIMES},
}


def _load(url: str, _options: Any) -> dict[str, Any]:
    assert url == "https://schema.org", url
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": _CONTEXT},
    }


def expanded(content: bytes | str) -> list[dict[str, Any]]:
    """The things of a document, as any processor understands it."""
    found: list[dict[str, Any]] = jsonld.expand(json.loads(content), {"documentLoader": _load})
    return found


def term(name: str) -> str:
    return _BASE + name


def values(thing: dict[str, Any], name: str) -> list[Any]:
    """What a thing says under a term: words, addresses, or other things."""
    return [one.get("@value", one.get("@id", one)) if len(one) <= 2 else one for one in thing.get(term(name), [])]


def terms_lost(content: bytes | str) -> set[str]:
    """Terms of the document that no processor understands."""
    said: set[str] = set()
    waiting: list[Any] = [json.loads(content)["@graph"]]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            said |= {name for name in part if not name.startswith("@")}
            said |= {part["@type"]} if "@type" in part else set()
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return said - set(_CONTEXT)
