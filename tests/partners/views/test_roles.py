"""Pages of roles: what a reader can trust, what is kept of what was typed, and queries that do not grow."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.enums import Level, OrganizationKind
from hub.notifications.models import Mailing
from hub.queues import queues_for
from hub.trust.services import BEING_CHECKED
from partners.models import Role, RoleCourse, RoleTransition
from partners.role_enums import RoleState
from partners.role_mails import hidden
from partners.services import courses, roles
from partners.services.role_records import make_roles_findable
from tests.events.factories import PlaceFactory
from tests.events.views.queries import queries_of
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory
from tests.hub.trust.factories import ReportFactory
from tests.markup import parse
from tests.partners.cocreation import application, role

TOKYO = ZoneInfo("Asia/Tokyo")
_R = RoleState


def _university(name: str = "もみじ大学") -> Any:
    return OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY, name=name)


def _confirmed(of: Role, university: Any) -> None:
    now = timezone.now()
    RoleCourse.objects.create(
        role=of, university=university, state="confirmed", name="地域実習", asked_at=now, decided_at=now
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(client: Client, settings: Settings, number: int) -> None:
    ours, district, university = OrganizationFactory(verified=True), DistrictFactory(), _university()
    place = PlaceFactory(published=True, operator=ours)
    for _n in range(number):
        one = role(organization=ours, place=place, kind="gakuchika")
        one.districts.set([district])
        _confirmed(one, university)
    make_roles_findable(Role.objects.all())
    pages = {
        "/roles/": 6, "/roles/?q=ガクチカ&kind=gakuchika&credit=1": 6, f"/roles/?district={district.pk}&near=1": 11,
        f"/roles/?university={university.pk}": 6, f"/roles/{one.pk}/": 5,
    }  # fmt: skip
    assert queries_of(client, settings, pages) == pages


@pytest.mark.django_db
def test_a_student_finds_a_role_in_three_taps(client: Client) -> None:
    one = role(
        kind="gakuchika",
        title="宿題を見る人",
        minutes=90,
        answer_days=5,
        organization=OrganizationFactory(verified=True, name="みどりの会"),
    )
    role(title="ほかの役割")
    make_roles_findable(Role.objects.all())
    # 手伝う, 学チカ, the role; or by the search of the front page, whose answer leads on.
    front = parse(client.get("/"))
    assert {node.attributes["href"] for node in front.all("a") if node.text == "手伝う"} == {"/roles/"}
    listed = parse(client.get("/roles/"))
    [to_kind] = [node.attributes["href"] for node in listed.all("a") if node.text == "学チカ（ガクチカ）"]
    events = parse(client.get("/events/?q=ガクチカ"))
    [to_search] = [
        node.attributes["href"] for node in events.all("a") if "ガクチカ" in node.text and "手伝えること" in node.text
    ]
    for address in (to_kind, to_search, "/roles/?q=学チカ"):
        found = parse(client.get(address))
        assert [node.text for node in found.all("h3") if node.all("a")] == ["宿題を見る人"], address
    said = parse(client.get(f"/roles/{one.pk}/")).one("main").text
    for words in (
        "1回1時間30分から",
        "みどりの会",
        "5日以内に、団体から返事が来ます",
        "市は、団体を確かめています",
        "18歳未満の人と関わる役割ではありません",
        "困ったことを知らせる",
    ):
        assert words in said, words


@pytest.mark.django_db
def test_what_can_not_be_applied_for_says_so(client: Client) -> None:
    today = timezone.localdate()
    shown = {
        "この募集は終わりました。": role(_R.CLOSED),
        "募集の締切が過ぎました。": role(apply_until=today - timedelta(days=1)),
        "いまは人数がそろっています": role(places=2, filled=2),
    }
    for words, one in shown.items():
        page = parse(client.get(f"/roles/{one.pk}/")).one("main")
        assert (
            words in page.text,
            [node for node in page.all("a") if "/apply/" in node.attributes.get("href", "")],
        ) == (True, []), words
    tried = parse(client.get(f"/roles/{role(is_sample=True).pk}/")).one("main")
    links = [node.text for node in tried.all("a") if "/apply/" in node.attributes.get("href", "")]
    assert ("申込をためせますが、実際の活動はありません" in tried.text, links) == (
        True,
        ["まず見学を申し込む", "見学・申し込み"],
    )
    for state in (_R.DRAFT, _R.HIDDEN):
        assert client.get(f"/roles/{role(state).pk}/").status_code == 404
    assert client.get(f"/roles/{role(organization=OrganizationFactory()).pk}/").status_code == 404


@pytest.mark.django_db
def test_a_university_that_confirmed_an_older_text_is_not_made_to_say_the_new_one(client: Client) -> None:
    one, university = role(), _university()
    courses.add_course(one, university, by=member_of(university), name="地域実習", credit="1単位")
    words = "そのあとに、団体が内容を書きなおしています"
    text = parse(client.get(f"/roles/{one.pk}/")).one("main").text
    assert ("地域実習" in text, "この大学の人が確かめました" in text, words in text) == (True, True, False)
    roles.write_role(one, by=member_of(one.organization), values={"text": "ぜんぜんちがうこと"}, seen_version=1)
    assert words in parse(client.get(f"/roles/{one.pk}/")).one("main").text


@pytest.mark.django_db
def test_what_is_not_whole_is_kept_as_a_draft_and_every_fault_stands_beside_its_field(client: Client) -> None:
    ours = OrganizationFactory(verified=True)
    owner = sign_in(client, member_of(ours))
    sent = {
        "title": "手伝い",
        "kind": "volunteer",
        "minutes": "30",
        "answer_days": "7",
        "is_with_minors": "on",
        "text": "<b>くわしく</b>",
        "act": "publish",
    }
    page = parse(owner.post(f"/me/organizations/{ours.pk}/roles/new/", sent))
    one = Role.objects.get()
    assert (one.state, one.text) == (_R.DRAFT, "<b>くわしく</b>")
    faults = [node.attributes["href"] for node in page.one("div", role="alert").all("a")]
    assert faults == ["#id_skills", "#id_when", "#id_where", "#id_districts", "#id_safeguards"] or sorted(
        faults
    ) == sorted(["#id_skills", "#id_when", "#id_where", "#id_districts", "#id_safeguards"])
    whole = sent | {
        "when": "水曜",
        "skills": ["hands"],
        "is_everywhere": "on",
        "safeguards": "2人以上でします",
        "seen_version": "1",
        "places": "２０",
    }
    assert owner.post(f"/me/organizations/{ours.pk}/roles/{one.pk}/", whole).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.places, one.version) == (_R.PUBLISHED, 20, 2)
    # A public page stays whole, and what was typed is still there.
    page = parse(
        owner.post(
            f"/me/organizations/{ours.pk}/roles/{one.pk}/",
            whole | {"when": "", "text": "あたらしい文", "seen_version": "2", "act": "save"},
        )
    )
    one.refresh_from_db()
    assert (one.when, page.one(id="id_text").text.strip()) == ("水曜", "あたらしい文")


@pytest.mark.django_db
def test_the_buttons_of_the_desk(client: Client) -> None:
    one, university = role(_R.DRAFT), _university()
    owner = sign_in(client, member_of(one.organization))
    address = f"/me/organizations/{one.organization_id}/roles/{one.pk}/"
    for act, state in (("close", _R.DRAFT), ("nothing", _R.DRAFT)):
        assert (owner.post(address, {"act": act}).status_code, Role.objects.get().state) == (200, state)
    roles.publish_role(one, by=member_of(one.organization), seen_version=1)
    for act, state in (("close", _R.CLOSED), ("reopen", _R.PUBLISHED)):
        assert (owner.post(address, {"act": act}).status_code, Role.objects.get(pk=one.pk).state) == (302, state)
    twice = {"act": "copy", "page": "6f1c1f0e-0000-4000-8000-000000000001"}
    assert [owner.post(address, twice).status_code for _n in range(2)] == [302, 302]
    assert Role.objects.count() == 2
    assert (
        owner.post(address, {"act": "ask", "university": str(university.pk), "asked": "地域の授業"}).status_code == 302
    )
    asked = RoleCourse.objects.get()
    assert owner.post(address, {"act": f"end-{asked.pk}"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "ended"
    Role.objects.filter(pk=one.pk).update(
        state=_R.CLOSED, apply_until=timezone.localdate() - timedelta(days=1), closed_at=timezone.now()
    )
    page = parse(owner.post(address, {"act": "reopen"}))
    assert "もう過ぎた日です" in page.one("div", role="alert").text


@pytest.mark.django_db
def test_a_university_answers_and_adds_by_itself(client: Client) -> None:
    university, one = _university(), role()
    courses.ask_course(one, university, by=member_of(one.organization), text="地域の授業")
    course = RoleCourse.objects.get()
    professor = sign_in(client, member_of(university, Level.EDITOR))
    address = f"/me/organizations/{university.pk}/courses/{course.pk}/"
    assert parse(professor.get(address)).one(id="id_name").attributes["value"] == "地域の授業"
    assert (
        "授業や制度の名前を書いてください"
        in parse(professor.post(address, {"act": "confirm", "name": "", "university": str(university.pk)}))
        .one("main")
        .text
    )
    assert (
        professor.post(address, {"act": "confirm", "name": "地域実習", "university": str(university.pk)}).status_code
        == 302
    )
    assert professor.post(address, {"act": "end"}).status_code == 302
    assert (
        professor.post(f"/roles/{one.pk}/course/", {"name": "新しい実習", "university": str(university.pk)}).status_code
        == 302
    )
    assert sorted(RoleCourse.objects.values_list("state", "name")) == [
        ("confirmed", "新しい実習"),
        ("ended", "地域実習"),
    ]
    stranger = sign_in(Client(), member_of(OrganizationFactory(verified=True)))
    page = parse(stranger.post(f"/roles/{one.pk}/course/", {"name": "うその実習", "university": str(university.pk)}))
    assert ("大学等の代表と編集する人だけ" in page.one("main").text, RoleCourse.objects.count()) == (True, 2)


@pytest.mark.django_db
def test_roles_that_answer_late_wait_for_a_coordinator_without_a_word_of_who_applied(client: Client) -> None:
    staff, today = UserFactory(coordinator=True), timezone.localdate()
    in_time, decided, late, later = role(), role(), role(), role("closed", title="花だんの水やり")
    application("sent", to=in_time, answer_by=today)
    application("accepted", to=decided)
    for ago in (1, 2):
        application("visiting", to=late, answer_by=today - timedelta(days=ago), name=f"ひみつ{ago}")
    application("sent", to=late, answer_by=today + timedelta(days=1))
    application("sent", to=later, answer_by=today - timedelta(days=9), name="ひみつ3")
    queue = next(one for one in queues_for(staff) if one.key == "applications-late")
    assert queue.count(staff) == 2
    assert [(row.url, row.since, row.note) for row in queue.rows(staff, 5)] == [
        (f"/staff/roles/{one.pk}/", datetime.combine(today - timedelta(days=ago), time.min, TOKYO), note)
        for one, ago, note in ((later, 8, "返事を待っている人 1人"), (late, 1, "返事を待っている人 2人"))
    ]
    assert [one.key for one in queues_for(member_of(late.organization)) if one.key == "applications-late"] == []
    sign_in(client, staff)
    shown = parse(client.get(queue.url())).one("main")
    assert [node.text for node in shown.all("h2")] == ["花だんの水やり 募集を終えました", "お茶を出す人 募集しています"]
    page = client.get(f"/staff/roles/{late.pk}/").content.decode()
    assert ("2人が、まだ待っています" in page, "団体に書く" in page, "ひみつ" in page) == (True, True, False)
    assert "まだ待っています" not in client.get(f"/staff/roles/{in_time.pk}/").content.decode()


@pytest.mark.django_db
def test_a_coordinator_hides_and_a_draft_is_nobodys_elses(client: Client) -> None:
    one, draft = role(), role(_R.DRAFT)
    staff = sign_in(client, UserFactory(coordinator=True, display_name="ひみつの職員"))
    assert staff.get(f"/staff/roles/{draft.pk}/").status_code == 404
    assert staff.post(f"/staff/roles/{one.pk}/", {"act": "hide", "text": "確かめています"}).status_code == 302
    assert (Role.objects.get(pk=one.pk).state, client.get(f"/roles/{one.pk}/").status_code) == (_R.HIDDEN, 404)
    desk = sign_in(Client(), member_of(one.organization))
    said = parse(desk.get(f"/me/organizations/{one.organization_id}/roles/{one.pk}/")).one("main").text
    assert ("確かめています" in said, "市の担当：公開を止めました" in said, "ひみつの職員" in said) == (
        True,
        True,
        False,
    )
    seen = parse(staff.get(f"/staff/roles/{one.pk}/")).one("main").text
    assert "ひみつの職員：公開を止めました" in seen


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["利用のきまりにない勧誘が書かれています。", " ", None])
def test_who_posted_what_was_reported_reads_what_staff_wrote_for_them_and_nothing_of_the_report(
    client: Client, told: str | None
) -> None:
    one, note = role(), "ひみつの電話の人から聞いた"
    by, staff = member_of(one.organization), sign_in(client, UserFactory(coordinator=True))
    report = ReportFactory(
        kind="role", object_id=one.pk, reason="child", text="ひみつの子ども", reply_to="himitsu@example.org"
    )
    address = f"/staff/reports/{report.pk}/"
    field = parse(staff.get(address)).one("textarea", id="id_told")
    assert field.text == str(BEING_CHECKED)
    sent = {"act": "hide", "outcome": note} | ({} if told is None else {"told": told})
    assert staff.post(address, sent).status_code == 302
    report.refresh_from_db()
    said = (told or "").strip() or str(BEING_CHECKED)
    moved = RoleTransition.objects.get()
    assert (moved.reason, report.outcome) == (said, f"公開を止めた：{note}")
    letter = hidden(Mailing.objects.get(user=by))
    assert letter is not None
    page = sign_in(Client(), by).get(f"/me/organizations/{one.organization_id}/roles/{one.pk}/").content.decode()
    for text in (str(letter), page):
        assert (said in text, "ひみつ" in text, "himitsu" in text, "子どものことで心配" in text) == (
            True,
            False,
            False,
            False,
        )


@pytest.mark.django_db
def test_who_opens_a_role_again_reads_beside_the_field_what_is_over(client: Client) -> None:
    ours = OrganizationFactory(verified=True)
    one = role(_R.CLOSED, organization=ours, place=PlaceFactory(closed=True, operator=ours))
    page = f"/me/organizations/{ours.pk}/roles/{one.pk}/"
    answer = sign_in(client, member_of(ours)).post(page, {"act": "reopen"})
    wrongs = [found.text for found in parse(answer).all("div", "wrong", id="id_place_error")]
    assert (answer.status_code, Role.objects.get().state, wrongs) == (
        200, _R.CLOSED, ["選んだ場は、いまは公開されていないか、閉じています。選びなおすか、空けて、保存してください。"],
    )  # fmt: skip
