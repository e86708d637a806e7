from events.models.events import Event, Occurrence
from events.models.imports import ImportedDate, ImportedRow, ImportRun
from events.models.places import OpeningException, OpeningHours, Place
from events.models.published import ListingDue, Transition

__all__ = [
    "Event",
    "ImportRun",
    "ImportedDate",
    "ImportedRow",
    "ListingDue",
    "Occurrence",
    "OpeningException",
    "OpeningHours",
    "Place",
    "Transition",
]
