"""What waits for a coordinator: first publications, changes that went out, places whose particulars are old."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import Action, State, ThingKind
from events.models import Event, Occurrence, Place, Recheck, RegistrationCall, Transition
from events.rechecks import changed_things
from events.registration_enums import RegistrationState
from events.registration_rules import CHANGE
from events.rules import organization_of
from hub.accounts.models import Membership
from hub.accounts.querysets import WRITERS
from hub.queues import Queue, Waiting, register_queue

# What is on within these days can't wait.
SOON = timedelta(days=3)


def assured_for() -> timedelta:
    """How long the particulars of a place hold before somebody looks again."""
    return timedelta(days=settings.HUB_ASSURED_FOR_DAYS)


def _may_change(user: Any) -> bool:
    return bool(user.has_perm("events.change_event"))


def _may_change_places(user: Any) -> bool:
    return bool(user.has_perm("events.change_place"))


def _in_review(model: type[Event | Place]) -> QuerySet[Any]:
    """Handed in and not scheduled, with ``since`` when, and whether it ``is_soon``."""
    now = timezone.now()
    kind = ThingKind.EVENT if model is Event else ThingKind.PLACE
    handed_in = Transition.objects.filter(kind=kind, object_id=OuterRef("pk"), action=Action.SUBMIT)
    is_soon: Any = Q(publish_wanted_at__lte=now + SOON)
    if model is Event:
        dates = Occurrence.objects.filter(event=OuterRef("pk"), ends_at__gte=now, starts_at__lte=now + SOON)
        is_soon |= Q(Exists(dates))
    rows: Any = model._default_manager.get_queryset()
    found: QuerySet[Any] = rows.waiting_for_review().annotate(
        since=Coalesce(Subquery(handed_in.order_by("-pk").values("created_at")[:1]), F("updated_at")),
        is_soon=Case(When(is_soon, then=True), default=False, output_field=BooleanField()),
    )
    return found


def _review_rows(model: type[Event | Place], most: int) -> list[Waiting]:
    whose = "organizer" if model is Event else "operator"
    rows = _in_review(model).select_related(whose).defer("search_text", "search_tokens")
    return [_review(thing) for thing in rows.order_by("-is_soon", "since", "pk")[:most]]


def _review(thing: Any) -> Waiting:
    organization = organization_of(thing)
    notes = [organization.name if organization else ""]
    if organization and not organization.is_verified:
        notes.append(_("団体が確認前です。先に団体を確かめます"))
    return Waiting(
        label=str(thing),
        url=_admin_page(thing),
        since=thing.since,
        note="・".join(filter(None, notes)),
        is_urgent=thing.is_soon,
        due_at=thing.publish_wanted_at,
    )


def _recheck_rows(_user: Any, most: int) -> list[Waiting]:
    waiting = Recheck.objects.filter(done_at=None).order_by("created_at", "pk")[:most]
    return [
        Waiting(
            label=str(row.thing) if row.thing else _("（消されたもの）"),
            url=f"{reverse('events:rechecks')}#recheck-{row.recheck.pk}",
            since=row.recheck.created_at,
            note="、".join(row.words),
        )
        for row in changed_things(waiting)
    ]


def old_places() -> QuerySet[Place]:
    """Public, no sample, and looked at too long ago or never.

    Who lets a place go out has read it (``reviewed_at``): the clock begins there, though nobody asked its operator,
    and the public page says nothing of a check. What came in with the seed was read by nobody.
    """
    today = timezone.localdate()
    limit = datetime.combine(today - assured_for(), time.min, timezone.get_current_timezone())
    published = Transition.objects.filter(kind=ThingKind.PLACE, object_id=OuterRef("pk"), action=Action.PUBLISH)
    read = published.filter(Q(from_state=State.IN_REVIEW) | Q(by__isnull=False)).order_by("-pk")
    rows: Any = Place.objects.filter(state=State.PUBLISHED, is_sample=False)
    found: QuerySet[Place] = rows.annotate(reviewed_at=Subquery(read.values("created_at")[:1])).filter(
        Q(assured_on=None) | Q(assured_on__lt=limit.date()), Q(reviewed_at=None) | Q(reviewed_at__lt=limit)
    )
    return found


def _assurance_rows(_user: Any, most: int) -> list[Waiting]:
    """Those that were never looked at first, then by the day on which somebody did."""
    looked_at = Greatest(Cast("assured_on", DateTimeField()), "reviewed_at")
    rows = old_places().order_by(looked_at.asc(nulls_first=True), "published_at", "pk")
    slim = rows.only("name", "assured_on", "published_at")
    return [_assurance(place) for place in slim[:most]]


def _assurance(place: Any) -> Waiting:
    looked_at = [place.reviewed_at] if place.reviewed_at else []
    if place.assured_on:
        looked_at.append(datetime.combine(place.assured_on, time.min, timezone.get_current_timezone()))
    since = max(looked_at, default=place.published_at or timezone.now())
    note = ""
    if not place.assured_on:
        note = _("公開するときに見てから、確かめていません") if looked_at else _("まだ一度も確かめていません")
    url = reverse("admin:events_place_assure", args=[place.pk])
    return Waiting(str(place), url, since, note, due_at=since + assured_for())


def _admin_page(thing: Event | Place) -> str:
    return reverse(f"admin:events_{thing._meta.model_name}_change", args=[thing.pk])


def _unanswered() -> QuerySet[Any]:
    """Dates of which registrations wait for a yes and nobody else gives it, each with ``since``, ``people``, ``is_soon``.

    Staff answer where nobody writes for the organiser, and where the organiser lets people wait or the date is near.
    """
    now = timezone.now()
    writers = Membership.objects.filter(organization=OuterRef("event__organizer"), level__in=list(WRITERS))
    waiting = Q(registrations__state=RegistrationState.AWAITING)
    rows: Any = Occurrence.objects.filter(waiting, starts_at__gt=now).annotate(
        since=Min("registrations__created_at"), people=Sum("registrations__party"),
        is_soon=Case(When(starts_at__lte=now + SOON, then=True), default=False, output_field=BooleanField()),
    )  # fmt: skip
    is_left = ~Q(Exists(writers)) | Q(since__lte=now - SOON) | Q(is_soon=True)
    found: QuerySet[Any] = rows.filter(is_left)
    return found


def _unanswered_rows(_user: Any, most: int) -> list[Waiting]:
    rows = _unanswered().select_related("event__organizer").defer("event__search_text", "event__search_tokens")
    return [
        Waiting(
            label=str(date.event),
            url=reverse("registrations:date", args=[date.pk]) + "?part=reply",
            since=date.since,
            note="・".join(
                filter(None, [_("%(people)s人") % {"people": date.people}, str(date.event.organizer or "")])
            ),
            is_urgent=date.is_soon,
            due_at=date.starts_at,
        )
        for date in rows.order_by("-is_soon", "since", "pk")[:most]
    ]


def _calls() -> QuerySet[Any]:
    """Dates of which staff have people to telephone, for nobody writes for their organiser; with how many and until when."""
    calls: Any = RegistrationCall.objects.open(timezone.now())
    grouped: QuerySet[Any] = calls.left_to_staff().order_by().values("registration__occurrence")
    return grouped.annotate(
        since=Min("due_at"), people=Count("registration", distinct=True), until=Min("registration__held_until"),
        title=Min("registration__occurrence__event__title"),
    )  # fmt: skip


def _call_rows(_user: Any, most: int) -> list[Waiting]:
    """An offer that runs out first."""
    rows = _calls().order_by(F("until").asc(nulls_last=True), "since", "registration__occurrence")[:most]
    return [
        Waiting(
            label=row["title"],
            url=reverse("registrations:calls", args=[row["registration__occurrence"]]),
            since=row["since"],
            note=_("%(people)s人") % {"people": row["people"]},
            is_urgent=row["until"] is not None,
            due_at=row["until"],
        )
        for row in rows
    ]


def register_queues() -> None:
    """Once, when the app starts."""
    register_queue(
        Queue(
            key="review", title=gettext_lazy("公開の確認を待つ催し"), order=20, is_for=_may_change,
            rows=lambda _user, most: _review_rows(Event, most),
            url=lambda: reverse("admin:events_event_changelist") + "?waiting=review",
            count=lambda _user: Event.objects.waiting_for_review().count(),
        )
    )  # fmt: skip
    register_queue(
        Queue(
            key="place_review", title=gettext_lazy("公開の確認を待つ場"), order=21, is_for=_may_change_places,
            rows=lambda _user, most: _review_rows(Place, most),
            url=lambda: reverse("admin:events_place_changelist") + "?waiting=review",
            count=lambda _user: Place.objects.waiting_for_review().count(),
        )
    )  # fmt: skip
    register_queue(
        Queue(
            key="rechecks", title=gettext_lazy("あとから確認するもの"), order=40, is_for=_may_change,
            rows=_recheck_rows, url=lambda: reverse("events:rechecks"),
            count=lambda _user: Recheck.objects.filter(done_at=None).count(),
        )
    )  # fmt: skip
    register_queue(
        Queue(
            key="assurances", title=gettext_lazy("内容の確かめ直しの時期"), order=80, rows=_assurance_rows,
            is_for=_may_change_places,
            url=lambda: reverse("admin:events_place_changelist") + "?waiting=assurance",
            count=lambda _user: old_places().count(),
        )
    )  # fmt: skip
    _register_queues_of_registrations()


def _register_queues_of_registrations() -> None:
    register_queue(
        Queue(
            key="registrations", title=gettext_lazy("主催者の返事を待つ申込"), order=30, rows=_unanswered_rows,
            is_for=lambda user: bool(user.has_perm(CHANGE)), url=lambda: reverse("registrations:desk"),
            count=lambda _user: _unanswered().count(),
        )
    )  # fmt: skip
    register_queue(
        Queue(
            key="registration_calls", title=gettext_lazy("申込のことで電話する人"), order=31, rows=_call_rows,
            is_for=lambda user: bool(user.has_perm(CHANGE)), url=lambda: reverse("registrations:desk_calls"),
            count=lambda _user: _calls().count(),
        )
    )  # fmt: skip
