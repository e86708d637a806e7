"""書きかけ: kept for one person, until it is sent, thrown away or too old; sealed, and opened with the case."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hub.exceptions import DomainError
from referrals.enums import Outcome, State
from referrals.models import AccessRecord, CaseAct, Draft, OfficeStaff, Referral
from referrals.services.drafts import drop_draft, save_draft
from referrals.services.opening import open_case
from referrals.services.retention import forget_due
from tests.database import as_owner
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import district, office, referral, worker
from tests.referrals.dump import dump_database
from tests.threads import at_once

PAGE, OTHER_PAGE = uuid.UUID(int=1), uuid.UUID(int=2)
WORDS = {"text": "ヒミツノカキカケ\n二行目"}


def _keep(one: Referral, words: dict[str, str] | None = None, **fields: object) -> None:
    values = {"by": worker(one.office), "act": "note", "page": PAGE} | fields
    save_draft(one, words=WORDS if words is None else words, **values)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_it_is_sealed_and_opened_with_the_case_by_who_wrote_it_alone() -> None:
    one = referral(State.ASSIGNED)
    me, colleague = worker(one.office), UserFactory(staff=True)
    OfficeStaff.objects.create(office=one.office, user=colleague)
    _keep(one)
    _keep(one, {"text": "べつの人の"}, by=colleague, page=OTHER_PAGE)
    acts, looks = CaseAct.objects.count(), AccessRecord.objects.count()
    assert [table for table, rows in dump_database().items() if "ヒミツ" in rows] == []
    opened = {who: open_case(one, by=who, reason="休み").drafts for who in (me, colleague)}
    read = {who: {act: (draft.page, draft.words) for act, draft in found.items()} for who, found in opened.items()}
    assert read == {me: {"note": (PAGE, WORDS)}, colleague: {"note": (OTHER_PAGE, {"text": "べつの人の"})}}
    # To keep it is no act and no look; the two openings are, of which one is the first look.
    assert (CaseAct.objects.count() - acts, AccessRecord.objects.count() - looks) == (1, 2)


@pytest.mark.django_db
def test_the_same_page_writes_over_it_and_another_does_not() -> None:
    one = referral()
    _keep(one)
    _keep(one, {"text": "ヒミツノツヅキ"})
    with pytest.raises(DomainError, match="前の書きかけがある"):
        _keep(one, {"text": "べつのページ"}, page=OTHER_PAGE)
    drop_draft(one, by=worker(one.office), act="note", page=OTHER_PAGE)
    drafts = open_case(one, by=worker(one.office), reason="書く").drafts
    assert drafts["note"].words == {"text": "ヒミツノツヅキ"}
    drop_draft(one, by=worker(one.office), act="note", page=PAGE)
    assert not Draft.objects.kept().exists()


@pytest.mark.django_db
def test_of_what_was_sent_the_mark_stays_without_its_words_until_its_days_are_over() -> None:
    one, now = referral(), timezone.now()
    me = worker(one.office)
    _keep(one, now=now)
    drop_draft(one, by=me, act="note", page=PAGE, now=now)
    with pytest.raises(DomainError, match="もう送ったか、捨てて"):
        _keep(one, now=now)
    mark = Draft.objects.get()
    assert (mark.page, bool(mark.words), list(Draft.objects.of(me, now))) == (PAGE, False, [])
    # Of empty boxes on another page nothing changes, and what is written there is kept.
    _keep(one, {"text": ""}, page=OTHER_PAGE, now=now)
    assert Draft.objects.get().page == PAGE
    _keep(one, page=OTHER_PAGE, now=now)
    with pytest.raises(DomainError, match="前の書きかけがある"):
        _keep(one, now=now)
    drop_draft(one, by=me, act="note", page=PAGE, now=now)  # of the other page
    assert [draft.page for draft in Draft.objects.kept()] == [OTHER_PAGE]
    assert list(Draft.objects.old(now + timedelta(days=7))) == [Draft.objects.get()]


@pytest.mark.django_db(transaction=True)
def test_of_two_pages_that_are_the_first_at_once_one_is_told() -> None:
    one = referral()
    me, pages = worker(one.office), [uuid.uuid4() for _n in range(6)]

    def save(page: uuid.UUID) -> None:
        save_draft(one, by=me, act="note", page=page, words={"text": str(page)})

    for _time in range(5):
        Draft.objects.all().delete()
        outcomes = at_once([lambda page=page: save(page) for page in pages])  # type: ignore[misc]
        kept = [page for page, outcome in zip(pages, outcomes, strict=True) if outcome is None]
        assert sorted(type(outcome).__name__ for outcome in outcomes) == [*["DomainError"] * 5, "NoneType"]
        (draft,) = open_case(one, by=me, reason="書く").drafts.values()
        assert ([draft.page], draft.words) == (kept, {"text": str(kept[0])})


@pytest.mark.django_db(transaction=True)
def test_of_a_page_that_is_sent_while_its_draft_arrives_nothing_is_kept() -> None:
    one = referral()
    me = worker(one.office)
    for page in (uuid.uuid4() for _time in range(5)):
        at_once([
            lambda page=page: save_draft(one, by=me, act="note", page=page, words=WORDS),  # type: ignore[misc]
            lambda page=page: drop_draft(one, by=me, act="note", page=page),  # type: ignore[misc]
        ])  # fmt: skip
        assert not Draft.objects.kept().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", [{}, {"text": "", "due_on": " \n"}])
def test_of_nothing_nothing_is_kept(nothing: dict[str, str]) -> None:
    one = referral()
    _keep(one)
    _keep(one, nothing)
    _keep(one, nothing)
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_who_may_not_see_the_case_keeps_nothing_there() -> None:
    one = referral()
    for stranger in (worker(office("北の事務所")), UserFactory(administrator=True)):
        with pytest.raises(DomainError):
            _keep(one, by=stranger)
    with pytest.raises(DomainError, match="長すぎる"):
        _keep(one, {"text": "あ" * 12_001})
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_the_running_hub_deletes_drafts_and_no_row_of_a_case() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'referrals_%' AND relkind = 'r'"
            " AND relname IN (SELECT 'referrals_' || unnest(ARRAY['draft', 'referral', 'message', 'casenote', 'casetask',"
            " 'consentrecord', 'transfer', 'caseact', 'accessrecord'])) AND has_table_privilege('hub_app', oid, 'DELETE')"
        )
        assert cursor.fetchall() == [("referrals_draft",)]


@pytest.mark.django_db(transaction=True)
def test_after_its_days_it_is_offered_no_more_and_goes() -> None:
    now, here = timezone.now(), office(districts=(district(),))
    old, new = referral(at=here), referral(at=here)
    _keep(old, now=now - timedelta(days=7))
    _keep(new, now=now - timedelta(days=6, hours=23))
    assert [one.referral for one in Draft.objects.of(worker(here), now)] == [new]
    with as_owner():
        assert forget_due(now=now) == {"spam": 0, "closed": 0, "access": 0, "draft": 1}
    assert [one.referral for one in Draft.objects.all()] == [new]
    assert not AccessRecord.objects.filter(what="保存期間が過ぎたので消した").exists()


@pytest.mark.django_db(transaction=True)
def test_with_the_case_its_drafts_go() -> None:
    one = referral(State.CLOSED, outcome=Outcome.SPAM)
    assert one.closed_at is not None
    due = one.closed_at + timedelta(days=90)
    _keep(one, now=due)
    with as_owner():
        assert forget_due(now=due) == {"spam": 1, "closed": 0, "access": 0, "draft": 0}
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_arrive_at_once_leave_one() -> None:
    one = referral()
    me = worker(one.office)
    texts = [f"その{n}" for n in range(6)]
    outcomes = at_once(
        [lambda text=text: save_draft(one, by=me, act="note", page=PAGE, words={"text": text}) for text in texts]  # type: ignore[misc]
    )
    assert outcomes == [None] * 6
    assert open_case(one, by=me, reason="書く").drafts["note"].words["text"] in texts
    assert Draft.objects.count() == 1
