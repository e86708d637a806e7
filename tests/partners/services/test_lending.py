"""Skills that people would lend: seen without who it is, asked for few at a time, and told kindly where they refuse."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from partners.models import RoleApplication, SkillOffer, SkillRequest
from partners.services import application_clock, lending
from partners.services.applications import Said
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.letters import sent
from tests.partners.activities import offer, request_to
from tests.partners.cocreation import role
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db


def _partner() -> Any:
    return registration(S.APPROVED, organization=OrganizationFactory(verified=True)).organization


def _ask(one: SkillOffer, ours: Any, by: Any, **fields: Any) -> SkillRequest:
    about = fields.pop("role", None) or role(organization=ours)
    return lending.ask_for_skill(one, ours, by=by, role=about, text="チラシを作ってください", **fields)


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("チラシを10年作っています。2026-11-26から", True),
        ("０９０ー１２３４ー５６７８へ", False),
        ("hana@example.jp まで", False),
        ("台町3-4-5の近く", False),
    ],
)
def test_numbers_and_addresses_are_refused(text: str, is_taken: bool) -> None:
    by = UserFactory()
    if is_taken:
        lending.offer_skills(by=by, skills=["design"], text=text)
    else:
        with pytest.raises(DomainError, match="消してください"):
            lending.offer_skills(by=by, skills=["design"], text=text)
    assert SkillOffer.objects.count() == int(is_taken)


def test_one_offer_for_each_person_which_is_written_anew_and_taken_back() -> None:
    by, ours = UserFactory(), _partner()
    one = lending.offer_skills(by=by, skills=["design"])
    assert lending.offer_skills(by=by, skills=["it", "unknown"]).pk == one.pk
    member = member_of(ours)
    asked = _ask(one, ours, member)
    lending.take_back_offer(one, by=by)
    asked.refresh_from_db()
    assert (SkillOffer.objects.get().skills, SkillOffer.objects.open().count(), asked.state) == (["it"], 0, "refused")
    assert sorted(Mailing.objects.values_list("kind", "user")) == [
        ("lending.asked", by.pk), ("lending.told", member.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["viewer", "outsider", "unregistered", "unverified"])
def test_only_who_writes_for_a_partner_in_force_asks(who: str) -> None:
    ours = OrganizationFactory(verified=True) if who == "unregistered" else _partner()
    by = UserFactory() if who == "outsider" else member_of(ours, "viewer" if who == "viewer" else "owner")
    if who == "unverified":
        ours.verification = "suspended"
        ours.save()
    with pytest.raises(DomainError, match="登録中の団体"):
        _ask(offer(), ours, by)
    assert SkillRequest.objects.count() == 0


def test_few_bother_one_person_at_a_time(settings: Any) -> None:
    settings.HUB_LENDING_MOST_OPEN, settings.HUB_LENDING_PAUSE_DAYS = 2, 90
    one, ours, others = offer(), _partner(), [OrganizationFactory(verified=True) for _n in range(2)]
    by = member_of(ours)
    asked = _ask(one, ours, by)
    with pytest.raises(DomainError, match="もうたのんでいます"):
        _ask(one, ours, by)
    lending.refuse_request(asked, by=one.user)
    with pytest.raises(DomainError, match="日が浅い"):
        _ask(one, ours, by, now=timezone.now() + timedelta(days=89))
    for organization in others:
        request_to(one, organization)
    later = timezone.now() + timedelta(days=91)
    with pytest.raises(DomainError, match="いくつかの団体"):
        _ask(one, ours, by, now=later)
    SkillRequest.objects.filter(state="asked").first().delete()
    assert _ask(one, ours, by, now=later).state == "asked"


def test_nobody_asks_a_member_of_their_own_nor_with_anothers_role() -> None:
    ours, one = _partner(), offer()
    by = member_of(ours)
    with pytest.raises(DomainError, match="募集している役割"):
        _ask(one, ours, by, role=role())
    MembershipFactory(organization=ours, user=one.user)
    with pytest.raises(DomainError, match="いまはたのめません"):
        _ask(one, ours, by)


def test_who_agrees_has_an_application_and_who_refuses_is_nobody() -> None:
    ours, one = _partner(), offer()
    by = member_of(ours)
    asked = _ask(one, ours, by)
    with pytest.raises(DomainError, match="たのまれた本人だけ"):
        lending.agree_to_talk(asked, by=by, said=Said("よその人"))
    begun = lending.agree_to_talk(asked, by=one.user, said=Said("はな"))
    assert lending.agree_to_talk(SkillRequest.objects.get(), by=one.user, said=Said("はな")) == begun
    assert (begun.state, begun.came_by, begun.user, begun.role) == ("sent", "lending", one.user, asked.role)
    assert (SkillRequest.objects.get().state, RoleApplication.objects.count()) == ("agreed", 1)
    with pytest.raises(DomainError):
        lending.refuse_request(asked, by=one.user)


def test_no_mail_about_a_skill_tells_who_it_is() -> None:
    person = UserFactory(email="himitsu-person@example.org", display_name="ひみつの人")
    ours, one = _partner(), offer(person)
    member_of(ours)
    lending.refuse_request(_ask(one, ours, member_of(ours)), by=person)
    letters = sent()
    assert sorted(mail.kind for mail in letters) == ["lending.asked", "lending.told", "lending.told"]
    for mail in letters:
        assert mail.letter is None or "ひみつ" not in str(mail.letter)
        assert mail.letter is None or "himitsu" not in str(mail.letter)


def test_a_question_ends_by_itself_and_both_sides_are_told_once(settings: Any) -> None:
    settings.HUB_LENDING_DAYS = 21
    person = UserFactory(email="himitsu-person@example.org", display_name="ひみつの人")
    ours = OrganizationFactory(verified=True, name="みなと商店")
    writers, _viewer = [member_of(ours), member_of(ours, "editor")], member_of(ours, "viewer")
    asked = request_to(offer(person, text="ひみつの特技"), ours)
    # What was answered, and what ends tomorrow, is told of to nobody.
    other = request_to(offer(), ours, "refused", asked_at=asked.asked_at - timedelta(days=9))
    end = asked.asked_at + timedelta(days=21)
    ended = [application_clock.end_old_requests(end + timedelta(seconds=n)) for n in (0, 1, 1)]
    assert (ended, SkillRequest.objects.get(pk=asked.pk).state, SkillRequest.objects.get(pk=other.pk).state) == (
        [0, 1, 0], "ended", "refused",
    )  # fmt: skip
    letters = {mail.to: mail for mail in sent()}
    assert {to: mail.kind for to, mail in letters.items()} == {
        person.email: "lending.over", **{user.email: "lending.unanswered" for user in writers},
    }  # fmt: skip
    assert len(sent()) == 1 + len(writers)
    mine, theirs = letters[person.email].letter, letters[writers[0].email].letter
    assert mine is not None
    assert theirs is not None
    assert (
        mine.paragraphs[0]
        == "「みなと商店」から届いていたお願いは、日がたったので終わりました。お返事は、もういりません。"
    )
    assert theirs.paragraphs[0] == (
        "「みなと商店」から、役割「お茶を出す人」のことでお願いしていましたが、お返事がないまま日がたったので、終わりました。"
    )
    assert [word in str(theirs) for word in ("ひみつ", "himitsu")] == [False, False]
    # Who does not write for it any more is told nothing.
    writers[0].memberships.all().delete()
    assert {mail.to for mail in sent() if mail.letter} == {person.email, writers[1].email}


def test_what_was_taken_back_is_not_told_of_as_unanswered() -> None:
    ours, one = OrganizationFactory(verified=True), offer()
    lending.end_request(request_to(one, ours), by=member_of(ours))
    lending.take_back_offer(one, by=one.user)
    assert Mailing.objects.count() == 0
