"""Invitations: one address, one use, one week; the link can't be made up."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.invitation_tokens import fits, token_of
from hub.accounts.models import Invitation, Level, Membership, Organization, User, Verification
from hub.accounts.services import accept_invitation, invite_member, withdraw_invitation
from hub.accounts.services import invitations as rooms
from hub.accounts.services.invitations import GoneError, OtherAddressError, delete_ended_invitations
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


@pytest.fixture
def organization(db: None) -> Organization:
    made: Organization = OrganizationFactory(verified=True)
    return made


def _invite(organization: Organization, by: User, address: str = "new@example.org", **more: Any) -> Invitation:
    return invite_member(organization, address=address, level=more.pop("level", Level.EDITOR), by=by, **more)


def test_an_owner_invites_an_address(organization: Organization) -> None:
    owner, now = member_of(organization), timezone.now()
    made = _invite(organization, owner, " Ｎｅｗ＠Example.ORG ", now=now)
    row = Invitation.objects.get()
    assert (row.address, row.level, row.invited_by) == ("new@example.org", Level.EDITOR, owner)
    assert (row.expires_at, row.accepted_at, row.withdrawn_at) == (now + timedelta(days=7), None, None)
    mail = Mailing.objects.get()
    assert (mail.kind, mail.user, mail.address) == ("organizations.invitation", None, "new@example.org")
    assert mail.ids == {"invitation": made.pk}


def test_staff_invite_where_nobody_looks_after_it_yet(organization: Organization) -> None:
    assert _invite(organization, UserFactory(coordinator=True), level=Level.OWNER).level == Level.OWNER


def test_nobody_else_invites_or_withdraws(organization: Organization) -> None:
    one = InvitationFactory(organization=organization)
    others = [member_of(organization, Level.EDITOR), member_of(organization, Level.VIEWER)]
    others += [member_of(OrganizationFactory()), UserFactory(staff=True), member_of(organization, is_active=False)]
    for by in others:
        with pytest.raises(DomainError, match="団体の代表だけ"):
            _invite(organization, by)
        with pytest.raises(DomainError, match="団体の代表だけ"):
            withdraw_invitation(one, by=by)
    assert (Invitation.objects.get().withdrawn_at, Mailing.objects.count()) == (None, 0)


@pytest.mark.parametrize("state", Verification)
def test_one_that_was_refused_or_suspended_takes_nobody_in(db: None, state: Verification) -> None:
    organization = OrganizationFactory(verification=state)
    owner, user = member_of(organization), UserFactory(confirmed=True)
    sent = InvitationFactory(organization=organization, address=user.email)
    if state in {Verification.VERIFIED, Verification.UNVERIFIED}:
        _invite(organization, owner)
        accept_invitation(sent, by=user)
        return
    with pytest.raises(DomainError, match="いまの状態では"):
        _invite(organization, owner)
    with pytest.raises(GoneError):
        accept_invitation(sent, by=user)


def test_an_address_is_invited_once(organization: Organization) -> None:
    owner = member_of(organization)
    made = _invite(organization, owner)
    with pytest.raises(DomainError, match="もう招待しています"):
        _invite(organization, owner, "NEW@example.org")
    _invite(OrganizationFactory(verified=True), UserFactory(administrator=True))  # elsewhere it is another matter
    withdraw_invitation(made, by=owner)
    _invite(organization, owner)
    assert organization.invitations.count() == 2


def test_what_nobody_took_up_makes_room(organization: Organization) -> None:
    owner = member_of(organization)
    past = InvitationFactory(
        organization=organization, address="new@example.org", expires_at=timezone.now() - timedelta(hours=1)
    )
    _invite(organization, owner)
    past.refresh_from_db()
    assert past.withdrawn_at is not None
    assert organization.invitations.open(timezone.now()).count() == 1


def test_a_member_is_not_invited(organization: Organization) -> None:
    owner, member = member_of(organization), member_of(organization, Level.VIEWER, confirmed=True)
    with pytest.raises(DomainError, match="もうメンバーです"):
        _invite(organization, owner, member.email)


def test_how_many_wait_belong_and_are_sent_a_day(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = member_of(organization)
    InvitationFactory.create_batch(20, organization=organization)
    with pytest.raises(DomainError, match="返事を待っている招待が20通"):
        _invite(organization, owner)
    organization.invitations.update(withdrawn_at=timezone.now())
    with pytest.raises(DomainError, match="1日に送れる招待は20通まで"):
        _invite(organization, owner)
    organization.invitations.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    MembershipFactory.create_batch(48, organization=organization)
    _invite(organization, owner)
    with pytest.raises(DomainError, match="招待中の方も入れて50人まで"):
        _invite(organization, owner, "other@example.org")


def test_an_organisation_that_nobody_checked_sends_few(db: None) -> None:
    organization = OrganizationFactory()
    owner = member_of(organization)
    for number in range(5):
        _invite(organization, owner, f"new{number}@example.org")
    with pytest.raises(DomainError, match="1日に送れる招待は5通まで"):
        _invite(organization, owner)


@pytest.mark.parametrize("level", Level)
def test_whose_address_it_is_becomes_a_member(organization: Organization, level: Level) -> None:
    user = UserFactory(email="New@example.org", confirmed=True)
    one = InvitationFactory(organization=organization, address="new@example.org", level=level)
    made = accept_invitation(one, by=user)
    assert (made.user, made.organization, made.level) == (user, organization, level)
    row = Invitation.objects.get()
    assert (row.accepted_by, row.accepted_at is None) == (user, False)
    with pytest.raises(GoneError):
        accept_invitation(one, by=user)


@pytest.mark.parametrize("case", ["another", "not confirmed", "confirmed by another", "look-alike"])
def test_nobody_else_does(organization: Organization, case: str) -> None:
    address = "mike@example.org"
    user = UserFactory(email="eve@example.org" if case != "not confirmed" else address, confirmed=case == "another")
    if case == "not confirmed":
        EmailAddress.objects.create(user=user, email=address, verified=False, primary=True)
    if case == "confirmed by another":
        UserFactory(email=address, confirmed=True)
    if case == "look-alike":
        EmailAddress.objects.create(user=user, email="mıke@example.org", verified=True)
    one = InvitationFactory(organization=organization, address=address)
    with pytest.raises(OtherAddressError) as refused:
        accept_invitation(one, by=user)
    assert address not in str(refused.value)
    assert (Invitation.objects.get().accepted_at, Membership.objects.count()) == (None, 0)


@pytest.mark.parametrize("change", [{"withdrawn_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_withdrawn_and_past_are_gone(organization: Organization, change: dict[str, Any]) -> None:
    user = UserFactory(confirmed=True)
    one = InvitationFactory(organization=organization, address=user.email, **change)
    with pytest.raises(GoneError):
        accept_invitation(one, by=user)


def test_a_member_and_a_full_house_are_told_and_the_invitation_stays(organization: Organization) -> None:
    user = UserFactory(confirmed=True)
    one = InvitationFactory(organization=organization, address=user.email, level=Level.OWNER)
    MembershipFactory(organization=organization, user=user, level=Level.VIEWER)
    with pytest.raises(DomainError, match="もうこの団体のメンバーです"):
        accept_invitation(one, by=user)
    Membership.objects.all().delete()
    MembershipFactory.create_batch(rooms.MOST_MEMBERS, organization=organization)
    with pytest.raises(DomainError, match="いっぱいです"):
        accept_invitation(one, by=user)
    assert Invitation.objects.get().accepted_at is None


def test_what_was_used_is_not_withdrawn(organization: Organization) -> None:
    owner, user = member_of(organization), UserFactory(confirmed=True)
    one = InvitationFactory(organization=organization, address=user.email)
    accept_invitation(one, by=user)
    with pytest.raises(DomainError, match="もう使われています"):
        withdraw_invitation(one, by=owner)


@pytest.mark.django_db(transaction=True)
def test_it_is_used_once_also_by_two_at_once() -> None:
    user = UserFactory(confirmed=True)
    one = InvitationFactory(organization__verified=True, address=user.email)
    outcomes = at_once([lambda: accept_invitation(Invitation.objects.get(), by=user)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["GoneError", "NoneType"]
    assert (Membership.objects.count(), one.organization.memberships.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_withdrawn_and_accepted_at_once_ends_one_way() -> None:
    user = UserFactory(confirmed=True)
    one = InvitationFactory(organization__verified=True, address=user.email)
    owner = member_of(one.organization)
    outcomes = at_once(
        [
            lambda: accept_invitation(Invitation.objects.get(), by=user),
            lambda: withdraw_invitation(Invitation.objects.get(), by=owner),
        ]
    )
    row = Invitation.objects.get()
    assert sum(outcome is None for outcome in outcomes) == 1
    assert (row.accepted_at is None) != (row.withdrawn_at is None)
    assert Organization.objects.of(user).exists() is (row.accepted_at is not None)


@pytest.mark.django_db(transaction=True)
def test_two_invitations_at_once_do_not_pass_the_limit() -> None:
    organization = OrganizationFactory(verified=True)
    owner = member_of(organization)
    InvitationFactory.create_batch(19, organization=organization)
    at_once([lambda n=n: _invite(organization, owner, f"new{n}@example.org") for n in range(3)])  # type: ignore[misc]
    assert (Invitation.objects.count(), Mailing.objects.count()) == (20, 1)


def test_what_ended_is_kept_a_month(organization: Organization) -> None:
    now = timezone.now()
    past, before = now - timedelta(days=31), now - timedelta(days=29)
    kept = [InvitationFactory(), InvitationFactory(accepted_at=before), InvitationFactory(withdrawn_at=before)]
    kept.append(InvitationFactory(expires_at=before))
    for fields in ({"accepted_at": past}, {"withdrawn_at": past}, {"expires_at": past}):
        InvitationFactory(**fields)
    assert delete_ended_invitations(now) == 3
    assert set(Invitation.objects.all()) == set(kept)


def test_the_token_is_of_this_row_this_nonce_and_this_key(organization: Organization, settings: Settings) -> None:
    one, other = InvitationFactory(), InvitationFactory()
    token = token_of(one)
    assert (len(token), len(bytes.fromhex(token)) * 8) == (32, 128)
    assert fits(one, token)
    flipped = [token[:n] + ("0" if token[n] != "0" else "1") + token[n + 1 :] for n in range(32)]
    for forged in (
        *flipped,
        "",
        token[:-1],
        f"{token}0",
        token.upper() + "x",
        token_of(other),
        "あ" * 32,
        one.nonce.hex,
    ):
        assert not fits(one, forged)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-" + "y" * 50
    assert not fits(one, token)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert (fits(one, token), token_of(one) == token) == (True, False)
