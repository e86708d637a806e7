"""Paper, search by number, and who saw what: each on record once, for those who may alone."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from hub.exceptions import DomainError
from referrals.enums import Look, State
from referrals.models import AccessRecord, SupportOffice
from referrals.services.opening import open_records
from referrals.services.records import record_look
from referrals.services.unusual import unusual_looks
from referrals.signed_export import is_genuine, signed_table
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import WORDS, district, office, referral, worker

pytestmark = pytest.mark.django_db
RECORDS = "/staff/referrals/records/"


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


def _looks(of: Any) -> list[tuple[str, int | None, str, str]]:
    rows = AccessRecord.objects.filter(user_number=of.pk).exclude(look=Look.CHANGE).order_by("pk")
    return [(one.look, one.case_number, one.what, one.reason.unsealed()) for one in rows]


def test_the_sheet_holds_the_personal_part_under_the_same_rule(client: Client, here: SupportOffice) -> None:
    own, others, me = referral(State.ASSIGNED, at=here), referral(at=here), worker(here)
    sign_in(client, me)
    first = client.get(f"/staff/referrals/{own.pk}/print/").content.decode()
    sheet = client.post(f"/staff/referrals/{own.pk}/print/").content.decode()
    refused = client.post(f"/staff/referrals/{others.pk}/print/", {"reason": ""}).content.decode()
    assert [sum(word in page for word in WORDS.values()) for page in (first, sheet, refused)] == [0, len(WORDS), 0]
    assert "理由を書いてください" in refused
    assert _looks(me) == [(Look.CASE, own.pk, "", ""), (Look.PRINT, own.pk, "", ""), (Look.CASE, others.pk, "", "")]


def test_a_number_finds_what_one_sees_and_stands_in_no_record(client: Client, here: SupportOffice) -> None:
    one, me = referral(at=here), worker(here)
    elsewhere = referral(at=office("北の事務所"))
    sign_in(client, me)
    found = client.post("/staff/referrals/search/", {"phone": "０９０ー０００0ー２２２２"}).content.decode()
    assert (str(one) in found, str(elsewhere) in found) == (True, False)
    assert "0件ありました" in client.post("/staff/referrals/search/", {"phone": "090-0000-2223"}).content.decode()
    assert "のように市外局番から" in client.post("/staff/referrals/search/", {"phone": "x"}).content.decode()
    assert _looks(me) == [(Look.SEARCH, None, "電話番号：1件", ""), (Look.SEARCH, None, "電話番号：0件", "")]


def test_between_two_days_by_case_and_person_and_as_a_signed_file(client: Client, here: SupportOffice) -> None:
    me, other = UserFactory(consultation=True), UserFactory(staff=True, display_name="=ほかの職員")
    now = timezone.now()
    for days, by, case in ((0, other, 7), (1, other, 8), (40, other, 7), (0, me, 7)):
        record_look(Look.PERSONAL, by=by, case=case, reason="ある理由", now=now - timedelta(days=days))
    sign_in(client, me)
    today = timezone.localdate(now)
    asked = {
        "since": (today - timedelta(days=2)).isoformat(),
        "until": today.isoformat(),
        "case": "7",
        "person": other.pk,
    }
    page = client.get(RECORDS, asked).content.decode()
    assert (page.count("ある理由"), "ほかの職員" in page) == (1, True)
    file = client.post(f"{RECORDS}export/", asked)
    assert (is_genuine(file.content), is_genuine(file.content.replace(b",7,", b",8,"))) == (True, False)
    lines = file.content.decode("utf-8-sig").splitlines()
    assert (len(lines), "'=ほかの職員" in lines[1], "ある理由" in lines[1], file.headers["Cache-Control"]) == (
        4,
        True,
        True,
        "private, no-store",
    )
    assert "より前の日です" in client.post(f"{RECORDS}export/", asked | {"until": "2020-01-01"}).content.decode()
    assert _looks(me)[1:] == [(Look.LIST, None, "閲覧の記録：1件", ""), (Look.EXPORT, None, "閲覧の記録：1件", "")]


@pytest.mark.parametrize("page", ["", "export/", "unusual/"])
def test_only_coordinators_of_consultation_read_who_saw_what(client: Client, here: SupportOffice, page: str) -> None:
    ask = client.post if page == "export/" else client.get
    for user in (worker(here), UserFactory(administrator=True), UserFactory(coordinator=True)):
        client.logout()
        sign_in(client, user)
        assert ask(f"{RECORDS}{page}").status_code == 403
        assert _looks(user) == [(Look.REFUSED, None, "閲覧の記録", "")]


def test_what_one_would_ask_about(client: Client) -> None:
    busy, calm = UserFactory(consultation=True), UserFactory(staff=True)
    day = timezone.make_aware(timezone.datetime(2026, 11, 24, 10, 5))  # type: ignore[attr-defined]
    for case in range(10):
        record_look(Look.PERSONAL, by=busy, case=case, now=day + timedelta(minutes=case))
        record_look(Look.PERSONAL, by=calm, case=1, now=day + timedelta(minutes=case))
    record_look(Look.PRINT, by=calm, case=2, now=day + timedelta(hours=12))
    record_look(Look.PERSONAL, by=calm, case=3, reason="休みの代わり", now=day)
    record_look(Look.REFUSED, by=calm, case=4, now=day)
    record_look(Look.PERSONAL, by=calm, case=5, now=day - timedelta(days=1))  # 勤労感謝の日, a Monday
    record_look(Look.PERSONAL, by=calm, case=6, now=day - timedelta(days=3))  # a Saturday
    found = unusual_looks(day - timedelta(days=4))
    assert [(row["user_number"], row["cases"]) for row in found.many] == [(busy.pk, 10)]
    singles = (found.at_night, found.of_others, found.refused)
    assert [[row.case_number for row in rows] for rows in singles] == [[2, 5, 6], [3], [4]]
    page = parse(sign_in(client, busy).get(f"{RECORDS}unusual/"))
    assert [one.attributes["aria-label"] for one in page.one("main").all(role="region")] == [
        "夜や休みの日の記録", "担当ではない相談の記録", "見られなかった記録",
    ]  # fmt: skip
    with pytest.raises(DomainError):
        open_records(found.of_others, by=calm, look=Look.LIST, what="閲覧の記録")
    assert open_records(found.of_others, by=busy, look=Look.LIST, what="閲覧の記録") == {
        found.of_others[0].pk: "休みの代わり"
    }


def test_whether_a_file_is_as_it_was_made_is_said_by_a_command(tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    file.write_bytes(signed_table([], {}, timezone.now()))
    call_command("check_records", str(file), stdout=StringIO())
    file.write_bytes(file.read_bytes().replace("いつ".encode(), "いま".encode()))
    with pytest.raises(CommandError, match="署名が合いません"):
        call_command("check_records", str(file))
    with pytest.raises(CommandError, match="読めません"):
        call_command("check_records", str(tmp_path / "missing.csv"))
