"""The measures against a plain reckoning in Python over lives that real services led."""

import random
import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.opening_days import is_opening_day, opening_day_after, opening_days_needed
from referrals import measures, promises
from referrals.enums import Ground, Outcome, Refusal, State, TransferState, Writer
from referrals.forms.measures import MeasuresForm, fiscal_year, year_name
from referrals.models import CaseAct, Referral, Sign, SupportOffice, Transfer
from referrals.services import cases, transfers
from referrals.services.intake import receive_referral
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import district, office, told, worker

pytestmark = pytest.mark.django_db
# Over 勤労感謝の日, weekends and the end of the year.
_BEGIN = timezone.make_aware(datetime.combine(date(2026, 11, 16), time(8)))
_NOW = timezone.make_aware(datetime.combine(date(2027, 1, 8), time(12)))
_LIVES = 60


@dataclass
class _Life:
    """What happened to one case, as the test itself wrote it down."""

    writer: Writer
    signs: tuple[int, ...]
    where: str
    office: SupportOffice
    received: datetime
    held: bool = False
    looked: datetime | None = None
    contacted: datetime | None = None
    outcome: Outcome | None = None
    reopened: int = 0
    declined: list[tuple[str, Ground, Refusal]] = field(default_factory=list)
    accepted: int = 0
    asked: int = 0

    @property
    def counts(self) -> bool:
        return not self.held and self.outcome != Outcome.SPAM


