"""Staff screens of places and events. Each module registers what it is named after."""

from events.admin import events, imports, places

__all__ = ["events", "imports", "places"]
