"""Organisations that wait for a coordinator, rights that wait for a second administrator."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.enums import RightsRequestState
from hub.accounts.models import Organization, RightsRequest
from hub.accounts.rights_rules import may_decide_rights
from hub.accounts.rules import can_check_organizations
from hub.queues import Queue, Waiting, register_queue


def _row(organization: Any) -> Waiting:
    if organization.recheck_since:
        note = _("名前・種類・法人番号のどれかが変わりました")
    else:
        note = str(organization.get_kind_display())
    if organization.is_sample:
        note = _("%(note)s（見本）") % {"note": note}
    url = reverse("admin:accounts_organization_change", args=[organization.pk])
    return Waiting(label=organization.name, url=url, since=organization.waits_since, note=note)


def _rows(user: Any, most: int) -> list[Waiting]:
    """The oldest first."""
    return [_row(one) for one in Organization.objects.to_check()[:most]]


def _waiting_rights(user: Any) -> Any:
    """What this administrator may decide: for who asked, and for whom it is, another does (``may_grant``)."""
    waiting = RightsRequest.objects.filter(state=RightsRequestState.WAITING)
    return waiting.exclude(asked_by=user).exclude(user=user)


def _abandoned_row(organization: Any) -> Waiting:
    note = _(
        "最後のメンバーがやめました。公開は続いています。続けるなら代表を招くか確かめなおし、終わったなら公開を止めます"
    )
    url = reverse("admin:accounts_organization_change", args=[organization.pk])
    return Waiting(label=organization.name, url=url, since=organization.left_at, note=note)


def _abandoned_rows(user: Any, most: int) -> list[Waiting]:
    """The oldest first."""
    return [_abandoned_row(one) for one in Organization.objects.abandoned()[:most]]


def _right(request: RightsRequest) -> Waiting:
    url = reverse("admin:accounts_rightsrequest_change", args=[request.pk])
    return Waiting(label=str(request), url=url, since=request.asked_at, note=request.reason)


def _right_rows(user: Any, most: int) -> list[Waiting]:
    """The oldest first."""
    waiting = _waiting_rights(user).select_related("user").order_by("asked_at", "pk")
    return [_right(one) for one in waiting[:most]]


register_queue(
    Queue(
        key="organizations",
        title=gettext_lazy("団体の確認"),
        url=lambda: reverse("admin:accounts_organization_changelist") + "?waiting=1",
        is_for=can_check_organizations,
        rows=_rows,
        count=lambda _user: Organization.objects.to_check().count(),
        order=30,
    )
)
register_queue(
    Queue(
        key="abandoned",
        title=gettext_lazy("だれもいない団体"),
        url=lambda: reverse("admin:accounts_organization_changelist") + "?waiting=abandoned",
        is_for=can_check_organizations,
        rows=_abandoned_rows,
        count=lambda _user: Organization.objects.abandoned().count(),
        order=32,
    )
)
register_queue(
    Queue(
        key="rights",
        title=gettext_lazy("権限の申し出"),
        url=lambda: reverse("admin:accounts_rightsrequest_changelist") + "?state__exact=waiting",
        is_for=may_decide_rights,
        rows=_right_rows,
        count=lambda user: _waiting_rights(user).count(),
        order=50,
    )
)
