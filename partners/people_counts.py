"""人材: how many people came to an organisation, by which way, and what they did. Counts alone; small ones are not told."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Registration
from events.registration_enums import RegistrationState
from hub.accounts.models import Organization
from hub.small_counts import shown, shown_sum
from partners.models import Hours, Role, RoleApplication
from partners.role_enums import WORKED, ApplicationState

WAYS = {
    "hub": gettext_lazy("役割の一覧から"),
    "place": gettext_lazy("場のページから"),
    "event": gettext_lazy("催しのページから"),
    "project": gettext_lazy("共創プロジェクトのページから"),
    "university": gettext_lazy("大学の案内から"),
    "lending": gettext_lazy("プロボノにたのんで"),
}
_S = RegistrationState
# Who came, or is to come.
_COUNTED = (_S.CONFIRMED, _S.ATTENDED, _S.ABSENT)


@dataclass(frozen=True)
class Line:
    """``shown``: a number, or 10未満."""

    label: str
    shown: str


def ways_of(organization: Organization) -> tuple[list[Line], str]:
    """By which page those came who applied for its roles, and their sum as far as it gives none of them away."""
    rows = RoleApplication.objects.filter(role__organization=organization).order_by()
    found = dict(rows.values_list("came_by").annotate(count=Count("pk")))
    parts = [found.get(key, 0) for key in WAYS]
    return [Line(str(label), shown(found.get(key, 0))) for key, label in WAYS.items()], shown_sum(parts)


def roles_of(organization: Organization, most: int) -> list[dict[str, Any]]:
    """Of each role how many wait, are there and were there, and the hours that both sides confirmed. The organisation's
    own members see each of these people already."""
    rows = Role.objects.of_organization(organization).annotate(
        waiting=Count("applications", filter=Q(applications__state__in=["sent", "visiting"])),
        active=Count("applications", filter=Q(applications__state=ApplicationState.ACCEPTED)),
        over=Count("applications", filter=Q(applications__state=ApplicationState.ENDED)),
    )[:most]
    found = list(rows)
    counted = Hours.objects.counting().filter(application__role__in=[role.pk for role in found]).order_by()
    minutes = dict(counted.values_list("application__role").annotate(sum=Sum("minutes")))
    return [{"role": role, "minutes": minutes.get(role.pk, 0)} for role in found]


def registrations_of(organization: Organization) -> Line:
    """How many registered for dates of its events with the hub, whoever they are."""
    mine = Registration.objects.filter(occurrence__event__organizer=organization, state__in=_COUNTED)
    return Line(_("催しに申し込んだ件数（このサイトで）"), shown(mine.count()))


def people_of(organization: Organization) -> Line:
    """How many different people have done or do one of its roles."""
    worked = RoleApplication.objects.filter(role__organization=organization, state__in=WORKED, user__isnull=False)
    return Line(_("役割で活動した人（いま活動している人も）"), shown(worked.values("user").distinct().count()))