class _Teller:
    """Leads lives by the services, each at its own moments; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  made data, not a secret
        self.by = UserFactory(consultation=True)
        self.signs = [Sign.objects.create(text=f"しるし{n}") for n in range(3)]
        self.districts = [district("だいち"), district("みどり")]
        self.offices = [office(f"事務所{n}", districts=(one,)) for n, one in enumerate(self.districts)]

    def life(self, number: int) -> _Life:
        chance, place = self.chance, self.chance.randrange(2)
        life = _Life(
            chance.choice(list(Writer)), tuple(chance.sample([one.pk for one in self.signs], chance.randrange(3))),
            self.districts[place].name, self.offices[place], _BEGIN + timedelta(minutes=chance.randrange(45 * 1440)),
            held=chance.random() < 0.1,
        )  # fmt: skip
        sent = told(
            page=f"page-{number}", writer=life.writer, signs=life.signs, district=self.districts[place], is_own=False
        )
        one = receive_referral(sent, is_held=life.held, now=life.received).referral
        if not life.held:
            self._lead(one, life, life.received)
        return life

    def _later(self, at: datetime) -> datetime:
        return at + timedelta(minutes=self.chance.choice((30, 600, 1440, 3000, 6000, 12000)))

    def _lead(self, one: Referral, life: _Life, at: datetime) -> None:
        chance = self.chance
        if chance.random() < 0.8:
            at = self._later(at)
            cases.take_referral(one, by=self.by, now=at)
            life.looked = life.looked or at
            if chance.random() < 0.7:
                at = self._later(at)
                cases.note_contact(one, by=self.by, now=at)
                life.contacted = life.contacted or at
        if chance.random() < 0.3:
            at = self._hand_on(one, life, at)
        if chance.random() < 0.6:
            at, outcome = (
                self._later(at),
                chance.choice([Outcome.SUPPORTED, Outcome.NOT_REACHED, Outcome.INFORMED, Outcome.SPAM]),
            )
            cases.close_referral(one, by=self.by, outcome=outcome, reason="わけ", now=at)
            life.outcome = outcome
            if chance.random() < 0.5 and life.reopened < 2:
                at = self._later(at)
                cases.reopen_referral(one, by=self.by, reason="まだ続く", now=at)
                life.outcome, life.reopened = None, life.reopened + 1
                self._lead(one, life, at)

    def _hand_on(self, one: Referral, life: _Life, at: datetime) -> datetime:
        at = self._later(at)
        to = next(some for some in self.offices if some != life.office)
        asked = transfers.hand_on_to_office(one, by=self.by, office=to, ground=Ground.PROTECTION, reason="わけ", now=at)
        life.asked += 1
        if self.chance.random() < 0.5:
            transfers.accept_transfer(asked, by=worker(to), now=at)
            life.office, life.accepted = to, life.accepted + 1
            one.refresh_from_db()
        else:
            refusal = self.chance.choice(list(Refusal))
            transfers.decline_transfer(asked, by=worker(to), refusal=refusal, reason="ヒミツのわけ", now=at)
            life.declined.append((to.name, Ground.PROTECTION, refusal))
        return at


def _plain_clock(lives: list[_Life], name: str, promise: Any) -> dict[str, Any]:
    found = Counter(dict.fromkeys(("kept", "late", "ended", "overdue", "pending"), 0))
    took = []
    for life in lives:
        done, by = getattr(life, name), promise(life.received)
        if done is not None:
            found["kept" if done < by else "late"] += 1
            took.append(_plain_days(timezone.localdate(life.received), timezone.localdate(done)))
        elif life.outcome is not None:
            found["ended"] += 1
        else:
            found["pending" if by > _NOW else "overdue"] += 1
    over = len(lives) - found["pending"]
    return dict(found) | {
        "share": found["kept"] / over if over else None,
        "half": statistics.median_low(took) if took else None,
        "days": Counter(took),
    }


def _plain_days(start: date, done: date) -> int:
    return next(n for n in range(200) if done <= opening_day_after(start, n))


def _said(clock: measures.Clock) -> dict[str, Any]:
    names = ("kept", "late", "ended", "overdue", "pending", "share", "days")
    return {name: getattr(clock, name) for name in names} | {"half": clock.within(0.5)}


@pytest.mark.parametrize("seed", [1, 7])
def test_the_measures_are_what_a_plain_reckoning_gives(seed: int) -> None:
    teller = _Teller(seed)
    every = [teller.life(number) for number in range(_LIVES)]
    lives = [life for life in every if life.counts]
    assert max(life.reopened for life in lives) == 2  # or the seed shows less than it should
    assert min(len(every) - len(lives), sum(life.accepted for life in lives)) > 0
    rows = measures.counted(Referral.objects.all())
    assert measures.left_out(Referral.objects.all()) == {
        "held": sum(life.held for life in every),
        "spam": sum(life.outcome == Outcome.SPAM for life in every),
    }
    assert measures.by_writer(rows) == {writer: sum(life.writer == writer for life in lives) for writer in Writer}
    signs = Counter(sign for life in lives for sign in life.signs or (None,))
    assert measures.by_sign(rows) == dict(signs)
    for by, of in ((None, lambda _life: None), ("office", lambda life: life.office.pk),
                   ("district", lambda life: district(life.where).pk)):  # fmt: skip
        groups: dict[Any, list[_Life]] = {}
        for life in lives:
            groups.setdefault(of(life), []).append(life)
        assert {
            key: (one.received, one.closed, _said(one.look), _said(one.contact))
            for key, one in measures.times(rows, _NOW, by=by).items()
        } == {
            key: (
                len(some), sum(life.outcome is not None for life in some),
                _plain_clock(some, "looked", promises.first_look_by), _plain_clock(some, "contacted", promises.contact_by),
            )
            for key, some in groups.items()
        }  # fmt: skip
    asked = measures.counted(Transfer.objects.all(), "referral__")
    states = measures.by_transfer_state(asked)
    answered = (sum(life.accepted for life in lives), sum(len(life.declined) for life in lives))
    assert (states[TransferState.ACCEPTED], states[TransferState.DECLINED]) == ((answered[0], 0), (answered[1], 0))
    assert sum(offices for offices, _agencies in states.values()) == sum(life.asked for life in lives)
    declined = Counter(one for life in lives for one in life.declined)
    assert {(one.whom, one.ground, one.refusal): one.count for one in measures.by_refusal(asked)} == declined
    assert measures.by_outcome(rows) == {
        outcome: (
            sum(life.outcome == outcome for life in lives),
            sum(life.outcome == outcome and life.contacted is None for life in lives),
        )
        for outcome in Outcome
        if outcome != Outcome.SPAM
    }
    acts = measures.counted(CaseAct.objects.all(), "referral__")
    again = measures.Reopened(sum(life.reopened for life in lives), sum(life.reopened > 0 for life in lives))
    assert measures.reopened(acts) == again


def test_of_nothing_there_is_no_share_and_no_day() -> None:
    rows = measures.counted(Referral.objects.all())
    only = measures.times(rows, _NOW)
    assert (list(only), only[None].received, only[None].look.share, only[None].look.within(0.5)) == (
        [None], 0, None, None,
    )  # fmt: skip
    assert (measures.times(rows, _NOW, by="office"), measures.by_sign(rows)) == ({}, {})
    assert sum(measures.by_writer(rows).values()) == 0
    assert measures.left_out(rows) == {"held": 0, "spam": 0}
    assert measures.reopened(CaseAct.objects.all()) == measures.Reopened(0, 0)


def test_what_goes_on_in_another_case_misses_no_contact_of_its_own() -> None:
    here, by = office(districts=(district(),)), UserFactory(consultation=True)
    first, second = (receive_referral(told(page=str(n)), now=_BEGIN).referral for n in range(2))
    cases.mark_duplicate(second, by=by, of=first, now=_BEGIN + timedelta(hours=1))
    found = measures.times(measures.counted(Referral.objects.all()), _NOW, by="office")[here.pk]
    assert (found.received, found.closed, found.look.ended, found.look.overdue) == (2, 1, 1, 1)
    assert (found.contact.ended, found.contact.overdue, second.state) == (0, 1, State.CLOSED)


def test_a_measure_is_one_query(django_assert_num_queries: Any) -> None:
    office(districts=(district(),))
    for number in range(3):
        receive_referral(told(page=str(number)), now=_BEGIN)
    rows = measures.counted(Referral.objects.all())
    asked, acts = measures.counted(Transfer.objects.all(), "referral__"), CaseAct.objects.all()
    for measure in (
        lambda: measures.left_out(rows), lambda: measures.by_writer(rows), lambda: measures.by_sign(rows),
        lambda: measures.times(rows, _NOW), lambda: measures.times(rows, _NOW, by="district"),
        lambda: measures.by_transfer_state(asked), lambda: measures.by_refusal(asked), lambda: measures.by_outcome(rows),
        lambda: measures.reopened(acts),
    ):  # fmt: skip
        with django_assert_num_queries(1):
            measure()


def test_days_are_counted_as_promises_are() -> None:
    for start in range(0, 60, 3):
        begun = date(2026, 12, 1) + timedelta(days=start)
        for n in range(12):
            done = begun + timedelta(days=n)
            assert opening_days_needed(begun, done) == _plain_days(begun, done)
    assert (is_opening_day(date(2026, 11, 23)), opening_days_needed(date(2026, 11, 20), date(2026, 11, 24))) == (
        False,
        1,
    )


@pytest.mark.parametrize(
    ("data", "since", "until", "wrong"),
    [
        ({}, "2026-04-01", "2027-03-31", []),
        ({"year": "2025"}, "2025-04-01", "2026-03-31", []),
        ({"year": "1999"}, "2026-04-01", "2027-03-31", ["year"]),
        ({"since": "令和8年12月5日"}, "2026-12-05", "2027-01-08", []),
        ({"since": "2026-12-05", "until": "2026-12-05"}, "2026-12-05", "2026-12-05", []),
        ({"since": "2026-12-05", "until": "2026-12-04"}, "2026-04-01", "2027-03-31", ["until"]),
        ({"until": "2026-12-04"}, "2026-04-01", "2027-03-31", ["since"]),
        ({"since": "2030-12-04"}, "2026-04-01", "2027-03-31", ["since"]),
        ({"office": "x", "district": "9" * 30}, "2026-04-01", "2027-03-31", ["district", "office"]),
    ],
)
def test_of_which_time(data: dict[str, str], since: str, until: str, wrong: list[str]) -> None:
    form = MeasuresForm(data, today=timezone.localdate(_NOW))
    asked = form.asked()
    assert (str(asked.since), str(asked.until), sorted(form.errors)) == (since, until, wrong)


def test_a_fiscal_year_begins_in_april() -> None:
    days = (date(2027, 3, 31), date(2027, 4, 1), date(2019, 5, 1))
    assert [year_name(fiscal_year(day)) for day in days] == ["令和8年度", "令和9年度", "令和元年度"]
