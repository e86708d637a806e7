"""Places, events and circles, as they can be reported and hidden."""

from typing import Any

from django.urls import reverse

from events.circle_enums import CIRCLE_MOVES
from events.circle_rules import may_look_at_circles
from events.enums import TRANSITIONS, Action, State, ThingKind
from events.models import Circle, Event, Place
from events.rules import can_hide
from events.services import circles, publishing
from hub.trust.subjects import Subject, register_subject


def _can_hide_now(user: Any, thing: Event | Place) -> bool:
    return can_hide(user, thing) and State(thing.state) in TRANSITIONS[Action.HIDE][0]


def _register(model: type[Event] | type[Place], kind: ThingKind, name: str) -> None:
    register_subject(
        Subject(
            kind=kind.value,
            label=kind.label,
            public=lambda: model.objects.public().only(name, "state"),
            every=lambda: model.objects.only(name, "state"),
            staff_url=lambda thing: reverse(f"admin:events_{kind.value}_change", args=[thing.pk]),
            is_public=lambda thing: bool(thing.is_public),
            can_hide=_can_hide_now,
            hide=publishing.hide,
        )
    )


_register(Place, ThingKind.PLACE, "name")
_register(Event, ThingKind.EVENT, "title")


def _hide_circle(thing: Circle, *, by: Any, reason: str) -> None:
    circles.hide_circle(thing, by=by, reason=reason)


register_subject(
    Subject(
        kind="circle",
        label=Circle._meta.verbose_name,
        public=lambda: Circle.objects.public().select_related("organization"),
        every=lambda: Circle.objects.select_related("organization"),
        staff_url=lambda circle: reverse("circles:staff", args=[circle.pk]),
        is_public=lambda circle: bool(circle.is_public),
        can_hide=lambda user, circle: may_look_at_circles(user) and circle.state in CIRCLE_MOVES[Action.HIDE][0],
        hide=_hide_circle,
    )
)
