"""Every act × every verification; two coordinators; what follows, and who is told."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub import suspensions
from hub.accounts import services
from hub.accounts.enums import VERIFICATIONS, OrganizationAction, Verification
from hub.accounts.models import Level, Organization, OrganizationTransition, User
from hub.exceptions import DomainError, TransitionError
from hub.models import Change
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.threads import at_once

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
HOW = {"what": "規約・会則", "office": "八王子市", "now": NOW}
A = OrganizationAction
ACTS: dict[OrganizationAction, Callable[[Organization, User, User], None]] = {
    A.VERIFY: lambda one, staff, _owner: services.verify_organization(one, by=staff, **HOW),
    A.CONFIRM: lambda one, staff, _owner: services.confirm_organization(one, by=staff, **HOW),
    A.REFUSE: lambda one, staff, _owner: services.refuse_organization(
        one, by=staff, reason="代表の方に電話が通じません"
    ),
    A.RESUBMIT: lambda one, _staff, owner: services.resubmit_organization(one, by=owner),
    A.SUSPEND: lambda one, staff, _owner: services.suspend_organization(one, by=staff, reason="勧誘がありました"),
    A.RESTORE: lambda one, staff, _owner: services.restore_organization(one, by=staff),
}
MAILS = {
    A.VERIFY: ["organizations.verified"],
    A.REFUSE: ["organizations.refused"],
    A.SUSPEND: ["organizations.suspended"],
    A.RESTORE: ["organizations.restored"],
}
CHANGES = {A.VERIFY: ["published"], A.CONFIRM: ["changed"], A.SUSPEND: ["withdrawn"], A.RESTORE: ["published"]}


@pytest.fixture
def told() -> Iterator[list[tuple[Any, ...]]]:
    """What those who follow suspensions were told."""
    found: list[tuple[Any, ...]] = []

    def follower(organization: Organization, *, is_suspended: bool, by: User | None, reason: str) -> None:
        found.append((organization.pk, organization.verification, is_suspended, by, reason))

    suspensions.follow_suspensions(follower)
    yield found
    suspensions._followers.remove(follower)


def test_the_table_names_every_act_that_moves_a_verification() -> None:
    assert set(ACTS) == set(VERIFICATIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("state", Verification)
@pytest.mark.parametrize("action", VERIFICATIONS)
def test_every_act_in_every_state(action: OrganizationAction, state: Verification) -> None:
    organization = OrganizationFactory(verification=state)
    staff, owner = UserFactory(coordinator=True), member_of(organization)
    member_of(organization, Level.EDITOR)
    sources, target = VERIFICATIONS[action]
    if state not in sources:
        with pytest.raises(TransitionError):
            ACTS[action](organization, staff, owner)
        assert (Organization.objects.get().verification, organization.version) == (state, 1)
        assert OrganizationTransition.objects.count() == Mailing.objects.count() == Change.objects.count() == 0
        return
    ACTS[action](organization, staff, owner)
    row = Organization.objects.get()
    assert (row.verification, row.version) == (organization.verification, organization.version) == (target, 2)
    kept = OrganizationTransition.objects.get()
    by = owner if action == A.RESUBMIT else staff
    assert (kept.action, kept.from_verification, kept.to_verification, kept.by) == (action, state, target, by)
    assert [(mail.kind, mail.user) for mail in Mailing.objects.all()] == [
        (kind, owner) for kind in MAILS.get(action, [])
    ]
    assert list(Change.objects.values_list("action", flat=True)) == CHANGES.get(action, [])


@pytest.mark.django_db
def test_what_was_checked_is_kept_with_its_day() -> None:
    organization = OrganizationFactory()
    services.verify_organization(organization, by=UserFactory(coordinator=True), **HOW)
    row = Organization.objects.get()
    assert (row.verified_what, row.verified_by, row.verified_on) == ("規約・会則", "八王子市", date(2026, 11, 20))
    assert OrganizationTransition.objects.get().reason == "規約・会則"


@pytest.mark.django_db
@pytest.mark.parametrize("act", [services.refuse_organization, services.suspend_organization])
def test_a_reason_is_asked_for(act: Callable[..., None]) -> None:
    with pytest.raises(DomainError, match="理由を書いてください"):
        act(OrganizationFactory(verified=True), by=UserFactory(coordinator=True), reason=" ")


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "office"), [("", "八王子市"), ("規約", " ")])
def test_what_was_checked_and_by_whom_is_asked_for(what: str, office: str) -> None:
    organization = OrganizationFactory()
    with pytest.raises(DomainError, match="確かめたか"):
        services.verify_organization(organization, by=None, what=what, office=office)
    assert Organization.objects.get().verification == Verification.UNVERIFIED


@pytest.mark.django_db
def test_what_was_changed_meanwhile_is_not_what_was_checked() -> None:
    organization = OrganizationFactory(version=4)
    with pytest.raises(DomainError, match="内容が変わりました"):
        services.verify_organization(organization, by=None, seen_version=3, **HOW)
    assert Organization.objects.get().verification == Verification.UNVERIFIED


@pytest.mark.django_db
@pytest.mark.parametrize("action", [action for action in VERIFICATIONS if action != A.RESUBMIT])
def test_only_staff_who_check_decide_and_not_on_their_own(action: OrganizationAction) -> None:
    state = min(VERIFICATIONS[action][0])
    organization = OrganizationFactory(verification=state)
    owner = member_of(organization)
    own = UserFactory(coordinator=True)
    MembershipFactory(organization=organization, user=own, level=Level.VIEWER)
    for by in (owner, UserFactory(), UserFactory(staff=True), own, UserFactory(coordinator=True, is_active=False)):
        with pytest.raises(DomainError, match="団体の確認ができる職員だけ"):
            ACTS[action](organization, by, owner)
    assert Organization.objects.get().verification == state


@pytest.mark.django_db
def test_who_hands_in_again_writes_for_the_organisation() -> None:
    organization = OrganizationFactory(verification=Verification.REFUSED)
    viewer, editor = member_of(organization, Level.VIEWER), member_of(organization, Level.EDITOR)
    stranger = member_of(OrganizationFactory())
    for by in (viewer, stranger):
        with pytest.raises(DomainError, match="代表と編集する人だけ"):
            services.resubmit_organization(organization, by=by)
    services.resubmit_organization(organization, by=editor)
    organization.refresh_from_db()
    assert organization.verification == Verification.UNVERIFIED


@pytest.mark.django_db
def test_whoever_comes_later_is_told_who_did_what() -> None:
    organization = OrganizationFactory()
    first, second = UserFactory(coordinator=True, display_name="さきの人"), UserFactory(coordinator=True)
    services.refuse_organization(organization, by=first, reason="規約がない")
    with pytest.raises(DomainError, match="ほかの人（さきの人）が先に「確認できないと返す」をしました"):
        services.refuse_organization(organization, by=second, reason="電話が通じない")
    with pytest.raises(TransitionError):  # to the same person it is no news
        services.refuse_organization(organization, by=first, reason="規約がない")


@pytest.mark.django_db
def test_members_learn_no_name_of_staff() -> None:
    organization = OrganizationFactory()
    owner = member_of(organization)
    services.refuse_organization(
        organization, by=UserFactory(coordinator=True, display_name="ひみつの職員"), reason="規約がない"
    )
    services.verify_organization(organization, by=UserFactory(coordinator=True, display_name="ひみつの職員"), **HOW)
    with pytest.raises(DomainError) as refused:
        services.resubmit_organization(organization, by=owner)
    assert "ひみつ" not in str(refused.value)
    assert "ほかの人（職員）が先に「確認済みにする」をしました" in str(refused.value)


@pytest.mark.django_db
def test_who_follows_suspensions_is_told_of_both_ends(told: list[Any]) -> None:
    organization = OrganizationFactory()
    staff = UserFactory(coordinator=True)
    services.verify_organization(organization, by=staff, **HOW)
    services.suspend_organization(organization, by=staff, reason="勧誘")
    services.restore_organization(organization, by=staff, reason="話し合った")
    assert told == [
        (organization.pk, "suspended", True, staff, "勧誘"),
        (organization.pk, "verified", False, staff, "話し合った"),
    ]


@pytest.mark.django_db
def test_what_a_follower_refuses_undoes_the_suspension() -> None:
    def follower(organization: Organization, **_what: Any) -> None:
        raise DomainError("いまは隠せません")

    organization = OrganizationFactory(verified=True)
    suspensions.follow_suspensions(follower)
    try:
        with pytest.raises(DomainError, match="いまは隠せません"):
            services.suspend_organization(organization, by=None, reason="勧誘")
    finally:
        suspensions._followers.remove(follower)
    assert Organization.objects.get().verification == organization.verification == Verification.VERIFIED
    assert OrganizationTransition.objects.count() == Mailing.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_once_one_wins_one_is_told_and_one_mail_goes_out() -> None:
    organization = OrganizationFactory()
    member_of(organization)
    staff = [UserFactory(coordinator=True, display_name=name) for name in ("みどり", "あおい")]
    copies = [Organization.objects.get() for _one in staff]
    outcomes = at_once(
        [
            lambda: services.verify_organization(copies[0], by=staff[0], **HOW),
            lambda: services.refuse_organization(copies[1], by=staff[1], reason="規約がない"),
        ]
    )
    row, lost = Organization.objects.get(), next(str(outcome) for outcome in outcomes if outcome)
    winner = "みどり）が先に「確認済みにする」" if row.is_verified else "あおい）が先に「確認できないと返す」"
    assert (sum(outcome is None for outcome in outcomes), winner in lost) == (1, True)
    assert Mailing.objects.get().kind == f"organizations.{row.verification}"


@pytest.mark.django_db
def test_a_refusal_is_not_written_over_by_who_did_not_see_it() -> None:
    organization = OrganizationFactory()
    first, second = UserFactory(coordinator=True, display_name="さきの人"), UserFactory(coordinator=True)
    services.refuse_organization(Organization.objects.get(), by=first, reason="規約がない")
    for one in (organization, Organization.objects.get()):
        with pytest.raises(DomainError, match="ほかの人（さきの人）が先に"):
            services.verify_organization(one, by=second, seen=Verification.UNVERIFIED, **HOW)
    services.verify_organization(Organization.objects.get(), by=second, seen=Verification.REFUSED, **HOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", [A.VERIFY, A.REFUSE, A.SUSPEND, A.RESTORE])
def test_the_same_decision_twice_at_once_is_one(action: OrganizationAction) -> None:
    organization = OrganizationFactory(verification=min(VERIFICATIONS[action][0]))
    owner = member_of(organization)
    staff = [UserFactory(coordinator=True) for _one in range(2)]
    outcomes = at_once([lambda by=by: ACTS[action](Organization.objects.get(), by, owner) for by in staff])
    told = [str(outcome) for outcome in outcomes if outcome is not None]
    assert len(told) == 1
    assert "が先に" in told[0]
    assert (
        OrganizationTransition.objects.count()
        == Mailing.objects.count()
        == Change.objects.count() + (action == A.REFUSE)
    )
    assert Organization.objects.get().version == 2
