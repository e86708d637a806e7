"""What one side says alone counts for nothing, whatever is done in whatever order; and no day is longer than a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.accounts.enums import Level
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from partners.models import Hours
from partners.role_enums import Party
from partners.services import hours as services
from tests.hub.accounts.factories import MembershipFactory
from tests.partners.activities import editor_of, hours, working

pytestmark = pytest.mark.django_db
ACTS = ("confirm", "dispute", "rewrite")


def _do(act: str, row: Hours, by: Any) -> bool:
    row = Hours.objects.get(pk=row.pk)
    try:
        if act == "confirm":
            services.confirm_hours(row, by=by)
        elif act == "dispute":
            services.dispute_hours(row, by=by, text="ちがいます")
        else:
            services.rewrite_hours(row, by=by, on=row.on, minutes=row.minutes + 1)
    except DomainError:
        return False
    return True


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(["person", "organization"])), max_size=7))
def test_hours_count_exactly_while_the_last_word_of_both_sides_is_yes(acts: list[tuple[str, str]]) -> None:
    """Against a model of three lines: what each side has said last of what is written now."""
    with transaction.atomic():
        one = working()
        by = {"person": one.user, "organization": editor_of(one)}
        row = hours(one, counts=False)
        yes, other = {"person"}, {"person": "organization", "organization": "person"}
        for act, side in acts:
            if _do(act, row, by[side]):
                yes = {side} if act == "rewrite" else yes | {side} if act == "confirm" else yes - {side}
            row.refresh_from_db()
            assert row.counts == (yes == {"person", "organization"})
            assert {bool(row.by_person_id and row.by_person_id == row.by_organization_id)} == {False}
            if row.disputed_by:
                assert not row.counts
                assert not _do("confirm", row, by[other[row.disputed_by]])
        assert one.hours.counting().count() == row.counts
        transaction.set_rollback(True)


def test_who_writes_for_the_organisation_does_not_confirm_what_they_did_themself() -> None:
    one = working()
    row = hours(one, counts=False)
    MembershipFactory(organization=one.role.organization, user=one.user, level=Level.OWNER)
    services.confirm_hours(row, by=one.user)
    row.refresh_from_db()
    assert (row.counts, row.by_organization) == (False, None)


def test_the_database_does_not_take_one_person_for_two() -> None:
    row = hours(working(), counts=False)
    with pytest.raises(IntegrityError, match="hours_confirmed_by_two"), transaction.atomic():
        Hours.objects.update(by_organization=row.by_person, organization_at=timezone.now())


@pytest.mark.parametrize(
    ("ago", "minutes", "error"),
    [
        (0, 60, ""),
        (30, 60, ""),
        (-1, 60, "これからの日"),
        (31, 60, "活動していたあいだ"),
        (1, 4, "5分から"),
        (1, 5, ""),
        (1, 1_440, ""),
        (1, 1_441, "24時間まで"),
    ],
)
def test_hours_lie_within_the_time_of_the_application(ago: int, minutes: int, error: str) -> None:
    one, now = working(), timezone.now()
    day = timezone.localdate(now) - timedelta(days=ago)
    if error:
        with pytest.raises(DomainError, match=error):
            services.write_hours(one, by=one.user, on=day, minutes=minutes, now=now)
    else:
        services.write_hours(one, by=one.user, on=day, minutes=minutes, now=now)
    assert Hours.objects.count() == (0 if error else 1)


def test_a_day_of_one_person_has_24_hours_in_all_their_roles_together() -> None:
    one = working()
    other, somebody = working(user=one.user), working()
    day = timezone.localdate() - timedelta(days=1)
    services.write_hours(one, by=one.user, on=day, minutes=1_000)
    row = services.write_hours(other, by=editor_of(other), on=day, minutes=440)
    for act in (
        lambda: services.write_hours(one, by=one.user, on=day, minutes=5),
        lambda: services.rewrite_hours(row, by=one.user, on=day, minutes=441),
    ):
        with pytest.raises(DomainError, match="24時間をこえます"):
            act()
    services.rewrite_hours(row, by=one.user, on=day, minutes=300)
    services.write_hours(somebody, by=somebody.user, on=day, minutes=1_440)


def test_nobody_confirms_what_they_have_not_seen() -> None:
    one = working()
    by, row = editor_of(one), hours(one, counts=False)
    services.rewrite_hours(row, by=one.user, on=row.on, minutes=600, seen_version=1)
    with pytest.raises(services.ChangedError):
        services.confirm_hours(Hours.objects.get(), by=by, seen_version=1)
    services.confirm_hours(Hours.objects.get(), by=by, seen_version=2)
    assert Hours.objects.get().counts


@pytest.mark.parametrize(("side", "counts", "may"), [(Party.PERSON, False, True), (Party.PERSON, True, False), (Party.ORGANIZATION, False, False)])  # fmt: skip
def test_only_the_side_that_wrote_it_takes_it_out_before_it_counts(side: Party, counts: bool, may: bool) -> None:
    one = working()
    row = hours(one, counts=counts)
    by = one.user if side == Party.PERSON else editor_of(one)
    if may:
        services.remove_hours(row, by=by)
    else:
        with pytest.raises(DomainError, match="自分の側が書いた"):
            services.remove_hours(row, by=by)
    assert Hours.objects.count() == (0 if may else 1)


def test_who_is_told_that_it_was_otherwise_is_told_of_each_though_they_were_told_something_that_day() -> None:
    one = working()
    by = editor_of(one)
    services.write_hours(one, by=by, on=timezone.localdate(), minutes=60)
    for _n in range(2):
        services.dispute_hours(hours(one, counts=False), by=by, text="ちがう日です")
    assert [mail.user for mail in Mailing.objects.filter(kind=services.WRITTEN)] == [one.user] * 3
