"""On which pages of this app pictures stand."""

from events.models import Event, Place
from hub.pictures.visibility import Use, register_use


def register() -> None:
    """When the app starts."""
    for name, model in (("event", Event), ("place", Place)):
        rows = model._default_manager
        register_use(name, Use(all=rows.all, public=rows.public, visible_to=rows.visible_to))
