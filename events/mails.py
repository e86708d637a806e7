"""The mails of this app, by subject."""

from events import letters_of_review as letters_of_review
