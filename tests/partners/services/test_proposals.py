"""A proposal with its text, its talk and what becomes of it."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hub.accounts.enums import Level
from hub.exceptions import DomainError, TransitionError
from hub.models import Theme
from hub.notifications.models import Mailing
from hub.threads.checking import check_file
from hub.threads.models import Post, Thread
from hub.threads.services import close_thread, write_post
from hub.threads.services.clock import remind_late
from partners.beside_talks import proposals_of
from partners.models import Project, Proposal
from partners.promises import promise_of
from partners.services import proposal_decisions as decisions
from partners.services import proposals
from partners.services.joining import StaleError, UnfinishedError
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.cocreation import proposal
from tests.partners.needs import hand, need

pytestmark = pytest.mark.django_db
_TOKYO = ZoneInfo("Asia/Tokyo")


def _firm() -> tuple[Any, Any]:
    ours = OrganizationFactory(verified=True)
    return ours, member_of(ours, Level.EDITOR)


def test_a_draft_needs_a_title_alone_and_is_one_however_often_it_is_sent() -> None:
    ours, by = _firm()
    of, key = need(), uuid.uuid4()
    values = {"title": "夕食の場", "state": "accepted", "organization_id": 5}
    made = [proposals.begin_proposal(ours, by=by, values=values, need=of, key=key) for _n in range(2)]
    assert made[0] == made[1] == Proposal.objects.get()
    one = made[0]
    assert (one.title, one.state, one.organization, one.need, one.created_by, one.thread) == (
        *("夕食の場", "draft", ours, of, by),
        None,
    )
    assert list(one.transitions.values_list("action", "from_state", "to_state")) == [("begin", "", "draft")]
    with pytest.raises(UnfinishedError) as missing:
        proposals.begin_proposal(ours, by=by, values={"title": "　"})
    assert set(missing.value.fields) == {"title"}
    assert (Post.objects.count(), Mailing.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", ["raised", "met", "closed", "declined"])
def test_a_need_that_is_not_open_gets_no_proposal(state: str) -> None:
    ours, by = _firm()
    with pytest.raises(DomainError, match="いまは募集していません"):
        proposals.begin_proposal(ours, by=by, values={"title": "題"}, need=need(state))
    assert not Proposal.objects.exists()


def test_samples_stay_among_samples_and_not_too_many_are_begun(settings: Any) -> None:
    ours, by = _firm()
    with pytest.raises(DomainError, match="見本どうし"):
        proposals.begin_proposal(ours, by=by, values={"title": "題"}, need=need(is_sample=True))
    settings.HUB_PROPOSAL_MOST_OPEN = 2
    proposal("withdrawn", organization=ours)
    for state in ("draft", "talking"):
        proposal(state, organization=ours)
    with pytest.raises(DomainError, match="2件まで"):
        proposals.begin_proposal(ours, by=by, values={"title": "題"})


def test_of_two_colleagues_the_second_is_told_what_the_first_saved() -> None:
    ours, by = _firm()
    first = member_of(ours, Level.OWNER, display_name="先に書いた人")
    one = proposal("draft", organization=ours)
    theirs, mine = Proposal.objects.get(), Proposal.objects.get()
    proposals.write_proposal(theirs, by=first, values={"text": "先の文"}, seen_version=1)
    with pytest.raises(StaleError, match="先に書いた人さんが保存しました"):
        proposals.write_proposal(mine, by=by, values={"text": "あとの文"}, seen_version=1)
    one.refresh_from_db()
    assert (one.text, one.version) == ("先の文", 2)
    # Who saves the same has overwritten nothing, and is not told off.
    proposals.write_proposal(mine, by=by, values={"text": "先の文", "themes": []}, seen_version=1)
    proposals.write_proposal(mine, by=by, values={"text": "あとの文"}, seen_version=2)
    one.refresh_from_db()
    assert (one.text, one.version, one.transitions.count()) == ("あとの文", 3, 2)


def test_all_that_is_missing_is_said_at_once_and_nothing_is_sent() -> None:
    ours, by = _firm()
    one = proposal("draft", organization=ours, aim=" ", text="", offers=[], is_everywhere=False)
    with pytest.raises(UnfinishedError) as missing:
        proposals.submit_proposal(one, by=by, seen_version=1)
    assert set(missing.value.fields) == {"aim", "text", "offers", "districts"}
    one.districts.set([DistrictFactory()])
    with pytest.raises(UnfinishedError) as missing:
        proposals.submit_proposal(one, by=by, seen_version=1)
    assert set(missing.value.fields) == {"aim", "text", "offers"}
    assert (Thread.objects.count(), Mailing.objects.count(), one.transitions.count()) == (0, 0, 0)


def test_what_is_talked_about_stays_whole() -> None:
    ours, by = _firm()
    one = proposal("talking", organization=ours)
    with pytest.raises(UnfinishedError) as missing:
        proposals.write_proposal(one, by=by, values={"aim": "", "offers": []}, seen_version=1)
    assert set(missing.value.fields) == {"aim", "offers"}
    one.refresh_from_db()
    assert (one.aim, one.version) == ("ひみつのねらい", 1)


def test_one_that_the_city_has_not_checked_writes_and_waits() -> None:
    ours = OrganizationFactory()
    by = member_of(ours)
    one = proposals.begin_proposal(
        ours, by=by, values={"title": "題", "aim": "a", "text": "b", "offers": ["place"], "is_everywhere": True}
    )
    with pytest.raises(DomainError, match="市が確認した団体"):
        proposals.submit_proposal(one, by=by, seen_version=1)
    assert Proposal.objects.get().state == "draft"


def test_what_a_colleague_changed_is_not_handed_in_unread() -> None:
    ours, by = _firm()
    one = proposal("draft", organization=ours, version=2)
    with pytest.raises(StaleError):
        proposals.submit_proposal(one, by=by, seen_version=1)
    assert Proposal.objects.get().state == "draft"


def test_handing_in_opens_one_talk_with_words_and_files_and_promises_a_day(settings: Any, tmp_path: Any) -> None:
    settings.HUB_THREAD_FILES_DIR = tmp_path
    ours, by = _firm()
    city = UserFactory(coordinator=True)
    one = proposal("draft", organization=ours, title="題" * 80)
    file = check_file(SimpleUploadedFile("案.txt", "地図".encode(), "text/plain"))
    now = datetime(2026, 12, 1, 10, tzinfo=_TOKYO)  # a Tuesday
    proposals.submit_proposal(one, by=by, seen_version=1, text="よろしく", files=[file], now=now)
    thread = Thread.objects.get()
    post = thread.posts.get()
    assert (thread.about_kind, thread.about_id, thread.organization, thread.waits_for) == (
        *("proposal", one.pk, ours),
        "staff",
    )
    assert (post.text, [one.name for one in post.attachments.all()]) == ("よろしく", ["案.txt"])
    # Five opening days, for the talk and the proposal alike.
    assert (str(thread.answer_by), str(promise_of(Proposal.objects.get()))) == ("2026-12-08", "2026-12-08")
    # One mail to each: nothing of the talk besides.
    assert sorted(Mailing.objects.values_list("kind", "user")) == [
        ("proposals.arrived", city.pk),
        ("proposals.told", by.pk),
    ]
    with pytest.raises(TransitionError):
        proposals.submit_proposal(Proposal.objects.get(), by=by, seen_version=1)


def test_taken_back_it_waits_for_nobody_and_goes_on_in_the_same_talk() -> None:
    ours, by = _firm()
    city = UserFactory(coordinator=True)
    one = proposal("draft", organization=ours)
    proposals.submit_proposal(one, by=by, seen_version=1)
    proposals.take_back_proposal(one, by=by)
    thread = Thread.objects.get()
    assert (one.state, one.submitted_at, thread.waits_for, promise_of(one)) == ("draft", None, "", None)
    assert list(Proposal.objects.for_staff(city)) == []
    assert proposals_of([one.pk], True) == {}
    close_thread(thread, by=city)
    proposals.submit_proposal(one, by=by, seen_version=1)
    thread.refresh_from_db()
    assert (thread.closed_at, thread.waits_for, Thread.objects.count(), thread.posts.count()) == (None, "staff", 1, 2)
    assert list(Proposal.objects.for_staff(city)) == [one]


def test_what_nobody_read_of_the_talk_is_still_answered_when_the_proposal_is_given_up() -> None:
    ours, by = _firm()
    one = proposal("draft", organization=ours)
    proposals.submit_proposal(one, by=by, seen_version=1)
    assert one.thread is not None
    write_post(one.thread, by=by, text="ところで、場所を貸せますか")
    proposals.withdraw_proposal(one, by=by, reason="人が足りません")
    assert (one.state, Thread.objects.get().waits_for, one.reason) == ("withdrawn", "staff", "")
    assert one.transitions.latest("pk").reason == "人が足りません"
    # It is looked after among the talks now, where nobody looks at proposals that have ended.
    later = timezone.now() + timezone.timedelta(days=20)
    assert remind_late(later) == 1


def test_the_talk_of_an_open_proposal_is_reminded_of_once_by_the_proposal_alone() -> None:
    one = proposal("draft", organization=_firm()[0])
    by = member_of(one.organization)
    proposals.submit_proposal(one, by=by, seen_version=1)
    assert remind_late(timezone.now() + timezone.timedelta(days=20)) == 0


def test_accepted_it_is_a_project_in_preparation_that_the_proposer_leads() -> None:
    ours, by = _firm()
    city, of, theme = UserFactory(coordinator=True), need(), Theme.objects.first()
    other = hand(of)
    one = proposal("talking", organization=ours, need=of, aim="ねら い\n" * 60, for_whom="近所の人")
    one.themes.set([theme] if theme else [])
    project = decisions.accept_proposal(one, by=city, reason="いっしょにやりましょう", seen_version=1)
    assert Project.objects.get() == project
    assert (project.state, project.title, project.text, project.for_whom, project.proposal, project.is_everywhere) == (
        *("preparing", one.title, one.text, "近所の人", one, True),
    )
    assert (len(project.summary), project.summary[-1], "\n" in project.summary) == (200, "…", False)
    assert (list(project.needs.all()), list(project.themes.all())) == ([of], list(one.themes.all()))
    parts = project.parts.values_list("organization", "state", "is_lead", "offers")
    assert list(parts) == [(ours.pk, "joined", True, ["place"])]
    assert list(project.transitions.values_list("action", "from_state", "to_state", "by", "organization")) == [
        ("begin", "preparing", "preparing", city.pk, ours.pk)
    ]
    assert (one.state, one.reason, one.decided_by, one.thread.waits_for) == (
        *("accepted", "いっしょにやりましょう", city),
        "",
    )
    # What others offered for the need stands as it stood.
    other.refresh_from_db()
    of.refresh_from_db()
    assert (other.state, of.state) == ("raised", "published")
    assert by in {row.user for row in Mailing.objects.filter(kind="proposals.told")}


@pytest.mark.parametrize("decide", [decisions.accept_proposal, decisions.decline_proposal])
def test_a_decision_has_a_reason_and_is_about_what_was_read(decide: Any) -> None:
    one, city = proposal("talking", version=3), UserFactory(coordinator=True)
    with pytest.raises(DomainError, match="書いてください"):
        decide(one, by=city, reason=" \n", seen_version=3)
    with pytest.raises(StaleError, match="内容が変わりました"):
        decide(one, by=city, reason="理由", seen_version=2)
    assert (Proposal.objects.get().state, Project.objects.count()) == ("talking", 0)


def test_of_an_organisation_that_was_suspended_nothing_is_accepted() -> None:
    one = proposal("submitted", organization=OrganizationFactory(verification="suspended"))
    with pytest.raises(DomainError, match="確認が済んでいません"):
        decisions.accept_proposal(one, by=UserFactory(coordinator=True), reason="よし", seen_version=1)
    assert not Project.objects.exists()


def test_what_was_declined_is_talked_about_again_and_the_decision_stays_in_the_history() -> None:
    one, city = proposal("talking"), UserFactory(coordinator=True)
    decisions.decline_proposal(one, by=city, reason="いまは場所がありません", seen_version=1)
    assert one.thread is not None
    close_thread(one.thread, by=city)
    decisions.reopen_proposal(one, by=city, text="場所が見つかりました")
    thread = Thread.objects.get()
    assert (one.state, one.reason, one.decided_at, thread.closed_at, thread.waits_for) == (
        *("talking", "", None, None),
        "members" if one.organization.is_verified else "",
    )
    assert thread.posts.get().text == "場所が見つかりました"
    assert list(one.transitions.values_list("action", "reason")) == [
        ("decline", "いまは場所がありません"),
        ("reopen", ""),
    ]


@pytest.mark.parametrize("has_read", [True, False])
def test_who_decides_has_read_what_stood_beside_the_decision_and_nothing_later(has_read: bool) -> None:
    ours, by = _firm()
    one, city = (
        proposal("draft", organization=ours, aim="ある", text="ある", offers=["place"]),
        UserFactory(coordinator=True),
    )
    proposals.submit_proposal(one, by=by, seen_version=one.version)
    decisions.talk_about_proposal(one, by=city, text="何人ですか")
    thread = Thread.objects.get()
    write_post(thread, by=by, text="10人です")
    seen = Post.objects.latest("pk").pk
    if not has_read:
        write_post(thread, by=by, text="もうひとつ聞きたいです")
    decisions.decline_proposal(one, by=city, reason="またお願いします", seen_version=one.version, seen=seen)
    thread.refresh_from_db()
    assert (thread.answer_by is None, thread.waits_for) == ((True, "") if has_read else (False, "staff"))
