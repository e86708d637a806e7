"""What members write: finished or not, alone or two at once, of a sample, and of what is in force."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.accounts.enums import Verification
from hub.exceptions import DomainError
from hub.models import Change, Theme
from partners.models import Partnership, Terms
from partners.services import joining, reviewing
from partners.services.written import changed_since_seen
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.registrations import S, of_two_years, programme, registration, tick_all

pytestmark = pytest.mark.django_db


def _begun(**fields: Any) -> tuple[Partnership, Any]:
    in_programme = of_two_years()
    ours = OrganizationFactory(verified=True, **fields)
    by = member_of(ours)
    return joining.begin_partnership(in_programme, ours, by=by), by


def test_all_that_is_missing_is_told_at_once() -> None:
    one, by = _begun()
    with pytest.raises(joining.UnfinishedError) as refused:
        joining.submit_partnership(one, by=by, agreed_version=None)
    assert list(refused.value.fields) == [
        *("offers", "fields", "text", "districts", "how_to_reach", "contact_name", "contact_phone", "agreed"),
    ]
    assert one.transitions.count() == 1


def test_what_can_not_be_read_is_kept_as_typed_and_not_handed_in() -> None:
    one = registration()
    by = member_of(one.organization)
    joining.write_partnership(one, by=by, values={}, typed={"contact_phone": "0-0"}, seen_version=1)
    with pytest.raises(joining.UnfinishedError) as refused:
        joining.submit_partnership(one, by=by, agreed_version=1)
    assert list(refused.value.fields) == ["contact_phone"]
    joining.write_partnership(one, by=by, values={"contact_phone": "042-000-0000"}, seen_version=2)
    joining.submit_partnership(one, by=by, agreed_version=1)
    assert (one.state, Partnership.objects.get().typed) == (S.SUBMITTED, {})


def test_other_terms_than_those_on_the_page_are_not_agreed_to() -> None:
    one = registration()
    by = member_of(one.organization)
    Terms.objects.create(programme=one.programme, version=2, text="新しい", valid_from=timezone.localdate())
    Terms.objects.create(programme=one.programme, version=3, text="先の", valid_from=date(2999, 1, 1))
    with pytest.raises(joining.UnfinishedError) as refused:
        joining.submit_partnership(one, by=by, agreed_version=1)
    assert refused.value.fields == {"agreed": "約束が新しくなりました。もう一度読んで、印をつけてください。"}
    joining.submit_partnership(one, by=by, agreed_version=2)
    assert (Partnership.objects.get().terms.version, Partnership.objects.get().agreed_by) == (2, by)  # type: ignore[union-attr]


def test_who_saves_the_same_again_writes_nothing_and_who_saves_another_is_told() -> None:
    one = registration()
    by, theme = member_of(one.organization), Theme.objects.create(key="food", name="食")
    values = {"text": "べつ", "themes": [theme], "districts": []}
    for _tap in range(2):
        joining.write_partnership(one, by=by, values=values, seen_version=1)
    assert (one.version, list(one.themes.all())) == (2, [theme])
    with pytest.raises(joining.StaleError):
        joining.write_partnership(one, by=by, values={"text": "三つめ"}, seen_version=1)


def test_what_is_not_written_by_members_stays() -> None:
    one = registration()
    by = member_of(one.organization)
    values = {
        "state": S.APPROVED,
        "number": "X-1",
        "ends_on": None,
        "is_sample": True,
        "programme": None,
        "version": 99,
    }
    joining.write_partnership(one, by=by, values=values | {"text": "べつ"}, seen_version=1)
    now = Partnership.objects.get()
    assert (now.state, now.number, now.is_sample, now.version, now.text) == (S.DRAFT, None, False, 2, "べつ")


@pytest.mark.parametrize("values", [{"contact_phone": "042-000-0000"}, {"contact_email": "a@example.org"}])
def test_a_sample_holds_no_contact(values: dict[str, str]) -> None:
    one, by = _begun(is_sample=True, contact_name="見本", contact_phone="")
    with pytest.raises(DomainError, match="見本"):
        joining.write_partnership(one, by=by, values=values, seen_version=1)


def test_a_field_of_activity_that_the_programme_has_not_is_refused() -> None:
    one, by = _begun()
    with pytest.raises(DomainError, match="活動分野"):
        joining.write_partnership(one, by=by, values={"fields": ["living"]}, seen_version=1)


def test_what_is_in_force_stays_whole_and_its_change_is_told() -> None:
    one = registration(S.APPROVED)
    by, coordinator = member_of(one.organization), UserFactory(coordinator=True)
    reviewing.mark_seen(one, by=coordinator, seen_version=1)
    for values, typed in (({"text": " "}, {}), ({}, {"contact_email": "x"})):
        with pytest.raises(joining.UnfinishedError):
            joining.write_partnership(one, by=by, values=values, typed=typed, seen_version=1)
    before = Change.objects.count()
    joining.write_partnership(one, by=by, values={"text": "べつ"}, seen_version=1)
    now = Partnership.objects.get()
    assert (Change.objects.count() - before, changed_since_seen(now)) == (2, {"text"})
    assert list(Partnership.objects.changed_since_seen()) == [one]
    with pytest.raises(DomainError, match="内容が変わりました"):
        reviewing.mark_seen(one, by=coordinator, seen_version=1)
    reviewing.mark_seen(one, by=coordinator, seen_version=2)
    assert not Partnership.objects.changed_since_seen().exists()


def test_who_comes_back_begins_with_what_was_written_and_another_number() -> None:
    one = registration(S.APPROVED, of=programme(last_number=1), effort="月に1回")
    by, coordinator = member_of(one.organization), UserFactory(coordinator=True)
    one.districts.add(DistrictFactory.create(name="台町中学校区", column=0))
    assert joining.begin_partnership(one.programme, one.organization, by=by) == one
    joining.withdraw_partnership(one, by=by, reason="閉店")
    again = joining.begin_partnership(one.programme, one.organization, by=by)
    assert (again.pk != one.pk, again.state, again.effort, again.districts.count(), again.number) == (
        *(True, S.DRAFT, "月に1回", 1, None),
    )
    joining.submit_partnership(again, by=by, agreed_version=1)
    tick_all(again)
    reviewing.approve_partnership(again, by=coordinator)
    assert (again.number, Partnership.objects.get(pk=one.pk).number) == ("KYOSO-0002", "KYOSO-0001")


@pytest.mark.parametrize("verification", [v for v in Verification if v != Verification.VERIFIED])
def test_an_organisation_that_is_not_verified_writes_but_is_not_registered(verification: str) -> None:
    one = registration(organization=OrganizationFactory(verification=verification))
    by = member_of(one.organization)
    joining.submit_partnership(one, by=by, agreed_version=1)
    tick_all(one)
    with pytest.raises(DomainError, match="先に、この団体を確かめて"):
        reviewing.approve_partnership(one, by=UserFactory(coordinator=True))


def test_a_closed_programme_takes_nobody_new_and_none_is_registered_before_all_was_checked() -> None:
    closed, ours = programme(is_open=False), OrganizationFactory()
    with pytest.raises(DomainError, match="受け付けていません"):
        joining.begin_partnership(closed, ours, by=member_of(ours))
    one, by = registration(S.SUBMITTED, of=closed), UserFactory(coordinator=True)
    reviewing.tick_checks(one, by=by, keys=["here", "unknown"])
    with pytest.raises(DomainError, match="まだ1つ残って"):
        reviewing.approve_partnership(one, by=by)


def test_at_the_next_review_ticks_and_remarks_are_there_and_members_see_what_was_sent_alone() -> None:
    one = registration(S.SUBMITTED)
    by, coordinator = member_of(one.organization), UserFactory(coordinator=True)
    tick_all(one)
    reviewing.return_partnership(one, by=coordinator, remarks={"text": "くわしく", "": "ほかはよいです", "cost": " "})
    assert sorted(one.remarks.values_list("field", "text")) == [("", "ほかはよいです"), ("text", "くわしく")]
    assert one.checks.count() == 2
    joining.submit_partnership(one, by=by, agreed_version=1, now=timezone.now() + timedelta(minutes=1))
    reviewing.keep_review(one, by=coordinator, keys=["here"], remarks={"effort": " 何曜日か ", "cost": " "})
    kept = sorted(one.remarks.values_list("field", "text", "is_sent"))
    assert kept == [("", "ほかはよいです", True), ("effort", "何曜日か", False), ("text", "くわしく", True)]
    assert list(one.checks.values_list("key", flat=True)) == ["here"]
    reviewing.return_partnership(one, by=coordinator, remarks={"cost": "いくらか"})
    assert list(one.remarks.values_list("field", "is_sent")) == [("cost", True)]


# What the page showed, what a colleague kept since, what is posted; what is kept then, or what is to be read first;
# and the same where it is sent back.
MEANWHILE: dict[str, tuple[dict[str, str], ...]] = {
    "nothing": ({"text": "a"}, {"text": "a"}, {"text": "b"}, {"text": "b"}, {}, {}),
    "emptied": ({"text": "a"}, {"text": "a"}, {"cost": "c"}, {"cost": "c"}, {}, {}),
    "elsewhere": ({}, {"text": "a"}, {"cost": "c"}, {"text": "a", "cost": "c"}, {}, {"text": "a"}),
    "the same box": ({}, {"text": "a"}, {"text": "b"}, {"text": "a"}, {"text": "a"}, {"text": "a"}),
    "the same words": ({}, {"text": "a"}, {"text": "a"}, {"text": "a"}, {}, {}),
    "over what was mine": ({"text": "x"}, {"text": "a"}, {"text": "b"}, {"text": "a"}, {"text": "a"}, {"text": "a"}),
    "taken away": ({"text": "x"}, {}, {"text": "b"}, {}, {"text": ""}, {"text": ""}),
}


@pytest.mark.parametrize(
    ("shown", "there", "posted", "kept", "met", "met_in_return"), MEANWHILE.values(), ids=MEANWHILE
)
def test_of_two_who_write_remarks_nobody_wipes_the_others(
    shown: dict[str, str], there: dict[str, str], posted: dict[str, str], kept: dict[str, str],
    met: dict[str, str], met_in_return: dict[str, str],
) -> None:  # fmt: skip
    one, first, second = registration(S.SUBMITTED), UserFactory(coordinator=True), UserFactory(coordinator=True)
    reviewing.keep_review(one, by=first, keys=[], remarks=there)
    sent = {"by": second, "keys": ["here"], "remarks": posted, "shown": shown}
    assert _met(reviewing.keep_review, one, sent) == met
    assert one.checks.exists() == (not met)
    assert dict(one.remarks.values_list("field", "text")) == kept
    one.remarks.all().delete()
    reviewing.keep_review(one, by=first, keys=[], remarks=there)
    assert _met(reviewing.return_partnership, one, sent) == met_in_return
    assert (one.checks.exists(), one.state) == ((False, S.SUBMITTED) if met_in_return else (True, S.RETURNED))
    assert dict(one.remarks.values_list("field", "text")) == (there if met_in_return else posted)


def _met(act: Any, one: Partnership, sent: dict[str, Any]) -> dict[str, str]:
    try:
        act(one, **sent)
    except reviewing.MeanwhileError as error:
        return error.remarks
    return {}


def test_what_is_not_sent_back_is_not_ticked_either() -> None:
    one = registration(S.SUBMITTED)
    by = UserFactory(coordinator=True)
    for wrong in ({"remarks": {"text": " "}}, {"remarks": {"text": "くわしく"}, "seen_version": 7}):
        with pytest.raises(DomainError):
            reviewing.return_partnership(one, by=by, keys=["here"], **wrong)  # type: ignore[arg-type]
    assert one.checks.count() == 0


def test_what_staff_sent_back_once_stays_in_their_sight() -> None:
    one, never = registration(S.SUBMITTED), registration(S.SUBMITTED)
    reviewing.return_partnership(one, by=UserFactory(coordinator=True), remarks={"text": "くわしく"})
    joining.submit_partnership(one, by=member_of(one.organization), agreed_version=1)
    for act in (joining.take_back_partnership, joining.withdraw_partnership):
        for each in (one, never):
            act(each, by=member_of(each.organization))
        assert list(Partnership.objects.handed_in()) == [one]


@pytest.mark.parametrize("act", [reviewing.decline_partnership, reviewing.return_partnership])
def test_no_answer_goes_out_without_a_reason(act: Any) -> None:
    one, by = registration(S.SUBMITTED), UserFactory(coordinator=True)
    said = {"remarks": {"text": " "}} if act is reviewing.return_partnership else {"reason": " "}
    with pytest.raises(DomainError):
        act(one, by=by, **said)
