from events.models.circles import (
    Circle,
    CircleCall,
    CircleMember,
    CircleMemberMove,
    CircleMessage,
    CircleMove,
)
from events.models.door import DoorEntry, Thanks, ThanksTicket
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
    "Circle",
    "CircleCall",
    "CircleMember",
    "CircleMemberMove",
    "CircleMessage",
    "CircleMove",
    "DateMessage",
    "DoorEntry",
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
    "Thanks",
    "ThanksTicket",
    "Transition",
    "WeeklyAnswer",
]
