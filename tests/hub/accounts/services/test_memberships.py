"""Owners look after members; one owner stays, also when two remove each other."""

from collections.abc import Callable

import pytest

from hub.accounts.models import Level, Membership, Organization, User
from hub.accounts.services import change_level, leave_organization, remove_member
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
    member_of,
)
from tests.threads import at_once

LAST = "代表がひとりもいなくなります"


@pytest.fixture
def organization(db: None) -> Organization:
    made: Organization = OrganizationFactory()
    return made


def _of(user: User) -> Membership:
    return Membership.objects.get(user=user)


@pytest.mark.parametrize("new", Level)
@pytest.mark.parametrize("old", Level)
def test_an_owner_changes_every_level_into_every_other(organization: Organization, old: Level, new: Level) -> None:
    owner, user = member_of(organization), member_of(organization, old)
    membership = _of(user)
    change_level(membership, level=new, by=owner)
    assert _of(user).level == membership.level == new
    mails = [] if old == new else [("organizations.level_changed", user.pk, {"membership": membership.pk})]
    assert list(Mailing.objects.values_list("kind", "user", "ids")) == mails


@pytest.mark.parametrize("level", Level)
def test_an_owner_removes_each(organization: Organization, level: Level) -> None:
    owner, user = member_of(organization), member_of(organization, level)
    remove_member(_of(user), by=owner)
    assert list(Membership.objects.values_list("user", flat=True)) == [owner.pk]
    assert list(Mailing.objects.values_list("kind", "user", "ids")) == [
        ("organizations.removed", user.pk, {"organization": organization.pk})
    ]
    assert not Organization.objects.of(user).exists()


ACTS: list[Callable[[Membership, User], None]] = [
    lambda one, by: change_level(one, level=Level.VIEWER, by=by),
    lambda one, by: remove_member(one, by=by),
]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_owners_looks_after_members(
    organization: Organization, act: Callable[[Membership, User], None]
) -> None:
    member_of(organization)
    user = member_of(organization)
    others = [
        member_of(organization, Level.EDITOR),
        member_of(organization, Level.VIEWER),
        member_of(OrganizationFactory()),
        member_of(organization, is_active=False),
        UserFactory(coordinator=True),
        UserFactory(administrator=True),
    ]
    for by in others:
        with pytest.raises(DomainError, match="団体の代表だけ"):
            act(_of(user), by)
    assert (_of(user).level, Mailing.objects.count()) == (Level.OWNER, 0)


@pytest.mark.parametrize("act", ACTS)
def test_the_only_owner_stays_one(organization: Organization, act: Callable[[Membership, User], None]) -> None:
    owner = member_of(organization)
    member_of(organization, Level.EDITOR)
    member_of(organization, Level.OWNER, is_active=False)  # looks after nothing
    member_of(OrganizationFactory())
    with pytest.raises(DomainError, match=LAST):
        act(_of(owner), owner)
    with pytest.raises(DomainError, match=LAST):
        leave_organization(organization, by=owner)
    assert _of(owner).level == Level.OWNER


def test_the_last_of_all_leaves_when_told_what_becomes_of_it(organization: Organization) -> None:
    owner = member_of(organization)
    member_of(organization, Level.EDITOR, is_active=False)  # looks after nothing
    member_of(OrganizationFactory())
    own = InvitationFactory(organization=organization, invited_by=owner)
    with pytest.raises(DomainError, match="どうなるかを「この団体をやめる」で読んで"):
        leave_organization(organization, by=owner)
    for act in ACTS:
        with pytest.raises(DomainError, match="「この団体をやめる」"):
            act(_of(owner), owner)
    assert _of(owner).level == Level.OWNER
    leave_organization(organization, by=owner, knows_to_be_last=True)
    assert not Membership.objects.filter(user=owner).exists()
    own.refresh_from_db()
    assert own.withdrawn_at is not None
    assert list(organization.transitions.values_list("action", "reason")) == [("leave", "最後のメンバーがやめました。")]


