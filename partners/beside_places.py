"""Projects on the pages of the events and places that they name."""

from django.utils.translation import gettext_lazy as _

from events.beside import Group
from events.models import Event, Place
from partners.models import Project

MOST = 10


def projects_of(thing: Event | Place) -> Group | None:
    """That everybody sees; the newest first."""
    of = {"places": thing} if isinstance(thing, Place) else {"events": thing}
    rows = Project.objects.public().filter(**of).only("title", "state").order_by("-published_at", "-pk")
    found = [(one.title, one.get_absolute_url(), one.get_state_display()) for one in rows[:MOST]]
    return Group(_("いっしょに取り組んでいること"), found) if found else None
