"""Offices in the admin: what is missing, who may be put to work, what is not there at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from referrals.models import OfficeStaff, Retention, SupportOffice
from referrals.readiness import lacks
from referrals.rules import can_be_put_to_work
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory
from tests.markup import parse
from tests.referrals.cases import district, office, people

pytestmark = pytest.mark.django_db(transaction=True)


def _values(made: SupportOffice, *rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The form of an office as the page sends it."""
    there = list(made.members.all())
    values: dict[str, Any] = {
        "name": made.name, "hours": made.hours, "is_active": "on", "opens_at": "9:00", "closes_at": "17:00", "phone": "０４２ ０００ ００００",
        "members-TOTAL_FORMS": len(there) + len(rows), "members-INITIAL_FORMS": len(there), "members-MIN_NUM_FORMS": 0, "members-MAX_NUM_FORMS": 60,
    }  # fmt: skip
    for number, row in enumerate([*({"id": one.pk, "user": one.user_id} for one in there), *rows]):
        values |= {f"members-{number}-{key}": value for key, value in ({"order": 0, "office": made.pk} | row).items()}
    return values | changes


def _errors(answer: Any) -> list[str]:
    return [node.text for node in parse(answer).all("ul", "errorlist")]


def test_no_case_is_in_the_admin() -> None:
    shown = sorted(model.__name__ for model in admin.site._registry if model._meta.app_label == "referrals")
    assert shown == ["DangerHelp", "Retention", "Sign", "SpecialDesk", "SupportOffice"]


def test_what_an_office_lacks_agrees_with_whether_it_can_be_written_to() -> None:
    made = SupportOffice.objects.create(name="新しい事務所")
    for change in (
        {"phone": "042-000-0000"},
        {"opens_at": "9:00", "closes_at": "17:00"},
        {"is_active": False},
        {"is_active": True},
    ):
        assert lacks(made) != []
        assert not SupportOffice.objects.staffed().filter(pk=made.pk).exists()
        SupportOffice.objects.filter(pk=made.pk).update(**change)
        made.refresh_from_db()
    made.districts.set([DistrictFactory.create()])
    assert lacks(made) == ["担当の職員がいません。"]
    OfficeStaff.objects.create(office=made, user=UserFactory(administrator=True))
    assert (lacks(made), SupportOffice.objects.staffed().exists()) == (["担当の職員がいません。"], False)
    OfficeStaff.objects.create(office=made, user=UserFactory(staff=True))
    assert (lacks(made), SupportOffice.objects.staffed().get()) == ([], made)


def test_a_coordinator_puts_staff_to_work_with_a_substitute_and_it_is_logged(client: Client) -> None:
    coordinator, new, other = UserFactory(consultation=True), UserFactory(staff=True), UserFactory(staff=True)
    made = office(districts=(district(),))
    sign_in(client, coordinator)
    address = f"/admin/referrals/supportoffice/{made.pk}/change/"
    page = parse(client.get(address))
    assert "そろっています。いま、書いて送れます。" in page.text
    today = timezone.localdate()
    row = {"user": new.pk, "order": 3, "away_from": str(today), "away_until": str(today), "substitute": other.pk}
    answer = client.post(address, _values(made, row))
    assert answer.status_code == 302, _errors(answer)
    added = OfficeStaff.objects.get(user=new)
    assert (added.office, added.order, added.substitute) == (made, 3, other)
    assert SupportOffice.objects.get().phone == "042-000-0000"
    assert LogEntry.objects.get().user == coordinator
    wrong = [
        {"user": new.pk},
        {"user": other.pk, "away_from": str(today), "away_until": str(today - timedelta(days=1))},
    ]
    answer = client.post(address, _values(made, *wrong, opens_at="18:00"))
    assert (answer.status_code, len(_errors(answer)) >= 3, OfficeStaff.objects.count()) == (200, True, 2)


def test_an_administrator_lets_neither_themselves_nor_another_administrator_in(client: Client) -> None:
    administrator, staff = UserFactory(administrator=True), UserFactory(staff=True)
    made = office(staff=0)
    sign_in(client, administrator)
    address = f"/admin/referrals/supportoffice/{made.pk}/change/"
    for row in ({"user": administrator.pk}, {"user": staff.pk, "substitute": administrator.pk}):
        answer = client.post(address, _values(made, row))
        assert (answer.status_code, OfficeStaff.objects.count()) == (200, 0)
        assert any("自分や管理者を" in error for error in _errors(answer))
    assert client.post(address, _values(made, {"user": staff.pk})).status_code == 302


def test_who_can_be_put_to_work() -> None:
    everybody = people(office(), office("北の事務所"))
    able = {name for name, user in everybody.items() if can_be_put_to_work(user, by=everybody["planner"])}
    assert able == {"worker", "colleague", "substitute", "other_office", "consultation", "cocreation", "staff"}
    assert can_be_put_to_work(everybody["consultation"], by=everybody["consultation"])


def test_a_second_desk_for_all_the_rest_and_a_sample_with_a_number_are_refused(client: Client) -> None:
    sign_in(client, UserFactory(administrator=True))
    office("受付", is_fallback=True)
    made = office(staff=0)
    address = f"/admin/referrals/supportoffice/{made.pk}/change/"
    answer = client.post(address, _values(made, is_fallback="on", is_sample="on"))
    said = " ".join(_errors(answer))
    assert ("いまは「受付」です" in said, "見本には、電話番号" in said) == (True, True)


def test_nothing_is_kept_for_less_than_a_month(client: Client) -> None:
    sign_in(client, UserFactory(administrator=True))
    row = Retention.objects.create(kind="closed", days=1827)
    address = f"/admin/referrals/retention/{row.pk}/change/"
    assert _errors(client.post(address, {"days": "0", "basis": ""})) == ["30日より短くはできません。"]
    assert client.post(address, {"days": "3650", "basis": "市の文書規程"}).status_code == 302
    assert Retention.objects.get().days == 3650
