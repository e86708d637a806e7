"""A project from its beginning to its report: what is asked for, who is told, and what is said of few people."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation

from hub.accounts.enums import Level
from hub.accounts.models import Organization
from hub.accounts.services.verification import restore_organization, suspend_organization
from hub.exceptions import DomainError
from hub.models import Change
from hub.notifications.enums import Cadence, Channel
from hub.notifications.models import Delivery, Mailing, Notice
from hub.notifications.selections import source_of
from hub.notifications.services.subscribing import subscribe
from hub.pages.waiting_for_me import waiting_for
from hub.small_counts import small
from hub.trust.services import hide_reported
from partners.cocreation_enums import PartState, ProjectState
from partners.forms.projects import MinutesField
from partners.models import Project, ProjectPart, ProjectReport
from partners.project_mails import asked, told
from partners.project_notes import in_own_language
from partners.services import project_contents, project_parts, projects
from partners.services.joining import StaleError, UnfinishedError
from partners.services.project_clock import ask_how_it_goes
from partners.views.project_words import hours, people_of, totals_of
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.hub.notifications.spread import spread_due
from tests.hub.trust.factories import ReportFactory
from tests.partners.cocreation import part, project

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {
    "title": "商店街の居間", "summary": "だれでも来られます。", "text": "週に2回、開けます。", "is_everywhere": True,
}  # fmt: skip
NO_ANSWER = "おさそいへのお返事は、もういりません。"
REPORT = dict.fromkeys(projects.NEEDED, "書きました")


def _letters(kind: str = "projects.told") -> dict[str, str]:
    """Whom a mail goes to that is not sent yet, and what stands above it."""
    write = told if kind == "projects.told" else asked
    rows = Mailing.objects.filter(kind=kind).select_related("user").order_by("pk")
    return {row.user.email: letter.subject for row in rows if row.user and (letter := write(row))}


def test_a_project_without_a_proposal_begins_with_who_joins_first() -> None:
    by, first, second = UserFactory(coordinator=True), *(OrganizationFactory(verified=True) for _n in range(2))
    one_of_first, one_of_second = member_of(first), member_of(second)
    made = projects.begin_project(by=by, values=WORDS, organizations=[first, second])
    assert set(_letters()) == {one_of_first.email, one_of_second.email}
    with pytest.raises(DomainError, match="とりまとめの団体が、まだいません"):
        projects.start_project(made, by=by)
    for user, organization in ((one_of_second, second), (one_of_first, first)):
        own = ProjectPart.objects.get(project=made, organization=organization)
        with pytest.raises(DomainError, match="何をするか"):
            project_parts.join(own, by=user, text=" ")
        project_parts.join(own, by=user, text="部屋を出す", offers=["place", "ない"])
    assert list(made.parts.order_by("pk").values_list("organization", "is_lead", "offers")) == [
        (first.pk, False, ["place"]), (second.pk, True, ["place"]),
    ]  # fmt: skip
    assert Project.objects.public().count() == 0
    projects.start_project(made, by=one_of_second)
    assert list(Project.objects.public()) == [made]
    assert _letters() == {
        one_of_first.email: "「商店街の居間」が始まりました",
        one_of_second.email: f"「{first}」が「商店街の居間」に加わりました",
    }


def test_all_that_is_missing_is_told_at_once_and_unfinished_is_kept() -> None:
    one = project(ProjectState.PREPARING, summary="", text=" ", is_everywhere=False)
    by = member_of(one.parts.get().organization)
    with pytest.raises(UnfinishedError) as missing:
        projects.start_project(one, by=by)
    assert set(missing.value.fields) == {"summary", "text", "districts"}
    projects.write_project(one, by=by, values=WORDS | {"districts": [DistrictFactory()]}, seen_version=1)
    projects.start_project(one, by=by)
    with pytest.raises(UnfinishedError):
        projects.write_project(one, by=by, values={"text": ""}, seen_version=2)
    projects.write_report(one, by=by, values=REPORT | {"failed": "\n"}, seen_version=0)
    with pytest.raises(UnfinishedError) as missing:
        projects.end_project(one, by=by)
    assert set(missing.value.fields) == {"failed"}
    projects.write_report(one, by=by, values={"failed": "人が来ない日がありました"}, seen_version=1)
    projects.end_project(one, by=by)
    one.refresh_from_db()
    assert (one.state, one.text, one.report.failed) == ("ended", WORDS["text"], "人が来ない日がありました")


def test_of_two_who_write_the_second_is_told_and_the_same_words_overwrite_nothing() -> None:
    one = project()
    by, other = member_of(one.parts.get().organization), member_of(part(one).organization)
    projects.write_project(one, by=by, values={"summary": "あ"}, seen_version=1)
    projects.write_project(one, by=other, values={"summary": "あ"}, seen_version=1)
    with pytest.raises(StaleError):
        projects.write_project(one, by=other, values={"summary": "い"}, seen_version=1)
    projects.write_report(one, by=by, values={"did": "あ"}, seen_version=0)
    projects.write_report(one, by=other, values={"did": "あ"}, seen_version=0)
    with pytest.raises(StaleError):
        projects.write_report(one, by=other, values={"did": "い"}, seen_version=0)
    one.refresh_from_db()
    assert (one.summary, one.version, ProjectReport.objects.get().did, one.transitions.count()) == ("あ", 2, "あ", 2)


def test_a_double_tap_writes_one() -> None:
    one = project()
    by = member_of(one.parts.get().organization)
    values = {"on": timezone.localdate(), "text": "開けました", "people": 12, "minutes": None}
    for _n in range(2):
        project_contents.add_result(one, by=by, values=values)
        project_contents.add_milestone(one, by=by, title="開ける")
    assert (one.results.count(), one.milestones.count(), one.transitions.count()) == (1, 1, 2)
    with pytest.raises(UnfinishedError):
        project_contents.add_result(one, by=by, values=values | {"on": timezone.localdate() + timedelta(days=1)})


def test_what_one_that_left_has_written_stays_unless_who_leads_or_the_city_takes_it_out() -> None:
    one = project()
    gone, lead = part(one), member_of(one.parts.get(is_lead=True).organization)
    author = member_of(gone.organization)
    values = {"on": timezone.localdate(), "people": 12, "minutes": None}
    for text in ("ひとつめ", "ふたつめ", "みっつめ"):
        project_contents.add_result(one, by=author, values=values | {"text": text})
    project_parts.leave(gone, by=author)
    # Who writes for another that takes part, too, is not the one that left on that account.
    both = member_of(part(one).organization)
    MembershipFactory(organization=gone.organization, user=both, level=Level.OWNER)

    def left(by: Any, text: str) -> list[str]:
        found = one.results.get(text=text)
        try:
            project_contents.remove_result(found, by=by)
        except DomainError:
            return ["refused"]
        return list(one.results.order_by("pk").values_list("text", flat=True))

    assert [left(by, "ひとつめ") for by in (author, both)] == [["refused"], ["refused"]]
    assert left(lead, "ひとつめ") == ["ふたつめ", "みっつめ"]
    assert left(UserFactory(coordinator=True), "ふたつめ") == ["みっつめ"]
    # Taking part once more, it may again.
    part(one, gone.organization)
    assert left(both, "みっつめ") == []


def test_what_was_hidden_comes_back_as_it_was_and_who_leads_can_only_leave_after_another_leads() -> None:
    by = UserFactory(coordinator=True)
    for state in ("running", "ended", "stopped"):
        one = project(state)
        before = Change.objects.count()
        projects.hide_project(one, by=by)
        assert not Project.objects.public().filter(pk=one.pk).exists()
        projects.show_project(one, by=by)
        said = list(Change.objects.order_by("pk").values_list("action", flat=True)[before:])
        assert (Project.objects.get(pk=one.pk).state, said) == (state, ["withdrawn", "published"])
    one = project()
    lead, other = one.parts.get(), part(one)
    user = member_of(lead.organization)
    with pytest.raises(DomainError, match="とりまとめをほかの団体に"):
        project_parts.leave(lead, by=user)
    with pytest.raises(DomainError):
        project_parts.remove(lead, by=by, reason="理由")
    project_parts.hand_over_lead(other, by=user)
    lead.refresh_from_db()
    project_parts.leave(lead, by=user)
    assert list(one.parts.order_by("pk").values_list("state", "is_lead")) == [("left", False), ("joined", True)]


def test_samples_and_those_whom_the_city_has_not_checked_are_not_invited() -> None:
    one, by = project(), UserFactory(coordinator=True)
    held = one.parts.get().organization
    for organization in (OrganizationFactory(), OrganizationFactory(verified=True, is_sample=True), held):
        with pytest.raises(DomainError):
            project_parts.invite(one, organization, by=by)
    assert (one.parts.count(), Mailing.objects.count()) == (1, 0)


def test_who_asked_for_projects_like_it_is_told_until_it_is_hidden() -> None:
    here, there = DistrictFactory(), DistrictFactory()
    source, people = source_of("projects"), {}
    assert source is not None
    for query in (f"district={here.pk}", f"district={there.pk}", "q=居間", "q=温泉", "state=ended"):
        conditions: Any = source.read(QueryDict(query))
        people[query] = UserFactory()
        subscribe(
            people[query], channels=[Channel.EMAIL], cadence=Cadence.NOW,
            conditions=conditions.conditions | {"query": f"projects?{query}"},
        )  # fmt: skip
    one, sample = project("preparing", **WORDS | {"is_everywhere": False}), project("preparing", is_sample=True)
    one.districts.set([here])
    Organization.objects.filter(parts__project=sample).update(is_sample=True)
    for each in (one, sample):
        projects.start_project(each, by=UserFactory(coordinator=True))
    spread_due(now=timezone.now())
    reached = {row.recipient.user for row in Delivery.objects.select_related("recipient__user")}
    assert reached == {people[query] for query in (f"district={here.pk}", "q=居間", "state=ended")}
    projects.hide_project(one, by=UserFactory(coordinator=True))
    assert [notice.withdrawn_at is not None for notice in Notice.objects.all()] == [True]


def test_a_project_is_seen_as_long_as_one_of_those_who_do_it_may_publish() -> None:
    one, by = project(), UserFactory(administrator=True)
    lead, other = one.parts.get().organization, part(one).organization

    def said() -> list[str]:
        rows = Change.objects.filter(kind="project").order_by("pk")
        return [row.action for row in rows]

    suspend_organization(lead, by=by, reason="理由")
    assert (Project.objects.public().count(), said()) == (1, ["changed"])
    suspend_organization(other, by=by, reason="理由")
    assert (Project.objects.public().count(), said()) == (0, ["changed", "withdrawn"])
    restore_organization(lead, by=by)
    assert (Project.objects.public().count(), said()) == (1, ["changed", "withdrawn", "published"])
    restore_organization(other, by=by)
    assert (Project.objects.public().count(), said()[3:]) == (1, ["changed"])


@pytest.mark.parametrize("is_due", [True, False])
def test_who_takes_part_is_asked_once_for_each_quiet_time(is_due: bool) -> None:
    now = timezone.now()
    quiet = now - timedelta(days=settings.HUB_PROJECT_QUIET_DAYS)
    one = project(moved_at=quiet - timedelta(seconds=1) if is_due else quiet)
    for state in ("preparing", "ended", "stopped", "hidden"):
        project(state, moved_at=quiet - timedelta(days=9))
    project(is_sample=True, moved_at=quiet - timedelta(days=9))
    user, _asked_only = (
        member_of(one.parts.get().organization),
        member_of(part(one, state=PartState.INVITED).organization),
    )
    assert (ask_how_it_goes(now), ask_how_it_goes(now)) == (int(is_due), 0)
    assert set(_letters("projects.asked")) == ({user.email} if is_due else set())
    if not is_due:
        return
    # The city's own act is no sign of life; theirs is, and a new quiet time is asked about anew.
    one.refresh_from_db()
    projects.write_project(one, by=UserFactory(coordinator=True), values={"summary": "い"}, seen_version=1, now=now)
    assert ask_how_it_goes(now + timedelta(days=1)) == 0
    project_contents.add_milestone(one, by=user, title="開ける", now=now)
    assert _letters("projects.asked") == {}
    later = now + timedelta(days=settings.HUB_PROJECT_QUIET_DAYS)
    assert (ask_how_it_goes(later), ask_how_it_goes(later + timedelta(seconds=1))) == (0, 1)


def test_letters_say_what_happened_and_are_not_sent_to_whom_it_does_not_concern_any_more() -> None:
    one, by = project(), UserFactory(coordinator=True)
    lead, other = member_of(one.parts.get().organization), OrganizationFactory(verified=True, name="喫茶店")
    guest = member_of(other)
    own = project_parts.invite(one, other, by=lead, text="部屋を")
    assert _letters() == {guest.email: "「商店街の居場所づくり」に、おさそいが届いています"}
    project_parts.remove(own, by=lead)
    assert _letters() == {guest.email: "「商店街の居場所づくり」から外れました"}
    Mailing.objects.all().delete()
    own = project_parts.invite(one, other, by=by)
    project_parts.join(own, by=guest, text="部屋を出す")
    assert _letters() == {lead.email: "「喫茶店」が「商店街の居場所づくり」に加わりました"}
    projects.stop_project(one, by=lead, reason="場所がなくなりました。")
    assert _letters()[guest.email] == "「商店街の居場所づくり」を途中でやめることになりました"
    projects.resume_project(one, by=by)
    assert _letters()[guest.email] == "「商店街の居場所づくり」をもう一度進めます"
    guest.memberships.all().delete()
    assert set(_letters()) == {lead.email}


@pytest.mark.parametrize("is_stopped", [True, False])
def test_who_was_asked_and_had_not_answered_is_told_that_it_ended_and_it_waits_for_nobody(is_stopped: bool) -> None:
    one, asked, both = project(), OrganizationFactory(verified=True), UserFactory()
    lead = member_of(one.parts.get().organization)
    part(one, asked, PartState.INVITED)
    gone = part(one, state=PartState.REFUSED)
    guest, viewer, refused = member_of(asked), member_of(asked, Level.VIEWER), member_of(gone.organization)
    # Who writes for one that takes part, too, reads one letter: that of those who take part.
    for state in (PartState.INVITED, PartState.JOINED):
        MembershipFactory(organization=part(one, state=state).organization, user=both, level=Level.OWNER)
    assert len(waiting_for(guest, is_writer=True)) == 1
    ProjectReport.objects.create(project=one, **REPORT)
    if is_stopped:
        projects.stop_project(one, by=lead, reason="場所がなくなりました。")
    else:
        projects.end_project(one, by=lead)
    title = "「商店街の居場所づくり」"
    above = f"{title}を途中でやめることになりました" if is_stopped else f"{title}が終わりました"
    assert _letters() == {guest.email: above, both.email: above}
    assert (waiting_for(guest, is_writer=True), Mailing.objects.filter(user__in=[viewer, refused, lead]).count()) == (
        [],
        0,
    )
    letter, other = (told(Mailing.objects.get(user=user)) for user in (guest, both))
    assert letter is not None
    assert other is not None
    said = f"おさそいしていた共創プロジェクト{title}"
    assert letter.paragraphs == (
        [f"{said}を、途中でやめることになりました。", "理由：場所がなくなりました。", NO_ANSWER]
        if is_stopped
        else [f"{said}が終わりました。", NO_ANSWER]
    )
    assert (NO_ANSWER in other.paragraphs, [url.endswith(one.get_absolute_url()) for _label, url in letter.links]) == (
        False, [True],
    )  # fmt: skip
    # Nothing is said of what goes on again, nor to who does not write for them any more.
    Project.objects.update(state=ProjectState.RUNNING)
    assert _letters() == {}


def test_who_was_asked_into_what_nobody_ever_saw_gets_no_link_to_it() -> None:
    one = project(ProjectState.PREPARING)
    guest = member_of(part(one, state=PartState.INVITED).organization)
    projects.stop_project(one, by=UserFactory(coordinator=True), reason="理由")
    letter = told(Mailing.objects.get(user=guest))
    assert letter is not None
    assert (letter.paragraphs[-1], letter.links) == (NO_ANSWER, [])
    guest.memberships.all().delete()
    assert _letters() == {}


def test_what_the_hub_writes_into_the_history_is_kept_in_japanese_and_read_in_each_language() -> None:
    one = project()
    own = one.parts.get()
    by = member_of(own.organization)
    with translation.override("en"):
        projects.write_report(one, by=by, values={"did": "あ"}, seen_version=0)
        project_parts.write_part(own, by=by, text="部屋を出す", offers=[])
        plan = project_contents.add_milestone(one, by=by, title="開ける")
        for is_done in (True, False):
            project_contents.mark_milestone(plan, by=by, is_done=is_done)
        project_contents.remove_milestone(plan, by=by)
        projects.stop_project(one, by=by, reason="できた：これは人の言葉")
    kept = list(one.transitions.order_by("pk").values_list("action", "reason"))
    assert [reason for _action, reason in kept] == [
        "おわりの報告", "することを書いた", "開ける", "できた：開ける", "まだだった：開ける", "消した：開ける", "できた：これは人の言葉",
    ]  # fmt: skip
    assert [in_own_language(*line) for line in kept] == [reason for _action, reason in kept]
    with translation.override("en"):
        assert in_own_language(*kept[0]) == "Closing report"
        assert in_own_language(*kept[-1]) == kept[-1][1]


def test_those_who_take_part_read_what_staff_wrote_for_them_and_not_what_they_noted_of_the_report() -> None:
    one = project()
    user = member_of(one.parts.get().organization)
    report = ReportFactory(kind="project", object_id=one.pk, text="ひみつの子ども")
    told_of = "写真に、人の顔が写っています。"
    hide_reported(report, by=UserFactory(coordinator=True), reason="ひみつの人から電話", told=told_of)
    letter = told(Mailing.objects.get(user=user))
    assert letter is not None
    assert (one.transitions.get().reason, f"理由：{told_of}" in letter.paragraphs, "ひみつ" in str(letter)) == (
        told_of, True, False,
    )  # fmt: skip


def test_small_counts_are_withheld_and_no_sum_gives_one_away() -> None:
    assert totals_of([]) == {"people": "", "hours": ""}
    assert totals_of([(12, 60), (30, 45), (None, None), (0, 0)]) == {"people": "のべ42人", "hours": "1時間45分"}
    assert (
        totals_of([(12, None), (3, None)])["people"] == totals_of([(12, None), (9, None)])["people"] == "のべ12人以上"
    )
    assert totals_of([(3, 5), (9, None)]) == {"people": "どの日も10人未満", "hours": "5分"}
    assert (hours(120), small()) == ("2時間", "10未満")
    assert [people_of(n) for n in (0, 9, 10, 1_200)] == ["0人", "10人未満", "10人", "1,200人"]
    assert [MinutesField().clean(said) for said in ("６時間", "1時間30分", "90分", "90")] == [360, 90, 90, 90]
