"""What the feed says of projects carries names of organisations and districts, and is seen as long as one of those may publish."""

from typing import Any

from django.db.models import Model, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.changes import record_changes
from hub.models import Change, ChangeAction
from partners.cocreation_enums import PUBLIC_PROJECTS, PartState
from partners.models import Project, ProjectPart
from partners.services.project_records import make_findable


def tell_of_projects(thing: Model) -> None:
    """Within the transaction in which ``thing`` gets another name, or an organisation comes into sight or goes."""
    if isinstance(thing, Organization):
        _tell_of(thing)
    elif isinstance(thing, District):
        named = Project.districts.through.objects.filter(district=thing).values("project")
        record_changes(
            Project.objects.public().filter(pk__in=named).only("pk").order_by("pk"), ChangeAction.CHANGED
        )  # fmt: skip


def _tell_of(organization: Organization) -> None:
    """Those that nobody but this organisation may show come and go with it."""
    parts = ProjectPart.objects.filter(organization=organization, state=PartState.JOINED)
    theirs: Any = _with_what_was_told().filter(pk__in=parts.values("project")).order_by("pk")
    shown = theirs.public()
    for project in shown:
        make_findable(project)
    record_changes(shown.exclude(told=ChangeAction.WITHDRAWN).only("pk"), ChangeAction.CHANGED)
    record_changes(shown.filter(told=ChangeAction.WITHDRAWN).only("pk"), ChangeAction.PUBLISHED)
    held = theirs.filter(state__in=PUBLIC_PROJECTS, published_at__isnull=False)
    gone = held.exclude(pk__in=Project.objects.public().values("pk"))
    record_changes(gone.exclude(told=ChangeAction.WITHDRAWN).only("pk"), ChangeAction.WITHDRAWN)


def _with_what_was_told() -> Any:
    """Each with ``told``: whether the feed said last that it is there, or that it went; empty where it never spoke of it."""
    told = Change.objects.filter(kind="project", object_id=OuterRef("pk")).exclude(action=ChangeAction.CHANGED)
    return Project.objects.annotate(told=Coalesce(Subquery(told.order_by("-id").values("action")[:1]), Value("")))
