"""The mails of this app, by subject."""

from hub.notifications import letters_of_notices, letters_of_subscriptions
from hub.notifications.channels import line_messages

__all__ = ["letters_of_notices", "letters_of_subscriptions", "line_messages"]