def test_who_is_told_to_be_the_last_and_is_not_first_makes_another_owner(organization: Organization) -> None:
    owner = member_of(organization)
    member_of(organization, Level.EDITOR)
    with pytest.raises(DomainError, match="先に、ほかのメンバーを代表に"):
        leave_organization(organization, by=owner, knows_to_be_last=True)


def test_the_history_says_from_which_level_to_which(organization: Organization) -> None:
    owner, user = member_of(organization), member_of(organization, Level.EDITOR)
    change_level(_of(user), level=Level.VIEWER, by=owner)
    assert list(organization.transitions.values_list("reason", flat=True)) == [
        f"利用者 {user.pk}（編集する人） → 見るだけの人"
    ]


def test_everybody_else_leaves(organization: Organization) -> None:
    owner = member_of(organization)
    for level in Level:
        user = member_of(organization, level)
        leave_organization(organization, by=user)
        assert not Organization.objects.of(user).exists()
    assert list(Membership.objects.values_list("user", flat=True)) == [owner.pk]
    assert Mailing.objects.count() == 0
    with pytest.raises(DomainError, match="もうメンバーではありません"):
        leave_organization(organization, by=user)


def test_who_was_removed_meanwhile_is_told(organization: Organization) -> None:
    owner, user = member_of(organization), member_of(organization)
    seen = _of(user)
    remove_member(_of(user), by=owner)
    with pytest.raises(DomainError, match="もうメンバーではありません"):
        change_level(seen, level=Level.VIEWER, by=owner)


def test_a_membership_of_another_organisation_asks_for_its_own_owner(organization: Organization) -> None:
    owner, other = member_of(organization), MembershipFactory()
    with pytest.raises(DomainError, match="団体の代表だけ"):
        remove_member(other, by=owner)


@pytest.mark.parametrize(
    "act",
    [
        lambda owner, one: remove_member(one, by=owner),
        lambda owner, one: change_level(one, level=Level.EDITOR, by=owner),
        lambda _owner, one: leave_organization(one.organization, by=one.user),
    ],
)
def test_nobody_comes_back_by_an_invitation_of_their_own(
    organization: Organization, act: Callable[[User, Membership], None]
) -> None:
    owner, user = member_of(organization), member_of(organization)
    own, others = InvitationFactory(organization=organization, invited_by=user), []
    others.append(InvitationFactory(organization=organization, invited_by=owner))
    others.append(InvitationFactory(invited_by=user))
    act(owner, _of(user))
    own.refresh_from_db()
    assert own.withdrawn_at is not None
    for one in others:
        one.refresh_from_db()
        assert one.withdrawn_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["remove", "leave", "lower"])
def test_of_two_owners_who_go_at_once_one_stays(kind: str) -> None:
    organization = OrganizationFactory()
    first, second = member_of(organization), member_of(organization)
    acts = {
        "remove": [lambda: remove_member(_of(second), by=first), lambda: remove_member(_of(first), by=second)],
        "lower": [
            lambda: change_level(_of(second), level=Level.VIEWER, by=first),
            lambda: change_level(_of(first), level=Level.VIEWER, by=second),
        ],
        "leave": [
            lambda: leave_organization(organization, by=first),
            lambda: leave_organization(organization, by=second),
        ],
    }
    outcomes = at_once(acts[kind])
    assert sum(outcome is None for outcome in outcomes) == 1
    assert Membership.objects.filter(level=Level.OWNER).count() == 1


@pytest.mark.django_db
def test_with_which_level_one_is_in_what() -> None:
    alone, shared = OrganizationFactory(), OrganizationFactory()
    user = member_of(alone)
    MembershipFactory(organization=shared, user=user, level=Level.OWNER)
    member_of(shared)
    MembershipFactory(user=user, level=Level.EDITOR)
    assert sorted(one.level for one in Organization.objects.with_level_of(user)) == ["editor", "owner", "owner"]
