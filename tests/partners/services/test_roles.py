"""Roles: kept as drafts, whole when published, told to whom they fit, closed by time, and never said wrongly to the feed."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from events.enums import State
from hub.accounts.enums import Level, OrganizationKind
from hub.exceptions import DomainError, TransitionError
from hub.models import Change
from hub.notifications.models import Mailing, Notice
from hub.notifications.selections import source_of
from partners.cocreation_enums import PartState, ProjectState
from partners.models import Role, RoleCourse
from partners.role_enums import RoleState
from partners.role_mails import course_answered, course_asked, hidden
from partners.services import courses, roles
from partners.services.joining import StaleError, UnfinishedError
from partners.services.role_clock import close_due_roles
from tests.events.factories import EventFactory, PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.cocreation import part, project, role
from tests.threads import at_once

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
_R = RoleState


def test_all_that_is_missing_is_told_at_once_and_the_draft_stays() -> None:
    ours = OrganizationFactory(verified=True)
    by = member_of(ours)
    values = {"title": "手伝い", "is_with_minors": True, "apply_until": date(2020, 1, 1)}
    one = roles.begin_role(ours, by=by, values=values)
    with pytest.raises(UnfinishedError) as error:
        roles.publish_role(one, by=by, seen_version=1)
    assert sorted(error.value.fields) == ["apply_until", "districts", "safeguards", "skills", "text", "when", "where"]
    assert (Role.objects.get().state, one.transitions.count(), Change.objects.filter(kind="role").count()) == (
        _R.DRAFT,
        1,
        0,
    )


def test_only_a_verified_organisation_publishes() -> None:
    ours = OrganizationFactory()
    by = member_of(ours)
    for one, act in ((role(_R.DRAFT, organization=ours), lambda o: roles.publish_role(o, by=by, seen_version=1)),
                     (role(_R.CLOSED, organization=ours), lambda o: roles.reopen_role(o, by=by))):  # fmt: skip
        with pytest.raises(DomainError, match="市が団体を確かめると"):
            act(one)


def test_a_place_of_others_can_not_be_named() -> None:
    ours, theirs = (
        OrganizationFactory(verified=True),
        PlaceFactory(published=True, operator=OrganizationFactory(verified=True)),
    )
    by = member_of(ours)
    with pytest.raises(DomainError, match="自分の団体"):
        roles.begin_role(ours, by=by, values={"title": "手伝い", "place": theirs})
    one = role(organization=ours)
    with pytest.raises(DomainError, match="自分の団体"):
        roles.write_role(one, by=by, values={"place": theirs}, seen_version=1)
    assert (Role.objects.count(), Role.objects.get().place) == (1, None)


def _under(ours: Any, name: str, how: str) -> Any:
    """What a role stands under, as it became since it was chosen; ``fine``: nothing became of it."""
    if name == "project":
        one = project(_STATES_OF_PROJECT.get(how, ProjectState.RUNNING))
        part(one, ours, PartState.LEFT if how == "theirs" else PartState.JOINED)
        return one
    owner = {"place": "operator", "event": "organizer"}[name]
    make: Any = {"place": PlaceFactory, "event": EventFactory}[name]
    made = make(**{owner: OrganizationFactory(verified=True) if how == "theirs" else ours, "published": True})
    state = how if how in State.values else State.PUBLISHED
    ends = {} if name == "place" else {"last_ends_at": timezone.now() + timedelta(days=-1 if how == "over" else 1)}
    type(made).objects.filter(pk=made.pk).update(state=state, **ends)
    return made


_STATES_OF_PROJECT = {state.value: state for state in ProjectState}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *(("place", how) for how in ("fine", "theirs", "draft", "in_review", "closed", "hidden")),
        *(("event", how) for how in ("fine", "theirs", "draft", "in_review", "closed", "hidden", "over")),
        *(("project", how) for how in ("fine", "theirs", "preparing", "ended", "stopped", "hidden")),
    ],
)
def test_what_became_of_place_event_and_project_since_is_looked_at_when_it_is_published(name: str, how: str) -> None:
    ours = OrganizationFactory(verified=True)
    by, thing = member_of(ours), _under(ours, name, how)
    for one, act in (
        (role(_R.DRAFT, organization=ours), lambda o: roles.publish_role(o, by=by, seen_version=1)),
        (role(_R.CLOSED, organization=ours), lambda o: roles.reopen_role(o, by=by)),
    ):
        Role.objects.filter(pk=one.pk).update(**{name: thing})
        one.refresh_from_db()
        before = one.state
        if how == "fine":
            act(one)
        else:
            with pytest.raises(UnfinishedError) as error:
                act(one)
            assert list(error.value.fields) == [name]
            assert ("自分の団体" in error.value.fields[name]) == (how == "theirs")
        assert Role.objects.get(pk=one.pk).state == (_R.PUBLISHED if how == "fine" else before)


def test_who_writes_over_a_colleague_is_told_and_who_taps_twice_is_not() -> None:
    one = role(_R.DRAFT)
    by, other = member_of(one.organization), member_of(one.organization, Level.EDITOR)
    roles.write_role(one, by=by, values={"text": "ひとつめ"}, seen_version=1)
    roles.write_role(one, by=by, values={"text": "ひとつめ"}, seen_version=1)
    with pytest.raises(StaleError):
        roles.write_role(one, by=other, values={"text": "ふたつめ"}, seen_version=1)
    assert (Role.objects.get().text, Role.objects.get().version) == ("ひとつめ", 2)
    # What was written since the page was opened is not published unread.
    with pytest.raises(StaleError):
        roles.publish_role(one, by=other, seen_version=1)


def test_once_for_each_key_and_a_foreign_key_opens_nothing() -> None:
    import uuid

    key, ours = uuid.uuid4(), OrganizationFactory(verified=True)
    by = member_of(ours)
    first = roles.begin_role(ours, by=by, values={"title": "ひとつ"}, key=key)
    assert roles.begin_role(ours, by=by, values={"title": "ひとつ"}, key=key) == first
    other = OrganizationFactory(verified=True)
    with pytest.raises(DomainError):
        roles.begin_role(other, by=member_of(other), values={"title": "よそ"}, key=key)
    assert Role.objects.count() == 1


def test_a_copy_has_the_words_and_neither_days_nor_what_was_confirmed() -> None:
    one = role(starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), apply_until=date(2026, 12, 1), filled=3, places=5)
    one.districts.set([DistrictFactory()])
    RoleCourse.objects.create(role=one, university=OrganizationFactory(verified=True), state="confirmed", name="実習",
                              asked_at=timezone.now(), decided_at=timezone.now())  # fmt: skip
    copied = roles.copy_role_as_draft(one, by=member_of(one.organization))
    assert (copied.state, copied.title, copied.starts_on, copied.ends_on, copied.apply_until, copied.filled, copied.places) == (
        _R.DRAFT, one.title, None, None, None, 0, 5)  # fmt: skip
    assert (copied.districts.count(), copied.courses.count()) == (1, 0)


@pytest.mark.parametrize("name", ["apply_until", "ends_on"])
@pytest.mark.parametrize(("moment", "closed"), [((2026, 12, 31, 23, 59, 59), 0), ((2027, 1, 1, 0, 0, 1), 1)])
def test_time_closes_at_the_end_of_the_last_day_and_the_feed_hears_of_it(name: str, moment: Any, closed: int) -> None:
    one, now = role(**{name: date(2026, 12, 31)}), datetime(*moment, tzinfo=TOKYO)
    other = role(apply_until=date(2027, 1, 2))
    changes = Change.objects.filter(kind="role").count()
    assert (close_due_roles(now), close_due_roles(now)) == (closed, 0)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state) == (_R.CLOSED if closed else _R.PUBLISHED, _R.PUBLISHED)
    assert Change.objects.filter(kind="role").count() - changes == closed
    assert [row.by for row in one.transitions.all()] == [None] * closed


def test_what_is_asked_for_by_the_list_is_what_is_told() -> None:
    here, there = DistrictFactory(name="ここ中学校区"), DistrictFactory(name="そこ中学校区")
    one = role(_R.DRAFT, kind="gakuchika", is_everywhere=False, where="駅前", minutes=60, skills=["cooking"])
    one.districts.set([here])
    roles.publish_role(one, by=member_of(one.organization), seen_version=1)
    notice = Notice.objects.get()
    source = source_of("roles")
    assert source is not None

    def fits(query: str) -> bool:
        asked = _asked(source.read(QueryDict(query)))
        return (
            asked["subjects"] == [notice.subject]
            and (not asked["kinds"] or bool({*asked["kinds"]} & {*notice.kinds}))
            and (not asked["districts"] or bool({*asked["districts"]} & {*notice.districts}))
            and {*asked["features"]} <= {*notice.features}
            and all(word in notice.search_text for word in asked["words"])
        )

    queries = {
        "kind=gakuchika": True, "kind=practicum": False, f"district={here.pk}": True, f"district={there.pk}": False,
        "minutes=60": True, "minutes=30": False, "skill=cooking": True, "skill=law": False, "visit=1": True,
        "credit=1": False, "online=1": False, "q=ガクチカ": True, "q=gakuchika": True, "q=囲碁": False,
    }  # fmt: skip
    assert {query: fits(query) for query in queries} == queries
    assert {query: one in Role.objects.all() and _listed(query) for query in queries} == queries


def _asked(found: Any) -> dict[str, Any]:
    assert found is not None
    conditions: dict[str, Any] = found.conditions
    return conditions


def _listed(query: str) -> bool:
    from partners.role_filters import RoleFilter

    return bool(RoleFilter(QueryDict(query), queryset=Role.objects.listed()).qs.exists())


def test_samples_are_told_to_nobody() -> None:
    one = role(_R.DRAFT, is_sample=True)
    roles.publish_role(one, by=member_of(one.organization), seen_version=1)
    assert (one.state, Notice.objects.count()) == (_R.PUBLISHED, 0)


def test_a_university_is_asked_answers_and_the_mails_say_what_is_still_so() -> None:
    one = role(title="畑の手伝い")
    by, university = (
        member_of(one.organization),
        OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY, name="もみじ大学"),
    )
    professor, viewer = member_of(university, Level.EDITOR), member_of(university, Level.VIEWER)
    course = courses.ask_course(one, university, by=by, text="地域の授業")
    assert courses.ask_course(one, university, by=by, text="べつの授業") == course
    asked = Mailing.objects.get(kind=courses.ASKED)
    letter = course_asked(asked)
    assert (asked.user, letter is not None and letter.subject) == (
        professor,
        "「畑の手伝い」が、授業や制度の活動になるかを聞かれています",
    )
    asked.user = viewer
    assert course_asked(asked) is None
    asked.user = professor
    with pytest.raises(UnfinishedError):
        courses.confirm_course(course, by=professor, name=" ")
    courses.confirm_course(course, by=professor, name="地域実習", credit="30時間で1単位")
    answered = Mailing.objects.get(kind=courses.ANSWERED)
    said = course_answered(answered)
    assert (answered.user, said is not None and said.paragraphs) == (
        by,
        ["「もみじ大学」が、「畑の手伝い」を「地域実習」の活動として確かめました。"],
    )
    assert course_asked(asked) is None
    with pytest.raises(TransitionError):
        courses.refuse_course(course, by=professor)


def test_who_hides_tells_its_organisation_and_what_is_shown_again_is_not_told() -> None:
    one, staff = role(), UserFactory(coordinator=True)
    by = member_of(one.organization)
    roles.hide_role(one, by=staff, reason="確かめています")
    mail = Mailing.objects.get(kind=roles.HIDDEN)
    letter = hidden(mail)
    assert (mail.user, letter is not None and "理由：確かめています" in letter.paragraphs) == (by, True)
    roles.show_role(one, by=staff)
    assert (one.state, hidden(mail)) == (_R.CLOSED, None)


@pytest.mark.parametrize("is_closed_before", [False, True])
def test_what_is_hidden_is_taken_out_of_what_was_told_also_where_it_was_closed_before(is_closed_before: bool) -> None:
    one = role(_R.DRAFT)
    by = member_of(one.organization)
    roles.publish_role(one, by=by, seen_version=1)
    Notice.objects.update(spread_at=timezone.now())
    if is_closed_before:
        roles.close_role(one, by=by)
    assert Notice.objects.get(subject="role").withdrawn_at is None
    roles.hide_role(one, by=UserFactory(coordinator=True))
    assert Notice.objects.get(subject="role").withdrawn_at is not None


def test_it_is_found_by_japanese_words_whatever_language_who_publishes_reads() -> None:
    both = [role(_R.DRAFT, kind="practicum", skills=["listening"], is_online=True) for _n in range(2)]
    for one, language in zip(both, ("ja", "en"), strict=True):
        Role.objects.filter(pk=one.pk).update(organization=both[0].organization)
        one.refresh_from_db()
        with translation.override(language):
            roles.publish_role(one, by=member_of(one.organization), seen_version=1)
    first, second = Role.objects.order_by("pk").values_list("search_text", flat=True)
    assert (first == second, Role.objects.matching("話し相手 実習").count()) == (True, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_or_close_at_once_one_wins() -> None:
    draft = role(_R.DRAFT, apply_until=timezone.localdate() - timedelta(days=1) + timedelta(days=2))
    people = [member_of(draft.organization), member_of(draft.organization)]

    def outcome(*acts: Any) -> list[type]:
        return [type(error) for error in at_once(list(acts)) if error]

    both = [Role.objects.get(pk=draft.pk) for _n in range(2)]
    assert outcome(
        *(lambda o=o, by=by: roles.publish_role(o, by=by, seen_version=1) for o, by in zip(both, people, strict=True))
    ) == [TransitionError]
    staff, coming = UserFactory(coordinator=True), timezone.now() + timedelta(days=3)
    acts: list[Any] = [
        lambda: roles.close_role(both[0], by=people[0]),
        lambda: roles.hide_role(both[1], by=staff),
        lambda: close_due_roles(coming),
    ]
    at_once(acts)
    draft.refresh_from_db()
    kept = list(draft.transitions.exclude(action="publish").values_list("from_state", "to_state"))
    # Each act began where the one before it ended.
    assert [kept[0][0], *(to for _from, to in kept)] == [_R.PUBLISHED, *(row[1] for row in kept)]
    assert all(later[0] == earlier[1] for earlier, later in itertools.pairwise(kept))
    assert draft.state == kept[-1][1]
    assert draft.transitions.filter(action="close").count() <= 1

    university = OrganizationFactory(verified=True, kind=OrganizationKind.UNIVERSITY)
    speakers, open_one = [member_of(university), member_of(university)], role()
    course = courses.ask_course(open_one, university, by=member_of(open_one.organization))
    fresh = [RoleCourse.objects.select_related("role", "university").get(pk=course.pk) for _n in range(2)]
    assert outcome(
        lambda: courses.confirm_course(fresh[0], by=speakers[0], name="実習"),
        lambda: courses.refuse_course(fresh[1], by=speakers[1]),
    ) == [TransitionError]
