"""Two who act on a project at the same moment: one wins, and the other is told."""

from typing import Any

import pytest

from hub.exceptions import DomainError, TransitionError
from partners.models import Project, ProjectPart, ProjectReport
from partners.services import project_parts, projects
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import part, project
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_end_or_stop_it_one_wins() -> None:
    one = project()
    ProjectReport.objects.create(project=one, **dict.fromkeys(projects.NEEDED, "書きました"))
    by, city = member_of(one.parts.get().organization), UserFactory(coordinator=True)
    first, second = Project.objects.get(), Project.objects.get()
    outcomes = at_once(
        [
            lambda: projects.end_project(first, by=by),
            lambda: projects.stop_project(second, by=city, reason="場所がなくなりました。"),
        ]
    )
    assert [type(error) for error in outcomes if error] == [TransitionError]
    one.refresh_from_db()
    assert (one.state, one.transitions.count()) == ("ended" if outcomes[0] is None else "stopped", 1)


def test_who_joins_while_the_invitation_is_taken_back_has_joined_or_is_told() -> None:
    one = project()
    own = part(one, state="invited")
    by, guest = member_of(one.parts.get(is_lead=True).organization), member_of(own.organization)

    def loaded() -> ProjectPart:
        return ProjectPart.objects.select_related("project", "organization").get(pk=own.pk)

    first, second = loaded(), loaded()
    outcomes = at_once(
        [
            lambda: project_parts.join(first, by=guest, text="部屋を出す"),
            lambda: project_parts.remove(second, by=by),
        ]
    )
    # Taken out after it joined it would have to be told why.
    assert [type(error) for error in outcomes if error] in ([TransitionError], [DomainError])
    own.refresh_from_db()
    assert own.state == ("joined" if outcomes[0] is None else "left")


def test_of_two_who_invite_the_same_one_does_and_of_two_who_join_first_one_leads() -> None:
    one = project("preparing")
    one.parts.all().delete()
    guests = [OrganizationFactory(verified=True) for _n in range(2)]
    cities = [UserFactory(coordinator=True) for _n in range(2)]
    acts: list[Any] = [lambda by=by: project_parts.invite(Project.objects.get(), guests[0], by=by) for by in cities]
    assert [type(error) for error in at_once(acts) if error] == [DomainError]
    project_parts.invite(Project.objects.get(), guests[1], by=cities[0])
    joins: list[Any] = []
    for own in ProjectPart.objects.select_related("project", "organization"):
        user = member_of(own.organization)
        joins.append(lambda own=own, user=user: project_parts.join(own, by=user, text="部屋を出す"))
    assert at_once(joins) == [None, None]
    assert ProjectPart.objects.filter(is_lead=True, state="joined").count() == 1
