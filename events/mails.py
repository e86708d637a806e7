"""The mails of this app, by subject."""

from events import (
    letters_of_circles,
    letters_of_desk,
    letters_of_lots,
    letters_of_registrations,
    letters_of_reminders,
    letters_of_review,
    letters_of_thanks,
    letters_of_week,
)

__all__ = [
    "letters_of_circles",
    "letters_of_desk",
    "letters_of_lots",
    "letters_of_registrations",
    "letters_of_reminders",
    "letters_of_review",
    "letters_of_thanks",
    "letters_of_week",
]
