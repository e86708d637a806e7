"""The outbox, and what is put into it."""

from hub.notifications.admin import mailings, notices

__all__ = ["mailings", "notices"]
