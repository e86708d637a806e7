"""The mails of this app, by subject."""

from hub.notifications import letters_of_notices, letters_of_subscriptions

__all__ = ["letters_of_notices", "letters_of_subscriptions"]
