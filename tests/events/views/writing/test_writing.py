"""Writing on the pages: a draft, what is missing, more rows, the days of a repetition, two at once, what is public."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.enums import OccurrenceState, State
from events.models import Event, Occurrence, OpeningHours, Place, Recheck
from events.services.member_writing import copy_event
from events.services.publishing import publish, submit
from hub.accounts.models import Organization
from hub.models import Audience, WelcomeMark
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.events.views.conftest import at
from tests.events.views.writing.forms import problems, sent_by, write
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import TownFactory
from tests.markup import parse
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def _at(name: str, organization: Organization, *keys: int) -> str:
    return reverse(f"writing:{name}", args=[organization.pk, *keys])


WHAT = {"title": "こども食堂", "summary": "だれでも来られます", "venue_name": "台町会館", "participation": "free"}
ONE_DAY = {"dates-0-day": "１２／５", "dates-0-starts": "10時半", "dates-0-ends": "12:00", "dates-0-capacity": "２０人", "dates-0-deadline_on": "12/1"}  # fmt: skip
MONTHLY = {
    "repeat_kind": "monthly_weekday", "rule_starts_at_0": "2026-12-05", "rule_starts_at_1": "16:00",
    "repeat_ends": "18:00", "repeat_weeks": ["1"], "repeat_weekdays": ["5"], "repeat_until": "2027-03-31",
    "rule_excluded_on": "2027-01-02",
}  # fmt: skip


def test_a_name_is_enough_for_a_draft(client: Client, ours: Organization) -> None:
    answer = write(client, _at("event_new", ours), title="こども食堂")
    event = Event.objects.get()
    assert answer.headers["Location"] == _at("event", ours, event.pk)
    assert (event.title, event.state, event.organizer, event.created_by) == ("こども食堂", State.DRAFT, ours, member_of(client))  # fmt: skip


def member_of(client: Client) -> Any:
    from hub.accounts.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_a_place_that_was_merged_since_the_page_was_opened(client: Client, ours: Organization) -> None:
    into = public_place(ours, name="南会館")
    url, place = _at("event_new", ours), public_place(ours)
    page = parse(client.get(url))
    Place.objects.filter(pk=place.pk).update(state=State.CLOSED, merged_into=into)
    sent = sent_by(page.one("form", id="form")) | WHAT | {"place": str(place.pk), "act": "save"}
    said = f"この場は「南会館」（番号{into.pk}）にまとめられました。"
    [problem] = problems(client.post(url, sent))
    assert problem.startswith(f"団体の場から選ぶ：{said}")
    assert not Event.objects.exists()


def test_all_in_one_go_and_handed_in(client: Client, ours: Organization) -> None:
    marks = [str(mark.pk) for mark in WelcomeMark.objects.filter(key__in=["alone", "leave"])]
    write(client, _at("event_new", ours), "submit", **WHAT, **ONE_DAY, welcome_marks=marks)
    event = Event.objects.get()
    row = event.occurrences.get()
    assert event.state == State.IN_REVIEW
    assert (row.starts_at, row.ends_at, row.capacity) == (at(12, 5, 10, 30), at(12, 5, 12), 20)
    assert row.deadline_at == at(12, 1, 23, 59)
    assert sorted(str(mark.pk) for mark in event.welcome_marks.all()) == sorted(marks)


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost_or_saved(
    client: Client, ours: Organization
) -> None:
    child = str(Audience.objects.get(key="children").pk)
    answer = write(client, _at("event_new", ours), "submit", title="こども食堂", alone_note="ひとりでどうぞ", audiences=[child])  # fmt: skip
    page = parse(answer)
    assert [text.split("。")[0] for text in problems(answer)] == [
        "ひとことで：どんなものかを、ひとことで書いてください", "会場の名前：どこであるかを書いてください",
        "申込方法：申込方法、申込のURL、問い合わせ先の電話番号のどれかを書いてください",
        "子どもと活動するときの約束：18歳未満の人が参加するので、「子どもと活動するときの約束」を書いてください",
        "これからの開催日を、ひとつは入れてください",
    ]  # fmt: skip
    anchors = {link.attributes["href"][1:] for link in page.one("div", "wrongs").all("a")}
    ids = {node.attributes["id"] for node in page.walk() if "id" in node.attributes}
    assert anchors <= ids
    box = page.one("textarea", id="id_safeguards")
    assert box.attributes["aria-invalid"] == "true"
    assert box.attributes["aria-describedby"].split()[-1] in ids
    assert "open" in page.one("details", id="part-safe").attributes
    kept = sent_by(page.one("form", id="form"))
    assert (kept["title"], kept["alone_note"], kept["audiences"]) == ("こども食堂", "ひとりでどうぞ", [child])
    assert not Event.objects.exists()
    # The same form, mended, goes through.
    mended = kept | WHAT | ONE_DAY | {"safeguards": "二人以上で見守る", "act": "submit"}
    assert client.post(_at("event_new", ours), mended).status_code == 302
    assert Event.objects.get().state == State.IN_REVIEW


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"title": ""}, "催しの名前：書いてください。"),
        ({"title": "\u202e\u2066\u200b"}, "催しの名前：書いてください。"),
        ({"title": "台\x00町"}, "催しの名前：読めない文字が入っています。いちど消して、書きなおしてください。"),
        ({"description": "台\x00町"}, "説明：読めない文字が入っています。いちど消して、書きなおしてください。"),
        ({"title": "あ" * 201}, "催しの名前：長すぎます。200文字までにしてください（いま201文字）。"),
        ({"participation": ""}, "参加のしかた：選んでください。"),
        ({"dates-TOTAL_FORMS": "99999999"}, "日の欄は60までです。"),
        ({"dates-TOTAL_FORMS": "x"}, "日の欄がいくつあるかを、読めませんでした。"),
        ({"dates-0-day": "あした"}, "日付として読めません"),
        ({"dates-1-day": "12/5"}, "2つめの日 始まり：書いてください。"),
        (ONE_DAY | {"dates-0-ends": "9:00"}, "終わりの時刻は、始まりより後に"),
        (ONE_DAY | {"dates-1-day": "12/5", "dates-1-starts": "10:30", "dates-1-ends": "11:00"}, "同じ日時が2つ"),
        (ONE_DAY | {"dates-0-deadline_on": "12/6"}, "締切は、開催日より前"),
        (MONTHLY | {"repeat_ends": ""}, "何時までかを"),
        (MONTHLY | {"repeat_ends": "15:00"}, "終わりの時刻は、始まりより後に"),
        (MONTHLY | {"repeat_weeks": []}, "第何週かを"),
        (MONTHLY | {"rule_starts_at_0": ""}, "日と時刻の両方"),
        (MONTHLY | {"rule_excluded_on": "休み"}, "日付ではありません"),
        ({"repeat_kind": "other"}, "選択してください"),
        ({"participation": "lot"}, "選択してください"),
        ({"contact_phone": "でんわ"}, "電話番号を、042-000-0000 のように"),
        ({"apply_url": "javascript:alert(1)"}, "URL"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, ours: Organization, changes: dict[str, Any], text: str
) -> None:
    answer = write(client, _at("event_new", ours), **WHAT | {"remarks": "とっておく"} | changes)
    assert answer.status_code == 200
    assert any(text in said for said in problems(answer)), problems(answer)
    kept = sent_by(parse(answer).one("form", id="form"))
    assert kept["remarks"] == "とっておく"
    assert {name: kept.get(name, []) for name in changes if name not in {"repeat_kind", "participation"}} == {
        name: value for name, value in changes.items() if name not in {"repeat_kind", "participation"}
    }
    assert not Event.objects.exists()


def test_more_rows_keep_everything_and_check_nothing(client: Client, ours: Organization) -> None:
    answer = write(client, _at("event_new", ours), "more", **{"summary": "まだ名前がない", "dates-1-day": "12/7"})
    page = parse(answer)
    kept = sent_by(page.one("form", id="form"))
    assert (kept["dates-TOTAL_FORMS"], kept["summary"], kept["dates-1-day"], kept["dates-4-day"]) == ("5", "まだ名前がない", "12/7", "")  # fmt: skip
    assert (page.all("div", "wrongs"), page.all("div", "wrong")) == ([], [])
    assert not Event.objects.exists()


@pytest.mark.parametrize("count", ["", "x", "-3", "99999999", "60"])
def test_rows_do_not_grow_without_end(client: Client, ours: Organization, count: str) -> None:
    for name, prefix in (("event_new", "dates"), ("place_new", "days")):
        answer = write(client, _at(name, ours), "more", **{f"{prefix}-TOTAL_FORMS": count})
        rows = int(sent_by(parse(answer).one("form", id="form"))[f"{prefix}-TOTAL_FORMS"])
        assert rows == (60 if count == "60" else 3)


def test_the_days_of_a_repetition_are_shown_before_anything_is_saved(client: Client, ours: Organization) -> None:
    answer = write(client, _at("event_new", ours), "check", **MONTHLY)
    page = parse(answer)
    listed = [item.text for item in page.one("ul", "dates-list").all("li")]
    assert listed == ["12月5日(土) 16:00", "2027年2月6日(土) 16:00", "2027年3月6日(土) 16:00"]
    assert page.all("div", "wrongs") == []
    assert "open" in page.one("details", id="part-repeat").attributes
    assert not Event.objects.exists()
    wrong = write(client, _at("event_new", ours), "check", **MONTHLY | {"repeat_weeks": []})
    assert problems(wrong) == ["第何週（「毎月、第1土曜日など」のとき）：第何週かを選んでください。"]


def test_a_series_on_one_screen(client: Client, ours: Organization) -> None:
    write(client, _at("event_new", ours), "submit", **WHAT, **MONTHLY, **ONE_DAY)
    event = Event.objects.get()
    assert (event.state, event.rrule, event.rule_minutes) == (State.IN_REVIEW, "FREQ=MONTHLY;BYDAY=1SA;UNTIL=20270331", 120)  # fmt: skip
    assert [row.starts_at for row in event.occurrences.order_by("starts_at")] == [
        at(12, 5, 10, 30), at(12, 5, 16), at(2, 6, 16, year=2027), at(3, 6, 16, year=2027),
    ]  # fmt: skip
    # What is saved again unchanged stays the same; taken away, its days go too.
    write(client, _at("event_edit", ours, event.pk))
    assert event.occurrences.count() == 4
    write(client, _at("event_edit", ours, event.pk), repeat_kind="none")
    event.refresh_from_db()
    assert (event.rrule, event.rule_starts_at, event.rule_excluded_on) == ("", None, [])
    assert event.occurrences.count() == 1


def test_dates_of_a_draft_are_mended_in_their_rows(client: Client, ours: Organization) -> None:
    event = complete_event(ours, at(12, 5), at(12, 6))
    address = _at("event_edit", ours, event.pk)
    write(client, address, **{"dates-0-day": "12/8", "dates-1-DELETE": "on"})
    row = event.occurrences.get()
    assert (row.starts_at, row.ends_at, row.state) == (at(12, 8), at(12, 8, 11), OccurrenceState.SCHEDULED)


def test_a_date_of_another_event_is_not_changed_by_its_number(client: Client, ours: Organization) -> None:
    event, other = complete_event(ours, at(12, 5)), public_event(OrganizationFactory(verified=True), at(12, 9))
    foreign = other.occurrences.get()
    address = _at("event_edit", ours, event.pk)
    answer = write(client, address, **{"dates-0-id": str(foreign.pk), "dates-0-day": "12/24", "dates-0-DELETE": "on"})
    foreign.refresh_from_db()
    assert (foreign.starts_at, foreign.event, Occurrence.objects.count()) == (at(12, 9), other, 2)
    assert answer.status_code in {200, 302}


def test_what_is_public_changes_at_once_and_only_gains_dates_here(client: Client, ours: Organization) -> None:
    event = public_event(ours, at(12, 5))
    address = _at("event_edit", ours, event.pk)
    assert "保存して、すぐに公開する" in client.get(address).content.decode()
    write(client, address, summary="おやつもあります", **{"dates-0-day": "12/12", "dates-0-starts": "10:00", "dates-0-ends": "11:00"})  # fmt: skip
    event.refresh_from_db()
    assert (event.summary, event.state) == ("おやつもあります", State.PUBLISHED)
    assert [row.starts_at for row in event.occurrences.order_by("starts_at")] == [at(12, 5), at(12, 12)]
    assert Recheck.objects.get().what == ["summary", "occurrences"]
    assert "おやつもあります" in Client().get(event.get_absolute_url()).content.decode()
    refused = write(client, address, summary="")
    assert problems(refused) == ["ひとことで：どんなものかを、ひとことで書いてください。"]


def test_of_two_who_edit_the_later_one_is_told_and_keeps_what_was_typed(client: Client, ours: Organization) -> None:
    for thing, name, field in ((public_event(ours), "event", "title"), (public_place(ours), "place", "name")):
        address = _at(f"{name}_edit", ours, thing.pk)
        late = sent_by(parse(client.get(address)).one("form", id="form"))
        write(client, address, summary="先の人の言葉")
        answer = client.post(address, late | {field: "後の人の名前", "act": "save"})
        assert ["ほかの人が保存しました" in said for said in problems(answer)] == [True]
        kept = sent_by(parse(answer).one("form", id="form"))
        thing.refresh_from_db()
        assert (kept[field], thing.summary, str(thing) == "後の人の名前") == ("後の人の名前", "先の人の言葉", False)
        assert client.post(address, kept | {"act": "save"}).status_code == 302
        thing.refresh_from_db()
        assert str(thing) == "後の人の名前"


def test_the_places_to_choose_from_are_ours(client: Client, ours: Organization) -> None:
    mine, theirs = (
        public_place(ours, name="うちの場"),
        public_place(OrganizationFactory(verified=True), name="よその場"),
    )
    page = parse(client.get(_at("event_new", ours)))
    assert [option.text for option in page.one("select", id="id_place").all("option")] == ["（選ばない）", "うちの場"]
    answer = write(client, _at("event_new", ours), title="会", place=str(theirs.pk))
    assert len(problems(answer)) == 1
    write(client, _at("event_new", ours), title="会", place=str(mine.pk))
    assert Event.objects.get().place == mine


def test_a_place_with_its_week_and_the_days_that_differ(client: Client, ours: Organization) -> None:
    week = {"hours-0_1_opens": "10時", "hours-0_1_closes": "１２：００", "hours-0_2_opens": "13:00", "hours-0_2_closes": "16:00"}  # fmt: skip
    days = {"days-0-date": "12/29", "days-0-is_closed": ["on"], "days-0-note": "年末", "days-1-date": "2026-12-24", "days-1-is_closed": [], "days-1-opens": "10:00", "days-1-closes": "20:00"}  # fmt: skip
    kinds = parse(client.get(_at("place_new", ours))).one("select", id="id_kind").all("option")
    assert (kinds[0].attributes["value"], kinds[0].text) == ("", "選んでください")
    answer = write(client, _at("place_new", ours), "submit", name="台町の縁側", kind="salon", summary="庭のある家", address="台町１−１", **week, **days)  # fmt: skip
    assert answer.status_code == 302
    place = Place.objects.get()
    assert (place.state, place.operator, place.address) == (State.IN_REVIEW, ours, "台町1-1")
    spans = [(row.weekday, row.opens, row.closes) for row in place.opening_hours.all()]
    assert spans == [(0, time(10), time(12)), (0, time(13), time(16))]
    other = [(row.date, row.is_closed, row.opens, row.note) for row in place.opening_exceptions.all()]
    assert other == [(date(2026, 12, 24), False, time(10), ""), (date(2026, 12, 29), True, None, "年末")]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"hours-0_1_opens": "10:00"}, "両方を書いてください"),
        ({"hours-0_1_opens": "10:00", "hours-0_1_closes": "9:00"}, "閉まる時刻は、開く時刻より後"),
        ({"hours-0_1_opens": "10:00", "hours-0_1_closes": "12:00", "hours-0_2_opens": "11:00", "hours-0_2_closes": "13:00"}, "2つめの時間は"),
        ({"hours-0_1_opens": "朝"}, "時刻として読めません"),
        ({"days-0-date": "12/29", "days-0-is_closed": []}, "両方を書いてください"),
        ({"days-0-date": "12/29", "days-0-is_closed": ["on"], "days-0-opens": "9:00"}, "休みの日には時刻を書きません"),
    ],
)  # fmt: skip
def test_hours_that_make_no_sense(client: Client, ours: Organization, changes: dict[str, Any], text: str) -> None:
    answer = write(client, _at("place_new", ours), name="縁側", kind="salon", description="とっておく", **changes)
    assert any(text in said for said in problems(answer)), problems(answer)
    assert sent_by(parse(answer).one("form", id="form"))["description"] == "とっておく"
    assert not Place.objects.exists()


def test_notes_and_third_spans_of_staff_stay(client: Client, ours: Organization) -> None:
    place = complete_place(ours, open_on=())
    for opens, closes, note in (("09:00", "10:00", "朝市"), ("11:00", "12:00", ""), ("20:00", "21:00", "夜")):
        OpeningHours.objects.create(place=place, weekday=2, opens=opens, closes=closes, note=note)
    write(client, _at("place_edit", ours, place.pk), **{"hours-2_1_closes": "10:30"})
    rows = [(row.opens, row.closes, row.note) for row in place.opening_hours.order_by("opens")]
    assert rows == [(time(9), time(10, 30), "朝市"), (time(11), time(12), ""), (time(20), time(21), "夜")]
    assert not Recheck.objects.exists()


def test_nothing_changed_is_nothing_written(client: Client, ours: Organization) -> None:
    event, place = public_event(ours, audiences=["adults"], accessibility={"nursery": True}, is_free=True), public_place(ours)  # fmt: skip
    for thing, name in ((event, "event_edit"), (place, "place_edit")):
        version = thing.version
        assert write(client, _at(name, ours, thing.pk)).status_code == 302
        thing.refresh_from_db()
        assert thing.version == version
    assert not Recheck.objects.exists()


def test_who_has_not_been_verified_is_told_what_that_means(client: Client, ours: Organization) -> None:
    Organization.objects.filter(pk=ours.pk).update(verification="unverified")
    for name in ("things", "event_new"):
        assert "公開されるのは、団体の確認が済んでからです" in client.get(_at(name, ours)).content.decode()


def test_a_draft_seen_as_it_will_be(client: Client, ours: Organization) -> None:
    for thing, name in ((complete_event(ours), "event_preview"), (complete_place(ours), "place_preview")):
        page = client.get(_at(name, ours, thing.pk)).content.decode()
        assert "まだ公開されていません。" in page
        assert Client().get(thing.get_absolute_url()).status_code == 404


def test_reasons_of_a_return_are_read_on_the_page_and_staffs_own_notes_are_not(
    client: Client, ours: Organization
) -> None:
    from events.services.publishing import close, return_to_draft
    from tests.hub.accounts.factories import UserFactory

    event, boss = complete_event(ours), UserFactory(staff=True, display_name="ひみつの職員")
    submit(event, by=member_of(client))
    return_to_draft(event, by=boss, reason="住所を書いてください")
    publish(event, by=boss)
    close(event, by=boss, reason="内輪のメモ")
    page = client.get(_at("event", ours, event.pk)).content.decode()
    assert ("住所を書いてください" in page, "内輪のメモ" in page, "ひみつの職員" in page) == (True, False, False)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.IN_REVIEW])
def test_why_it_was_sent_back_stands_at_the_top_until_it_is_handed_in_again(
    client: Client, ours: Organization, state: State
) -> None:
    from events.services.publishing import return_to_draft
    from tests.hub.accounts.factories import UserFactory

    things = (complete_event(ours), "event"), (complete_place(ours), "place")
    if state == State.PUBLISHED:
        things = (public_event(ours), "event"), (public_place(ours), "place")
    for thing, name in things:
        if state == State.IN_REVIEW:
            submit(thing, by=member_of(client))
        return_to_draft(thing, by=UserFactory(coordinator=True), reason="住所を書いてください。\n写真も。")
        for page_name in (name, f"{name}_edit"):
            page = parse(client.get(_at(page_name, ours, thing.pk))).one("main")
            note = next(one for one in page.all("section", "note") if "直してほしいところがあります" in one.text)
            assert ("市の担当" in note.text, "住所を書いてください。" in note.text, len(note.all("br"))) == (
                True,
                True,
                1,
            )
            assert page.text.index("住所を書いてください。") < page.text.index(
                "やめて戻る" if "edit" in page_name else "これまでのこと"
            )
        submit(thing, by=member_of(client))
        for page_name in (name, f"{name}_edit"):
            assert "直してほしいところがあります" not in client.get(_at(page_name, ours, thing.pk)).content.decode()


@pytest.mark.parametrize("acts", [("save", "save"), ("submit", "submit"), ("save", "submit")])
def test_a_second_tap_leads_to_the_one_draft(client: Client, ours: Organization, acts: tuple[str, str]) -> None:
    for name, model, words in (
        ("event", Event, WHAT | ONE_DAY),
        (
            "place",
            Place,
            {"name": "縁側", "kind": "salon", "summary": "庭", "address": "台町1-1", "hours_note": "月曜"},
        ),
    ):
        page = parse(client.get(_at(f"{name}_new", ours)))
        sent = sent_by(page.one("form", id="form")) | words
        answers = [client.post(_at(f"{name}_new", ours), sent | {"act": act}) for act in acts]
        only = model.objects.get()
        assert [answer.headers["Location"] for answer in answers] == [_at(name, ours, only.pk)] * 2
        assert only.state == (State.DRAFT if acts[1] == "save" else State.IN_REVIEW)
        client.post(_at(f"{name}_new", ours), sent | {"act": "save", "summary": "ほかの言葉"})
        assert model.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_event(ours: Organization) -> None:
    who = member(ours)
    clients = [sign_in(Client(), who) for _tap in range(3)]
    sent = sent_by(parse(clients[0].get(_at("event_new", ours))).one("form", id="form")) | WHAT | ONE_DAY
    answers: list[Any] = []
    outcomes = at_once([lambda one=one: answers.append(one.post(_at("event_new", ours), sent | {"act": "submit"})) for one in clients])  # type: ignore[misc]  # fmt: skip
    event = Event.objects.get()
    assert (outcomes, event.occurrences.count()) == ([None] * 3, 1)
    assert [answer.headers["Location"] for answer in answers] == [_at("event", ours, event.pk)] * 3


def test_a_copy_stays_a_repeat_however_its_address_was_typed(client: Client, ours: Organization) -> None:
    event = public_event(ours, address="台町１−１")
    copy = copy_event(event, by=member_of(client))
    write(client, _at("event_edit", ours, copy.pk), "publish", **ONE_DAY)
    copy.refresh_from_db()
    assert (copy.state, copy.address) == (State.PUBLISHED, "台町1-1")


def test_a_preview_says_what_the_organisation_promises_before_it_is_verified(client: Client) -> None:
    theirs = OrganizationFactory(safeguards="おとなが二人以上で見守ります。")
    sign_in(client, member(theirs))
    for thing, name in ((complete_event(theirs, audiences=["children"]), "event_preview"), (complete_place(theirs, audiences=["children"]), "place_preview")):  # fmt: skip
        page = parse(client.get(_at(name, theirs, thing.pk))).text
        assert ("おとなが二人以上で見守ります。" in page, "約束はまだ書かれていません" in page) == (True, False)


def test_a_preview_says_that_the_chosen_place_is_not_public_yet(client: Client, ours: Organization) -> None:
    place = complete_place(ours, name="まだの場")
    event = complete_event(ours, place=place, venue_name="")
    said = "選んだ場「まだの場」は、まだ公開されていません。"
    assert said in parse(client.get(_at("event_preview", ours, event.pk))).text
    publish(place, by=None)
    assert said not in parse(client.get(_at("event_preview", ours, event.pk))).text


def test_an_empty_form_is_told_all_at_once(client: Client, ours: Organization) -> None:
    answer = write(client, _at("event_new", ours), "submit")
    fields = {link.attributes["href"] for link in parse(answer).one("div", "wrongs").all("a")}
    assert fields == {"#id_title", "#id_summary", "#id_venue_name", "#id_how_to_apply", "#dates"}
    answer = write(client, _at("place_new", ours), "submit")
    fields = {link.attributes["href"] for link in parse(answer).one("div", "wrongs").all("a")}
    assert fields == {"#id_name", "#id_kind", "#id_summary", "#id_address", "#hours"}


@pytest.mark.parametrize("when", [{"dates-0-day": "あした"}, ONE_DAY, MONTHLY])
def test_what_is_written_of_the_days_is_not_called_missing(client: Client, ours: Organization, when: Any) -> None:
    answer = write(client, _at("event_new", ours), "submit", **WHAT | {"title": ""}, **when)
    assert [said for said in problems(answer) if "ひとつは入れてください" in said] == []


def test_a_draft_that_lacks_only_its_name_is_asked_for_no_more(client: Client, ours: Organization) -> None:
    event, place = complete_event(ours, audiences=["children"], safeguards="二人で"), complete_place(ours)
    for thing, name, field in ((event, "event_edit", "title"), (place, "place_edit", "name")):
        assert len(problems(write(client, _at(name, ours, thing.pk), "submit", **{field: ""}))) == 1


def test_a_place_is_either_open_to_all_or_by_appointment(client: Client, ours: Organization) -> None:
    both = {"is_drop_in": ["on"], "is_by_appointment": ["on"]}
    answer = write(client, _at("place_new", ours), name="縁側", kind="salon", **both)
    assert [text.endswith("「約束なしで寄れる」と「予約した方だけ」は、どちらか1つにしてください。") for text in problems(answer)] == [True]  # fmt: skip
    assert not Place.objects.exists()


def test_an_address_outside_the_city_is_said_and_not_refused(client: Client, ours: Organization) -> None:
    TownFactory.create(name="台町")
    said = "この住所の町が、八王子市の中に見つかりません。"
    for address, is_said in (("横浜市中区1-1", True), ("八王子市台町1-1", False), ("", False)):
        answer = write(client, _at("place_new", ours), name="縁側", kind="salon", address=address)
        page = client.get(answer.headers["Location"]).content.decode()
        edit = client.get(f"{answer.headers['Location']}edit/").content.decode()
        assert (said in page, said in edit) == (is_said, is_said)


def _acts(answer: Any) -> list[str]:
    """What the buttons at the end ask for."""
    buttons = parse(answer).one("form", id="form").all("p", "btns")[-1].all("button")
    return [button.attributes["value"] for button in buttons]


def test_a_copy_with_another_name_is_handed_in_instead(client: Client, ours: Organization) -> None:
    copy = copy_event(public_event(ours), by=member_of(client))
    address = _at("event_edit", ours, copy.pk)
    assert _acts(client.get(address)) == ["publish", "save"]
    answer = write(client, address, "publish", title="別の会", **ONE_DAY)
    assert _acts(answer) == ["submit", "save"]
    sent = sent_by(parse(answer).one("form", id="form")) | {"act": "submit"}
    assert client.post(address, sent).status_code == 302
    copy.refresh_from_db()
    assert (copy.title, copy.state) == ("別の会", State.IN_REVIEW)


def test_who_is_late_finds_a_way_to_what_the_other_has_saved(client: Client, ours: Organization) -> None:
    event = complete_event(ours)
    address = _at("event_edit", ours, event.pk)
    late = sent_by(parse(client.get(address)).one("form", id="form"))
    write(client, address, summary="先の人の言葉")
    page = parse(client.post(address, late | {"title": "後の人の名前", "act": "save"}))
    link = [one for one in page.all("a") if one.text == "ほかの人が保存した内容を、別のタブで見る"]
    assert [one.attributes["href"] for one in link] == [_at("event", ours, event.pk)]
