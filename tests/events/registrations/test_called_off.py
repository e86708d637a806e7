"""Of what is called off, hidden or over nobody is given a place, and no late mail says that they have one."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.enums import Participation, State
from events.models import Event, Occurrence, Registration, Transition
from events.registration_enums import RegistrationScope
from events.services import registrations
from events.services.occurrences import cancel_occurrence, remove_occurrence
from events.services.registrations import Applicant, Asked, register
from events.services.registrations.drawing import draw_overdue
from events.services.registrations.forgetting import forget_registrant
from events.services.registrations.waiting import promote_all
from events.services.series import sync_series
from events.services.writing import save_edited
from events.views.registrations.shared import own_url
from hub.exceptions import DomainError
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.events.registrations.doors import CAME, entered, pressed
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _call_off(at: Occurrence) -> None:
    cancel_occurrence(at, by=None, note="")


def _hide(at: Occurrence) -> None:
    Event.objects.filter(pk=at.event_id).update(state=State.DRAFT)


def _end(at: Occurrence) -> None:
    past = timezone.now() - DAY
    Occurrence.objects.filter(pk=at.pk).update(starts_at=past, ends_at=past)


OFF = pytest.mark.parametrize("off", [_call_off, _hide, _end])


def _letter(kind: str) -> Letter | None:
    write = writer_of(kind)
    assert write is not None
    return write(Mailing.objects.filter(kind=kind).latest("pk"))


def _resident(at: Occurrence, **asked: Any) -> Registration:
    return register(at.pk, Applicant("ふみ", user=UserFactory()), Asked(**asked)).registration


@OFF
def test_nobody_is_received_or_let_in(off: Callable[[Occurrence], None]) -> None:
    at, staff = date(5, participation=Participation.APPROVAL), UserFactory(staff=True)
    one = registered(at)
    off(at)
    with pytest.raises(DomainError):
        registrations.approve(one, by=staff)
    Registration.objects.filter(pk=one.pk).update(state="waiting", queue_number=1)
    with pytest.raises(DomainError):
        registrations.admit(one, by=staff, reason="先に約束した")
    assert Occurrence.objects.get(pk=at.pk).taken == 0


@OFF
def test_an_offer_or_a_held_place_of_it_is_not_taken(off: Callable[[Occurrence], None]) -> None:
    at = date(2)
    first = registered(at, 1)
    held = register(at.pk, Applicant("ゆき", email="yuki@example.org"), Asked()).registration
    offered = registered(at, 2)
    registrations.cancel(first)
    off(at)
    for act, one in ((registrations.accept_offer, offered), (registrations.confirm_address, held)):
        with pytest.raises(DomainError):
            act(one)
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["cancelled", "offered", "unconfirmed"]


@OFF
def test_a_mail_that_is_sent_late_says_nothing_of_a_place(off: Callable[[Occurrence], None]) -> None:
    at = date(1)
    first, second = _resident(at), _resident(at)
    assert [_letter(kind) is None for kind in ("registration_placed", "registration_queued")] == [False, False]
    registrations.cancel(first)
    assert _letter("registration_offered") is not None
    Registration.objects.filter(pk=first.pk).update(state="confirmed", seats=1)
    off(at)
    assert [_letter(kind) for kind in ("registration_placed", "registration_offered")] == [None, None]
    assert second.state == "waiting"


def test_an_offer_whose_time_is_over_is_not_written_of() -> None:
    at = date(1)
    first = _resident(at)
    second = _resident(at)
    registrations.cancel(first)
    until = Registration.objects.get(pk=second.pk).held_until
    assert until is not None
    with time_machine.travel(until, tick=False):
        assert _letter("registration_offered") is None


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (2, "期限までに返事がなかったので、席を次の方にご案内しました。まだ来たいときは、もう一度申し込めます。"),
        (8, "期限までに返事がなかったので、この申込は終わりになりました。"),
    ],
)
def test_that_one_can_register_again_is_said_as_long_as_it_is_true(days: int, said: str) -> None:
    at = date(1)
    register(at.pk, Applicant("ゆき", email="yuki@example.org"), Asked())
    with time_machine.travel(timezone.now() + days * DAY, tick=False):
        registrations.expire_due()
        told = _letter("registration_lapsed")
        assert told is not None
        assert told.paragraphs[0] == said
        Occurrence.objects.filter(pk=at.pk).update(state="cancelled")
        assert _letter("registration_lapsed") is None


def test_lots_are_drawn_though_nobody_can_register_here_any_more() -> None:
    at = date(1, participation=Participation.LOT, is_open=False, result_days=1)
    at.event.registration_terms.__class__.objects.update(is_open=True)
    Occurrence.objects.update(deadline_at=timezone.now() + DAY)
    registered(at, 1)
    registered(at, 2)
    at.event.registration_terms.__class__.objects.update(is_open=False)
    assert draw_overdue(now=timezone.now() + 2 * DAY + timedelta(minutes=1)) == 1
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["confirmed", "waiting"]


def test_who_is_in_a_lot_is_not_left_there_by_an_edit() -> None:
    at = date(1, participation=Participation.LOT)
    event = Event.objects.get(pk=at.event_id)
    event.participation = Participation.FREE
    save_edited(event, by=None, changed=["participation"])
    event.participation = Participation.LOT
    save_edited(event, by=None, changed=["participation"])
    registered(at)
    event.participation = Participation.FREE
    with pytest.raises(DomainError):
        save_edited(event, by=None, changed=["participation"])


def test_the_date_on_which_a_course_stands_stays() -> None:
    at = date(5, starts=2, scope=RegistrationScope.COURSE)
    with pytest.raises(DomainError):
        remove_occurrence(at, by=None)
    Occurrence.objects.filter(pk=at.pk).update(origin="rule", rule_at=at.starts_at)
    sync_series(at.event)
    assert Occurrence.objects.filter(pk=at.pk).exists()


def test_the_same_form_sent_for_another_date_is_another_registration() -> None:
    at = date(5, starts=2)
    other = at.event.occurrences.exclude(pk=at.pk).get()
    page = uuid.uuid4()
    who = Applicant("はな", phone="042-000-0001")
    made = [register(pk, who, Asked(), sent_as=page) for pk in (at.pk, other.pk, at.pk)]
    assert [one.is_new for one in made] == [True, True, False]


def test_whoever_types_an_address_again_and_again_writes_to_it_once_an_hour() -> None:
    at = date(5)
    who = Applicant("ゆき", email="yuki@example.org")
    with time_machine.travel(timezone.now().replace(minute=10), tick=False) as clock:
        for minutes in (0, 10, 10, 60):
            clock.shift(timedelta(minutes=minutes))
            register(at.pk, who, Asked())
    assert Mailing.objects.count() == 3


def test_numbers_of_others_are_not_tried_for_ever(client: Client, settings: Any) -> None:
    settings.HUB_REGISTRATION_CODE_LIMITS = {"client": ((600, 2),), "all": ((60, 100),)}
    at = date(1)
    registered(at, 1)
    one = registered(at, 2)
    codes = [client.post(own_url(one, "together"), {"code": f"{number:012}"}).status_code for number in range(4)]
    assert codes == [200, 200, 429, 429]


def test_who_leaves_the_hub_leaves_the_rest_of_a_course_and_no_note() -> None:
    user = UserFactory()
    at = date(2, starts=2, scope=RegistrationScope.COURSE)
    one = register(at.pk, Applicant("ふみ", user=user), Asked()).registration
    done = date(2)
    noted = register(done.pk, Applicant("ふみ", user=user), Asked()).registration
    registrations.cancel(noted, by=UserFactory(), note="ふみさんから電話", is_own=False)
    with time_machine.travel(at.ends_at + DAY, tick=False):
        forget_registrant(user)
    found = Registration.objects.get(pk=one.pk)
    assert (found.state, found.seats, Occurrence.objects.get(pk=at.pk).taken) == ("cancelled", 0, 0)
    assert set(noted.moves.values_list("note", flat=True)) == {""}


def test_why_somebody_was_let_in_stands_in_no_history_that_stays() -> None:
    at, staff = date(1), UserFactory(staff=True)
    registered(at, 1)
    one = registered(at, 2)
    registrations.admit(one, by=staff, reason="ふみさんの付き添い", more_room=True)
    assert [row.reason.split(" ", 2)[2] for row in Transition.objects.filter(by=staff)] == ["1 → 2"]
    assert one.moves.latest("pk").note == "ふみさんの付き添い"


def test_who_came_to_one_date_of_a_course_is_expected_at_the_next() -> None:
    at = date(2, starts=2, scope=RegistrationScope.COURSE)
    one, other = registered(at, 1), registered(date(2), 2)
    for row in (one, other):
        entered(row.occurrence, pressed(CAME, row), now=row.occurrence.starts_at)
    assert list(Registration.objects.expected()) == [one]


def test_only_dates_with_room_are_looked_at(django_assert_num_queries: Any) -> None:
    at = date(1)
    registered(at, 1)
    registered(at, 2)
    with django_assert_num_queries(1):
        assert promote_all() == 0
