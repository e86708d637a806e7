"""What stands beside talks: an organisation's registrations, and the need or the proposal that a talk is about."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Organization
from hub.threads.beside import About, Link
from partners.cocreation_enums import PROPOSAL
from partners.enums import ABOUT, PUBLIC_NEEDS
from partners.models import Need, Partnership, Proposal


def standing_of(organization: Organization) -> list[Link]:
    """All that it has or had and handed in, the latest first."""
    found = (
        Partnership.objects.handed_in().filter(organization=organization).select_related("programme").order_by("-pk")
    )
    return [
        Link(
            label=str(one.programme),
            url=reverse("partners:staff_detail", args=[one.pk]),
            note="・".join(filter(None, [one.get_state_display(), one.number])),
        )
        for one in found
    ]


def needs_of(numbers: Collection[int], is_staff: bool) -> dict[int, Link]:
    """Members see what everybody sees: one that is not public any more is not named to them."""
    needs = Need.objects.filter(pk__in=numbers).only("title", "raised_title", "state")
    return {
        need.pk: Link(
            label=str(need.own_title or _("（消しました）")) if is_staff else need.title,
            url=reverse("partners:staff_need", args=[need.pk]) if is_staff else need.get_absolute_url(),
            note=need.get_state_display(),
        )
        for need in needs
        if is_staff or need.state in PUBLIC_NEEDS
    }


NEEDS = About(kind=ABOUT, label=_("地域課題"), links=needs_of)


def proposals_of(numbers: Collection[int], is_staff: bool) -> dict[int, Link]:
    """Members see all of their own; coordinators what was handed in."""
    found = Proposal.objects.filter(pk__in=numbers)
    if is_staff:
        found = found.handed_in()
    return {
        one.pk: Link(
            label=one.title,
            url=reverse("partners:staff_proposal", args=[one.pk])
            if is_staff
            else reverse("partners:proposal", args=[one.organization_id, one.pk]),
            note=one.get_state_display(),
        )
        for one in found.only("title", "state", "organization_id")
    }


PROPOSALS = About(
    kind=PROPOSAL,
    label=_("共創提案"),
    links=proposals_of,
    elsewhere=lambda: Proposal.objects.open().order_by().values("pk"),
)
