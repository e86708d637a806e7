from events.models.events import Event, Occurrence
from events.models.imports import ImportedDate, ImportedRow, ImportRun
from events.models.places import OpeningException, OpeningHours, Place, WeeklyAnswer
from events.models.published import ListingDue, Recheck, SuspendedThing, Transition

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
    "Recheck",
    "SuspendedThing",
    "Transition",
    "WeeklyAnswer",
]
