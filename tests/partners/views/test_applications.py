"""Pages of applications: who sees what, what is kept of what was typed, and how many queries it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts.enums import Level
from partners.models import Hours, RoleApplication, SkillRequest
from partners.services import activity_certificates
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.partners.activities import certificate, hours, message, offer, request_to, working
from tests.partners.cocreation import application, role
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db


def _as(user: Any) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_who_applies_by_the_form_is_led_to_their_page_and_nothing_typed_is_lost() -> None:
    one, by = role(youngest=15), UserFactory()
    client = _as(by)
    path = f"/roles/{one.pk}/apply/"
    answer = client.post(path, {"name": "はな", "text": "土曜なら行けます", "is_minor": "on", "by": "place"})
    said = answer.content.decode()
    assert ("土曜なら行けます" in said, "15歳からです" in said, "保護者の同意をもらってから" in said) == (
        True,
        True,
        True,
    )
    answer = client.post(path, {"name": "はな", "text": "土曜なら", "is_old_enough": "on", "by": "place"})
    made = RoleApplication.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/roles/applications/{made.pk}/")
    assert (made.user, made.came_by, made.messages.get().text) == (by, "place", "土曜なら")


def test_who_can_not_apply_reads_why_and_keeps_what_was_typed() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    client = _as(UserFactory())
    for one, why in (
        (role("closed"), "この役割は、いまは募集していません。"),
        (role(apply_until=yesterday), "募集の締切が過ぎました。"),
        (role(places=1, filled=1), "募集する人数に達しました。"),
    ):
        path = f"/roles/{one.pk}/apply/"
        shown = parse(client.get(path)).one("main")
        assert (why in shown.text, list(shown.all("form"))) == (True, []), why
        refused = parse(client.post(path, {"name": "はな", "text": "土曜なら行けます"})).one("main")
        assert (why in refused.text, "土曜なら行けます" in refused.text) == (True, True), why
    assert RoleApplication.objects.count() == 0


@pytest.mark.parametrize(("ago", "is_over"), [(0, False), (1, True)])
def test_a_promise_that_was_not_kept_is_told_as_one(ago: int, is_over: bool) -> None:
    one = application("sent", answer_by=timezone.localdate() - timedelta(days=ago))
    member, person = _as(member_of(one.role.organization, Level.EDITOR)), _as(one.user)
    theirs = _text(member, f"/me/organizations/{one.role.organization_id}/applications/{one.pk}/")
    own = _text(person, f"/roles/applications/{one.pk}/")
    assert ["約束でした" in theirs, "約束でした" in own] == [is_over, is_over]


def test_an_organisation_answers_in_one_box_whatever_it_says() -> None:
    one = application("sent")
    member = _as(member_of(one.role.organization, Level.EDITOR))
    desk = f"/me/organizations/{one.role.organization_id}/applications/{one.pk}/"
    shown = parse(member.get(desk)).one("main")
    assert [(node.attributes["name"], node.attributes["id"]) for node in shown.all("textarea")] == [
        ("text", "answer_text")
    ]
    assert [node.attributes["value"] for node in shown.all("button") if node.attributes.get("name") == "act"] == [
        *("accept", "invite", "message", "decline")
    ]
    refused = parse(member.post(desk, {"act": "message", "text": " "})).one("main")
    assert [node.text for node in refused.all("a") if node.attributes.get("href") == "#answer_text"] == [
        "相手に伝えること：何か書いてから送ってください。"
    ]
    assert member.post(desk, {"act": "message", "text": "土曜は来られますか。"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, [said.text for said in one.messages.all()]) == ("sent", ["土曜は来られますか。"])
    assert member.post(desk, {"act": "accept", "text": "", "seen": "sent"}).status_code == 302
    after = parse(member.get(desk)).one("main")
    boxes = [node.attributes["id"] for node in after.all("textarea") if node.attributes["name"] == "text"]
    assert boxes == ["write_text", "answer_text"]


def test_both_sides_confirm_and_the_certificate_is_true() -> None:
    one = working()
    person, member = _as(one.user), _as(member_of(one.role.organization, Level.EDITOR))
    own, desk = f"/roles/applications/{one.pk}/", f"/me/organizations/{one.role.organization_id}/applications/{one.pk}/"
    day = timezone.localdate(one.decided_at).isoformat()
    assert (
        person.post(own, {"act": "hours", "on": day, "hours": "２", "minutes": "30", "text": "お茶"}).status_code == 302
    )
    row = Hours.objects.get()
    assert (row.minutes, row.counts) == (150, False)
    assert person.post(f"{own}hours/{row.pk}/", {"act": "confirm", "seen_version": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.counts is False
    assert member.post(f"{desk}hours/{row.pk}/", {"act": "confirm", "seen_version": "1"}).status_code == 302
    assert "2時間30分（1日）" in _text(person, f"{own}certificate/")
    paper = person.post(f"{own}certificate/", {"name": "八王子 花"})["Location"]
    assert "八王子 花" in _text(person, paper)
    made = one.certificates.get()
    code = activity_certificates.code_of(made)
    visitor = Client()
    assert "この証明書は、本物です" in _text(visitor, f"/roles/certificates/check/{made.number}/{code}/")
    wrong = _text(
        visitor, f"/roles/certificates/check/?number={made.number}&code={'Z' if code[0] != 'Z' else 'Y'}{code[1:]}"
    )
    assert ("ありません" in wrong, "八王子 花" in wrong) == (True, False)
    assert member.post(f"{desk}certificates/{made.pk}/", {"reason": "日ちがい"}).status_code == 302
    revoked = _text(visitor, f"/roles/certificates/check/{made.number}/{code}/")
    assert ("取り消されました" in revoked, "日ちがい" in revoked) == (True, True)


def test_a_writer_does_not_see_their_own_application_from_the_other_side() -> None:
    one = working()
    member = member_of(one.role.organization)
    RoleApplication.objects.update(user=member)
    client = _as(member)
    base = f"/me/organizations/{one.role.organization_id}/applications/"
    assert (client.get(f"{base}{one.pk}/").status_code, "ひみつの申込者" in _text(client, f"{base}?show=active")) == (
        404,
        False,
    )


def test_nobody_learns_who_would_lend_a_skill() -> None:
    """Neither the partner who sees it and asks, before and after, nor who only looks at organisations."""
    person = UserFactory(email="himitsu-lender@example.org", display_name="ひみつの技の人")
    ours = registration(S.APPROVED, organization=OrganizationFactory(verified=True)).organization
    one, about = offer(person), role(organization=ours)
    client = _as(member_of(ours))
    base = f"/me/organizations/{ours.pk}/people/"
    answer = client.post(f"{base}skills/{one.pk}/", {"role": about.pk, "text": "チラシを"})
    assert (answer.status_code, SkillRequest.objects.get().state) == (302, "asked")
    request_to(one, ours, "refused")
    for path in (base, f"{base}skills/", f"{base}skills/?skill=design", f"{base}skills/{one.pk}/"):
        said = _text(client, path)
        assert ("ひみつの技の人" in said, "himitsu" in said) == (False, False)
    assert "チラシを作れます" in _text(client, f"{base}skills/?skill=design")
    assert "チラシを作れます" not in _text(client, f"{base}skills/?skill=it")
    assert client.get(f"/me/skills/{SkillRequest.objects.latest('pk').pk}/").status_code == 404


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_lists_and_pages_cost_the_same_with_one_and_with_three() -> None:
    one = working()
    ours, person = one.role.organization, one.user
    registration(S.APPROVED, organization=ours)
    member = _as(member_of(ours))

    def more() -> None:
        other = application(to=role(organization=ours), user=person)
        message(one), message(one), hours(one), certificate(one, number=f"KATSUDO-2026-{other.pk:08d}")
        request_to(offer(), ours)

    more()
    desk, pages = (
        f"/me/organizations/{ours.pk}/",
        ("applications/", f"applications/{one.pk}/", "people/", "people/skills/"),
    )
    asked = [(member, f"{desk}{page}") for page in pages]
    asked += [(_as(person), path) for path in ("/roles/applications/", f"/roles/applications/{one.pk}/", "/me/skills/")]
    before = [_queries(client, path) for client, path in asked]
    more(), more()
    assert [_queries(client, path) for client, path in asked] == before


def test_people_are_counted_and_small_counts_are_not_told() -> None:
    one = role()
    ours = one.organization
    for _n in range(11):
        application("ended", to=one, came_by="place")
    application("ended", to=one, came_by="university")
    said = _text(_as(member_of(ours)), f"/me/organizations/{ours.pk}/people/")
    assert ("11" in said, "10未満" in said, "ひみつの申込者" in said) == (True, True, False)


@pytest.mark.parametrize(("ago", "is_over"), [(0, False), (1, True)])
def test_ones_own_list_says_that_a_promise_was_broken_once_its_day_is_over(ago: int, is_over: bool) -> None:
    one = application(answer_by=timezone.localdate() - timedelta(days=ago))
    assert ("約束でしたが、まだです" in _text(_as(one.user), "/roles/applications/")) is is_over
