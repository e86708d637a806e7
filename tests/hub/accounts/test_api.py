"""Members learn from a program for which organisations they may write."""

import json
from typing import Any

import pytest
from django.test import Client

from hub.accounts.enums import Level, Verification
from hub.accounts.models import Membership
from hub.api import answers
from hub.api.enums import Scope
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.api.clients import Program, errors, problem

pytestmark = pytest.mark.django_db

OWN = "/api/v1/organizations/?mine=1"


def results(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = json.loads(answer.content)["results"]
    return found


@pytest.mark.parametrize("verification", Verification)
@pytest.mark.parametrize("level", Level)
def test_a_member_is_told_number_level_and_state(level: Level, verification: Verification) -> None:
    theirs = OrganizationFactory.create(verified=True)
    MembershipFactory.create(organization=theirs)
    ours = OrganizationFactory.create(verification=verification)
    user = MembershipFactory.create(organization=ours, level=level).user
    [said] = results(Program(user, Scope.READ).get(OWN))
    assert (said["id"], said["name"], said["level"], said["verification"]) == (ours.pk, ours.name, level, verification)
    address = f"http://testserver/api/v1/organizations/{ours.pk}/"
    assert said["url"] == (address if verification == Verification.VERIFIED else None)
    assert (said["page_url"] is None) == (verification != Verification.VERIFIED)


def test_a_session_reads_it_too_and_its_levels_are_ones_own() -> None:
    user = UserFactory.create()
    first, second = OrganizationFactory.create_batch(2, verified=True)
    for organization, level in ((first, Level.VIEWER), (second, Level.OWNER)):
        MembershipFactory.create(organization=organization, level=Level.EDITOR)
        MembershipFactory.create(organization=organization, user=user, level=level)
    answer = sign_in(Client(), user).get(OWN)
    assert [(one["id"], one["level"]) for one in results(answer)] == [(first.pk, "viewer"), (second.pk, "owner")]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_is_in_nobodys_memory() -> None:
    ours, theirs = OrganizationFactory.create_batch(2)
    us, them = (MembershipFactory.create(organization=one).user for one in (ours, theirs))
    for user, organization in ((us, ours), (them, theirs)):
        assert [one["id"] for one in results(Program(user).get(OWN))] == [organization.pk]
    answer = Client().get(OWN)
    assert (problem(answer), answer.headers["WWW-Authenticate"]) == ((401, "unauthenticated"), "Bearer")
    assert results(Client().get("/api/v1/organizations/")) == []
    assert [kept.plain for kept in answers.memory._pages.values()] == [b'{"results":[],"next":null}']
    Membership.objects.all().delete()
    assert results(Program(us).get(OWN)) == []


def test_who_is_staff_or_out_of_use_has_none() -> None:
    OrganizationFactory.create(verified=True)
    assert results(Program(UserFactory.create(administrator=True)).get(OWN)) == []
    gone = Program(MembershipFactory.create().user)
    gone.user.is_active = False
    gone.user.save()
    assert problem(gone.get(OWN)) == (401, "unauthenticated")


def test_nothing_is_written_there() -> None:
    program = Program(MembershipFactory.create().user)
    for method in ("POST", "PATCH", "PUT", "DELETE"):
        assert problem(program(method, OWN, {})) == (405, "method-not-allowed")
    assert list(errors(program.get(f"{OWN}&name=x"))) == ["name"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_constant_queries(number: int, django_assert_num_queries: Any) -> None:
    user = UserFactory.create()
    for _number in range(number):
        MembershipFactory.create(organization=OrganizationFactory.create(verified=True), user=user)
    program = Program(user)
    program.get(OWN)  # notes the use of the key
    with django_assert_num_queries(2):  # key, organisations
        assert len(results(program.get(OWN))) == number


def test_it_is_paged() -> None:
    user = UserFactory.create()
    made = [MembershipFactory.create(user=user).organization.pk for _number in range(3)]
    found, address = [], f"{OWN}&page_size=2"
    while address:
        said = json.loads(Program(user).get(address).content)
        found += [one["id"] for one in said["results"]]
        address = (said["next"] or "").removeprefix("http://testserver")
    assert found == made
