"""What waits for somebody on their own page: of what they do themselves, and of organisations that they write for."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.accounts.models import Organization, User
from partners.cocreation_enums import PartState
from partners.models import Hours, ProjectPart, RoleApplication


def waiting_for(user: User, *, is_writer: bool) -> list[tuple[str, str]]:
    """Words and addresses. One query, and three more of who writes for an organisation."""
    found = list(_own(user))
    if is_writer:
        ours = Organization.objects.writable_by(user).order_by().values("pk")
        found += [*_applications(user, ours), *_hours(user, ours), *_invitations(ours)]
    return found


def _own(user: User) -> Iterator[tuple[str, str]]:
    rows = Hours.objects.filter(application__user=user, person_at=None, disputed_by="").order_by()
    for told in rows.values(one=F("application")).annotate(n=Count("pk")).order_by("one"):
        said = _("団体が書いた活動の記録を確かめる（%(n)d件）") % told
        yield said, reverse("applications:own", args=[told["one"]])


def _applications(user: User, ours: QuerySet[Any]) -> Iterator[tuple[str, str]]:
    rows = RoleApplication.objects.filter(role__organization__in=ours).waiting().exclude(user=user).order_by()
    for told in rows.values(one=F("role__organization"), title=F("role__organization__name")).annotate(n=Count("pk")):
        said = _("%(title)s：役割への申し込みに返事をする（%(n)d件）") % told
        yield said, reverse("applications:desk", args=[told["one"]])


def _hours(user: User, ours: QuerySet[Any]) -> Iterator[tuple[str, str]]:
    """Leads to the application that is the oldest of them."""
    rows = Hours.objects.filter(
        application__role__organization__in=ours, application__user__isnull=False, organization_at=None, disputed_by=""
    )
    named = {"one": F("application__role__organization"), "title": F("application__role__organization__name")}
    counted: Any = rows.exclude(application__user=user).order_by().values(**named)
    for told in counted.annotate(n=Count("pk"), first=Min("application")):
        said = _("%(title)s：活動の記録を確かめる（%(n)d件）") % told
        yield said, reverse("applications:desk_one", args=[told["one"], told["first"]])


def _invitations(ours: QuerySet[Any]) -> Iterator[tuple[str, str]]:
    rows = ProjectPart.objects.filter(organization__in=ours, state=PartState.INVITED).order_by()
    for told in rows.values(one=F("organization"), title=F("organization__name")).annotate(n=Count("pk")):
        said = _("%(title)s：共創プロジェクトへのおさそいに答える（%(n)d件）") % told
        yield said, reverse("partners:our_projects", args=[told["one"]])
