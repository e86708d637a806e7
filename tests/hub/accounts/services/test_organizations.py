"""Making and writing an organisation, by members and by staff."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.accounts.models import (
    Level,
    Membership,
    Organization,
    OrganizationKind,
    OrganizationTransition,
    User,
    Verification,
)
from hub.accounts.services import (
    NameTakenError,
    create_organization,
    edit_organization,
    refuse_organization,
    resubmit_organization,
    save_organization,
    verify_organization,
)
from hub.accounts.services.organizations import MOST_WAITING, WRITTEN, StaleError
from hub.exceptions import DomainError
from hub.models import Change
from tests.events.published import published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.locks import holding
from tests.threads import at_once

VALUES = {
    "name": "台町子ども食堂",
    "kana": "だいまちこどもしょくどう",
    "kind": OrganizationKind.NPO,
    "description": "月に二回、夕ごはんを一緒に食べます。",
    "corporate_number": "7000012050002",
    "contact_name": "見本 花子",
    "contact_phone": "042-000-0000",
}
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_whoever_makes_one_owns_it_and_it_waits() -> None:
    user = UserFactory()
    made = create_organization(by=user, values=VALUES)
    row = Organization.objects.get()
    assert {name: getattr(row, name) for name in VALUES} == VALUES
    assert (row.verification, row.created_by, row.version, row.is_sample) == ("unverified", user, 1, False)
    assert list(Membership.objects.values_list("user", "level")) == [(user.pk, Level.OWNER)]
    assert list(made.transitions.values_list("action", "by", "to_verification")) == [("create", user.pk, "unverified")]
    assert [one.pk for one in Organization.objects.to_check()] == [made.pk]
    assert (Organization.objects.public().count(), Change.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_what_is_not_written_by_members_is_left_aside() -> None:
    staff, user = UserFactory(), UserFactory()
    forged: dict[str, Any] = {
        "verification": "verified", "is_sample": True, "created_by": staff, "version": 9, "verified_what": "規約",
        "pk": 4711, "id": 4711, "recheck_since": NOW, "verified_by": "八王子市", "verified_on": NOW.date(),
    }  # fmt: skip
    made = create_organization(by=user, values=VALUES | forged)
    edit_organization(made, by=user, values=forged | {"kana": "かな"}, seen_version=1)
    row = Organization.objects.get()
    assert (row.verification, row.is_sample, row.created_by, row.version) == ("unverified", False, user, 2)
    assert (row.verified_what, row.verified_by, row.verified_on, row.recheck_since) == ("", "", None, None)
    assert (row.pk == 4711, row.kana) == (False, "かな")


@pytest.mark.django_db
def test_a_name_that_is_there_already_says_how_one_comes_in() -> None:
    OrganizationFactory(name="台町子ども食堂", kind=OrganizationKind.NPO)
    with pytest.raises(NameTakenError, match=r"もう登録されています。.*招待してもらってください"):
        create_organization(by=UserFactory(), values=VALUES)
    assert Membership.objects.count() == 0
    assert create_organization(by=UserFactory(), values=VALUES | {"kind": OrganizationKind.COMMUNITY}).pk


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_same_one_is_told() -> None:
    users = [UserFactory(), UserFactory()]
    outcomes = at_once([lambda by=by: create_organization(by=by, values=VALUES) for by in users])  # type: ignore[misc]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NameTakenError", "NoneType"]
    assert Organization.objects.count() == Membership.objects.count() == OrganizationTransition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_founder_who_taps_three_times_has_one_organisation() -> None:
    by = UserFactory()
    outcomes = at_once([lambda: create_organization(by=by, values=VALUES)] * 3)
    assert outcomes == [None, None, None]
    assert Organization.objects.count() == Membership.objects.count() == OrganizationTransition.objects.count() == 1


@pytest.mark.django_db
def test_a_founder_is_not_sent_to_the_founder() -> None:
    by = UserFactory()
    first = create_organization(by=by, values=VALUES)
    with pytest.raises(NameTakenError, match=r"あなたの団体として、もう登録されています。"):
        create_organization(by=by, values=VALUES | {"description": "ほかの言葉"})
    Organization.objects.update(created_at=NOW - timedelta(days=1))
    with pytest.raises(NameTakenError, match=r"あなたの団体として、もう登録されています。"):
        create_organization(by=by, values=VALUES)
    Membership.objects.all().delete()
    with pytest.raises(NameTakenError, match=r"招待してもらってください"):
        create_organization(by=by, values=VALUES)
    assert Organization.objects.get() == first


@pytest.mark.django_db
def test_nobody_fills_the_queue_alone() -> None:
    user = UserFactory()
    for number in range(MOST_WAITING):
        create_organization(by=user, values=VALUES | {"name": f"会{number}"})
    with pytest.raises(DomainError, match="確認を待っている団体が3つあります"):
        create_organization(by=user, values=VALUES)
    verify_organization(Organization.objects.get(name="会0"), by=None, what="規約", office="八王子市")
    create_organization(by=user, values=VALUES)


@pytest.mark.django_db
@pytest.mark.parametrize("state", Verification)
def test_owners_and_editors_write_in_every_state_and_keep_it(state: Verification) -> None:
    organization = OrganizationFactory(verification=state)
    for version, level in enumerate((Level.OWNER, Level.EDITOR), start=1):
        edit_organization(
            organization, by=member_of(organization, level), values={"description": str(level)}, seen_version=version
        )
    row = Organization.objects.get()
    assert (row.description, row.verification, row.version) == ("editor", state, 3)
    assert list(Change.objects.values_list("kind", "action")) == [("organization", "changed")] * 2


@pytest.mark.django_db
def test_nobody_else_writes() -> None:
    organization = OrganizationFactory(name="もとの会")
    stranger, viewer = member_of(OrganizationFactory()), member_of(organization, Level.VIEWER)
    gone = member_of(organization, Level.OWNER, is_active=False)
    for by in (stranger, viewer, gone, UserFactory(coordinator=True), UserFactory(administrator=True)):
        with pytest.raises(DomainError, match="代表と編集する人だけ"):
            edit_organization(organization, by=by, values={"name": "乗っ取り"}, seen_version=1)
    assert Organization.objects.get(pk=organization.pk).name == "もとの会"


@pytest.mark.django_db
def test_who_saves_later_is_told() -> None:
    organization = OrganizationFactory()
    first, second = member_of(organization), member_of(organization)
    edit_organization(organization, by=first, values={"description": "先"}, seen_version=1)
    with pytest.raises(StaleError, match="ほかの人が保存しました"):
        edit_organization(organization, by=second, values={"description": "後"}, seen_version=1)
    assert Organization.objects.get().description == "先"
    edit_organization(organization, by=second, values={"description": "後"}, seen_version=2)


@pytest.mark.django_db
def test_what_is_saved_as_it_was_leaves_nothing_behind() -> None:
    organization = OrganizationFactory(description="同じ")
    edit_organization(organization, by=member_of(organization), values={"description": "同じ"}, seen_version=1)
    assert (Organization.objects.get().version, Change.objects.count()) == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "あたらしい会"}, "名前：もとの会 → あたらしい会"),
        ({"kind": OrganizationKind.COMPANY}, "種類：NPO・市民活動団体 → 企業"),
        ({"corporate_number": "7000012050002"}, "法人番号：－ → 7000012050002"),
    ],
)
@pytest.mark.parametrize("state", Verification)
def test_a_checked_one_that_changes_its_identity_is_looked_at_again(
    state: Verification, values: dict[str, Any], said: str
) -> None:
    organization = OrganizationFactory(name="もとの会", verification=state)
    user = member_of(organization)
    edit_organization(organization, by=user, values=values, seen_version=1, now=NOW)
    row, is_checked = Organization.objects.get(), state in {Verification.VERIFIED, Verification.SUSPENDED}
    assert (row.verification, row.recheck_since) == (state, NOW if is_checked else None)
    history = list(row.transitions.values_list("action", "by", "reason", "from_verification", "to_verification"))
    assert history == [("edit", user.pk, said, state, state)]
    waits = state in {Verification.VERIFIED, Verification.UNVERIFIED}
    assert [one.pk for one in Organization.objects.to_check()] == ([row.pk] if waits else [])


@pytest.mark.django_db
def test_a_checked_one_that_changes_something_else_is_not() -> None:
    organization = OrganizationFactory(verified=True)
    values = dict.fromkeys(("kana", "description", "address", "safeguards"), "あ")
    edit_organization(organization, by=member_of(organization), values=values, seen_version=1)
    assert (organization.recheck_since, Organization.objects.to_check().count()) == (None, 0)


@pytest.mark.django_db
def test_what_waits_is_in_the_order_of_its_waiting() -> None:
    again = create_organization(by=UserFactory(), values=VALUES | {"name": "前からの会"})
    first, oldest = OrganizationFactory(), OrganizationFactory(verified=True, recheck_since=NOW)
    second = create_organization(by=UserFactory(), values=VALUES)
    refuse_organization(again, by=None, reason="規約がない")
    resubmit_organization(again, by=again.created_by)
    OrganizationFactory(verified=True)
    OrganizationFactory(verification=Verification.REFUSED)
    assert [(one.pk, one.waits_since) for one in Organization.objects.to_check()] == [
        (oldest.pk, NOW),
        (first.pk, first.created_at),
        (second.pk, second.transitions.get().created_at),
        (again.pk, again.transitions.get(action="resubmit").created_at),
    ]


@pytest.mark.django_db
def test_a_name_taken_is_told_and_nothing_is_written() -> None:
    OrganizationFactory(name="台町会", kind=OrganizationKind.NPO)
    organization = OrganizationFactory(name="もとの会", verified=True)
    with pytest.raises(NameTakenError):
        edit_organization(organization, by=member_of(organization), values={"name": "台町会"}, seen_version=1)
    row = Organization.objects.get(pk=organization.pk)
    assert (row.name, row.version, row.transitions.count()) == ("もとの会", 1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["phone", "email", "contact_phone"])
def test_a_sample_keeps_no_contact(name: str) -> None:
    organization = OrganizationFactory(is_sample=True)
    with pytest.raises(DomainError, match="見本には"):
        edit_organization(organization, by=member_of(organization), values={name: "1"}, seen_version=1)
    assert getattr(Organization.objects.get(), name) == ""


@pytest.mark.django_db
def test_what_is_found_by_its_name_follows() -> None:
    organization = OrganizationFactory(name="もとの会", verified=True)
    place = published_place("会館", operator=organization)
    edit_organization(organization, by=member_of(organization), values={"name": "囲碁の会"}, seen_version=1)
    place.refresh_from_db()
    assert "囲碁の会" in place.search_text


@pytest.mark.django_db
def test_what_staff_save_takes_nothing_back() -> None:
    staff: User = UserFactory(coordinator=True)
    organization = OrganizationFactory(name="もとの会", verification=Verification.UNVERIFIED)
    stale = Organization.objects.get()
    verify_organization(organization, by=staff, what="規約", office="八王子市")
    stale.name = "あたらしい会"
    save_organization(stale, by=staff)
    row = Organization.objects.get()
    assert (row.name, row.verification, row.verified_what, row.version) == ("あたらしい会", "verified", "規約", 3)
    assert (stale.verification, stale.version, row.recheck_since) == ("verified", 3, None)
    assert list(row.transitions.values_list("action", "reason")) == [
        ("verify", "規約"),
        ("edit", "名前：もとの会 → あたらしい会"),
    ]


@pytest.mark.django_db
def test_what_staff_enter_is_theirs_and_has_no_member() -> None:
    staff = UserFactory(coordinator=True)
    organization = Organization(name="電話の会", kind=OrganizationKind.COMMUNITY)
    save_organization(organization, by=staff)
    assert (organization.created_by, organization.memberships.count()) == (staff, 0)
    assert list(organization.transitions.values_list("action", flat=True)) == ["create"]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_told() -> None:
    organization = OrganizationFactory()
    user = member_of(organization)
    with holding(organization), pytest.raises(DomainError, match="ほかの人が同じものを直しています"):
        edit_organization(organization, by=user, values={"name": "会"}, seen_version=1)


def test_every_field_that_members_write_is_one_of_the_model() -> None:
    assert set(WRITTEN) <= {field.name for field in Organization._meta.get_fields()}
