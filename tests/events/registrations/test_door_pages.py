"""The pages of the door: forms without a script, entries of a device, the list from paper, the table, what is said after."""

import csv
import io
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.door_lists import digits_of, found_in, rows_of
from events.models import Attendance, DoorEntry, Occurrence, Registration, Thanks
from events.views.registrations import door_paper
from hub.accounts.models import User
from tests.events.members import member
from tests.events.registrations.doors import ABSENT, CAME, UNMARK, WALK_IN, entered, marks, pressed
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
FORMULA = "=HYPERLINK(1)"


def _named(at: Occurrence, number: int, name: str, **asked: Any) -> Registration:
    one = registered(at, number, **asked)
    Registration.objects.filter(pk=one.pk).update(name=name)
    one.refresh_from_db()
    return one


@pytest.fixture
def at() -> Occurrence:
    """A date that has begun, of three people; a fourth waits."""
    made = date(3, event={"organizer": OrganizationFactory(verified=True), "title": "囲碁の会"})
    _named(made, 1, "ヤマモト花子", is_first=True)
    _named(made, 2, FORMULA, party=2)
    _named(made, 3, "ひみつの人")
    now = timezone.now()
    Occurrence.objects.filter(pk=made.pk).update(starts_at=now, ends_at=now + timedelta(hours=2))
    made.refresh_from_db()
    return made


@pytest.fixture
def by(at: Occurrence) -> User:
    assert at.event.organizer is not None
    return member(at.event.organizer)


@pytest.fixture
def client(by: User) -> Client:
    return sign_in(Client(), by)


def _rows(at: Occurrence) -> list[Registration]:
    return list(Registration.objects.filter(occurrence=at).order_by("pk"))


def _url(at: Occurrence, rest: str = "door/") -> str:
    return f"/registrations/dates/{at.pk}/{rest}"


def test_pressed_without_a_script(client: Client, at: Occurrence, by: User) -> None:
    first, second, waits = _rows(at)
    pressed_form = {"act": "came", "registration": second.pk, "people": "１人", "first_people": "", "key": uuid.uuid4()}
    for _twice in range(2):
        answer = client.post(_url(at), pressed_form)
        assert (answer.status_code, answer["Location"]) == (302, f"{_url(at)}#r-{second.pk}")
    client.post(_url(at), {"act": "absent", "registration": first.pk})
    client.post(_url(at), {"act": "came", "registration": waits.pk})
    client.post(_url(at), {"act": "walk_in", "people": "3", "first_people": "2"})
    assert marks(at) == [
        (first.pk, False, 0, 0, "tap"), (second.pk, True, 1, 0, "tap"), (waits.pk, True, 1, 0, "walk_in"),
        (None, True, 3, 2, "walk_in"),
    ]  # fmt: skip
    assert set(DoorEntry.objects.values_list("by", flat=True)) == {by.pk}
    page = client.get(_url(at)).content.decode()
    assert "席が決まっていない申込なので、当日参加として数えました。" in page
    walk_in = Attendance.objects.get(registration=None)
    client.post(_url(at), {"act": "undo_walk_in", "of": walk_in.key})
    client.post(_url(at), {"act": "unmark", "registration": first.pk})
    assert [row[0] for row in marks(at)] == [second.pk, waits.pk]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"act": "came", "people": "たくさん"}, "数字で書いてください。"),
        ({"act": "came", "people": "100"}, "1から99までの数で書いてください。"),
        ({"act": "came", "people": "2", "first_people": "3"}, "来た人数より多くは書けません。"),
        ({"act": "walk_in", "people": "0"}, "1から999までの数で書いてください。"),
        ({"act": "dance"}, "押したものが読めませんでした。もう一度押してください。"),
        ({"act": "undo_walk_in"}, "押したものが読めませんでした。もう一度押してください。"),
        ({"act": "came", "registration": "x"}, "押したものが読めませんでした。もう一度押してください。"),
        ({"act": "came", "registration": str(10**20)}, "押したものが読めませんでした。もう一度押してください。"),
    ],
)
def test_what_can_t_be_read_is_said_and_stays_typed(
    client: Client, at: Occurrence, typed: dict[str, str], says: str
) -> None:
    answer = client.post(_url(at), {"registration": str(_rows(at)[1].pk)} | typed)
    page = answer.content.decode()
    assert (answer.status_code, says in page, marks(at)) == (200, True, [])
    if "people" in typed:
        assert f'value="{typed["people"]}"' in page


