"""``/staff/reports/``: in which order, at which cost, what can be done, what is said to the second of two."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.enums import State
from hub.accounts.models import User
from hub.trust.enums import ReportState
from hub.trust.models import Report
from hub.trust.services import handle_report
from tests.events.published import published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.trust.factories import ReportFactory
from tests.markup import Node, parse
from tests.partners.cocreation import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return UserFactory(coordinator=True)


@pytest.fixture
def staff(client: Client, coordinator: User) -> Client:
    sign_in(client, coordinator)
    return client


def _rows(page: Node) -> list[str]:
    return [row.one("a").text for row in page.all("li", "case")]


def test_urgent_ones_first_then_the_oldest(staff: Client) -> None:
    event, place = published_event("催し"), published_place("場")
    ReportFactory(object_id=event.pk)
    ReportFactory(kind="place", object_id=place.pk)
    ReportFactory(kind="place", object_id=place.pk, urgent=True)
    ReportFactory(object_id=987_654)
    ReportFactory(object_id=event.pk, done=True)
    page = parse(staff.get("/staff/reports/"))
    assert _rows(page) == ["場", "催し", "場", "もうないもの"]
    assert len(page.all("li", "is-late")) == 1
    assert page.one("p", "count").one("b").text == "4"
    assert _rows(parse(staff.get("/staff/reports/?done=1"))) == ["催し"]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("address", ["/staff/reports/", "/staff/reports/?done=1"])
def test_the_number_of_queries_does_not_grow(staff: Client, coordinator: User, number: int, address: str) -> None:
    for traits in ({}, {"done": True, "handled_by": coordinator}):
        for _n in range(number):
            ReportFactory(object_id=published_event("催し").pk, **traits)
            ReportFactory(kind="place", object_id=published_place("場").pk, **traits)
            ReportFactory(kind="organization", object_id=OrganizationFactory(verified=True).pk, **traits)
    staff.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = parse(staff.get(address))
    assert len(page.all("li", "case")) == 3 * number
    # Session, account, second factor, rights of person and group; count, page, one for each kind.
    assert len(asked) == 11


def test_a_long_list_has_pages(staff: Client) -> None:
    for _n in range(21):
        ReportFactory()
    first = parse(staff.get("/staff/reports/"))
    assert len(first.all("li", "case")) == 20
    assert len(parse(staff.get(first.one("nav", "pager").link("次の20件"))).all("li", "case")) == 1


def test_one_report_with_its_thing_and_what_else_was_said_of_it(staff: Client) -> None:
    event = published_event("囲碁の会")
    report = ReportFactory(object_id=event.pk, text="かんゆう", reply_to="a?b@example.org", urgent=True)
    other = ReportFactory(object_id=event.pk, done=True)
    ReportFactory(object_id=published_event("べつ").pk)
    page = parse(staff.get(f"/staff/reports/{report.pk}/")).one("main")
    assert page.link("公開ページを見る") == f"/events/{event.pk}/"
    assert page.link("管理画面で見る") == f"/admin/events/event/{event.pk}/change/"
    assert page.link("a?b@example.org") == "mailto:a%3Fb@example.org"
    others = [a.attributes["href"] for a in page.all("a") if "（" not in a.text and "行ったら" in a.text]
    assert others == [f"/staff/reports/{other.pk}/"]
    buttons = [button.text for button in page.all("button")]
    assert buttons == ["公開を止めて対応済みにする", "対応した", "問題はなかった"]


@pytest.mark.parametrize(
    ("act", "state", "outcome", "of_event"),
    [
        ("hide", ReportState.DONE, "公開を止めた：勧誘があった", State.HIDDEN),
        ("done", ReportState.DONE, "勧誘があった", State.PUBLISHED),
        ("unfounded", ReportState.UNFOUNDED, "勧誘があった", State.PUBLISHED),
    ],
)
def test_each_button(staff: Client, act: str, state: ReportState, outcome: str, of_event: State) -> None:
    event = published_event("催し")
    report = ReportFactory(object_id=event.pk)
    answer = staff.post(f"/staff/reports/{report.pk}/", {"act": act, "outcome": "勧誘があった"}, follow=True)
    assert answer.redirect_chain == [(f"/staff/reports/{report.pk}/", 302)]
    report.refresh_from_db()
    event.refresh_from_db()
    assert (report.state, report.outcome, event.state) == (state, outcome, of_event)
    page = parse(answer)
    assert (page.one("main").all("form"), page.all("button", name="act")) == ([], [])
    assert outcome in page.one("dl", "qa").text
    assert client_sees(event.get_absolute_url()) == (404 if of_event == State.HIDDEN else 200)


def client_sees(address: str) -> int:
    return Client().get(address).status_code


def test_the_longest_reason_still_fits_behind_what_is_put_before_it(staff: Client) -> None:
    report = ReportFactory(object_id=published_event("催し").pk)
    assert staff.post(f"/staff/reports/{report.pk}/", {"act": "hide", "outcome": "あ" * 250}).status_code == 302
    report.refresh_from_db()
    assert report.outcome == "公開を止めた：" + "あ" * 250


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"act": "done", "outcome": " "}, "どうしたかを書いてください。あとから見る人のためです。"),
        ({"act": "x", "outcome": "見た"}, "下のボタンのどれかを押してください。"),
        ({"outcome": "見た"}, "下のボタンのどれかを押してください。"),
        ({"act": "done", "outcome": "あ" * 251}, "250文字までで書いてください。いまは251文字です。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(staff: Client, values: dict[str, str], said: str) -> None:
    report = ReportFactory()
    page = parse(staff.post(f"/staff/reports/{report.pk}/", values))
    assert page.one("div", "wrongs").one("p").text == said
    assert page.one("textarea").text == values["outcome"].strip()
    assert Report.objects.get().state == ReportState.OPEN


def test_what_its_organisation_would_read_is_asked_for_where_it_reads_it_and_kept_as_it_was_typed(
    staff: Client,
) -> None:
    event, one = published_event("催し"), role()
    assert (
        parse(staff.get(f"/staff/reports/{ReportFactory(object_id=event.pk).pk}/")).all("textarea", name="told") == []
    )
    address = f"/staff/reports/{ReportFactory(kind='role', object_id=one.pk).pk}/"
    page = parse(staff.post(address, {"act": "hide", "outcome": "電話した", "told": "あ" * 251}))
    assert page.one("p", id="id_told-e").text == "250文字までで書いてください。いまは251文字です。"
    assert [field.text for field in page.all("textarea")] == ["電話した", "あ" * 251]
    assert Report.objects.exclude(state=ReportState.OPEN).count() == 0


def test_the_second_of_two_is_told_and_keeps_what_was_typed(staff: Client) -> None:
    first = UserFactory(coordinator=True, display_name="さきの人")
    report = ReportFactory(object_id=published_event("催し").pk)
    handle_report(report, by=first, outcome="電話した", is_founded=False)
    answer = staff.post(f"/staff/reports/{report.pk}/", {"act": "hide", "outcome": "勧誘があった"})
    page = parse(answer)
    said = "さきの人が先に対応しました（問題はなかった）。いま押したことは、行われていません。"
    assert page.one("div", "wrongs").all("p")[0].text == said
    assert page.one("div", "wrongs").one("div", "prose").text == "勧誘があった"
    assert (page.one("main").all("form"), page.all("button", name="act")) == ([], [])
    assert "電話した" in page.one("dl", "qa").text


@pytest.mark.parametrize(
    "values", [{"act": "done", "outcome": ""}, {"act": "x"}, {"act": "hide", "outcome": "あ" * 251}]
)
def test_the_second_of_two_is_told_first_of_all_whatever_was_typed(staff: Client, values: dict[str, str]) -> None:
    report = ReportFactory(object_id=published_event("催し").pk)
    handle_report(
        report, by=UserFactory(coordinator=True, display_name="さきの人"), outcome="電話した", is_founded=True
    )
    page = parse(staff.post(f"/staff/reports/{report.pk}/", values))
    assert page.one("div", "wrongs").one("h2").text == "もう対応されています"
    main = page.one("main").text
    assert main.index("もう対応されています") < main.index("何について")  # first of all
    assert "さきの人が先に対応しました（対応した）。" in page.one("div", "wrongs").text
    assert [one.text for one in page.one("div", "wrongs").all("div", "prose")] == list(
        filter(None, [values.get("outcome")])
    )
    assert (page.all("textarea"), "どうしたかを書いてください" in page.text) == ([], False)


def test_an_organisation_is_stopped_on_its_own_page(staff: Client) -> None:
    organization = OrganizationFactory(verified=True)
    report = ReportFactory(kind="organization", object_id=organization.pk)
    page = parse(staff.get(f"/staff/reports/{report.pk}/")).one("main")
    assert page.link("管理画面で見る") == f"/admin/accounts/organization/{organization.pk}/change/"
    assert [button.text for button in page.all("button")] == [
        "公開を止めて対応済みにする",
        "対応した",
        "問題はなかった",
    ]


def test_a_missing_report_is_not_found(staff: Client) -> None:
    assert staff.get("/staff/reports/987654/").status_code == 404


def test_in_the_admin_reports_are_read_alone_and_the_list_holds_no_word_of_them(staff: Client) -> None:
    report = ReportFactory(text="ひみつの話", reply_to="himitsu@example.org")
    text = staff.get("/admin/trust/report/").content.decode()
    assert ("ひみつの話" in text, "himitsu@example.org" in text) == (False, False)
    page = parse(staff.get(f"/admin/trust/report/{report.pk}/change/"))
    assert "ひみつの話" in page.text
    assert page.one("main").one("h2").text == f"お知らせ{report.pk}：{report.get_reason_display()}"
    assert [label.text for label in page.all("label")][-1] == "対応した人:"
    assert staff.post(f"/admin/trust/report/{report.pk}/change/", {"state": "done"}).status_code == 403
