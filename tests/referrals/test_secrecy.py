"""Promises 7, 9, 12: who looks is on record, no word leaves the sealed columns, and who wrote unnamed stays so."""

import logging
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.notifications.writing import write_message
from referrals.enums import Ground, Look, Outcome, Reply
from referrals.models import AccessRecord, CaseAct, Message, Referral, Transfer
from referrals.services import cases, messages, transfers
from referrals.services.intake import receive_referral
from referrals.services.opening import open_case, open_for_agency
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import WORDS, district, office, referral, told, worker
from tests.referrals.dump import dump_database

pytestmark = pytest.mark.django_db
_MARKED = "203.0.113.77"
_AGENT = "SentinelBrowser/9.9"


def _looks() -> list[tuple[str, int | None, int | None, str]]:
    rows = AccessRecord.objects.order_by("pk")
    return [(one.look, one.case_number, one.user_number, one.reason.unsealed()) for one in rows]


def test_a_case_of_ones_own_opens_and_anothers_takes_a_reason_each_on_record_once() -> None:
    one = referral()
    mine, colleague = worker(one.office), UserFactory(consultation=True)
    cases.take_referral(one, by=mine)
    before = AccessRecord.objects.count()
    assert open_case(one, by=mine).words["about_name"] == WORDS["about_name"]
    with pytest.raises(DomainError, match="理由を書いてください"):
        open_case(one, by=colleague, reason="  ")
    assert open_case(one, by=colleague, reason="担当が休み").words["text"] == WORDS["text"]
    assert _looks()[before:] == [
        (Look.PERSONAL, one.pk, mine.pk, ""),
        (Look.PERSONAL, one.pk, colleague.pk, "担当が休み"),
    ]


def test_who_may_not_see_it_is_refused_and_on_record(django_capture_on_commit_callbacks: Any) -> None:
    one, stranger = referral(), worker(office("北"))
    with pytest.raises(DomainError):
        open_case(one, by=stranger, reason="見たい")
    administrator = UserFactory(administrator=True)
    with pytest.raises(DomainError):
        open_case(one, by=administrator, reason="見たい")
    assert _looks() == [(Look.REFUSED, one.pk, stranger.pk, ""), (Look.REFUSED, one.pk, administrator.pk, "")]


def test_the_record_stays_though_what_follows_fails(settings: Any) -> None:
    one = referral()
    cases.take_referral(one, by=worker(one.office))
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(ValueError, match="no key"):
        open_case(one, by=worker(one.office))
    assert AccessRecord.objects.filter(look=Look.PERSONAL, case_number=one.pk).count() == 1


@pytest.mark.parametrize("model", [AccessRecord, CaseAct, Message, Referral, Transfer])
def test_the_running_hub_deletes_nothing_of_a_case(model: Any) -> None:
    referral()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    ("model", "value"), [(AccessRecord, {"what": "x"}), (CaseAct, {"about": "x"}), (Message, {"side": "x"})]
)
def test_the_running_hub_writes_no_history_anew(model: Any, value: dict[str, str]) -> None:
    referral()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.update(**value)


def test_no_word_stands_outside_the_sealed_columns_nor_in_a_mail(caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    here, other = office(districts=(district(),)), office("北の事務所")
    receipt = receive_referral(told(reply=Reply.EMAIL))
    one, by = receipt.referral, worker(here)
    cases.take_referral(one, by=by)
    messages.answer_writer(one, by=by, text="ヒミツの返事")
    messages.write_as_writer(one, text="ヒミツの続き")
    cases.write_note(one, by=by, text="ヒミツの記録")
    cases.add_task(one, by=by, text="ヒミツの用事", due_on=one.received_at.date())
    cases.record_consent(one, by=by, given_on=one.received_at.date(), basis="talk", scope="ヒミツの範囲")
    asked, token = transfers.hand_on_to_agency(
        one, by=by, agency="支援の会", ground=Ground.CONSENT, reason="ヒミツのわけ", summary="ヒミツのまとめ"
    )
    assert open_for_agency(asked) == "ヒミツのまとめ"
    transfers.decline_transfer(asked, by=None, refusal="no_room", reason="ヒミツの断り")
    transfers.hand_on_to_office(one, by=by, office=other, ground=Ground.PROTECTION, reason="ヒミツの急ぎ")
    open_case(one, by=by)
    open_case(one, by=UserFactory(consultation=True), reason="ヒミツで開く")
    cases.close_referral(one, by=by, outcome=Outcome.SUPPORTED, reason="ヒミツの終わり")
    sentinels = ["ヒミツ", "himitsu", "0000-2222", "000-1111", receipt.code, token]
    found = [(table, word) for table, rows in dump_database().items() for word in sentinels if word in rows]
    assert found == []
    written = [write_message(one) for one in Mailing.objects.all()]
    bodies = [f"{one.subject}\n{one.body}\n{one.alternatives}" for one in written if one]
    assert [word for word in sentinels for body in bodies if word in body] == []
    assert [word for word in sentinels if word in caplog.text] == []
    # The address that the writer left is where that mail goes, and stands in no row.
    assert [one.to for one in written if one and "受付番号" in one.body] == [[WORDS["writer_email"]]]


def test_who_writes_without_a_name_leaves_neither_address_nor_browser_nor_session(caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    cache.clear()
    office(districts=(district(),))
    client = Client(REMOTE_ADDR=_MARKED, HTTP_USER_AGENT=_AGENT)
    words = {
        "page": "x",
        "step": "3",
        "writer": "other",
        "text": "気になる",
        "reply": "code",
        "district": district().pk,
    }
    answer = client.post("/support/refer/", words)
    assert ("受け付けました" in answer.content.decode(), list(answer.cookies)) == (True, [])
    kept = dump_database()
    assert kept["django_session"] == ""
    counted = _keys_of_the_cache()
    assert len(counted) == 3
    everything = "".join(kept.values()) + caplog.text + "".join(counted)
    assert [mark for mark in (_MARKED, _AGENT, "Sentinel") if mark in everything] == []


def _keys_of_the_cache() -> list[str]:
    """Names and values of what the throttles count."""
    kept: Any = cache._cache  # type: ignore[attr-defined]
    return [f"{key!r} {value!r}" for key, value in kept.items()]


def test_the_tests_search_where_something_could_be() -> None:
    referral()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referrals_referral WHERE length(text) > 50 AND length(writer_email) > 50")
        assert cursor.fetchone() == (1,)
    assert django_settings.ENCRYPTION_KEYS
