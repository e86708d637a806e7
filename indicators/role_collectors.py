"""What the hub counts of roles, each as of the end of a day. Of things, not of people; samples are not counted."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from hub.opening_days import end_of
from partners.models import Role, RoleTransition
from partners.role_enums import RoleKind, RoleState


def _open_on(day: date) -> Any:
    """Roles that were published when the day ended, as their history tells."""
    last = RoleTransition.objects.filter(role=OuterRef("pk"), created_at__lt=end_of(day))
    state = Subquery(last.order_by("-created_at", "-pk").values("to_state")[:1])
    return Role.objects.filter(is_sample=False).annotate(then=state).filter(then=RoleState.PUBLISHED).order_by()


def roles_open(day: date) -> int:
    return int(_open_on(day).count())


def roles_of_kind(kind: RoleKind) -> Callable[[date], int]:
    """The same of one kind, as it is called now."""
    return lambda day: int(_open_on(day).filter(kind=kind).count())


def districts_with_roles(day: date) -> int:
    """Districts in which a role was open; one for the whole city counts for none."""
    here = _open_on(day).filter(is_everywhere=False, districts__is_current=True)
    return int(here.values("districts").distinct().count())


# Name, title and function of each collector.
ROLE_COUNTS: tuple[tuple[str, Any, Callable[[date], int]], ...] = (
    ("roles-open", _("募集している役割の数"), roles_open),
    *(
        (f"roles-open-{kind.value.replace('_', '-')}", title, roles_of_kind(kind))
        for kind, title in (
            (RoleKind.VOLUNTEER, _("募集しているボランティアの数")),
            (RoleKind.PRACTICUM, _("募集している実習の数")),
            (RoleKind.GAKUCHIKA, _("募集している学チカの数")),
            (RoleKind.PRO_BONO, _("募集しているプロボノの数")),
        )
    ),
    ("districts-with-roles", _("募集している役割のある地区の数"), districts_with_roles),
)
