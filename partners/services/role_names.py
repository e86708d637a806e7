"""What the feed and the search say of roles carries names of others, and is seen as long as their organisation is."""

from typing import Any

from django.db.models import Model, OuterRef, Q, Subquery

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.changes import record_changes
from hub.models import Change, ChangeAction, Theme
from partners.models import Role, RoleCourse
from partners.services.role_records import make_roles_findable


def tell_of_roles(thing: Model) -> None:
    """Within the transaction in which ``thing`` gets another name, or an organisation comes into sight or goes."""
    if isinstance(thing, Organization):
        courses = RoleCourse.objects.filter(university=thing, state="confirmed").values("role")
        make_roles_findable(
            Role.objects.published_once().filter(Q(organization=thing) | Q(pk__in=courses)).order_by("pk")
        )
        _tell_of(thing)
        record_changes(
            Role.objects.public().filter(pk__in=courses).exclude(organization=thing).only("pk").order_by("pk"),
            ChangeAction.CHANGED,
        )
    elif isinstance(thing, Theme):
        make_roles_findable(Role.objects.published_once().filter(themes=thing).order_by("pk"))
    elif isinstance(thing, District):
        record_changes(Role.objects.public().filter(districts=thing).only("pk").order_by("pk"), ChangeAction.CHANGED)


def _tell_of(organization: Organization) -> None:
    """Asked for anew each time, when this one has its turn: others have written while it waited for the log."""
    theirs: Any = _with_what_was_told().filter(organization=organization).only("pk").order_by("pk")
    if organization.is_verified:
        shown = theirs.public()
        record_changes(shown.exclude(told=ChangeAction.WITHDRAWN), ChangeAction.CHANGED)
        record_changes(shown.filter(told=ChangeAction.WITHDRAWN), ChangeAction.PUBLISHED)
    else:
        held = theirs.published_once()
        record_changes(held.exclude(told=ChangeAction.WITHDRAWN), ChangeAction.WITHDRAWN)


def _with_what_was_told() -> Any:
    """Each with ``told``: whether the feed said last that it is there, or that it went; None where it never spoke of it."""
    told = Change.objects.filter(kind="role", object_id=OuterRef("pk")).exclude(action=ChangeAction.CHANGED)
    return Role.objects.annotate(told=Subquery(told.order_by("-id").values("action")[:1]))
