"""What waits for a co-creation coordinator: registrations handed in, renewals, and what changed since the last look."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import Organization
from hub.accounts.waiting_for import WaitingThing
from hub.queues import Queue, Waiting, register_queue
from partners.models import Partnership
from partners.rules import can_review_partners


def _row(one: Partnership, since: datetime | None, *, note: str = "", due_at: datetime | None = None) -> Waiting:
    notes = [str(one.programme), note]
    if not one.organization.is_verified:
        notes.append(_("団体が確認前です。先に団体を確かめます"))
    return Waiting(
        label=one.organization.name,
        url=reverse("partners:staff_detail", args=[one.pk]),
        since=since or one.updated_at,
        note="・".join(filter(None, notes)),
        due_at=due_at,
    )


def _submitted(one: Partnership) -> Waiting:
    return _row(one, one.submitted_at)


def _renewal(one: Partnership) -> Waiting:
    """To be decided by the last day of the term; what was asked for in time holds on until then and beyond."""
    end = timezone.make_aware(datetime.combine(one.ends_on, time.max)) if one.ends_on else None
    until = _("期限 %(day)s") % {"day": one.ends_on.strftime("%Y-%m-%d")} if one.ends_on else ""
    return _row(one, one.renewal_asked_at, note=until, due_at=end)


def _changed(one: Partnership) -> Waiting:
    return _row(one, one.updated_at)


def waiting_of(organization: Organization, user: Any) -> list[WaitingThing]:
    """The applications of an organisation that wait, first of all, until it is checked."""
    if not can_review_partners(user):
        return []
    return [
        WaitingThing(
            label=_("登録の申込みに戻る：%(name)s") % {"name": one.programme},
            url=reverse("partners:staff_detail", args=[one.pk]),
            note=one.get_state_display(),
        )
        for one in Partnership.objects.waiting().filter(organization=organization).select_related("programme")
    ]


def _register(key: str, title: Any, rows: Callable[[], Any], row: Callable[[Partnership], Waiting], order: int) -> None:
    register_queue(
        Queue(
            key=f"partners-{key}",
            title=title,
            url=lambda: f"{reverse('partners:staff_list')}?show={key}",
            is_for=can_review_partners,
            rows=lambda _user, most: [row(one) for one in rows().select_related("organization", "programme")[:most]],
            count=lambda _user: rows().count(),
            order=order,
        )
    )


def register_queues() -> None:
    """Once, when the app starts."""
    found = Partnership.objects
    _register("waiting", gettext_lazy("登録の申し込み"), found.waiting, _submitted, 40)
    _register("renewals", gettext_lazy("登録の更新"), found.renewals, _renewal, 41)
    _register("changed", gettext_lazy("登録の内容が変わったもの"), found.changed_since_seen, _changed, 42)