def test_a_qr_code_and_the_end_of_a_number_find_and_mark_nothing(client: Client, at: Occurrence) -> None:
    first, second, _waits = _rows(at)

    def shown(answer: Any) -> list[str]:
        return [
            node.attributes["data-row"]
            for node in parse(answer.content.decode()).all()
            if "data-row" in node.attributes
        ]

    assert shown(client.get(_url(at), {"code": first.code})) == [str(first.pk)]
    assert shown(client.get(_url(at), {"code": "000000000000"})) == []
    assert shown(client.post(_url(at), {"act": "find", "q": second.code[-4:]})) == [str(second.pk)]
    # Katakana as it is heard, and what a scanner types into the box.
    assert shown(client.post(_url(at), {"act": "find", "q": "やまもと"})) == [str(first.pk)]
    found = client.post(_url(at), {"act": "find", "q": f"http://hub/x/?code={second.code}"})
    assert (shown(found), 'name="via" value="qr"' in found.content.decode()) == ([str(second.pk)], True)
    assert marks(at) == []


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("１２３４", "1234"),
        ("1234-5678 9012", "123456789012"),
        ("やまだ", ""),
        ("a?code=5678&x=1", "5678"),
        ("²34", "234"),
        ("", ""),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


def test_three_digits_are_no_number(at: Occurrence) -> None:
    rows = rows_of(at)
    assert [len(found_in(rows, rows[0].registration.code[-length:])) for length in (3, 4, 12)] == [0, 1, 1]


# ---- entries that waited ------------------------------------------------------------------------------------------


def _body(*entries: dict[str, Any], **document: Any) -> dict[str, Any]:
    return {"sent_at": timezone.now().isoformat(), "entries": list(entries)} | document


def _entry(one: Registration | None = None, act: str = "came", **fields: Any) -> dict[str, Any]:
    made = {"key": str(uuid.uuid4()), "act": act, "noted_at": timezone.now().isoformat(), **fields}
    return made | ({"registration": one.pk} if one else {})


def _send(client: Client, at: Occurrence, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(_url(at, "door/entries/"), text, content_type="application/json")


def test_each_entry_is_answered_and_sent_again_it_is_the_same(client: Client, at: Occurrence) -> None:
    first, _second, waits = _rows(at)
    body = _body(
        _entry(first, people=1, via="qr"), _entry(waits), _entry(waits, "absent"), _entry(act="walk_in", people=2),
    )  # fmt: skip
    told = [
        [(one["result"], one["reason"], one["is_walk_in"]) for one in _send(client, at, body).json()["outcomes"]]
        for _n in (1, 2)
    ]
    refused = ("refused", "no_place", False)
    assert told == [
        [("entered", "", False), ("entered", "", True), refused, ("entered", "", False)],
        [("known", "", False), ("known", "", False), refused, ("known", "", False)],
    ]
    assert marks(at) == [
        (first.pk, True, 1, 1, "qr"), (waits.pk, True, 1, 0, "walk_in"), (None, True, 2, 0, "walk_in")
    ]  # fmt: skip


def test_a_device_whose_clock_is_wrong_is_believed_how_long_ago_it_was(client: Client, at: Occurrence) -> None:
    """Pressed ten minutes ago by a clock that is a year behind: before what another pressed five minutes ago."""
    first, year = _rows(at)[0], timedelta(days=365)
    now = timezone.now()
    entered(at, pressed(ABSENT, first, noted_at=now - timedelta(minutes=5)), now=now)
    old = _entry(first, noted_at=(now - year - timedelta(minutes=10)).isoformat())
    new = _entry(first, noted_at=(now - year - timedelta(minutes=1)).isoformat())
    told = _send(client, at, _body(old, new, sent_at=(now - year).isoformat())).json()["outcomes"]
    assert [one["result"] for one in told] == ["overtaken", "entered"]
    assert told[0]["why"] == "ほかの端末で、これよりあとに押されていたので、そちらを残しました。"


BAD: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda body: body | {"name": "x"}, "name"),
    (lambda body: body | {"sent_at": "2026-11-27T10:00:00"}, "sent_at"),
    (lambda body: body | {"entries": []}, "entries"),
    (lambda body: body | {"entries": body["entries"] * 201}, "entries"),
    (lambda body: _changed(body, name="ひみつの人"), "entries.0.name"),
    (lambda body: _changed(body, key="1"), "entries.0.key"),
    (lambda body: _changed(body, act="dance"), "entries.0.act"),
    (lambda body: _changed(body, people=0), "entries.0.people"),
    (lambda body: _changed(body, people=True), "entries.0.people"),
    (lambda body: _changed(body, people=2, first_people=3), "entries.0.first_people"),
    (lambda body: _changed(body, registration=-1), "entries.0.registration"),
    (lambda body: _changed(body, registration=None), "entries.0.registration"),
    (lambda body: _changed(body, of=str(uuid.uuid4())), "entries.0.of"),
    (lambda body: _changed(body, via=[]), "entries.0.via"),
    (lambda body: _changed(body, noted_at=1), "entries.0.noted_at"),
    (lambda body: _changed(body, act="undo_walk_in", registration=None), "entries.0.of"),
    (lambda body: body | {"entries": [7]}, "entries.0"),
]


