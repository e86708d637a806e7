"""The coordinators' pages: what waits, all that was written, one form with the buttons of the state."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts.enums import Level
from hub.queues import queues_for
from partners.beside_talks import standing_of
from partners.lines import CONTACT, PUBLIC
from partners.models import Partnership
from partners.services.joining import submit_partnership, take_back_partnership, write_partnership
from partners.services.reviewing import mark_seen
from partners.services.written import WRITTEN, WRITTEN_SETS
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.partners.registrations import CHECKS, S, of_two_years, programme, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Any:
    return UserFactory(coordinator=True)


@pytest.fixture
def staff(client: Client, coordinator: Any) -> Client:
    return sign_in(client, coordinator)


def _url(one: Partnership) -> str:
    return f"/staff/partners/{one.pk}/"


def test_all_that_members_write_is_shown() -> None:
    assert {*PUBLIC, *CONTACT} == {*WRITTEN, *WRITTEN_SETS}


def test_a_registration_from_its_checklist_to_its_number(staff: Client) -> None:
    one = registration(S.SUBMITTED, of=of_two_years())
    member_of(one.organization)
    page = parse(staff.get(_url(one)))
    assert "ひみつの担当" in page.text
    assert [node.attributes["value"] for node in page.all("button", name="act")] == [
        "tick",
        "approve",
        "return",
        "decline",
    ]
    sent = {"seen_version": "1", "checks": CHECKS[:1]}
    answer = staff.post(_url(one), sent | {"act": "approve"})
    assert "まだ1つ残っています" in answer.content.decode()
    staff.post(_url(one), sent | {"act": "approve", "checks": CHECKS})
    now = Partnership.objects.get()
    assert (now.state, now.number, now.seen_version) == (S.APPROVED, "JINSEI-0001", 1)
    assert "番号は JINSEI-0001" in staff.get(_url(one)).content.decode()


def test_it_is_sent_back_with_remarks_beside_the_fields(staff: Client) -> None:
    one = registration(S.SUBMITTED)
    sent = {
        "act": "return",
        "seen_version": "1",
        "remark_text": " 何人まで ",
        "remark_": "ほかはよい",
        "remark_state": "x",
    }
    assert "1つ以上書いて" in staff.post(_url(one), {"act": "return", "seen_version": "1"}).content.decode()
    staff.post(_url(one), sent | {"checks": CHECKS[:1]})
    assert dict(Partnership.objects.get().remarks.values_list("field", "text")) == {
        "text": "何人まで",
        "": "ほかはよい",
    }
    one.refresh_from_db()
    member, later = member_of(one.organization), timezone.now() + timedelta(minutes=1)
    write_partnership(one, by=member, values={"effort": "月に1回"}, seen_version=1)
    submit_partnership(one, by=member, agreed_version=1, now=later)
    staff.post(_url(one), {"act": "tick", "seen_version": "2", "checks": CHECKS[:1], "remark_cost": "いくらか"})
    page = parse(staff.get(_url(one)))
    assert [node.attributes["value"] for node in page.all("input", name="checks") if "checked" in node.attributes] == [
        CHECKS[0]
    ]
    assert "前に頼んだこと 何人まで（まだ変わっていません）" in page.one("div", id="row-text").text
    assert "前に見たあとで変わりました" in page.one("div", id="row-effort").text
    assert ("前に出されたときの印" in page.text, "全体について、前に頼んだこと ほかはよい" in page.text) == (True, True)
    assert page.one(id="id_remark_cost").attributes["value"] == "いくらか"
    # A colleague whose page was made before reads both, beside the box; pressing again is an answer to it.
    other = sign_in(Client(), UserFactory(coordinator=True))
    sent = {"act": "tick", "seen_version": "2", "remark_cost": "ひと月いくらか", "remark_text": "何人か"}
    met = parse(other.post(_url(one), sent))
    assert "先に書いて保存しました：「いくらか」" in met.one(id="id_remark_cost_error").text
    boxes = {
        name: met.one(id=f"id_{name}").attributes.get("value", "")
        for name in ("remark_cost", "remark_text", "shown_cost")
    }
    assert boxes == {"remark_cost": "ひと月いくらか", "remark_text": "何人か", "shown_cost": "いくらか"}
    assert other.post(_url(one), sent | {"shown_cost": "いくらか"}).status_code == 302
    assert dict(one.remarks.unsent().values_list("field", "text")) == {"cost": "ひと月いくらか", "text": "何人か"}


def test_a_draft_is_its_organisations_own_also_once_it_is_taken_back(staff: Client) -> None:
    taken, never = registration(S.SUBMITTED), registration(S.WITHDRAWN, submitted_at=None)
    take_back_partnership(taken, by=member_of(taken.organization))
    for one in (taken, never):
        assert staff.get(_url(one)).status_code == 404
    assert staff.post(_url(never), {"act": "return", "remark_text": "x"}).status_code == 404
    assert parse(staff.get("/staff/partners/?show=all")).all("li", "case") == []
    assert standing_of(taken.organization) == []
    # Who was reviewing it loses no word.
    late = staff.post(_url(taken), {"act": "return", "seen_version": "1", "remark_text": "わたしの言葉"})
    told = parse(late).one("main").text
    assert (late.status_code, "わたしの言葉" in told, "店の奥の部屋" in told) == (409, True, False)


def test_who_comes_second_is_told_by_whom_and_keeps_what_was_typed(staff: Client, coordinator: Any) -> None:
    one = registration(S.SUBMITTED)
    other = sign_in(Client(), UserFactory(coordinator=True))
    staff.post(_url(one), {"act": "decline", "seen_version": "1", "reason": "市外です"})
    page = parse(other.post(_url(one), {"act": "return", "seen_version": "1", "remark_text": "わたしの言葉"}))
    told = page.one("div", "wrongs").text
    assert (f"{coordinator}が先に登録しませんでした" in told, "わたしの言葉" in told) == (True, True)
    assert page.all("button", name="act") == []
    Partnership.objects.update(state=S.APPROVED, number="X-1", registered_on="2026-01-01", ended_on=None)
    late = parse(other.post(_url(one), {"act": "decline", "seen_version": "1", "reason": "断ります"}))
    # What was meant for another button stands in no box of these.
    assert (late.one("textarea", name="reason").text, Partnership.objects.get().state) == ("", S.APPROVED)


def test_what_changed_since_the_last_look_is_marked_until_it_was_seen(staff: Client, coordinator: Any) -> None:
    one = registration(S.APPROVED)
    mark_seen(one, by=coordinator, seen_version=1)
    write_partnership(one, by=member_of(one.organization), values={"text": "べつの文"}, seen_version=1)
    page = parse(staff.get(_url(one)))
    marked = [
        node.attributes["id"]
        for node in page.all("div")
        if node.attributes.get("id", "").startswith("row-") and node.all("span", "care")
    ]
    assert (marked, "前：店の奥の部屋を使えます。" in page.one("div", id="row-text").text) == (["row-text"], True)
    staff.post(_url(one), {"act": "seen", "seen_version": "2"})
    assert not Partnership.objects.changed_since_seen().exists()
    assert not parse(staff.get(_url(one))).all("span", "care")


@pytest.mark.parametrize("state", [state for state in S if state != S.DRAFT])
def test_buttons_of_the_state_alone_and_none_on_ones_own(state: str, staff: Client, coordinator: Any) -> None:
    soon = timezone.localdate() + timedelta(days=9)
    one = registration(state, of=programme(term_months=24), ends_on=soon)
    buttons = {
        S.SUBMITTED: ["tick", "approve", "return", "decline"],
        S.APPROVED: ["suspend", "revoke"],
        S.SUSPENDED: ["restore", "revoke"],
    }
    page = parse(staff.get(_url(one)))
    assert [node.attributes["value"] for node in page.all("button", name="act")] == buttons.get(S(state), [])
    MembershipFactory(organization=one.organization, user=coordinator, level=Level.VIEWER)
    page = parse(staff.get(_url(one)))
    assert (page.all("button", name="act"), "ほかの職員に頼んでください" in page.text) == ([], True)


def test_a_renewal_is_decided_on(staff: Client) -> None:
    soon = timezone.localdate() + timedelta(days=9)
    one = registration(S.APPROVED, of=programme(term_months=24), ends_on=soon, renewal_asked_at=timezone.now())
    page = parse(staff.get(_url(one)))
    assert [node.attributes["value"] for node in page.all("button", name="act")] == [
        "renew",
        "no_renewal",
        "suspend",
        "revoke",
    ]
    staff.post(_url(one), {"act": "renew", "seen_version": "1"})
    assert Partnership.objects.get().ends_on > soon + timedelta(days=700)  # type: ignore[operator]


def test_an_organisation_that_nobody_checked_is_checked_first(staff: Client) -> None:
    one = registration(S.SUBMITTED, organization=OrganizationFactory())
    address = f"/admin/accounts/organization/{one.organization_id}/change/"
    assert parse(staff.get(_url(one))).link("団体を確かめる") == address
    registration(S.DRAFT, organization=one.organization, of=programme("other"))
    registration(S.SUBMITTED, of=one.programme)
    backs = [node for node in parse(staff.get(address)).all("a") if "申込みに戻る" in node.text]
    assert [node.attributes["href"] for node in backs] == [_url(one)]


def test_the_queues_of_the_home_and_the_shelves_of_the_list(staff: Client, coordinator: Any) -> None:
    of, now = programme(term_months=24), timezone.now()
    waiting = [registration(S.SUBMITTED, of=of, submitted_at=now - timedelta(days=n)) for n in (1, 3)]
    asked = registration(S.APPROVED, of=of, renewal_asked_at=now, ends_on=timezone.localdate())
    changed = registration(S.APPROVED, of=of, version=2)
    registration(S.DRAFT, of=of)
    mine = [queue for queue in queues_for(coordinator) if queue.key.startswith("partners-")]
    rows = {queue.key: [row.url for row in queue.rows(coordinator, 5)] for queue in mine}
    expected = {"waiting": [waiting[1], waiting[0]], "renewals": [asked], "changed": [changed]}
    assert rows == {f"partners-{key}": [_url(one) for one in found] for key, found in expected.items()}
    assert [queue.count(coordinator) for queue in mine] == [2, 1, 1]
    for key, found in expected.items():
        page = parse(staff.get(f"/staff/partners/?show={key}"))
        assert [node.all("a")[0].attributes["href"] for node in page.all("li", "case")] == [_url(one) for one in found]
    assert len(parse(staff.get("/staff/partners/?show=all")).all("li", "case")) == 4
    assert len(parse(staff.get("/staff/partners/?show=%00")).all("li", "case")) == 2


def test_the_list_and_the_page_take_as_many_queries_whatever_their_length(staff: Client) -> None:
    counts, of = [], programme()
    for number in (1, 3):
        for _n in range(number):
            registration(S.SUBMITTED, of=of)
        one = Partnership.objects.earliest("pk")
        for path in ("/staff/partners/", "/staff/partners/?show=all", _url(one), "/staff/"):
            staff.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert staff.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
