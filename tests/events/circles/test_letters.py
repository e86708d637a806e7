"""What the mails about circles say, to whom, and when they are not sent any more."""

import pytest

from events.circle_enums import Joining, MemberState
from events.enums import State
from events.services import circles
from events.services.circles import letters
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.events.circles.people import circle, member_in
from tests.events.members import member
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
S = MemberState


def _letter(kind: str, **ids: int) -> Letter | None:
    write = writer_of(kind)
    assert write is not None
    return write(Mailing(kind=kind, ids=ids))


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        (letters.CONFIRM, {S.UNCONFIRMED}),
        (letters.AGAIN, {S.ASKED, S.MEMBER}),
        (letters.ASKED, {S.ASKED}),
        (letters.JOINED, {S.MEMBER}),
        (letters.DECLINED, {S.DECLINED}),
        (letters.REMOVED, {S.REMOVED}),
        (letters.CLOSED, {S.MEMBER}),
    ],
)
def test_a_mail_is_sent_while_it_is_true(kind: str, states: set[MemberState]) -> None:
    one = circle(State.CLOSED) if kind == letters.CLOSED else circle()
    for state in [state for state in S if state != S.LEFT]:
        row = member_in(
            one,
            state,
            name="ひみつの花子",
            email=f"{state}@example.org",
            reason="わけ" if state in {S.DECLINED, S.REMOVED} else "",
        )
        letter = _letter(kind, member=row.pk)
        assert (letter is not None) == (state in states), state
        if letter is not None:
            assert (letter.to, "はじめての手芸の会" in letter.subject) == (f"{state}@example.org", True)
            said = "\n".join([letter.subject, *letter.paragraphs, *letter.after])
            assert "ひみつの花子" not in said
    closed_account = member_in(one, min(states), user=UserFactory(is_active=False), phone="")
    assert _letter(kind, member=closed_account.pk) is None
    assert _letter(kind, member=0) is None


def test_the_confirmation_leads_to_ones_own_page_and_no_other_link_opens_it() -> None:
    one = member_in(circle(), S.UNCONFIRMED, email="hana@example.org")
    other = member_in(circle(), S.UNCONFIRMED, email="taro@example.org")
    letter = _letter(letters.CONFIRM, member=one.pk)
    assert letter is not None
    token = letters.own_token(one)
    assert letter.links[0][1].endswith(f"/circles/members/{one.pk}-{token}/")
    assert letters.is_own_token(one.pk, token)
    assert not letters.is_own_token(other.pk, token)
    assert not letters.is_own_token(one.pk, letters.stop_token(one))
    assert not letters.is_stop_token(one.pk, token)


def test_writers_hear_of_what_staff_decided_and_not_why_it_was_hidden() -> None:
    one = circle(State.IN_REVIEW)
    writer, staff = member(one.organization), UserFactory(coordinator=True)
    said = []
    for act in (
        lambda: circles.publish_circle(one, by=staff),
        lambda: circles.hide_circle(one, by=staff, reason="となりの山田さんの話"),
        lambda: circles.unhide_circle(one, by=staff, reason="山田さんの誤り"),
    ):
        act()
        mailing = Mailing.objects.latest("pk")
        write = writer_of(mailing.kind)
        assert write is not None
        letter = write(mailing)
        assert letter is not None
        said.append(letter.subject)
        assert mailing.user == writer
        assert "山田" not in "\n".join(letter.paragraphs)
    assert said == [
        "サークル「はじめての手芸の会」が公開されました",
        "サークル「はじめての手芸の会」の公開を止めました",
        "サークル「はじめての手芸の会」の公開の停止を解きました",
    ]
    circles.submit_circle(one, by=writer)
    circles.send_back_circle(one, by=staff, reason="場所を書いてください")
    mailing = Mailing.objects.latest("pk")
    write = writer_of(mailing.kind)
    assert write is not None
    letter = write(mailing)
    assert letter is not None
    assert "理由：場所を書いてください" in letter.paragraphs
    # It is not so any more.
    circles.submit_circle(one, by=writer)
    assert write(mailing) is None


def test_the_organiser_is_told_whether_somebody_waits_and_never_who() -> None:
    one = circle(joining=Joining.ASKED)
    writer = member(one.organization)
    row = member_in(one, S.ASKED, name="ひみつの花子")
    write = writer_of(letters.NEWS)
    assert write is not None
    mailing = Mailing(kind=letters.NEWS, ids={"circle": one.pk}, user=writer)
    letter = write(mailing)
    assert letter is not None
    assert letter.paragraphs[0].startswith("お返事を待っている人がいます")
    assert "花子" not in "\n".join([letter.subject, *letter.paragraphs])
    circles.approve_member(row, by=writer)
    letter = write(mailing)
    assert letter is not None
    assert letter.paragraphs[0].startswith("新しく入った人がいます")
    assert write(Mailing(kind=letters.NEWS, ids={"circle": one.pk}, user=UserFactory())) is None
