"""The queue and the case: who sees what, what is on record, and that the second of two is told who was first."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.queues import queues_for
from referrals.enums import Ground, Look, Outcome, State, Urgency
from referrals.forms.acts import FORMS
from referrals.models import AccessRecord, CaseNote, CaseTask, ConsentRecord, Message, Referral, SupportOffice, Transfer
from referrals.services import cases
from referrals.services.transfers import hand_on_to_office
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import PEOPLE, WORDS, district, office, people, referral, worker

pytestmark = pytest.mark.django_db
LIST = "/staff/referrals/"


def _url(one: Referral) -> str:
    return f"{LIST}{one.pk}/"


def _looks(**fields: Any) -> list[tuple[str, int | None]]:
    return list(AccessRecord.objects.filter(**fields).order_by("pk").values_list("look", "case_number"))


def _leaked(content: bytes) -> list[str]:
    return [word for word in WORDS.values() if word in content.decode()]


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def staff(client: Client, here: SupportOffice) -> Client:
    return sign_in(client, worker(here))


def test_who_has_the_queue_and_a_case(client: Client, here: SupportOffice) -> None:
    one = referral(at=here)
    seen = {}
    for name, user in people(here, office("北の事務所")).items():
        client.logout()
        if user.is_authenticated and user.is_active:
            sign_in(client, user)
        before = AccessRecord.objects.count()
        answers = [client.get(LIST), client.get(_url(one)), client.get(f"{LIST}999999/")]
        assert [_leaked(answer.content) for answer in answers] == [[], [], []], name
        records = AccessRecord.objects.order_by("pk")[before:]
        seen[name] = ([answer.status_code for answer in answers], [record.look for record in records])
    mine, refused = [200, 200, 404], [403, 404, 404]
    assert seen == {
        **{name: (mine, ["list", "case", "refused"]) for name in ("worker", "colleague", "substitute", "consultation")},
        "other_office": ([200, 404, 404], ["list", "refused", "refused"]),
        **{name: (refused, ["refused"] * 3) for name in ("cocreation", "planner", "administrator", "staff")},
        **{name: ([403] * 3, ["refused"] * 3) for name in ("member", "professional")},
        **{name: ([302] * 3, []) for name in ("gone", "visitor")},
    }
    assert set(seen) == set(PEOPLE)


def test_the_queue_in_its_order_and_its_saved_views(staff: Client, here: SupportOffice) -> None:
    old = timezone.now() - timedelta(days=30)
    plain, late = referral(at=here), referral(at=here, now=old)
    urgent = referral(at=here, urgency=Urgency.URGENT)
    held = referral(at=here, is_held=True, urgency=Urgency.URGENT)
    mine, closed = referral(State.ASSIGNED, at=here), referral(State.CLOSED, at=here)
    seen = {}
    for shelf in ("open", "mine", "untaken", "late", "asked", "held", "closed"):
        page = parse(staff.get(f"{LIST}?show={shelf}").content.decode())
        links = [
            node.attributes["href"]
            for node in page.all("a")
            if (node.attributes.get("class") or "") == "btn plain wide"
        ]
        seen[shelf] = [int(link.split("/")[3]) for link in links]
    assert seen == {
        "open": [urgent.pk, late.pk, plain.pk, mine.pk, held.pk],
        "mine": [mine.pk],
        "untaken": [urgent.pk, late.pk, plain.pk],
        "late": [late.pk],
        "asked": [],
        "held": [held.pk],
        "closed": [closed.pk],
    }
    assert "期限を" in staff.get(f"{LIST}?show=late").content.decode()
    assert AccessRecord.objects.filter(look=Look.LIST).latest("pk").what == "期限を過ぎたもの：1件"


@pytest.mark.parametrize("role", ["consultation", "worker"])
def test_as_many_queries_for_thirty_as_for_three(client: Client, here: SupportOffice, role: str) -> None:
    sign_in(client, UserFactory(consultation=True) if role == "consultation" else worker(here))
    counts = []
    for more in (3, 27):
        for _n in range(more):
            referral(State.ASSIGNED, at=here)
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_opens_their_own_at_once_and_anothers_with_a_reason(staff: Client, here: SupportOffice) -> None:
    own, others = referral(State.ASSIGNED, at=here), referral(at=here)
    opened = staff.post(_url(own), {"act": "open"})
    assert sorted(_leaked(opened.content)) == sorted(WORDS.values())
    assert (opened.status_code, opened.headers["Cache-Control"]) == (200, "private, no-store")
    refused = staff.post(_url(others), {"act": "open", "reason": " "})
    assert (_leaked(refused.content), "理由を書いてください" in refused.content.decode()) == ([], True)
    assert parse(refused.content.decode()).one("input", id="open_reason").attributes["aria-invalid"] == "true"
    staff.post(_url(others), {"act": "open", "reason": "担当の休み"})
    assert _looks(look__in=[Look.CASE, Look.PERSONAL]) == [
        (Look.PERSONAL, own.pk), (Look.CASE, others.pk), (Look.PERSONAL, others.pk),
    ]  # fmt: skip
    assert AccessRecord.objects.get(case_number=others.pk, look=Look.PERSONAL).reason.unsealed() == "担当の休み"


def test_from_taking_it_to_the_end(staff: Client, here: SupportOffice) -> None:
    one = referral(at=here)
    me, key = worker(here), "6b1b62b2-16a1-4f70-8a0c-0d0f6a3f5a01"
    today = timezone.localdate().isoformat()
    sent: list[tuple[str, dict[str, Any]]] = [
        ("take", {"seen": State.RECEIVED}),
        ("triage", {"urgency": Urgency.SOON, "office": here.pk, "seen": State.ASSIGNED}),
        ("contact", {"seen": State.ASSIGNED}),
        ("support", {"seen": State.IN_CONTACT}),
        ("assign", {"to": me.pk}),
        ("answer", {"text": "ありがとうございます", "key": key}),
        ("answer", {"text": "ありがとうございます", "key": key}),
        ("note", {"text": "訪ねた", "key": key}),
        ("note", {"text": "訪ねた", "key": key}),
        *[("task", {"text": "ヒミツの用事", "due_on": today, "for_whom": me.pk, "key": key})] * 2,
        *[("consent", {"given_on": today, "basis": "talk", "scope": "民生委員まで", "key": key})] * 2,
        ("close", {"outcome": Outcome.SUPPORTED, "reason": "ヒミツの結び", "undone": "on", "seen": State.IN_SUPPORT}),
        ("reopen", {"reason": "まだ続く", "seen": State.CLOSED}),
    ]
    assert [staff.post(_url(one), {"act": act} | data).status_code for act, data in sent] == [302] * len(sent)
    task, consent = CaseTask.objects.get(), ConsentRecord.objects.get()
    staff.post(_url(one), {"act": "done", "row": task.pk})
    staff.post(_url(one), {"act": "withdraw", "row": consent.pk, "on": timezone.localdate().isoformat()})
    one.refresh_from_db()
    task.refresh_from_db()
    written = (Message.objects.count(), CaseNote.objects.count(), one.acts.filter(action="answer").count())
    assert (one.state, one.reopened, one.consent, *written) == (State.TRIAGED, 1, "refused", 1, 1, 1)
    assert task.done_at is not None
    closed = staff.get(_url(one)).content.decode()
    opened = staff.post(_url(one), {"act": "open", "reason": "確かめる"}).content.decode()
    words = ("ありがとうございます", "訪ねた", "ヒミツの用事", "民生委員まで", "ヒミツの結び", "まだ続く")
    assert [word in closed for word in words] == [False] * 6
    assert [word in opened for word in words] == [True] * 6


def test_what_the_writer_added_is_put_away_on_the_page(staff: Client, here: SupportOffice) -> None:
    one = referral(State.IN_SUPPORT, at=here, writer_wrote_at=timezone.now())
    tag, button = "書いた人から続きが届いています", "読んだ・電話で答えた"
    shown = [(tag in staff.get(LIST).content.decode(), button in staff.get(_url(one)).content.decode())]
    assert staff.post(_url(one), {"act": "read"}).status_code == 302
    shown.append((tag in staff.get(LIST).content.decode(), button in staff.get(_url(one)).content.decode()))
    assert shown == [(True, True), (False, False)]


def test_the_second_is_told_who_was_first_and_loses_no_word(client: Client, here: SupportOffice) -> None:
    one, me = referral(at=here), worker(here)
    first = UserFactory(consultation=True, display_name="さきの人")
    cases.take_referral(one, by=first)
    cases.close_referral(one, by=first, outcome=Outcome.INFORMED, reason="話した")
    sign_in(client, me)
    page = client.post(
        _url(one), {"act": "close", "seen": State.RECEIVED, "outcome": Outcome.SPAM, "reason": "わたしの言葉"}
    ).content.decode()
    assert ("さきの人" in page, "わたしの言葉" in page, "行われていません" in page) == (True, True, True)
    assert Referral.objects.get().outcome == Outcome.INFORMED


def test_a_button_pressed_twice_is_no_quarrel(staff: Client, here: SupportOffice) -> None:
    one = referral(at=here)
    answers = [staff.post(_url(one), {"act": "take", "seen": State.RECEIVED}).status_code for _n in range(2)]
    assert (answers, one.acts.filter(action="take").count()) == ([302, 302], 1)


@pytest.mark.parametrize(
    ("second", "status"),
    [({}, 302), ({"outcome": Outcome.NO_NEED}, 200), ({"reason": "べつのわけ"}, 200)],
)
def test_a_button_pressed_twice_with_other_words_is_told(
    staff: Client, here: SupportOffice, second: dict[str, str], status: int
) -> None:
    one = referral(State.IN_SUPPORT, at=here)
    sent = {"act": "close", "seen": State.IN_SUPPORT, "outcome": Outcome.INFORMED, "reason": "話した"}
    assert staff.post(_url(one), sent).status_code == 302
    answer = staff.post(_url(one), sent | second)
    assert (answer.status_code, second.get("reason", "") in answer.content.decode()) == (status, True)
    assert (one.acts.filter(action="close").count(), Referral.objects.get().outcome) == (1, Outcome.INFORMED)


def test_what_is_asked_is_seen_until_its_moment_whenever_the_beat_comes(here: SupportOffice) -> None:
    there, one = office("北の事務所"), referral(State.ASSIGNED, at=here)
    asked = hand_on_to_office(one, by=worker(here), office=there, ground=Ground.PROTECTION, reason="急ぐ")
    seen = []
    for moment in (asked.expires_at - timedelta(seconds=1), asked.expires_at):
        with time_machine.travel(moment, tick=False):
            seen.append(Referral.objects.visible_to(worker(there), timezone.localdate()).exists())
    assert seen == [True, False]


@pytest.mark.parametrize(
    ("act", "data", "field"),
    [
        ("close", {"reason": "かいた文"}, "close_outcome"),
        ("note", {"text": " "}, "note_text"),
        ("task", {"text": "かいた文", "due_on": "きのう"}, "task_due_on"),
        ("hand_office", {"ground": "consent", "office": "x", "reason": "かいた文"}, "hand_office_office"),
        ("hand_agency", {"ground": "protection", "agency": "病院", "summary": "かいた文"}, "hand_agency_reason"),
        ("hand_agency", {"ground": "consent", "agency": "病院", "summary": "かいた文"}, "hand_agency_ground"),
        ("duplicate", {"number": "999999"}, "duplicate_number"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    staff: Client, here: SupportOffice, act: str, data: dict[str, str], field: str
) -> None:
    one = referral(at=here)
    answer = staff.post(_url(one), {"act": act} | data)
    page = parse(answer.content.decode())
    links = [href for node in page.all("a") if (href := node.attributes.get("href", "")).startswith(f"#{act}")]
    assert links[0] == f"#{field}"
    assert ("かいた文" in answer.content.decode()) == ("かいた文" in data.values())


@time_machine.travel("2026-11-27 10:00+09:00", tick=False)
def test_a_task_for_a_day_that_went_by_is_not_for_next_year_and_the_day_is_told_with_its_year(
    client: Client, here: SupportOffice
) -> None:
    staff, one = sign_in(client, worker(here)), referral(at=here)
    data = {"act": "task", "text": "ヒミツの用事", "for_whom": worker(here).pk, "key": str(uuid.uuid4())}
    wrong = parse(staff.post(_url(one), data | {"due_on": "11/20"}).content.decode())
    said = "11月20日は過ぎています。2027年なら、年も書いてください。"
    assert (wrong.one(id="task_due_on_error").text, CaseTask.objects.count()) == (said, 0)
    assert wrong.one(id="task_due_on").attributes["value"] == "11/20"
    done = staff.post(_url(one), data | {"due_on": "1/9"}, follow=True).content.decode()
    assert "書きとめました。2027年1月9日(土)に知らせます。" in done
    assert CaseTask.objects.get().due_on == date(2027, 1, 9)


@pytest.mark.parametrize("act", ["done", "withdraw"])
@pytest.mark.parametrize("row", [None, "", "x", "0"])
def test_what_is_wrong_with_what_nobody_sees_is_said_without_its_name(
    staff: Client, here: SupportOffice, act: str, row: str | None
) -> None:
    one = referral(State.ASSIGNED, at=here)
    sent = {"act": act, "on": timezone.localdate().isoformat()} | ({} if row is None else {"row": row})
    page = parse(staff.post(_url(one), sent))
    said = [node.text for node in page.one("div", cls="wrongs").all("p")]
    assert said == ["画面が古くなっています。開き直して、もう一度押してください。"]


def test_another_office_is_asked_sees_the_request_alone_and_answers(client: Client, here: SupportOffice) -> None:
    there = office("北の事務所")
    one = referral(State.ASSIGNED, at=here)
    sign_in(client, worker(here))
    client.post(_url(one), {"act": "hand_office", "office": there.pk, "ground": "protection", "reason": "ヒミツのわけ"})
    client.logout()
    sign_in(client, worker(there))
    page = client.get(_url(one)).content.decode()
    acts = {node.attributes["value"] for node in parse(page).all("input", name="act")}
    assert (acts, "ヒミツのわけ" in page, "いのち・からだを守るため" in page) == (
        {"open", "accept", "decline"},
        False,
        True,
    )
    assert "ヒミツのわけ" in client.post(_url(one), {"act": "open", "reason": "受けるか決める"}).content.decode()
    assert client.post(_url(one), {"act": "take", "seen": State.ASSIGNED}).status_code == 200  # told that it may not
    refused = AccessRecord.objects.filter(look=Look.REFUSED).values_list("case_number", "user_number", "what")
    assert list(refused) == [(one.pk, worker(there).pk, "引き受けた")]
    assert client.post(_url(one), {"act": "decline", "refusal": "no_room", "reason": "手が足りない"}).status_code == 302
    assert client.get(_url(one)).status_code == 404
    one.refresh_from_db()
    assert (one.office, one.state, Transfer.objects.get().state) == (here, State.ASSIGNED, "declined")


def test_the_link_for_an_agency_is_shown_once_and_holds_once(staff: Client, here: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    sent = {
        "act": "hand_agency",
        "agency": "市内の病院",
        "ground": "protection",
        "reason": "いのち",
        "summary": "ツタエルコト",
    }
    shown = staff.post(_url(one), sent)
    link = parse(shown.content.decode()).one("textarea", id="link").text
    path = link[link.index("/support/") :]
    assert path.split("/")[3] not in staff.get(_url(one)).content.decode()
    outside = Client()
    page = outside.get(path)
    assert (page.status_code, "ツタエルコト" in page.content.decode(), _leaked(page.content)) == (200, True, [])
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"], page.headers["Referrer-Policy"]) == (
        "private, no-store", "noindex", "same-origin",
    )  # fmt: skip
    wrong = outside.post(path, {"act": "decline", "reason": "かいた文"}).content.decode()
    assert ("断る理由を選んで" in wrong, "かいた文" in wrong) == (True, True)
    unnamed = outside.post(path, {"act": "accept"}).content.decode()
    assert ("お返事する方の名前を書いてください" in unnamed, Transfer.objects.get().state) == (True, "asked")
    assert outside.post(path, {"act": "accept", "who": "相談員ヒミツ"}).status_code == 200
    assert Transfer.objects.get().answer.unsealed() == "返事をした人：相談員ヒミツ"
    assert "相談員ヒミツ" not in staff.get(_url(one)).content.decode()
    assert "相談員ヒミツ" in staff.post(_url(one), {"act": "open"}).content.decode()
    assert Transfer.objects.get().state == "accepted"
    assert outside.get("/support/transfer/" + "0" * 32 + "/").status_code == 404
    assert _looks(user_number=None) == [(Look.FOLLOW, one.pk)] * 3 + [(Look.CHANGE, one.pk)]
    assert AccessRecord.objects.filter(user_number=None).latest("pk").what == "引き継ぎを受けた 市内の病院"
    # Pressed twice, or come back to: read only, each on record.
    for again in (
        outside.get(path),
        outside.post(path, {"act": "decline", "refusal": "no_room", "reason": "あ", "who": "い"}),
    ):
        page = again.content.decode()
        assert ("ツタエルコト" in page, parse(page).one("main").all("form"), _leaked(again.content)) == (True, [], [])
    assert (Transfer.objects.get().state, len(_looks(user_number=None))) == ("accepted", 6)
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        assert outside.get(path).status_code == 404


def test_the_staff_home_says_what_waits_and_no_more(client: Client, here: SupportOffice) -> None:
    me, today = worker(here), timezone.localdate()
    new, late = referral(at=here, urgency=Urgency.URGENT), referral(at=here, now=timezone.now() - timedelta(days=30))
    mine, held = referral(State.ASSIGNED, at=here), referral(at=here, is_held=True)
    done = referral(State.IN_SUPPORT, at=here, contacted_at=timezone.now())
    cases.add_task(done, by=me, text="ヒミツの用事", due_on=today)
    cases.add_task(done, by=me, text="ヒミツの用事", due_on=today + timedelta(days=1))
    rows = {queue.key: queue.rows(me, 5) for queue in queues_for(me) if queue.key.startswith("referral")}
    assert {key: [(row.label, row.is_urgent) for row in some] for key, some in rows.items()} == {
        "referrals": [(f"{new}（だいち）", True), (f"{late}（だいち）", False), (f"{mine}（だいち）", False)],
        "referral-tasks": [(f"{done}（だいち）", False)],
        "referrals-held": [(f"{held}（だいち）", False)],
    }
    assert [queue.count(me) for queue in queues_for(me) if queue.key in rows] == [3, 1, 1]
    assert [queue.key for queue in queues_for(UserFactory(administrator=True)) if queue.key in rows] == []
    page = sign_in(client, me).get("/staff/")
    assert (_leaked(page.content), "ヒミツ" in page.content.decode(), str(held) in page.content.decode()) == (
        [],
        False,
        True,
    )
    assert 'href="/staff/referrals/"' in page.content.decode()


@pytest.mark.parametrize("value", ["\x00", "9" * 400, "あ" * 20_000])
def test_hostile_words_are_no_error_of_ours(staff: Client, here: SupportOffice, value: str) -> None:
    """In all boxes of all acts; also in what only the page itself sends."""
    one, fields = referral(State.ASSIGNED, at=here), {"seen", "key", "row"}
    for form in FORMS.values():
        fields |= set(form.base_fields)
    sent = dict.fromkeys(sorted(fields), value)
    answers = {act: staff.post(_url(one), sent | {"act": act}).status_code for act in (*FORMS, value[:9])}
    assert [act for act, status in answers.items() if status not in {200, 302, 400}] == []
    assert staff.post("/staff/referrals/search/", {"phone": value}).status_code in {200, 400}
