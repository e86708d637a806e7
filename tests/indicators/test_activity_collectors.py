"""What is counted of applications and hours; of few people nothing is told, and of samples nothing is counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from indicators.collectors import COLLECTORS
from partners.models import ApplicationTransition, Hours, RoleApplication
from tests.hub.accounts.factories import UserFactory
from tests.partners.cocreation import role

pytestmark = pytest.mark.django_db
NAMES = ("role-applications", "roles-accepted", "hours-confirmed", "people-active")


def _people(number: int, *, is_sample: bool = False) -> None:
    now, today = timezone.now(), timezone.localdate()
    of, other = role(is_sample=is_sample), UserFactory()
    people = UserFactory.create_batch(number)
    made = RoleApplication.objects.bulk_create(
        [RoleApplication(role=of, user=user, state="accepted", applied_at=now, decided_at=now) for user in people]
    )
    for action in ("apply", "accept"):
        ApplicationTransition.objects.bulk_create(
            [ApplicationTransition(application=one, action=action, to_state="sent", created_at=now) for one in made]
        )
    values = {"on": today, "minutes": 90, "written_by": "person", "person_at": now}
    Hours.objects.bulk_create(
        [
            Hours(application=one, by_person=one.user, by_organization=other, organization_at=now, **values)
            for one in made
        ]
    )
    # Of one side alone.
    Hours.objects.bulk_create([Hours(application=one, by_person=one.user, **values) for one in made])


@pytest.mark.parametrize(
    ("number", "counted"), [(0, [0, 0, 0, 0]), (9, [None] * 4), (10, [10, 10, 10, 10]), (14, [10, 10, 20, 10])]
)
def test_what_is_counted(number: int, counted: list[int | None]) -> None:
    _people(number)
    _people(11, is_sample=True)
    today = timezone.localdate()
    assert [COLLECTORS[name].count(today) for name in NAMES] == counted
    assert [COLLECTORS[name].count(today - timedelta(days=400)) for name in NAMES] == [0] * 4
