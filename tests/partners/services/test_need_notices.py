"""A published need is told to whom it fits, once, until it is over; and who has stopped it hears nothing."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.models import Membership, Organization
from hub.models import Theme
from hub.notifications.enums import Cadence, Channel
from hub.notifications.models import Delivery, Mailing, Notice, Subscription
from hub.notifications.selections import source_of
from hub.notifications.services.subscribing import stop, subscribe
from partners.need_mails import list_of_week
from partners.services import hands, needs
from partners.services.need_notices import keep_subscribed
from partners.services.need_samples import load_needs
from partners.services.weekly import list_of_week as week_now
from partners.services.weekly import send_list_of_week
from tests.hub.accounts.factories import UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.hub.notifications.spread import spread_due
from tests.partners.needs import N, need
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db


def _publish(one: Any, by: Any) -> None:
    needs.publish_need(one, by=by, points_to_nobody=True, seen_version=one.version)


def _told() -> set[tuple[str, str]]:
    spread_due(now=timezone.now())
    return {(row.recipient.user.email, row.channel) for row in Delivery.objects.select_related("recipient__user")}


def _ask(user: Any, query: str) -> Subscription:
    source = source_of("needs")
    assert source is not None
    asked = source.read(QueryDict(query))
    assert asked is not None
    return subscribe(
        user, channels=[Channel.EMAIL], cadence=Cadence.NOW, conditions=asked.conditions | {"query": query}
    )


def test_who_asked_for_needs_like_it_is_told_and_nobody_else() -> None:
    here, there = DistrictFactory(), DistrictFactory()
    sports = Theme.objects.create(key="sports", name="スポーツ")
    under = Theme.objects.create(key="gym", name="体操", parent=sports)
    asked = {
        "offer=place": True,
        "offer=people": False,
        f"district={here.pk}": True,
        f"district={there.pk}": False,
        "theme=sports": True,
        "q=体操の会": True,
        "": True,
    }
    people = {query: UserFactory() for query in asked}
    for query, user in people.items():
        _ask(user, query)
    one = need(N.RAISED, districts=[here], themes=[under])
    _publish(one, UserFactory(coordinator=True))
    fitting = {people[query].email for query, is_told in asked.items() if is_told}
    assert _told() == {(email, way) for email in fitting for way in ("inbox", "email")}


def test_the_partners_that_it_fits_are_told_and_stop_it_where_the_rest_is() -> None:
    by, partner, other = (
        UserFactory(coordinator=True),
        registration(S.APPROVED),
        registration(S.APPROVED, offers=["money"]),
    )
    writer, viewer = member_of(partner.organization), member_of(partner.organization, "viewer")  # type: ignore[arg-type]
    member_of(other.organization)
    _ask(writer, "offer=place")  # asked for as well: told once
    _publish(need(N.RAISED), by)
    assert _told() == {(writer.email, "inbox"), (writer.email, "email")}
    own = Subscription.objects.get(query=f"partner?id={partner.organization_id}&for=writers")
    source = source_of("partner")
    assert source is not None
    asked = source.read(QueryDict(own.query.partition("?")[2]))
    assert asked is not None
    assert asked.words == [f"「{partner.organization.name}」に合いそうな地域課題"]
    stop(own)
    Subscription.objects.filter(query="offer=place").delete()
    Delivery.objects.all().delete()
    _publish(need(N.RAISED), by)
    assert (_told(), Subscription.objects.active().count()) == (set(), 0)
    # Somebody else begins to write for it, and the first one leaves.
    Membership.objects.filter(user=viewer).update(level="editor")
    _publish(need(N.RAISED), by)
    Membership.objects.filter(user=viewer).delete()
    _publish(need(N.RAISED), by)
    assert Subscription.objects.active().count() == 0


def test_what_somebody_asked_for_themselves_stays_whether_they_write_for_it_or_not() -> None:
    ours, by = registration(S.APPROVED).organization, UserFactory(coordinator=True)
    outsider, writer = UserFactory(), member_of(ours)
    for user in (outsider, writer):
        subscribe(
            user, channels=[Channel.EMAIL], cadence=Cadence.WEEKLY,
            conditions={"subjects": ["need"], "topics": [f"partner:{ours.pk}"], "query": f"partner?id={ours.pk}"},
        )  # fmt: skip
    _publish(need(N.RAISED), by)
    active = Subscription.objects.active().values_list("recipient__user", "cadence", "query")
    assert set(active) == {(user.pk, "weekly", f"partner?id={ours.pk}") for user in (outsider, writer)}


def test_those_who_write_for_partners_are_locked_once_in_one_order_whatever_their_number() -> None:
    made = [registration(S.APPROVED).organization.pk]
    member_of(Organization.objects.get())
    counts = []
    for number in (1, 4):
        while len(made) < number:
            made.append(registration(S.APPROVED).organization.pk)
            for _n in range(2):
                member_of(Organization.objects.get(pk=made[-1]))
        keep_subscribed(made[::-1])
        with CaptureQueriesContext(connection) as done:
            keep_subscribed(made)
        counts.append(len(done))
        locks = [row["sql"] for row in done if "FOR NO KEY UPDATE" in row["sql"]]
        assert [sql.partition(" ORDER BY ")[2] for sql in locks] == [
            '1 ASC FOR NO KEY UPDATE OF "notifications_recipient"'  # the number, the one column
        ]
    assert counts == [5, 5]
    Subscription.objects.all().delete()
    with CaptureQueriesContext(connection) as done:
        keep_subscribed(made)
    first = next(row["sql"] for row in done if "FOR NO KEY UPDATE" in row["sql"])
    assert " ORDER BY 1 ASC" in first
    assert Subscription.objects.count() == 7


def test_what_is_over_is_not_told_and_what_was_mended_says_so() -> None:
    by, user = UserFactory(coordinator=True), UserFactory()
    _ask(user, "")
    one = need(N.RAISED)
    _publish(one, by)
    spread_due(now=timezone.now())
    needs.write_need(one, by=by, values={"title": "べつの題"}, seen_version=1, points_to_nobody=True)
    assert Notice.objects.get().title == "べつの題"
    needs.meet_need(one, by=by, outcome="かないました")
    assert set(Delivery.objects.values_list("channel", "state")) == {("inbox", "handed"), ("email", "dropped")}
    assert Notice.objects.get().withdrawn_at is None
    needs.withdraw_need(one, by=by)
    assert Notice.objects.get().withdrawn_at is not None


def test_samples_are_told_to_nobody(settings: Settings) -> None:
    _ask(UserFactory(), "")
    file = settings.BASE_DIR / "data" / "need_samples.csv"
    assert [load_needs(file), load_needs(file)] == [5, 0]
    one = need(N.RAISED, is_sample=True)
    _publish(one, UserFactory(coordinator=True))
    assert Notice.objects.count() == 0


@time_machine.travel("2026-11-30T09:00:00+09:00", tick=False)  # a Monday
def test_coordinators_get_the_list_of_the_week_once(settings: Settings) -> None:
    by = UserFactory(coordinator=True)
    UserFactory(planner=True)
    assert send_list_of_week() == 0
    partner, quiet = registration(S.APPROVED), registration(S.APPROVED, offers=["goods"])
    one, answered = need(title="だれも答えない課題", offers=["goods"]), need()
    hands.raise_hand(answered, partner.organization, by=member_of(partner.organization), text="できます")
    assert [send_list_of_week(), send_list_of_week()] == [1, 0]
    mailing = Mailing.objects.get(kind="needs.week")
    letter = list_of_week(mailing)
    assert (mailing.user, letter is not None) == (by, True)
    assert letter is not None
    assert letter.paragraphs == [
        "手が挙がっていない地域課題：1件",
        "・だれも答えない課題",
        "この半年、声をかけていない団体：1団体",
        f"・{quiet.organization.name}",
    ]
    week = week_now()
    assert [(row, [fit.thing for fit in fits]) for row, fits in week.needs] == [(one, [quiet.organization])]
    assert [(row, [fit.thing for fit in fits]) for row, fits in week.partners] == [(quiet.organization, [one])]
    with time_machine.travel("2026-12-07T09:00:00+09:00"):
        assert (list_of_week(mailing), send_list_of_week()) == (None, 1)
    assert settings.CELERY_BEAT_SCHEDULE["list-needs-of-week"]["task"] == "partners.tasks.send_list_of_week"
