"""Why a case was opened: in ready words or in one's own; and what the page of unusual looks makes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from referrals.enums import Look, State
from referrals.models import AccessRecord, OfficeStaff, Referral, SupportOffice
from referrals.services.cases import assign_referral
from referrals.services.opening import open_case
from referrals.services.records import record_look
from referrals.services.unusual import unusual_looks
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import WORDS, asked, district, office, referral, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def colleague(here: SupportOffice) -> Any:
    user = UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=user)
    return user


def _url(one: Referral) -> str:
    return f"/staff/referrals/{one.pk}/"


def _ready(page: Any) -> list[str]:
    return [button.attributes["value"] for button in parse(page).all("button", name="ready")]


@pytest.mark.parametrize(("path", "look"), [("", Look.PERSONAL), ("print/", Look.PRINT)])
def test_a_ready_reason_is_one_press_and_stands_on_record(
    client: Client, here: SupportOffice, path: str, look: str
) -> None:
    one = referral(at=here)
    sign_in(client, worker(here))
    ready = _ready(client.get(f"{_url(one)}{path}"))
    assert ready == ["受付・振り分けのため"]
    sent = {"act": "open", "ready": ready[0]}
    opened = [client.post(f"{_url(one)}{path}", sent | {"reason": typed}) for typed in ("", "朝の当番", "あ" * 200)]
    assert [WORDS["text"] in page.content.decode() for page in opened] == [True] * 3
    rows = AccessRecord.objects.filter(look=look).order_by("pk")
    assert [row.reason.unsealed() for row in rows] == [
        ready[0],
        f"{ready[0]}。朝の当番",
        f"{ready[0]}。{'あ' * 200}"[:200],
    ]


def test_only_the_words_that_were_offered_are_ready(client: Client, here: SupportOffice, colleague: Any) -> None:
    one = referral(State.ASSIGNED, at=here)
    sign_in(client, colleague)
    ready = _ready(client.get(_url(one)))
    assert ready == ["担当が休みのため", "担当に頼まれたため"]
    for other in ("受付・振り分けのため", "x", ""):
        refused = client.post(_url(one), {"act": "open", "reason": "", "ready": other}).content.decode()
        assert (WORDS["text"] in refused, "理由を書いてください" in refused) == (False, True)
    assert AccessRecord.objects.filter(look=Look.PERSONAL).count() == 0


def test_who_is_asked_to_take_it_has_that_for_a_reason(client: Client, here: SupportOffice) -> None:
    one, there = referral(at=here), office("北の事務所")
    asked(one, there)
    sign_in(client, worker(there))
    assert _ready(client.get(_url(one))) == ["引き継ぎを受けるかを決めるため"]


def test_own_cases_have_no_ready_reasons(client: Client, here: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    assert _ready(sign_in(client, worker(here)).get(_url(one))) == []


def test_the_looks_of_an_hour_at_one_case_are_one_row() -> None:
    anna, ben = UserFactory(staff=True), UserFactory(staff=True)
    day = timezone.make_aware(timezone.datetime(2026, 11, 24, 10, 5))  # type: ignore[attr-defined]
    for minutes in (0, 10, 50, 60):
        for by, case in ((anna, 1), (anna, 2), (ben, 1)):
            for at in (day, day + timedelta(hours=10)):
                record_look(Look.PERSONAL, by=by, case=case, reason="休み", now=at + timedelta(minutes=minutes))
    found = unusual_looks(day - timedelta(days=1))

    def rows(some: Any) -> list[tuple[int, int, int]]:
        return sorted((row.user_number, row.case_number, timezone.localtime(row.at).hour) for row in some)

    of_day = [(by.pk, case, hour) for by, case in ((anna, 1), (anna, 2), (ben, 1)) for hour in (10, 11)]
    at_night = [(by, case, hour + 10) for by, case, hour in of_day]
    assert (rows(found.of_others), rows(found.at_night)) == (sorted([*of_day, *at_night]), sorted(at_night))


def test_what_nobody_had_is_nobody_elses(here: SupportOffice, colleague: Any, client: Client) -> None:
    one, other = referral(at=here), referral(State.ASSIGNED, at=here)
    since, me = timezone.now() - timedelta(hours=1), worker(here)
    open_case(one, by=colleague, reason="受付のため")
    open_case(other, by=colleague, reason="休み")
    assign_referral(one, by=me, to=me)  # whose it is later changes nothing of what was then
    assert [row.case_number for row in unusual_looks(since).of_others] == [other.pk]
    open_case(Referral.objects.get(pk=one.pk), by=colleague, reason="休み")
    assert sorted(row.case_number or 0 for row in unusual_looks(since).of_others) == sorted([one.pk, other.pk])
    sign_in(client, UserFactory(consultation=True))
    assert "（担当がまだいない相談）" in client.get("/staff/referrals/records/").content.decode()
