"""Who is told of what the writer adds, and in whose queue it stands: somebody who is there today, whoever has the case."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.notifications.models import Mailing
from referrals.enums import State
from referrals.models import OfficeStaff, Referral, SupportOffice
from referrals.rules import assignable_to
from referrals.services import cases, clock, messages
from referrals.services.records import is_there
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import district, office, referral, worker

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def _away(of: SupportOffice, user: Any, substitute: Any = None) -> None:
    rows = OfficeStaff.objects.filter(office=of, user=user)
    rows.update(away_from=TODAY(), away_until=TODAY(), substitute=substitute)


def _there(_of: SupportOffice, _has: Any, _people: dict[str, Any]) -> None:
    """Nothing is different from other days."""


def _on_holiday(of: SupportOffice, has: Any, _people: dict[str, Any]) -> None:
    _away(of, has)


def _stood_in_for(of: SupportOffice, has: Any, people: dict[str, Any]) -> None:
    _away(of, has, people["substitute"])


def _left(_of: SupportOffice, has: Any, _people: dict[str, Any]) -> None:
    type(has).objects.filter(pk=has.pk).update(is_active=False)


def _moved(of: SupportOffice, has: Any, _people: dict[str, Any]) -> None:
    OfficeStaff.objects.filter(office=of, user=has).delete()


def _made_administrator(_of: SupportOffice, has: Any, _people: dict[str, Any]) -> None:
    type(has).objects.filter(pk=has.pk).update(is_superuser=True)


def _all_away(of: SupportOffice, has: Any, people: dict[str, Any]) -> None:
    _away(of, has)
    _away(of, people["colleague"])


def _closed(of: SupportOffice, _has: Any, _people: dict[str, Any]) -> None:
    SupportOffice.objects.filter(pk=of.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("happens", "told", "waits"),
    [
        (_there, {"has"}, {"has"}),
        (_on_holiday, {"colleague"}, {"has", "colleague", "coordinator"}),
        (_stood_in_for, {"colleague", "substitute"}, {"has", "colleague", "substitute", "coordinator"}),
        (_left, {"colleague"}, {"colleague", "coordinator"}),
        (_moved, {"colleague"}, {"colleague", "coordinator"}),
        (_made_administrator, {"colleague"}, {"colleague", "coordinator"}),
        (_all_away, {"coordinator"}, {"has", "colleague", "coordinator"}),
        (_closed, {"coordinator"}, {"coordinator"}),
    ],
)
def test_words_of_the_writer_reach_somebody(happens: Callable[..., None], told: set[str], waits: set[str]) -> None:
    here = office(districts=(district(),), staff=2)
    has, colleague = (member.user for member in here.members.order_by("order"))
    people = {
        "has": has, "colleague": colleague, "substitute": UserFactory(staff=True),
        "coordinator": UserFactory(consultation=True), "other": worker(office("北の事務所")),
        "administrator": UserFactory(administrator=True),
    }  # fmt: skip
    OfficeStaff.objects.create(office=here, user=people["administrator"], order=7)
    one = referral(State.IN_SUPPORT, at=here, assigned_to=has, contacted_at=timezone.now())
    cases.add_task(one, by=has, text="電話する", due_on=TODAY())
    Referral.objects.update(first_looked_at=timezone.now())
    happens(here, has, people)
    Mailing.objects.all().delete()
    names = {user.pk: name for name, user in people.items()}
    messages.write_as_writer(Referral.objects.get(), text="また来ました")
    assert {names[user] for user in Mailing.objects.values_list("user", flat=True)} == told
    fresh = {name: type(user).objects.get(pk=user.pk) for name, user in people.items()}
    assert {name for name, user in fresh.items() if Referral.objects.waiting_for(user, TODAY()).exists()} == waits
    Mailing.objects.all().delete()
    clock._remind_of_tasks(timezone.now())
    assert {names[user] for user in Mailing.objects.values_list("user", flat=True)} == told


def test_who_has_it_and_is_there_is_said_the_same_way_twice() -> None:
    """By the rule and by the query; also of a coordinator, who is on no list, or on it and away."""
    here = office(districts=(district(),), staff=2)
    away, free = UserFactory(consultation=True), UserFactory(consultation=True)
    OfficeStaff.objects.create(office=here, user=away, order=3, away_from=TODAY(), away_until=TODAY())
    seen = {}
    for user in (worker(here), away, free, UserFactory(staff=True), UserFactory(administrator=True)):
        one = referral(State.IN_SUPPORT, at=here, assigned_to=user, contacted_at=timezone.now())
        by_query = Referral.objects.filter(Referral.objects.all()._with_somebody_there(TODAY()), pk=one.pk).exists()
        seen[user.pk] = (is_there(user, one, TODAY()), by_query)
    assert list(seen.values()) == [(True, True), (False, False), (True, True), (False, False), (False, False)]


def test_an_administrator_on_the_list_is_neither_offered_a_case_nor_reminded() -> None:
    here, clerk = office(districts=(district(),), staff=0), UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=UserFactory(administrator=True), order=0)
    OfficeStaff.objects.create(office=here, user=clerk, order=1)
    one = referral(at=here, now=timezone.make_aware(datetime(2026, 11, 19, 10)))  # noqa: DTZ001  made aware at once
    assert list(assignable_to(one)) == [clerk]
    Mailing.objects.all().delete()
    clock.remind_due(timezone.make_aware(datetime(2026, 11, 24, 10)))  # noqa: DTZ001
    assert list(Mailing.objects.values_list("user", flat=True)) == [clerk.pk]


def test_words_are_put_away_by_an_answer_or_by_saying_that_they_were_read() -> None:
    here = office(districts=(district(),))
    me, one = worker(here), referral(State.IN_SUPPORT, at=here, contacted_at=timezone.now())
    waits = []
    for act in (
        lambda: messages.write_as_writer(one, text="また来ました"),
        lambda: messages.put_words_away(one, by=me),
        lambda: messages.put_words_away(one, by=me),
        lambda: messages.write_as_writer(one, text="三度めです"),
        lambda: messages.answer_writer(one, by=me, text="読みました"),
    ):
        act()
        waits.append((Referral.objects.get().has_unread_words, Referral.objects.waiting_for(me, TODAY()).exists()))
    assert waits == [(True, True), (False, False), (False, False), (True, True), (False, False)]
    assert one.acts.filter(action="read").count() == 1


@pytest.mark.parametrize(
    "reads", [messages.put_words_away, lambda one, **by: messages.answer_writer(one, text="はい", **by)]
)
def test_many_words_of_one_case_ring_once_until_they_are_read(reads: Callable[..., Any]) -> None:
    here = office(districts=(district(),), staff=2)
    has, colleague = here.staff.order_by("pk")
    one, other = (referral(State.ASSIGNED, at=here, assigned_to=has) for _n in range(2))
    begun = datetime(2026, 11, 25, 10, tzinfo=timezone.get_current_timezone())

    def write(minutes: int, to: Referral = one) -> list[Any]:
        """Who is rung for it."""
        before = Mailing.objects.count()
        messages.write_as_writer(to, text=f"続き{minutes}", now=begun + timedelta(minutes=minutes))
        return [mail.user for mail in Mailing.objects.order_by("pk")[before:]]

    assert [write(minutes) for minutes in range(4)] == [[has], [], [], []]
    assert write(4, other) == [has]
    reads(one, by=has, now=begun + timedelta(minutes=5))
    assert [write(minutes) for minutes in (6, 7)] == [[has], []]
    # Who was not told yet is; whoever did not look for a day is told again.
    Referral.objects.filter(pk=one.pk).update(assigned_to=colleague)
    assert [write(8), write(9), write(24 * 60), write(24 * 60 + 1)] == [[colleague], [], [colleague], []]
