"""The tests stand where the hub stands: as a role that owns nothing."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from hub.models import Theme


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
        "ALTER TABLE hub_theme ADD COLUMN mine integer",
        "DROP TABLE hub_theme",
        "DELETE FROM django_migrations",
        "CREATE ROLE mine",
    ],
)
def test_the_running_role_can_not_change_the_form_of_the_database(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_transactional_test_is_cleaned_up_after(round_: int) -> None:
    assert not Theme.objects.filter(key="left-behind").exists()
    Theme.objects.create(key="left-behind", name=f"残り{round_}")
