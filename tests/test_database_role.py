"""The tests stand where the hub stands: as a role that owns nothing."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from events.enums import Action, State
from events.models import Transition
from hub.models import Theme
from tests.hub.accounts.factories import UserFactory


@pytest.mark.django_db
def test_tests_run_as_the_running_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_tables WHERE tableowner = 'hub_app' GROUP BY 1")
        assert cursor.fetchall() == []
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("hub_app",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "SELECT * INTO TEMPORARY mine FROM hub_theme",
        "ALTER TABLE hub_theme ADD COLUMN mine integer",
        "DROP TABLE hub_theme",
        "DELETE FROM django_migrations",
        "CREATE ROLE mine",
        "UPDATE hub_change SET kind = 'event'",
        "DELETE FROM hub_change",
        "UPDATE events_transition SET reason = ''",
        "DELETE FROM events_transition",
        "UPDATE accounts_organizationtransition SET reason = ''",
        "DELETE FROM accounts_organizationtransition",
        "UPDATE partners_partnershiptransition SET reason = ''",
        "DELETE FROM partners_partnershiptransition",
        "DELETE FROM partners_inquiryact",
        "UPDATE partners_needtransition SET action = 'publish'",
        "DELETE FROM partners_needtransition",
        "UPDATE partners_proposaltransition SET reason = ''",
        "DELETE FROM partners_proposaltransition",
        "UPDATE partners_projecttransition SET reason = ''",
        "DELETE FROM partners_projecttransition",
        "UPDATE partners_roletransition SET reason = ''",
        "DELETE FROM partners_roletransition",
        "UPDATE partners_applicationtransition SET action = 'accept'",
        "DELETE FROM partners_applicationtransition",
        "UPDATE threads_post SET text = ''",
        "DELETE FROM threads_post",
        "UPDATE threads_threadact SET action = 'close'",
        "DELETE FROM threads_threadact",
    ],
)
def test_the_running_role_can_not_change_the_form_of_the_database_or_what_is_on_record(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        cursor.execute(statement)


@pytest.mark.django_db
def test_of_the_history_the_name_alone_can_be_forgotten() -> None:
    transition = Transition.objects.create(
        kind="event",
        object_id=1,
        action=Action.SUBMIT,
        from_state=State.DRAFT,
        to_state=State.IN_REVIEW,
        by=UserFactory(),
    )
    Transition.objects.filter(pk=transition.pk).update(by=None)
    transition.refresh_from_db()
    assert transition.by is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_transactional_test_is_cleaned_up_after(round_: int) -> None:
    assert not Theme.objects.filter(key="left-behind").exists()
    Theme.objects.create(key="left-behind", name=f"残り{round_}")
