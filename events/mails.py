"""The mails of this app, by subject."""

from events import letters_of_review

__all__ = ["letters_of_review"]
