"""What the mails of organisations say, and when they are no longer sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import timezone

from hub.accounts.invitation_tokens import fits, token_of
from hub.accounts.models import Invitation, Level, Membership, Organization, Verification
from hub.accounts.services import (
    change_level,
    invite_member,
    refuse_organization,
    remove_member,
    restore_organization,
    suspend_organization,
    verify_organization,
)
from hub.notifications.letters import Letter, kinds, writer_of
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db

HOW = {"what": "規約", "office": "八王子市"}


def _letter() -> Letter | None:
    mailing = Mailing.objects.get()
    write = writer_of(mailing.kind)
    assert write is not None
    return write(mailing)


def _said(letter: Letter | None) -> str:
    assert letter is not None
    return "\n".join([letter.subject, *letter.paragraphs, *(url for _label, url in letter.links), *letter.after])


def test_every_kind_that_is_queued_can_be_written() -> None:
    names = ("invitation", "verified", "refused", "suspended", "restored", "removed", "level_changed")
    assert {f"organizations.{name}" for name in names} <= kinds()


def test_an_invitation_holds_its_link_and_the_row_does_not() -> None:
    organization = OrganizationFactory(name="台町\n会", verified=True)
    one = invite_member(
        organization, address="new@example.org", level=Level.EDITOR, by=member_of(organization, display_name="はな\nこ")
    )
    letter = _letter()
    assert letter is not None
    assert (letter.subject, "\n" in letter.subject) == ("「台町 会」への招待", False)
    assert letter.paragraphs[0] == "「台町 会」の代表のはな こさんが、あなたをメンバーに招いています。"
    ((_label, url),) = letter.links
    assert url.startswith(f"{settings.SITE_URL}/invitations/")
    found = resolve(url.removeprefix(settings.SITE_URL))
    assert (found.view_name, found.kwargs["pk"], fits(one, found.kwargs["token"])) == (
        "organizations:invitation",
        one.pk,
        True,
    )
    row = str(list(Mailing.objects.values())) + str(list(Invitation.objects.values()))
    assert token_of(one) not in row


def test_who_invites_is_named_for_an_organisation_that_the_city_knows() -> None:
    unchecked, checked = OrganizationFactory(name="台町会"), OrganizationFactory(name="市の会", verified=True)
    invite_member(
        unchecked, address="new@example.org", level=Level.EDITOR, by=member_of(unchecked, display_name="あやしい")
    )
    letter = _letter()
    assert letter is not None
    assert letter.paragraphs[0] == "つながりハブの団体のメンバーに招かれています。"
    assert "あやしい" not in str(letter)
    Mailing.objects.all().delete()
    staff = UserFactory(coordinator=True, display_name="ひみつの職員")
    invite_member(checked, address="new@example.org", level=Level.OWNER, by=staff)
    letter = _letter()
    assert letter is not None
    assert letter.paragraphs[0] == "市の担当が、あなたを「市の会」のメンバーに招いています。"
    assert "ひみつの職員" not in str(letter)


@pytest.mark.parametrize("is_checked", [True, False])
def test_an_invitation_tells_whether_the_city_knows_who_invites(is_checked: bool) -> None:
    organization = OrganizationFactory(verified=is_checked)
    invite_member(organization, address="new@example.org", level=Level.EDITOR, by=member_of(organization))
    letter = _letter()
    assert letter is not None
    assert ("この団体のことは、市がまだ確かめていません。" in letter.paragraphs) is not is_checked


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(withdrawn_at=timezone.now()),
        lambda one: one.update(accepted_at=timezone.now()),
        lambda one: one.update(expires_at=timezone.now() - timedelta(seconds=1)),
        lambda one: one.delete(),
        lambda _one: Organization.objects.update(verification=Verification.SUSPENDED),
    ],
)
def test_an_invitation_that_is_no_longer_open_is_not_sent(change: Callable[[Any], Any]) -> None:
    organization = OrganizationFactory(verified=True)
    invite_member(organization, address="new@example.org", level=Level.EDITOR, by=member_of(organization))
    change(Invitation.objects.all())
    assert _letter() is None


@pytest.mark.parametrize("name", ["台町の会", "重要 evil.example/x", "重要　ｅｖｉｌ．ｅｘａｍｐｌｅ／ｘ"])
def test_an_unchecked_name_stands_neither_in_the_subject_nor_first_and_is_no_link(name: str) -> None:
    organization = OrganizationFactory(name=name)
    invite_member(organization, address="new@example.org", level=Level.EDITOR, by=member_of(organization))
    letter = _letter()
    assert letter is not None
    assert (letter.subject, letter.paragraphs[0]) == (
        "団体のメンバーへの招待",
        "つながりハブの団体のメンバーに招かれています。",
    )
    is_named = [f"「{name}」" in text for text in letter.paragraphs]
    assert is_named == [False, False, False, False, name == "台町の会", False]
    assert ("重要" in _said(letter), letter.paragraphs[-1]) == (False, "この団体のことは、市がまだ確かめていません。")


DECISIONS: dict[Verification, tuple[Verification, Callable[[Organization], None], str]] = {
    Verification.VERIFIED: (
        Verification.UNVERIFIED,
        lambda one: verify_organization(one, by=None, **HOW),
        "確認しました",
    ),
    Verification.REFUSED: (
        Verification.UNVERIFIED,
        lambda one: refuse_organization(one, by=None, reason="規約がありません"),
        "理由：規約がありません",
    ),
    Verification.SUSPENDED: (
        Verification.VERIFIED,
        lambda one: suspend_organization(one, by=None, reason="勧誘がありました"),
        "理由：勧誘がありました",
    ),
}


@pytest.mark.parametrize("target", DECISIONS)
def test_a_decision_is_told_while_it_holds_and_to_owners(target: Verification) -> None:
    state, decide, said = DECISIONS[target]
    organization = OrganizationFactory(name="台町会", verification=state)
    owner = member_of(organization)
    decide(organization)
    text = _said(_letter())
    assert (said in text, "「台町会」" in text, f"/me/organizations/{organization.pk}/" in text) == (True, True, True)
    Membership.objects.update(level=Level.VIEWER)
    assert _letter() is None
    Membership.objects.update(level=Level.OWNER)
    Organization.objects.update(verification=state)
    assert _letter() is None
    assert Mailing.objects.get().user == owner


def test_the_end_of_a_suspension_is_told() -> None:
    organization = OrganizationFactory(verification=Verification.SUSPENDED)
    member_of(organization)
    restore_organization(organization, by=None)
    assert "停止を解きました" in _said(_letter())


def test_who_is_removed_is_told_unless_they_came_back() -> None:
    organization = OrganizationFactory(name="台町会")
    owner, user = member_of(organization), member_of(organization)
    remove_member(Membership.objects.get(user=user), by=owner)
    text = _said(_letter())
    assert ("「台町会」のメンバーからはずしました" in text, "/me/" in text) == (True, False)
    MembershipFactory(organization=organization, user=user)
    assert _letter() is None


def test_a_new_level_is_told_as_it_is_then() -> None:
    organization = OrganizationFactory()
    owner, user = member_of(organization), UserFactory()
    membership = MembershipFactory(organization=organization, user=user, level=Level.VIEWER)
    change_level(membership, level=Level.EDITOR, by=owner)
    assert "いまは「編集する人」です" in _said(_letter())
    membership.delete()
    assert _letter() is None
