"""Two who act at the same moment: no place is given away twice, and a double tap is one."""

import uuid
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hub.accounts.models import User
from hub.accounts.services import deletion
from hub.exceptions import DomainError
from hub.locking import GoneError
from partners.models import Hours, Role, RoleApplication
from partners.services import applications, hours
from partners.services.application_forgetting import forget_applicant
from partners.services.applications import FullError, Said
from tests.hub.accounts.factories import UserFactory, member_of
from tests.partners.activities import editor_of, working
from tests.partners.cocreation import application, role
from tests.threads import at_once
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_give_the_last_place_away_one_is_told_that_it_is_gone() -> None:
    one = role(places=1)
    waiting = [application(to=one) for _n in range(2)]
    people = [member_of(one.organization) for _n in range(2)]
    acts: list[Any] = [
        lambda it=it, by=by: applications.accept_application(RoleApplication.objects.get(pk=it.pk), by=by)
        for it, by in zip(waiting, people, strict=True)
    ]
    assert sorted(type(error).__name__ for error in at_once(acts)) == ["FullError", "NoneType"]
    assert FullError.__name__ == "FullError"
    assert (RoleApplication.objects.filter(state="accepted").count(), Role.objects.get().filled) == (1, 1)


def test_without_the_lock_both_would_get_it() -> None:
    """The control: who looks first and writes then, with both looking before either writes."""
    one = role(places=1)
    waiting, both_have_looked = [application(to=one) for _n in range(2)], Barrier(2)

    def accept(it: RoleApplication) -> None:
        is_full = applications.is_full(Role.objects.get())
        both_have_looked.wait(timeout=10)
        if not is_full:
            RoleApplication.objects.filter(pk=it.pk).update(state="accepted", answer_by=None)

    acts: list[Any] = [lambda it=it: accept(it) for it in waiting]
    assert at_once(acts) == [None, None]
    assert RoleApplication.objects.filter(state="accepted").count() == 2


def test_two_taps_at_once_are_one_application() -> None:
    one, by, key = role(), UserFactory(), uuid.uuid4()
    acts: list[Any] = [lambda: applications.apply(Role.objects.get(), by=by, said=Said("はな"), key=key)] * 2
    assert at_once(acts) == [None, None]
    assert (RoleApplication.objects.get().role, RoleApplication.objects.count()) == (one, 1)


def test_two_sides_who_fill_one_day_at_once_do_not_fill_it_twice() -> None:
    one = working()
    by, day = editor_of(one), timezone.localdate() - timedelta(days=1)
    acts: list[Any] = [
        lambda who=who: hours.write_hours(RoleApplication.objects.get(), by=who, on=day, minutes=900)
        for who in (one.user, by)
    ]
    assert [type(error) for error in at_once(acts) if error] == [DomainError]
    assert Hours.objects.count() == 1


def test_who_applies_while_their_account_ends_leaves_no_name() -> None:
    one, by, outcomes = role(), UserFactory(), []

    def apply() -> None:
        outcomes.extend(at_once([lambda: applications.apply(Role.objects.get(), by=by, said=Said("はな"))]))

    other = Thread(target=apply)

    def forget(user: Any) -> None:
        forget_applicant(user)
        other.start()
        until(_somebody_waits)

    deletion.delete_account(User.objects.get(pk=by.pk), forget=forget)
    other.join(timeout=30)
    assert [type(error) for error in outcomes] == [GoneError]
    assert (RoleApplication.objects.count(), Role.objects.get()) == (0, one)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        return bool(cursor.fetchone()[0])