def _changed(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return body | {"entries": [body["entries"][0] | fields]}


def test_what_can_t_be_read_is_a_problem_and_nothing_is_written(client: Client, at: Occurrence) -> None:
    good = _body(_entry(_rows(at)[0]))
    for change, field in BAD:
        answer = _send(client, at, change(good))
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), field
        assert [one["field"] for one in answer.json()["errors"]] == [field]
        assert "ひみつ" not in answer.content.decode()
    for text in ("[]", "{", '{"a":NaN}', "\\"):
        assert _send(client, at, text).status_code == 400
    assert client.post(_url(at, "door/entries/"), {"a": 1}).status_code == 415
    assert (marks(at), DoorEntry.objects.count()) == ([], 0)


def test_a_stranger_finds_no_door(at: Occurrence) -> None:
    """Nor who writes for another organiser: the same answer as for a date that is not there."""
    strangers = [sign_in(Client(), UserFactory()), sign_in(Client(), member(OrganizationFactory(verified=True)))]
    for stranger in strangers:
        for rest in ("door/", "door/paper/", "after/", "attendance.csv", f"door/?code={_rows(at)[0].code}"):
            assert stranger.get(_url(at, rest)).status_code == 404
        assert _send(stranger, at, _body(_entry(_rows(at)[0]))).status_code == 404
    assert marks(at) == []


# ---- from paper ---------------------------------------------------------------------------------------------------


def _typed(at: Occurrence, came: dict[int, str], **fields: Any) -> dict[str, Any]:
    """The form as the page holds it, with these ticked and so many people beside them."""
    typed: dict[str, Any] = {"page": str(uuid.uuid4()), "rest": "absent", "walk_ins": "", "first_walk_ins": ""}
    for row in rows_of(at):
        pk = row.registration.pk
        typed |= {f"was-{pk}": f"{row.mark}:{row.people}", f"people-{pk}": came.get(pk, str(row.people))}
        typed |= {f"came-{pk}": "on"} if pk in came else {}
    return typed | fields


def test_the_whole_list_with_one_press(client: Client, at: Occurrence) -> None:
    first, second, waits = _rows(at)
    typed = _typed(at, {second.pk: "3"}, walk_ins="４", first_walk_ins="1")
    for _twice in range(2):
        assert client.post(_url(at, "door/paper/"), typed)["Location"] == _url(at, "after/")
    assert marks(at) == [
        (first.pk, False, 0, 0, "paper"), (second.pk, True, 3, 0, "paper"), (None, True, 4, 1, "walk_in")
    ]  # fmt: skip
    assert Registration.objects.get(pk=waits.pk).state == "waiting"


def test_what_another_pressed_meanwhile_stays_where_the_paper_says_nothing(client: Client, at: Occurrence) -> None:
    first, second, _waits = _rows(at)
    entered(at, pressed(CAME, first))
    typed = _typed(at, {first.pk: "1", second.pk: "2"})
    entered(at, pressed(UNMARK, first))
    client.post(_url(at, "door/paper/"), typed)
    assert [row[:2] for row in marks(at)] == [(second.pk, True)]
    # Nobody is made absent where one says so.
    client.post(_url(at, "door/paper/"), _typed(at, {}, rest="leave"))
    assert marks(at) == []


