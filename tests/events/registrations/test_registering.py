"""What becomes of who registers: a place, a place in the list, the lot, an answer of the organiser; once, and told."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from events.enums import OccurrenceState, Participation, State
from events.models import Event, Occurrence, Registration, RegistrationMove
from events.registration_enums import RegistrationScope
from events.services import registrations
from events.services.occurrences import cancel_occurrence, move_occurrence, remove_occurrence
from events.services.registrations import Applicant, Asked, FullError, register
from events.services.registrations.telling import tell_places
from events.services.series import sync_series
from hub.exceptions import DomainError, TransitionError
from hub.models import Change
from hub.notifications.models import Mailing
from tests.events.registrations.people import date, registered, somebody, states
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def _mails() -> list[str]:
    return list(Mailing.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("participation", "with_account", "with_number", "with_address"),
    [
        (Participation.FIRST_COME, "confirmed", "confirmed", "unconfirmed"),
        (Participation.FREE, "confirmed", "confirmed", "unconfirmed"),
        (Participation.LOT, "in_lot", "in_lot", "unconfirmed"),
        (Participation.APPROVAL, "awaiting", "awaiting", "unconfirmed"),
    ],
)
def test_first_state(participation: Participation, with_account: str, with_number: str, with_address: str) -> None:
    at = date(10, participation=participation)
    for who in (
        Applicant("あおい", user=UserFactory()), Applicant("みどり", phone="042-000-0001"),
        Applicant("ゆき", email="yuki@example.org"),
    ):  # fmt: skip
        register(at.pk, who, Asked())
    assert [state for state, _party in states(at)] == [with_account, with_number, with_address]
    held = 3 if participation in {Participation.FREE, Participation.FIRST_COME} else 0
    assert Occurrence.objects.get(pk=at.pk).taken == held


def test_a_place_is_held_for_an_address_until_its_reader_confirms() -> None:
    at = date(1)
    one = register(at.pk, Applicant("ゆき", email="yuki@example.org"), Asked()).registration
    other = registered(at, 2)
    assert (one.seats, other.state) == (1, "waiting")
    assert registrations.confirm_address(one).state == "confirmed"
    assert registrations.confirm_address(one).state == "confirmed"
    assert _mails() == ["registration_confirm", "registration_placed"]


def test_who_confirms_too_late_is_told_and_the_next_has_the_place() -> None:
    at, now = date(1), timezone.now()
    one = register(at.pk, Applicant("ゆき", email="yuki@example.org"), Asked(), now=now).registration
    other = registered(at, 2)
    late = now + timedelta(hours=24)
    with pytest.raises(DomainError, match="確認の期限が過ぎました"):
        registrations.confirm_address(one, now=late)
    assert registrations.expire_due(now=late) == 1
    assert states(at) == [("expired", 1), ("offered", 1)]
    other.refresh_from_db()
    assert other.held_until == late + timedelta(hours=24)


def test_of_an_address_that_is_known_only_its_reader_learns() -> None:
    at, who = date(5), Applicant("ゆき", email="yuki@example.org")
    one = register(at.pk, who, Asked())
    again = register(at.pk, Applicant("だれか", email="YUKI@example.org"), Asked(), sent_as=uuid.uuid4())
    assert (again.is_new, again.registration) == (False, one.registration)
    registrations.confirm_address(one.registration)
    register(at.pk, who, Asked())
    assert states(at) == [("confirmed", 1)]
    assert _mails() == ["registration_confirm", "registration_confirm", "registration_placed", "registration_again"]


def test_a_double_tap_is_one_registration() -> None:
    at, page = date(5), uuid.uuid4()
    who, asked = somebody(1)
    first, second = register(at.pk, who, asked, sent_as=page), register(at.pk, who, asked, sent_as=page)
    assert (first.is_new, second.is_new, second.registration) == (True, False, first.registration)
    assert Registration.objects.count() == 1


def test_a_family_shares_its_telephone_and_a_person_comes_once() -> None:
    at = date(5)
    for name in ("はな", "たろう", " は な "):
        register(at.pk, Applicant(name, phone="042-000-0001"), Asked())
    assert list(Registration.objects.values_list("name", flat=True)) == ["はな", "たろう"]


def test_nobody_passes_who_waits() -> None:
    """Two places free up for a party of three at the head: a single who comes then stands behind it."""
    at = date(3)
    first = registered(at, 1, party=2)
    registered(at, 2)
    registered(at, 3, party=3)
    registrations.cancel(first)
    single = registered(at, 4)
    assert (single.state, states(at)[2]) == ("waiting", ("waiting", 3))


def test_an_offer_is_answered_or_goes_on() -> None:
    at, now = date(1), timezone.now()
    first, second, third = (registered(at, number) for number in (1, 2, 3))
    registrations.cancel(first, now=now)
    with pytest.raises(DomainError, match="返事の期限"):
        registrations.accept_offer(second, now=now + timedelta(hours=24))
    registrations.expire_due(now=now + timedelta(hours=24))
    assert registrations.accept_offer(third, now=now + timedelta(hours=25)).state == "confirmed"
    assert [state for state, _party in states(at)] == ["cancelled", "expired", "confirmed"]


def test_who_cancelled_is_not_offered_the_place_again() -> None:
    at = date(1)
    one = registered(at)
    registrations.cancel(one)
    assert registrations.promote_all() == 0
    assert states(at) == [("cancelled", 1)]


def test_a_pair_waits_for_two_places() -> None:
    at = date(2)
    first, second = registered(at, 1), registered(at, 2)
    one, other, third = (registered(at, number) for number in (3, 4, 5))
    registrations.go_together(one, other.code)
    registrations.cancel(first)
    assert [state for state, _party in states(at)] == ["cancelled", "confirmed", "waiting", "waiting", "waiting"]
    registrations.cancel(second)
    assert [state for state, _party in states(at)] == ["cancelled", "cancelled", "offered", "offered", "waiting"]
    with pytest.raises(DomainError, match="見つかりません"):
        registrations.go_together(third, "000000000000")


def test_without_a_waiting_list_it_is_full() -> None:
    at = date(1, has_waiting_list=False)
    registered(at)
    with pytest.raises(FullError, match="いっぱい"):
        registered(at, 2)


def test_who_are_too_many_for_what_is_left_are_told_how_many_could_come() -> None:
    at = date(3, has_waiting_list=False)
    registered(at)
    with pytest.raises(FullError, match="あと2人"):
        registered(at, 2, party=3)


def test_a_party_larger_than_all_places_never_waits_in_vain() -> None:
    with pytest.raises(FullError, match="定員は2人"):
        registered(date(2), party=3)


def test_more_people_need_room_and_fewer_make_it() -> None:
    at = date(3)
    one, other = registered(at, 1), registered(at, 2)
    waiting = registered(at, 3, party=2)

    def change(which: Registration, party: int) -> Registration:
        return registrations.change_registration(
            which, registrations.Changes(which.name, which.phone, party, [], "", {}, None)
        )

    with pytest.raises(DomainError, match="待っている方がいる"):
        change(one, 2)
    registrations.cancel(other)
    assert states(at)[2] == ("offered", 2)
    with pytest.raises(DomainError, match="あと0人分"):
        change(one, 2)
    change(waiting, 1)
    assert change(one, 2).seats == 2
    assert Occurrence.objects.get(pk=at.pk).taken == 3


def test_a_place_out_of_turn_has_a_reason_and_a_name() -> None:
    at, staff = date(1), UserFactory(staff=True)
    registered(at)
    one = registered(at, 2)
    with pytest.raises(DomainError, match="理由"):
        registrations.admit(one, by=staff, reason=" ")
    with pytest.raises(DomainError, match="あと1人分"):
        registrations.admit(one, by=staff, reason="介助の方")
    registrations.admit(one, by=staff, reason="介助の方", more_room=True)
    at.refresh_from_db()
    assert (at.capacity, at.taken) == (2, 2)
    last = RegistrationMove.objects.order_by("-pk")[0]
    assert (last.action, last.by, last.note) == ("admit", staff, "介助の方")


def test_approval() -> None:
    at, staff = date(1, participation=Participation.APPROVAL), UserFactory(staff=True)
    one, other = registered(at, 1), registered(at, 2)
    registrations.approve(one, by=staff)
    with pytest.raises(DomainError, match="席が足りません"):
        registrations.approve(other, by=staff)
    registrations.decline(other, by=staff, note="同じ日の別の会へ")
    with pytest.raises(TransitionError, match="主催者が受けた"):
        registrations.approve(one, by=staff)
    assert [state for state, _party in states(at)] == ["confirmed", "declined"]


def test_capacity_is_not_lowered_below_who_has_a_place_and_what_is_more_is_offered() -> None:
    at = date(2)
    registered(at, 1, party=2)
    registered(at, 2)
    with pytest.raises(DomainError, match="2人より少なく"):
        registrations.set_capacity(at, 1, by=None)
    registrations.set_capacity(at, 3, by=None, reason="大きい部屋に移った")
    assert states(at)[1] == ("offered", 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"apply_from": timedelta(minutes=1)}, "まだ始まっていません"),
        ({"deadline_at": timedelta(minutes=-1)}, "申込は終わりました"),
        ({"starts_at": timedelta(minutes=-1)}, "もう始まりました"),
    ],
)
def test_the_window_is_kept_to_the_minute(change: dict[str, timedelta], said: str) -> None:
    at, now = date(2), timezone.now()
    Occurrence.objects.filter(pk=at.pk).update(**{name: now + delta for name, delta in change.items()})
    with pytest.raises(DomainError, match=said):
        registered(at, now=now)
    by = UserFactory()
    assert register(at.pk, *somebody(1), by=by, now=now).registration.entered_by == by


def test_what_is_hidden_or_cancelled_takes_nobody() -> None:
    hidden, off = date(2), date(2)
    Event.objects.filter(pk=hidden.event_id).update(state=State.HIDDEN)
    Occurrence.objects.filter(pk=off.pk).update(state=OccurrenceState.CANCELLED)
    for at, said in ((hidden, "いま申込を受けていません"), (off, "中止")):
        with pytest.raises(DomainError, match=said):
            registered(at)


def test_a_course_is_registered_for_by_its_first_date() -> None:
    at = date(2, starts=3, scope=RegistrationScope.COURSE)
    second = at.event.occurrences.order_by("starts_at")[1]
    with pytest.raises(DomainError, match="全部の回をまとめて"):
        registered(second)
    one = registered(at)
    assert one.scope == "course"
    assert list(Registration.objects.of_date(second)) == [one]


def test_who_registered_is_mailed_what_changes_and_the_date_stays() -> None:
    at = date(5, starts=2)
    one = register(at.pk, Applicant("あおい", user=UserFactory()), Asked()).registration
    with pytest.raises(DomainError, match="はずせません"):
        remove_occurrence(at, by=None)
    cancel_occurrence(at, by=None, note="大雨")
    cancel_occurrence(at.event.occurrences.order_by("starts_at")[1], by=None, note="だれも申し込んでいない日")
    assert _mails() == ["registration_placed", "registration_changed"]
    assert Mailing.objects.latest("pk").ids == {"registration": one.pk, "date": at.pk}


def test_a_moved_date_tells_each_once() -> None:
    at = date(5)
    registered(at, 1)
    register(at.pk, Applicant("あおい", user=UserFactory()), Asked())
    day = at.starts_at + timedelta(days=1)
    move_occurrence(at, by=None, starts_at=day, ends_at=day + timedelta(hours=2))
    assert _mails().count("registration_changed") == 1


def test_a_rule_does_not_take_a_date_from_who_registered() -> None:
    at = date(5)
    event = at.event
    rule = {"rrule": "FREQ=WEEKLY", "rule_minutes": 120, "rule_starts_at": at.starts_at}
    Event.objects.filter(pk=event.pk).update(**rule)
    sync_series(event)
    second = event.occurrences.order_by("starts_at")[1]
    registered(second)
    Event.objects.filter(pk=event.pk).update(rrule="", rule_starts_at=None)
    sync_series(event)
    assert event.occurrences.filter(pk=second.pk).exists()


def test_a_form_that_was_open_longer_does_not_count_people_away() -> None:
    at = date(5)
    opened = Occurrence.objects.get(pk=at.pk)
    registered(at)
    opened.time_note = "裏口から"
    opened.save()
    at.refresh_from_db()
    assert (at.taken, at.time_note) == (1, "裏口から")


def test_places_left_are_told_once_a_minute_with_one_change_for_each_event() -> None:
    at = date(5)
    for number in range(3):
        registered(at, number, party=1)
    before = Change.objects.count()
    assert Occurrence.objects.get(pk=at.pk).places_left == 5
    assert (tell_places(), tell_places()) == (1, 0)
    assert Occurrence.objects.get(pk=at.pk).places_left == 2
    assert Change.objects.count() == before + 1
