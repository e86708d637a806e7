"""Pages of proposals: for members from the first word to what came of it, for coordinators, and the board of all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.enums import Level
from hub.queues import queues_for
from hub.threads.models import Post, Thread
from hub.threads.services import open_thread
from partners.models import Project, Proposal
from partners.services import proposal_decisions as decisions
from partners.services import proposals
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory
from tests.markup import parse
from tests.partners.cocreation import part, project, proposal
from tests.partners.needs import need

pytestmark = pytest.mark.django_db
# Queries of the board and of an organisation's own list, session and person with them.
BOARD_AND_OWN = (16, 5)
WHOLE = {
    "title": "夕食の場",
    "aim": "ひとりで食べる人を減らす",
    "text": "月に1回",
    "offers": ["place"],
    "is_everywhere": "on",
}


def _text(response: Any) -> str:
    return str(parse(response).one("main").text)


def _firm(**fields: Any) -> tuple[Any, Any]:
    ours = OrganizationFactory(verified=True, **fields)
    return ours, member_of(ours, Level.EDITOR)


def test_from_a_need_to_the_city_and_an_answer(client: Client) -> None:
    ours, by = _firm()
    of = need(title="部屋がほしい")
    page = sign_in(client, by)
    assert "提案する" in _text(page.get(of.get_absolute_url()))
    found = page.get(f"/me/organizations/proposals/new/?need={of.pk}")
    address = f"/me/organizations/{ours.pk}/proposals/"
    assert (found.status_code, found.url) == (302, f"{address}new/?need={of.pk}")
    form = parse(page.get(found.url))
    assert form.one("input", name="need").attributes["value"] == str(of.pk)
    assert form.one(id="id_for_whom").attributes["value"] == of.for_whom
    key = form.one("input", name="page").attributes["value"]
    sent = [page.post(found.url, {"title": "夕食の場", "need": of.pk, "page": key}) for _n in range(2)]
    one = Proposal.objects.get()
    assert {answer.url for answer in sent} == {f"{address}{one.pk}/"}
    said = _text(page.get(sent[0].url))
    assert "次のところを書くと、市に出せます" in said
    assert "部屋がほしい" in said
    # What is missing is said beside each field.
    checked = parse(page.get(f"{address}{one.pk}/edit/?check=1"))
    assert "何を、どう変えたいかを書いてください" in checked.one(id="id_aim_error").text
    page.post(f"{address}{one.pk}/edit/", WHOLE | {"seen_version": 1})
    version = parse(page.get(sent[0].url)).one("input", name="seen_version").attributes["value"]
    page.post(sent[0].url, {"act": "submit", "seen_version": version, "text": "よろしく"})
    one.refresh_from_db()
    assert (one.state, one.need, Post.objects.get().text) == ("submitted", of, "よろしく")
    said = _text(page.get(sent[0].url))
    assert "までにお返事します" in said
    # A second tap says how it stands.
    again = page.post(sent[0].url, {"act": "submit", "seen_version": version})
    assert "まだ行われていません" in _text(again)


def test_nothing_typed_is_lost_and_each_error_stands_beside_its_field(client: Client) -> None:
    ours, by = _firm()
    page = sign_in(client, by)
    typed = {"title": "", "aim": "あ" * 1_001, "text": "のこる文", "offers": ["place", "moon"], "districts": ["x"]}
    answer = parse(page.post(f"/me/organizations/{ours.pk}/proposals/new/", typed))
    assert "ひとことで書いてください" in answer.one(id="id_title_error").text
    assert "1000文字" in answer.one(id="id_aim_error").text.replace(",", "")
    assert answer.one("textarea", name="text").text.strip() == "のこる文"
    assert len(answer.one("textarea", name="aim").text.strip()) == 1_001
    assert not Proposal.objects.exists()


def test_who_saves_after_a_colleague_reads_what_they_saved_beside_the_own_words(client: Client) -> None:
    ours, by = _firm()
    one = proposal("draft", organization=ours)
    other = member_of(ours, Level.OWNER, display_name="となりの人")
    proposals.write_proposal(one, by=other, values={"text": "となりの文"}, seen_version=1)
    page, address = sign_in(client, by), f"/me/organizations/{ours.pk}/proposals/{one.pk}/edit/"
    typed = {"title": one.title, "text": "わたしの文", "aim": one.aim, "offers": one.offers, "is_everywhere": "on"}
    answer = page.post(address, typed | {"seen_version": 1})
    said = _text(answer)
    assert "となりの人さんが保存しました" in said
    assert "となりの文" in said
    tree = parse(answer)
    assert tree.one("textarea", name="text").text.strip() == "わたしの文"
    assert tree.one("input", name="seen_version").attributes["value"] == "2"
    assert page.post(address, typed | {"seen_version": 2}).status_code == 302
    one.refresh_from_db()
    assert one.text == "わたしの文"


def test_who_writes_for_nobody_and_for_several_is_told_what_to_do(client: Client) -> None:
    alone = sign_in(client, UserFactory())
    assert "いま、あなたが書ける団体はありません" in _text(alone.get("/me/organizations/proposals/new/"))
    first, by = _firm(name="ひとつめの会")
    second = OrganizationFactory(name="ふたつめの会")
    MembershipFactory(organization=second, user=by, level=Level.EDITOR)
    client.logout()
    said = _text(sign_in(client, by).get("/me/organizations/proposals/new/?need=999"))
    assert ("ひとつめの会" in said, "ふたつめの会" in said, first.pk > 0) == (True, True, True)


def test_files_go_with_it_and_only_with_words_again(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.HUB_THREAD_FILES_DIR = tmp_path
    ours, by = _firm()
    one = proposal("talking", organization=ours)
    page, address = sign_in(client, by), f"/me/organizations/{ours.pk}/proposals/{one.pk}/"
    file = SimpleUploadedFile("図.txt", "図".encode(), "text/plain")
    assert "ファイルをもう一度選んでください" in _text(
        page.post(address, {"act": "write", "text": "", "files": [file]})
    )
    file.seek(0)
    assert page.post(address, {"act": "write", "text": "図です", "files": [file]}).status_code == 302
    assert "図.txt" in _text(page.get(address))


def test_a_coordinator_asks_reads_and_accepts(client: Client) -> None:
    ours, by = _firm()
    one = proposal("draft", organization=ours)
    proposals.submit_proposal(one, by=by, seen_version=1)
    city, address = sign_in(client, UserFactory(coordinator=True)), f"/staff/proposals/{one.pk}/"
    said = _text(city.get(address))
    assert ("ひみつの本文" in said, "ひみつのねらい" in said) == (True, True)
    # Without words nothing is done, and with words the talk has begun.
    assert "まだ" in _text(city.post(address, {"act": "talk", "text": ""}))
    assert city.post(address, {"act": "talk", "text": "いつからですか"}).status_code == 302
    assert "「書きかけ」" not in _text(city.post(address, {"act": "accept", "text": " ", "seen_version": 1}))
    assert Proposal.objects.get().state == "talking"
    # Changed meanwhile: what was typed stays, and pressing again is about what stands now.
    proposals.write_proposal(one, by=by, values={"text": "あたらしい文"}, seen_version=1)
    late = city.post(address, {"act": "accept", "text": "よい案です", "seen_version": 1})
    tree = parse(late)
    assert ("内容が変わりました" in _text(late), "あたらしい文" in _text(late)) == (True, True)
    assert tree.one("textarea", id="decide_text").text.strip() == "よい案です"
    seen = tree.one("input", id="decide_seen_version").attributes["value"]
    assert city.post(address, {"act": "accept", "text": "よい案です", "seen_version": seen}).status_code == 302
    assert (Proposal.objects.get().state, Project.objects.get().text) == ("accepted", "あたらしい文")
    # Its members read the words.
    client.logout()
    said = _text(sign_in(client, by).get(f"/me/organizations/{ours.pk}/proposals/{one.pk}/"))
    assert "よい案です" in said


def test_what_was_written_anew_since_the_city_spoke_stands_before_the_text(client: Client) -> None:
    one, by, staff = proposal(text="月に1回、夕食を出します。"), UserFactory(coordinator=True), "/staff/proposals/"
    member, address = member_of(one.organization), f"{staff}{one.pk}/"
    sign_in(client, by)

    def changed() -> list[str]:
        found = parse(client.get(address)).one("main").all("section")
        part = [node for node in found if node.attributes.get("aria-labelledby") == "changed-h"]
        return [line.text for node in part for line in [*node.all("dt"), *node.all("dd")]]

    def tags() -> bool:
        return "書きなおされました" in client.get("/staff/cocreation/").content.decode()

    assert (changed(), tags()) == ([], False)
    sent = {"act": "talk", "text": "何人くらいですか。", "seen_version": "1"}
    assert client.post(address, sent).status_code == 302
    assert (changed(), tags()) == ([], False)
    proposals.write_proposal(one, by=member, values={"text": "月に2回、夕食を出します。"}, seen_version=1)
    told = ["何をするか", "前月に1回、夕食を出します。いま月に2回、夕食を出します。"]
    assert (changed(), tags()) == (told, True)
    # What is said by who still reads the older text is no sign that the newer one was read.
    for version in ("1", ""):
        client.post(address, {"act": "write", "text": f"ところで{version}。", "seen_version": version})
        assert changed() == told
    client.post(address, {"act": "write", "text": "わかりました。", "seen_version": "2"})
    assert (changed(), tags()) == ([], False)
    # What was written anew and back again is as it was read, on the board as on its page.
    for version, text in enumerate(("月に3回、夕食を出します。", "月に2回、夕食を出します。"), start=2):
        proposals.write_proposal(one, by=member, values={"text": text}, seen_version=version)
    assert (changed(), tags()) == ([], False)


def test_who_is_late_reads_what_the_other_decided(client: Client) -> None:
    one = proposal("talking")
    decisions.decline_proposal(one, by=UserFactory(coordinator=True), reason="理由", seen_version=1)
    city = sign_in(client, UserFactory(coordinator=True))
    answer = city.post(f"/staff/proposals/{one.pk}/", {"act": "accept", "text": "よい", "seen_version": 1})
    assert "まだ行われていません" in _text(answer)
    assert parse(answer).one("textarea", id="decide_text").text.strip() == "よい"
    assert not Project.objects.exists()


def test_drafts_are_missing_to_the_city_and_all_to_other_organisations(client: Client) -> None:
    mine, _by = _firm()
    draft, handed = proposal("draft", organization=mine), proposal("talking", organization=mine)
    taken_back = proposal("withdrawn", organization=mine)
    city = sign_in(client, UserFactory(coordinator=True))
    answers = {one.pk: city.get(f"/staff/proposals/{one.pk}/").status_code for one in (draft, handed, taken_back)}
    assert answers == {draft.pk: 404, handed.pk: 200, taken_back.pk: 404}
    client.logout()
    other, stranger = _firm()
    page = sign_in(client, stranger)
    for one in (draft, handed):
        assert page.get(f"/me/organizations/{mine.pk}/proposals/{one.pk}/").status_code == 404
        assert page.get(f"/me/organizations/{other.pk}/proposals/{one.pk}/").status_code == 404
    # Nor is it copied from another's.
    copied = page.get(f"/me/organizations/{other.pk}/proposals/new/?from={handed.pk}")
    assert "ひみつ" not in copied.content.decode()


def test_a_copy_holds_the_words_of_what_ended(client: Client) -> None:
    ours, by = _firm()
    one = proposal("declined", organization=ours)
    page = sign_in(client, by)
    assert "これを写して、新しい提案を書く" in _text(page.get(f"/me/organizations/{ours.pk}/proposals/{one.pk}/"))
    tree = parse(page.get(f"/me/organizations/{ours.pk}/proposals/new/?from={one.pk}"))
    assert tree.one("textarea", name="text").text.strip() == "ひみつの本文"


def test_it_waits_on_the_staff_home_once_and_not_among_talks() -> None:
    ours, by = _firm()
    one = proposal("draft", organization=ours)
    proposals.submit_proposal(one, by=by, seen_version=1)
    city = UserFactory(coordinator=True)
    found = {queue.key: queue for queue in queues_for(city)}
    assert (found["proposals"].count(city), found["talks"].count(city)) == (1, 0)
    waiting = found["proposals"].rows(city, 5)[0]
    assert (waiting.url, waiting.due_at is not None) == (f"/staff/proposals/{one.pk}/", True)
    open_thread(ours, by=by, subject="べつのこと", text="べつ")
    assert found["talks"].count(city) == 1
    decisions.decline_proposal(one, by=city, reason="理由", seen_version=1)
    assert (found["proposals"].count(city), found["talks"].count(city)) == (0, 1)


def _board(client: Client, query: str = "") -> list[str]:
    return [one.text for one in parse(client.get(f"/staff/cocreation/{query}")).all("h2", **{"class": "big"})]


def test_the_board_has_all_in_the_order_of_waiting_and_filters(client: Client) -> None:
    now, city = timezone.now(), sign_in(client, UserFactory(coordinator=True))
    firm = OrganizationFactory(verified=True, name="みなと商会")
    for number, (state, turn, days) in enumerate(
        [("submitted", "staff", 3), ("talking", "members", 50), ("talking", "staff", 1), ("draft", "", 9)]
    ):
        at = now - timedelta(days=days)
        one = proposal(state, title=f"提案{number}", submitted_at=None if state == "draft" else at)
        due = (now + timedelta(days=4 - days)).date() if turn == "staff" else None
        Thread.objects.filter(pk=one.thread_id).update(waits_for=turn, waits_since=at, answer_by=due, last_post_at=at)
    for state in ("accepted", "declined", "withdrawn"):
        proposal(state, title="終わった提案")
    for number, (state, days) in enumerate([("running", 70), ("preparing", 2), ("ended", 90), ("stopped", 90)]):
        project(state, title=f"企て{number}", lead=firm, moved_at=now - timedelta(days=days))
    assert _board(city) == ["企て0", "提案1", "提案0", "企て1", "提案2"]
    assert _board(city, "?kind=proposal") == ["提案1", "提案0", "提案2"]
    assert _board(city, "?kind=project&turn=city") == []
    assert _board(city, "?turn=city") == ["提案0", "提案2"]
    assert _board(city, "?turn=members") == ["企て0", "提案1", "企て1"]
    assert _board(city, "?turn=late") == ["企て0"]
    assert _board(city, "?q=みなと") == ["企て0", "企て1"]
    assert _board(city, "?q=%00%25&kind=x&turn=y&page=999") == []
    said = _text(city.get("/staff/cocreation/"))
    assert "60日より長く、動きがありません" in said


def test_the_board_finds_words_in_the_same_order_however_many_have_them(client: Client, settings: Settings) -> None:
    now, city = timezone.now(), sign_in(client, UserFactory(coordinator=True))
    for number, days in enumerate([2, 9, 5]):
        one, at = proposal("talking", title=f"NPOの提案{number}"), now - timedelta(days=days)
        Thread.objects.filter(pk=one.thread_id).update(waits_for="members", waits_since=at, last_post_at=at)
        project("running", title=f"npoの企て{number}", moved_at=at - timedelta(hours=1))
    proposal("talking", title="ほかの提案")
    longest_first = ["npoの企て1", "NPOの提案1", "npoの企て2", "NPOの提案2", "npoの企て0", "NPOの提案0"]
    for most in (1_000, 2):
        settings.HUB_COUNT_LIMIT = most
        assert _board(city, "?q=npo") == _board(city, "?q=NPO") == longest_first
        assert _board(city, "?q=Oの提案") == ["NPOの提案1", "NPOの提案2", "NPOの提案0"]


def _many(number: int) -> None:
    for _n in range(number):
        made = proposal("talking", need=need(), version=2, seen_version=1, seen_words={"text": "前の文"})
        made.districts.set([DistrictFactory()])
        part(project(lead=made.organization), OrganizationFactory(verified=True))


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_lists_do_not_grow(client: Client, number: int) -> None:
    _many(number)
    ours, by = _firm()
    for _n in range(number):
        proposal("talking", organization=ours)
    staff = sign_in(client, UserFactory(coordinator=True))
    with CaptureQueriesContext(
        connection,
    ) as board:
        staff.get("/staff/cocreation/")
    client.logout()
    member = sign_in(client, by)
    with CaptureQueriesContext(connection) as own:
        member.get(f"/me/organizations/{ours.pk}/proposals/")
    tables = [sum("partners_" in query["sql"] for query in queries) for queries in (board, own)]
    # Two counts, two lists of keys, proposals with three sets of words, projects, their parts; one count and one page.
    assert tables == [10, 2]
    assert (len(board), len(own)) == BOARD_AND_OWN


def test_a_page_that_is_missing_is_no_link(client: Client) -> None:
    """Where the project's page is not built, its title stands there without one."""
    project(title="準備の企て")
    page = sign_in(client, UserFactory(coordinator=True)).get("/staff/cocreation/")
    links = re.findall(r'href="([^"]+)"[^>]*>準備の企て', page.content.decode())
    assert links in ([], [f"/staff/projects/{Project.objects.get().pk}/"])
