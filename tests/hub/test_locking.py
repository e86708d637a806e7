"""What a service is told of a row that somebody else has."""

import pytest
from django.db import OperationalError, connection, transaction

from hub.accounts.models import Organization, User
from hub.locking import BusyError, GoneError, lock_row, saying_who_waits
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.locks import holding


def _ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_row_is_as_it_is_now() -> None:
    shown = OrganizationFactory(name="もとの会")
    Organization.objects.filter(pk=shown.pk).update(name="いまの会")
    assert lock_row(shown).name == "いまの会"


@pytest.mark.django_db
def test_a_row_that_is_gone_is_told() -> None:
    shown = UserFactory()
    User.objects.filter(pk=shown.pk).delete()
    with pytest.raises(GoneError, match="もうありません"):
        lock_row(shown)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_told_and_the_transaction_is_taken_back() -> None:
    shown, other = OrganizationFactory(name="もとの会"), OrganizationFactory(name="べつの会")
    with holding(other), pytest.raises(BusyError, match="ほかの人が同じものを直しています"):
        _rename_then_lock(shown, other)
    assert Organization.objects.get(pk=shown.pk).name == "もとの会"


def _rename_then_lock(shown: Organization, other: Organization) -> None:
    with saying_who_waits(), transaction.atomic():
        _ask("SET LOCAL lock_timeout = 50")
        Organization.objects.filter(pk=shown.pk).update(name="新しい会")
        lock_row(other)


@pytest.mark.django_db(transaction=True)
def test_what_has_nothing_to_do_with_others_stays_what_it_is() -> None:
    with pytest.raises(OperationalError, match="statement timeout"):
        _take_too_long()


def _take_too_long() -> None:
    with saying_who_waits(), transaction.atomic():
        _ask("SET LOCAL statement_timeout = 50")
        _ask("SELECT pg_sleep(5)")
