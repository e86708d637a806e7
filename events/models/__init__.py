from events.models.events import Event, Occurrence
from events.models.imports import ImportedDate, ImportedRow, ImportRun
from events.models.places import OpeningException, OpeningHours, Place, WeeklyAnswer
from events.models.published import ListingDue, Recheck, SuspendedThing, Transition
from events.models.registration_desk import DateMessage, MessageReader, RegistrationCall
from events.models.registrations import (
    Attendance,
    Draw,
    Registration,
    RegistrationMove,
    RegistrationQuestion,
    RegistrationTerms,
)

__all__ = [
    "Attendance",
    "DateMessage",
    "Draw",
    "Event",
    "ImportRun",
    "ImportedDate",
    "ImportedRow",
    "ListingDue",
    "MessageReader",
    "Occurrence",
    "OpeningException",
    "OpeningHours",
    "Place",
    "Recheck",
    "Registration",
    "RegistrationCall",
    "RegistrationMove",
    "RegistrationQuestion",
    "RegistrationTerms",
    "SuspendedThing",
    "Transition",
    "WeeklyAnswer",
]
