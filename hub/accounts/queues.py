"""Organisations that wait for a coordinator."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import Organization
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
