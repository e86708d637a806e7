"""Needs: who may raise which, what makes one whole, two at once, what is forgotten; and the mails."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.enums import Level
from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.models import Change
from hub.notifications.models import Mailing, Notice
from hub.threads.enums import Side
from hub.threads.models import Post, Thread
from partners.enums import NeedSource
from partners.models import Hand, Need, Partnership
from partners.need_mails import hand_told, told
from partners.services import hands, needs
from partners.services.joining import StaleError, UnfinishedError
from partners.tasks import forget_old_needs as task
from tests.events.factories import PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.partners.needs import SECRET, SHOWN, H, N, hand, need
from tests.partners.registrations import S, registration
from tests.threads import at_once

pytestmark = pytest.mark.django_db
_CONTACT = {name: SECRET[name] for name in ("raised_text", "contact_name", "contact_phone", "contact_email")}
RAISED = {**SHOWN, **_CONTACT, "text": ""}


def _may(source: str, by: Any, **what: Any) -> bool:
    try:
        needs.raise_need(NeedSource(source), by=by, values=RAISED, **what)
    except DomainError:
        return False
    return True


def test_who_somebody_says_that_they_are_is_true() -> None:
    care, npo = OrganizationFactory(verified=True, kind="care"), OrganizationFactory(verified=True)
    unchecked = OrganizationFactory(kind="care")
    place, own = PlaceFactory(operator=npo), member_of(npo, Level.EDITOR)
    nurse, resident, staff = member_of(care, Level.VIEWER), UserFactory(), UserFactory(planner=True)
    assert [_may("resident", by) for by in (None, resident, own, UserFactory(is_active=False))] == [
        True,
        True,
        True,
        False,
    ]
    assert [_may("city", by) for by in (staff, resident, None)] == [True, False, False]
    assert [_may("place", by, place=place) for by in (own, member_of(npo, Level.VIEWER), nurse, None)] == [
        *(True, False, False, False)
    ]
    assert [_may("place", own), _may("place", own, place=PlaceFactory())] == [False, False]
    assert [_may("professional", by, organization=care) for by in (nurse, own, None)] == [True, False, False]
    assert _may("professional", member_of(unchecked), organization=unchecked) is False
    assert _may("professional", own, organization=npo) is False
    assert _may("resident", resident, organization=care) is False
    assert set(Need.objects.filter(place=place).values_list("organization", flat=True)) == {npo.pk}


def test_what_is_raised_is_shown_to_nobody_and_sent_twice_is_one() -> None:
    key, district = uuid.uuid4(), DistrictFactory()
    for _turn in range(2):
        one = needs.raise_need(
            NeedSource.RESIDENT, by=None, values=RAISED | {"districts": [district], "state": "published"}, key=key
        )
    assert [Need.objects.count(), Need.objects.public().count(), Change.objects.filter(kind="need").count()] == [
        1,
        0,
        0,
    ]
    assert Mailing.objects.count() == 0
    assert (one.state, one.raised_text, list(one.districts.all())) == (N.RAISED, SECRET["raised_text"], [district])
    assert {name: getattr(one, name) for name in needs.SAID} == dict.fromkeys(needs.SAID, "")  # written anew
    assert {name: getattr(one, f"raised_{name}") for name in needs.SAID} == {name: SHOWN[name] for name in needs.SAID}
    assert list(one.transitions.values_list("action", flat=True)) == ["raise"]


def test_what_is_missing_is_said_all_at_once_and_what_was_read_is_published() -> None:
    by, one = UserFactory(coordinator=True), need(N.RAISED, title=" ", text="", offers=[], is_everywhere=False)
    with pytest.raises(UnfinishedError) as raised:
        needs.publish_need(one, by=by, points_to_nobody=False, seen_version=1)
    assert set(raised.value.fields) == {"title", "text", "offers", "districts", "points_to_nobody"}
    whole = {**SHOWN, "districts": [DistrictFactory()]}
    needs.write_need(one, by=by, values=whole, seen_version=1)
    needs.write_need(one, by=by, values=whole, seen_version=1)  # a second tap
    with pytest.raises(StaleError):
        needs.write_need(one, by=by, values={"title": "べつ"}, seen_version=1)
    with pytest.raises(StaleError):
        needs.publish_need(one, by=by, points_to_nobody=True, seen_version=1)
    needs.publish_need(one, by=by, points_to_nobody=True, seen_version=2)
    with pytest.raises(UnfinishedError):
        needs.write_need(one, by=by, values={"text": "べつ"}, seen_version=2)
    for name in ("title", "tried"):
        said = {name: f"{SECRET['contact_name']}さん 042ー０００ー9999"}
        with pytest.raises(UnfinishedError) as raised:
            needs.write_need(one, by=by, values=said, seen_version=2, points_to_nobody=True)
        assert list(raised.value.fields) == [name]
    half, rest = SECRET["contact_name"][:3], SECRET["contact_name"][3:]
    with pytest.raises(UnfinishedError) as raised:
        needs.write_need(one, by=by, values={"title": half, "text": rest}, seen_version=2, points_to_nobody=True)
    assert list(raised.value.fields) == ["text"]
    needs.withdraw_need(one, by=by)
    assert list(Change.objects.filter(kind="need").order_by("pk").values_list("kind", "action")) == [
        ("need", "published"),
        ("need", "withdrawn"),
    ]
    assert one.transitions.count() == 3


def test_what_nobody_reads_any_more_is_not_written_and_opens_again_as_it_was_read() -> None:
    by, one = UserFactory(coordinator=True), need(N.CLOSED)
    said = {"text": f"{SECRET['contact_name']}さん", "offers": []}
    with pytest.raises(DomainError, match="先に「確認に戻す」"):
        needs.write_need(one, by=by, values=said, seen_version=1, points_to_nobody=True)
    needs.reopen_need(one, by=by)
    assert Need.objects.values_list("state", "text", "offers").get() == (N.PUBLISHED, SHOWN["text"], SHOWN["offers"])


@pytest.mark.parametrize("word", ["ひみつ の名前", "０４２（０００）９９９９", "HIMITSU@example.org"])
def test_what_came_of_it_does_not_tell_who_raised_it(word: str) -> None:
    by, one = UserFactory(coordinator=True), need()
    hand(one)
    with pytest.raises(DomainError, match="知らせた人がわかる言葉があります"):
        needs.meet_need(one, by=by, outcome=f"{word} さんも来ています")
    assert list(Need.objects.values_list("state", "outcome")) == [(N.PUBLISHED, "")]
    assert (one.transitions.count(), Hand.objects.get().state) == (0, H.RAISED)


def test_a_hand_opens_a_talk_once_and_needs_a_registration_in_force() -> None:
    one, partner = need(), registration(S.APPROVED)
    ours, key = partner.organization, uuid.uuid4()
    by = member_of(ours)
    first = hands.raise_hand(one, ours, by=by, text="できます", offers=["place", "x"], key=key)
    assert hands.raise_hand(one, ours, by=by, text="できます", key=key) == first
    with pytest.raises(DomainError, match="もう手を挙げています"):
        hands.raise_hand(one, ours, by=by, text="もう一度")
    thread = Thread.objects.get()
    assert (thread.about_kind, thread.about_id, thread.waits_for, first.offers) == (
        "need",
        one.pk,
        Side.STAFF,
        ["place"],
    )
    hands.take_down_hand(first, by=by)
    second = hands.raise_hand(one, ours, by=by, text="やっぱり")
    Partnership.objects.update(state=S.SUSPENDED)
    staff = UserFactory(coordinator=True)
    for act in (
        lambda: hands.choose_hand(second, by=staff),
        lambda: hands.raise_hand(need(), ours, by=by, text="できます"),
        lambda: hands.ask_partner(need(), ours, by=staff, text="いかがですか"),
    ):
        with pytest.raises(DomainError, match="登録中"):
            act()


def test_a_partner_is_asked_once_and_what_another_page_says_is_not_thrown_away() -> None:
    one, ours, by = need(), registration(S.APPROVED).organization, UserFactory(coordinator=True)
    key, other = uuid.uuid4(), UserFactory(coordinator=True)
    talks = {hands.ask_partner(one, ours, by=by, text="いかがですか", key=key).pk for _turn in range(2)}
    assert (len(talks), Post.objects.count(), Thread.objects.get().waits_for) == (1, 1, Side.MEMBERS)
    for who, again in ((by, uuid.uuid4()), (by, None), (other, key)):
        with pytest.raises(DomainError, match="もうやりとりが続いています"):
            hands.ask_partner(one, ours, by=who, text="べつの話", key=again)
    second = need()
    assert hands.ask_partner(second, ours, by=by, text="いかがですか", key=key).about_id == second.pk
    assert list(one.transitions.values_list("action", flat=True)) == ["ask"]


def test_where_a_talk_begins_its_organisation_is_locked_before_the_need() -> None:
    """As where an account ends: its organisations, then what names it."""
    one, ours = need(), registration(S.APPROVED).organization
    for act in (
        lambda: hands.ask_partner(one, ours, by=UserFactory(coordinator=True), text="いかがですか"),
        lambda: hands.raise_hand(one, ours, by=member_of(ours), text="できます"),
    ):
        with CaptureQueriesContext(connection) as done:
            act()
        locks = [row["sql"].split('"')[1] for row in done if "FOR NO KEY UPDATE" in row["sql"]]
        assert locks[:2] == ["accounts_organization", "partners_need"]


@pytest.mark.parametrize(("state", "kinds"), [("verified", ["need", "organization"]), ("suspended", ["need"])])
def test_who_follows_the_feed_hears_nothing_of_an_organisation_that_is_not_public(state: str, kinds: list[str]) -> None:
    ours = OrganizationFactory(verified=True)
    own, by = hand(need(N.MET), H.CHOSEN, organization=ours), member_of(ours)
    Organization.objects.update(verification=state)
    own.refresh_from_db()
    before = list(Change.objects.values_list("pk", flat=True))
    hands.agree_to_be_named(own, by=by, agrees=True)
    assert list(Change.objects.exclude(pk__in=before).order_by("kind").values_list("kind", flat=True)) == kinds


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_of_two_coordinators_one_wins(round_: int) -> None:
    people = [UserFactory(coordinator=True) for _n in range(2)]
    one = need(N.RAISED)
    outcomes = at_once(
        [
            lambda: needs.publish_need(Need.objects.get(), by=people[0], points_to_nobody=True, seen_version=1),
            lambda: needs.decline_need(Need.objects.get(), by=people[1], reason="理由"),
        ]
    )
    assert [type(error).__name__ for error in outcomes if error] == ["TransitionError"]
    one.refresh_from_db()
    assert one.state == (N.PUBLISHED if outcomes[0] is None else N.DECLINED)


@pytest.mark.django_db(transaction=True)
def test_what_is_done_at_once_to_a_need_and_to_its_hands_waits_for_each_other() -> None:
    """No deadlock, no hand that is still up when its need is over, and no second hand."""
    one, ours = need(), registration(S.APPROVED).organization
    by, members = UserFactory(coordinator=True), [member_of(ours) for _n in range(2)]
    up = hand(one)
    acts: list[Any] = [
        lambda who=who: hands.raise_hand(Need.objects.get(), ours, by=who, text="できます") for who in members
    ]
    acts += [
        lambda: hands.choose_hand(Hand.objects.select_related("need").get(pk=up.pk), by=by),
        lambda: needs.meet_need(Need.objects.get(), by=by, outcome="かないました"),
    ]
    outcomes = at_once(acts)
    assert all(error is None or isinstance(error, DomainError) for error in outcomes)
    assert sum(error is None for error in outcomes[:2]) <= 1
    assert (outcomes[3], Need.objects.get().state) == (None, N.MET)
    assert Hand.objects.filter(state=H.RAISED).count() == 0


def test_who_raised_it_is_forgotten_in_time(settings: Settings) -> None:
    settings.HUB_NEEDS_DAYS = 30
    by = UserFactory(coordinator=True)
    met, declined, open_one = need(), need(N.RAISED), need()
    needs.meet_need(met, by=by, outcome="部屋が見つかりました")
    needs.decline_need(declined, by=by, reason="花子さんのこと")
    later = timezone.now() + timedelta(days=30, minutes=1)
    assert [needs.forget_old_needs(), needs.forget_old_needs(later, is_dry_run=True)] == [0, 2]
    assert Need.objects.exclude(raised_text="").count() == 3
    assert [needs.forget_old_needs(later), needs.forget_old_needs(later)] == [2, 0]
    personal = {one.pk: [getattr(one, name) for name in needs.PERSONAL] for one in Need.objects.all()}
    assert personal == {met.pk: [""] * 8, declined.pk: [""] * 8, open_one.pk: list(SECRET.values())}
    texts = dict(Need.objects.values_list("pk", "text"))
    assert texts == {met.pk: SHOWN["text"], declined.pk: "", open_one.pk: SHOWN["text"]}
    assert [row.reason for row in declined.transitions.all()] == [""]
    with pytest.raises(DomainError, match="消したあと"):
        needs.withdraw_need(declined, by=by)
    needs.reopen_need(met, by=by)
    assert settings.CELERY_BEAT_SCHEDULE["forget-old-needs"]["task"] == task.name


def test_of_what_is_not_shown_no_word_is_kept_anywhere(settings: Settings) -> None:
    settings.HUB_NEEDS_DAYS = 30
    by, one, kept = UserFactory(coordinator=True), need(N.RAISED), need(N.MET)
    needs.publish_need(one, by=by, points_to_nobody=True, seen_version=1)
    for about in (one, kept):
        hand(about)
    needs.withdraw_need(one, by=by)
    needs.decline_need(one, by=by, reason="理由")
    assert needs.forget_old_needs(timezone.now() + timedelta(days=31)) == 2
    words = ("title", "text", "where", "for_whom", "tried", "search_text", "search_tokens")
    assert Need.objects.values_list(*words).get(pk=one.pk) == (*[""] * 6, None)
    assert None not in Need.objects.values_list(*words).get(pk=kept.pk)
    subjects = dict(Thread.objects.values_list("about_id", "subject"))
    assert subjects == {one.pk: "（消しました）", kept.pk: kept.title}
    assert list(Notice.objects.values_list("title", "text", "whereabouts", "search_text")) == [("",) * 4]


def test_what_is_opened_again_after_it_was_forgotten_is_forgotten_again(settings: Settings) -> None:
    settings.HUB_NEEDS_DAYS = 30
    by, later = UserFactory(coordinator=True), timezone.now() + timedelta(days=31)
    one = needs.raise_need(NeedSource.RESIDENT, by=None, values=RAISED)
    bare = needs.raise_need(NeedSource.RESIDENT, by=None, values=SHOWN)
    needs.write_need(one, by=by, values=SHOWN, seen_version=1)
    needs.publish_need(one, by=by, points_to_nobody=True, seen_version=one.version)
    needs.meet_need(one, by=by, outcome="部屋が見つかりました")
    assert (one.is_raiser_forgotten, bare.is_raiser_forgotten, needs.forget_old_needs(later)) == (False, False, 1)
    needs.withdraw_need(one, by=by)
    assert (one.forgotten_at, Need.objects.get(pk=one.pk).is_raiser_forgotten) == (None, True)
    needs.decline_need(one, by=by, reason="理由")
    assert needs.forget_old_needs(later) == 1
    assert Need.objects.values_list("title", "text").get(pk=one.pk) == ("", "")


def test_no_hand_stays_up_where_a_need_is_taken_back_and_declined() -> None:
    by, ours = UserFactory(coordinator=True), registration(S.APPROVED).organization
    one, writer = need(), member_of(ours)
    up = hands.raise_hand(one, ours, by=writer, text="できます")
    needs.withdraw_need(one, by=by)
    needs.decline_need(one, by=by, reason="花子さんのこと")
    up.refresh_from_db()
    said = "この地域課題は、載せないことになりました。手を挙げてくださって、ありがとうございました。"
    assert (up.state, up.decided_by, up.reason) == (H.DECLINED, by, said)
    [row], [letter] = Mailing.objects.filter(kind="needs.hand"), _said("needs.hand")
    assert (row.user, said in letter, "花子" in letter, one.title in letter) == (writer, True, False, False)


def _said(kind: str = "needs.told") -> list[str]:
    write = told if kind == "needs.told" else hand_told
    letters = [write(row) for row in Mailing.objects.filter(kind=kind).order_by("pk")]
    return [f"{letter.subject}|{'|'.join(letter.paragraphs)}" if letter else "" for letter in letters]


def test_who_raised_it_hears_what_became_of_it_by_account_or_address() -> None:
    by, ours = UserFactory(coordinator=True), registration(S.APPROVED).organization
    writer = member_of(ours)
    one, account = need(N.RAISED), UserFactory()
    needs.publish_need(one, by=by, points_to_nobody=True, seen_version=1)
    assert [(row.address, row.user, row.ids) for row in Mailing.objects.all()] == [
        (SECRET["contact_email"], None, {"transition": one.transitions.get().pk})
    ]
    own = hands.raise_hand(one, ours, by=writer, text="できます")
    hands.choose_hand(own, by=by)
    needs.meet_need(one, by=by, outcome="毎週\n集まっています")
    assert [words.split("|")[0] for words in _said()] == [
        "知らせてくださった地域課題を公開しました",
        "地域課題に取り組む団体が見つかりました",
        "地域課題がかないました",
    ]
    assert "|毎週|集まっています|" in _said()[2]
    assert [words.split("|")[0] for words in _said("needs.hand")] == [
        f"「{one.title}」に、いっしょに取り組むことになりました"
    ]
    needs.withdraw_need(one, by=by)  # hidden: nothing of it is told any more
    assert _said() == ["", "", ""]
    Mailing.objects.all().delete()
    other = need(N.RAISED, created_by=account, contact_email="")
    needs.decline_need(other, by=by, reason="すでに\nあります")
    assert [(row.user, row.address) for row in Mailing.objects.all()] == [(account, "")]
    assert "|理由：すでに|あります|" in _said()[0]
    Need.objects.filter(pk=one.pk).update(contact_email="")
    assert SECRET["raised_text"] not in str(list(Mailing.objects.values()))
