"""Circles that wait for a coordinator, on the staff home: first publications, and changes that went out."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.circle_rules import may_look_at_circles
from events.enums import Action
from events.models import Circle, CircleMove
from hub.queues import Queue, Waiting, register_queue


def _review_rows(_user: Any, most: int) -> list[Waiting]:
    handed_in = CircleMove.objects.filter(circle=OuterRef("pk"), action=Action.SUBMIT).order_by("-pk")
    since = Coalesce(Subquery(handed_in.values("created_at")[:1]), "updated_at")
    rows = Circle.objects.waiting_for_review().select_related("organization").annotate(since=since)
    return [_waiting(circle, circle.since) for circle in rows.order_by("since", "pk")[:most]]


def _recheck_rows(_user: Any, most: int) -> list[Waiting]:
    rows = Circle.objects.to_recheck().select_related("organization")
    return [_waiting(circle, circle.recheck_since) for circle in rows[:most]]


def _waiting(circle: Any, since: Any) -> Waiting:
    notes = [circle.organization.name]
    if not circle.organization.is_verified:
        notes.append(__("団体が確認前です。先に団体を確かめます"))
    return Waiting(circle.name, reverse("circles:staff", args=[circle.pk]), since, "・".join(notes))


def register() -> None:
    """Once, when the app starts."""
    register_queue(
        Queue(
            key="circle_review", title=_("公開の確認を待つサークル"), order=22, is_for=may_look_at_circles,
            rows=_review_rows, url=lambda: reverse("circles:staff_list"),
            count=lambda _user: Circle.objects.waiting_for_review().count(),
        )
    )  # fmt: skip
    register_queue(
        Queue(
            key="circle_rechecks", title=_("あとから確認するサークル"), order=41, is_for=may_look_at_circles,
            rows=_recheck_rows, url=lambda: reverse("circles:staff_list") + "?show=recheck",
            count=lambda _user: Circle.objects.to_recheck().count(),
        )
    )  # fmt: skip