def test_a_wrong_number_on_the_list_loses_no_tick(client: Client, at: Occurrence) -> None:
    first, second, _waits = _rows(at)
    answer = client.post(_url(at, "door/paper/"), _typed(at, {first.pk: "1", second.pk: "二人"}))
    page = answer.content.decode()
    assert (answer.status_code, "数字で書いてください。" in page, 'value="二人"' in page, marks(at)) == (
        200,
        True,
        True,
        [],
    )
    assert page.count(" checked") == 3  # two ticks, and what becomes of the others


def test_a_long_list_goes_in_parts(client: Client, at: Occurrence, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser may send so many fields in one form: what is on another part is neither asked for nor changed."""
    monkeypatch.setattr(door_paper, "ROWS", 1)
    first, second = [row.registration for row in rows_of(at)][:2]
    typed = _typed(at, {first.pk: "1", second.pk: "2"})
    assert client.post(_url(at, "door/paper/"), typed)["Location"] == _url(at, "door/paper/?page=2")
    assert [row[0] for row in marks(at)] == [first.pk]
    page = client.get(_url(at, "door/paper/?page=2")).content.decode()
    assert (f"people-{second.pk}" in page, f"people-{first.pk}" in page, "walk_ins" in page) == (True, False, False)


# ---- after --------------------------------------------------------------------------------------------------------


def _table(client: Client, at: Occurrence, **asked: str) -> list[list[str]]:
    answer = client.get(_url(at, "attendance.csv"), asked)
    kept_by = set(answer["Cache-Control"].split(", "))
    assert (answer.status_code, kept_by >= {"private", "no-store"}, "public" in kept_by) == (200, True, False)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_table_holds_a_name_only_where_it_is_asked_for_and_no_formula(client: Client, at: Occurrence) -> None:
    first, second, waits = _rows(at)
    entered(at, pressed(CAME, second, people=1), pressed(ABSENT, first), pressed(WALK_IN, people=2, first_people=1))
    day, code = f"{timezone.localdate(at.starts_at)}", "-".join([second.code[:4], second.code[4:8], second.code[8:]])
    plain, named = _table(client, at), _table(client, at, names="1")
    assert [code, "囲碁の会", day, "来た", "1", "0"] in plain
    assert ["当日参加", "囲碁の会", day, "来た", "2", "1"] in plain
    assert [code, "囲碁の会", day, "来た", "1", "0", f"'{FORMULA}"] in named
    assert [len(plain), len(named), "ヤマモト" in str(plain), waits.name in str(named)] == [4, 4, False, False]


def test_after_the_names_went_there_is_no_table(client: Client, at: Occurrence) -> None:
    entered(at, pressed(CAME, _rows(at)[0]))
    Registration.objects.filter(occurrence=at).update(names_removed_at=timezone.now(), name="")
    assert client.get(_url(at, "attendance.csv"), {"names": "1"}).status_code == 302
    page = client.get(_url(at, "after/")).content.decode()
    assert ("お名前を消したあとなので、表は出せません。" in page, "表を受け取る" in page) == (True, False)
    assert "お名前は消しました" in client.get(_url(at)).content.decode()


def test_answers_are_shown_when_nobody_can_answer_any_more(client: Client, at: Occurrence) -> None:
    today = timezone.localdate()
    thanks = Thanks.objects.create(occurrence=at, closes_on=today, asked=90, good=77, fair=4)
    said = []
    for closes_on in (today, today - timedelta(days=1)):
        Thanks.objects.filter(pk=thanks.pk).update(closes_on=closes_on)
        page = parse(client.get(_url(at, "after/")))
        said.append([one.text for one in page.all("dd", **{"class": "big"})])
        assert "81人" not in page.text
    # Those of the door stand before them.
    assert said[1] == [*said[0], "77人", "10未満", "0人"]
    assert (len(said[0]), "77人" in said[0]) == (4, False)


@pytest.mark.parametrize("rest", ["door/", "door/paper/", "after/"])
def test_pages_cost_the_same_for_one_and_for_three(client: Client, rest: str, at: Occurrence) -> None:
    counts = []
    for number in (1, 3):
        made = date(9, event={"organizer": at.event.organizer})
        rows = [registered(made, one) for one in range(number)]
        Occurrence.objects.filter(pk=made.pk).update(starts_at=timezone.now())
        made.refresh_from_db()
        entered(made, *(pressed(CAME, row) for row in rows), *(pressed(WALK_IN) for _row in rows))
        client.get(_url(made, rest))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(_url(made, rest)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
