"""The forms of places and events: saved through the services, kept from imports, nothing typed lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.enums import Feature, OccurrenceOrigin, State
from events.models import Event, Occurrence, OpeningException, Place, Transition
from events.services.publishing import publish
from hub.models import Change, Theme, WelcomeMark
from tests.events.admin.forms import typed
from tests.events.factories import EventFactory, OccurrenceFactory, PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.words import load_words

pytestmark = pytest.mark.django_db

LATER = timezone.localtime(timezone.now() + timedelta(days=30)).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def staff(client: Client) -> Client:
    load_words()
    sign_in(client, UserFactory(coordinator=True))
    return client


def _url(thing: Any, view: str = "change") -> str:
    if isinstance(thing, type):
        return reverse(f"admin:events_{thing._meta.model_name}_{view}")
    return reverse(f"admin:events_{thing._meta.model_name}_{view}", args=[thing.pk])


def _save(staff: Client, thing: Any, **changes: Any) -> Any:
    return staff.post(_url(thing), typed(staff.get(_url(thing)), **changes))


def _at(prefix: str, moment: Any) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {f"{prefix}_0": f"{local:%Y-%m-%d}", f"{prefix}_1": f"{local:%H:%M}"}


def _told() -> list[tuple[str, str]]:
    return list(Change.objects.filter(kind__in=["event", "place"]).values_list("kind", "action"))


def _errors(response: Any) -> str:
    assert response.status_code == 200
    text: str = response.content.decode()
    assert "errornote" in text
    return text


def test_a_new_event_with_a_repetition_is_a_draft_with_its_dates(staff: Client) -> None:
    marks = list(WelcomeMark.objects.filter(key__in=["alone", "watch"]).values_list("pk", flat=True))
    data = typed(
        staff.get(_url(Event, "add")), title="囲碁の会", repeat_kind="weekly", rule_minutes="90", welcome_marks=marks,
        **_at("rule_starts_at", LATER), repeat_until=f"{LATER + timedelta(days=15):%Y-%m-%d}",
    )  # fmt: skip
    assert staff.post(_url(Event, "add"), data).status_code == 302
    event = Event.objects.get()
    assert (event.state, event.title, event.edited_fields) == (State.DRAFT, "囲碁の会", [])
    assert event.created_by is not None
    assert event.rrule.startswith("FREQ=WEEKLY;BYDAY=")
    dates = [timezone.localtime(row.starts_at) for row in event.occurrences.order_by("starts_at")]
    assert dates == [LATER, LATER + timedelta(days=7), LATER + timedelta(days=14)]
    assert set(event.welcome_marks.values_list("pk", flat=True)) == set(marks)
    assert list(Event.objects.matching("囲碁")) == [event]


def test_saving_without_a_change_changes_nothing(staff: Client) -> None:
    event = EventFactory(published=True, starts=[LATER], themes=Theme.objects.all()[:2], rrule="", is_free=True)
    place = PlaceFactory(published=True, hours=[(0, "09:00", "17:00")], accessibility={Feature.NURSERY: True})
    for thing in (event, place):
        assert _save(staff, thing).status_code == 302
        version = thing.version
        thing.refresh_from_db()
        assert (thing.version, thing.edited_fields) == (version, [])
    assert _told() == []


def test_what_a_person_changed_is_named_field_by_field(staff: Client) -> None:
    event = EventFactory(published=True, starts=[LATER], description="もとの説明")
    theme = Theme.objects.first()
    assert theme is not None
    answers = {"accessibility_wheelchair_access": "yes", "accessibility_wheelchair_rental": "no"}
    response = _save(staff, event, summary="だれでもどうぞ", themes=[theme.pk], **answers)
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.edited_fields == ["accessibility", "summary", "themes"]
    assert event.accessibility == {Feature.WHEELCHAIR_ACCESS: True, Feature.WHEELCHAIR_RENTAL: False}
    assert (event.version, event.state, event.description) == (2, State.PUBLISHED, "もとの説明")
    assert _told() == [("event", "changed")]
    assert "手で直した項目" in staff.get(_url(event)).content.decode()


def test_a_date_remembers_for_itself_what_was_changed(staff: Client) -> None:
    event = EventFactory(published=True)
    imported = OccurrenceFactory(event=event, starts_at=LATER, origin=OccurrenceOrigin.IMPORT)
    other = OccurrenceFactory(event=event, starts_at=LATER + timedelta(days=1), origin=OccurrenceOrigin.IMPORT)
    _save(staff, event, **{"occurrences-0-capacity": "12"})
    imported.refresh_from_db()
    other.refresh_from_db()
    event.refresh_from_db()
    assert (imported.capacity, imported.edited_fields, other.edited_fields) == (12, ["capacity"], [])
    assert (event.edited_fields, event.version) == ([], 2)


def test_the_moment_of_a_public_date_is_not_changed_in_the_form(staff: Client) -> None:
    public, draft = EventFactory(published=True, starts=[LATER]), EventFactory(starts=[LATER])
    for event, expected in ((public, LATER), (draft, LATER + timedelta(hours=1))):
        moments = _at("occurrences-0-starts_at", LATER + timedelta(hours=1))
        _save(staff, event, **moments, **{"occurrences-0-time_note": "裏口から"})
        date = event.occurrences.get()
        assert (date.starts_at, date.time_note, date.state) == (expected, "裏口から", "scheduled")


def test_a_date_is_added_and_another_taken_away(staff: Client) -> None:
    event = EventFactory(published=True, starts=[LATER])
    added = {**_at("occurrences-1-starts_at", LATER + timedelta(days=2)), **_at("occurrences-1-ends_at", LATER + timedelta(days=2, hours=1))}  # fmt: skip
    assert _save(staff, event, **added, **{"occurrences-0-DELETE": "on"}).status_code == 302
    date = event.occurrences.get()
    assert (date.starts_at, date.origin, date.is_listed) == (LATER + timedelta(days=2), OccurrenceOrigin.MANUAL, True)
    assert Transition.objects.filter(action="date_gone").count() == 1


def test_the_last_date_of_a_public_event_is_not_taken_away_and_nothing_typed_is_lost(staff: Client) -> None:
    event = EventFactory(published=True, starts=[LATER])
    page = _errors(_save(staff, event, title="書きかけの名前", **{"occurrences-0-DELETE": "on"}))
    assert "ただひとつの開催日" in page
    assert 'value="書きかけの名前"' in page
    event.refresh_from_db()
    assert (event.title != "書きかけの名前", event.occurrences.count()) == (True, 1)


def test_of_two_who_save_the_later_one_is_told_and_may_save_again(staff: Client) -> None:
    place = PlaceFactory(summary="もと")
    mine = typed(staff.get(_url(place)), summary="わたしの文")
    _save(staff, place, summary="ほかの人の文")
    page = staff.post(_url(place), mine)
    assert "ほかの人が保存しました" in _errors(page)
    assert 'value="わたしの文"' in page.content.decode()
    place.refresh_from_db()
    assert place.summary == "ほかの人の文"
    assert staff.post(_url(place), typed(page)).status_code == 302
    place.refresh_from_db()
    assert (place.summary, place.version) == ("わたしの文", 3)


def test_a_form_opened_before_a_publication_does_not_take_it_back(staff: Client) -> None:
    place = PlaceFactory()
    opened = typed(staff.get(_url(place)), summary="新しい文")
    publish(place, by=None)
    page = staff.post(_url(place), opened)
    assert staff.post(_url(place), typed(page)).status_code == 302
    place.refresh_from_db()
    assert (place.state, place.summary) == (State.PUBLISHED, "新しい文")


@pytest.mark.parametrize(
    "name", ["state", "version", "publish_at_0", "published_at_0", "assured_on", "edited_fields", "search_text"]
)
def test_what_services_write_is_in_no_form(staff: Client, name: str) -> None:
    for thing in (EventFactory(starts=[LATER]), PlaceFactory()):
        before = type(thing).objects.filter(pk=thing.pk).values().get()
        _save(staff, thing, **{name: "published" if name == "state" else "2031-01-01"})
        assert type(thing).objects.filter(pk=thing.pk).values().get() == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"repeat_kind": "weekly"}, "最初の日時を書いてください"),
        ({"repeat_kind": "monthly_weekday", "rule_minutes": "60", **_at("rule_starts_at", LATER)}, "第何週かを選んで"),
        ({"repeat_kind": "other", "rule_minutes": "60", **_at("rule_starts_at", LATER)}, "RRULEを書いてください"),
        ({"repeat_kind": "other", "repeat_raw": "FREQ=SECONDLY", "rule_minutes": "60", **_at("rule_starts_at", LATER)}, "くり返しの書き方"),
        ({"rule_excluded_on": "年末"}, "日付ではありません"),
        ({"is_sample": "on", "contact_phone": "042-626-3111"}, "見本には"),
        ({"title": ""}, "必須"),
        ({"title": "\u202e\u2066\u200b"}, "必須"),
        ({"latitude": "91"}, "90"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({**_at("occurrences-0-starts_at", LATER), **_at("occurrences-0-ends_at", LATER - timedelta(hours=1))}, "終わりが始まりより前"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(staff: Client, changes: dict[str, str], message: str) -> None:
    event = EventFactory(summary="もと")
    page = _errors(_save(staff, event, **{"summary": "書きかけ", **changes}))
    assert message in page
    assert 'value="書きかけ"' in page
    event.refresh_from_db()
    assert event.summary == "もと"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"opening_hours-0-weekday": "0", "opening_hours-0-opens": "18:00", "opening_hours-0-closes": "02:00"}, "夜中をまたぐとき"),
        ({"opening_exceptions-0-date": "2026-12-29", "opening_exceptions-0-is_closed": "on", "opening_exceptions-0-opens": "09:00"}, "休みの日には時刻"),
        ({"opening_exceptions-0-date": "2026-12-29", "opening_exceptions-0-is_closed": "", "opening_exceptions-0-opens": "09:00"}, "両方を書いてください"),
        ({"age_from_months": "36", "age_to_months": "12"}, "下の年齢より小さく"),
    ],
)  # fmt: skip
def test_opening_hours_that_make_no_sense(staff: Client, row: dict[str, str], message: str) -> None:
    place = PlaceFactory()
    data = typed(staff.get(_url(place)), **row)
    data = {name: value for name, value in data.items() if value != "" or "is_closed" not in name}
    assert message in _errors(staff.post(_url(place), data))


def test_hours_and_exceptions_are_written_and_kept_from_imports(staff: Client) -> None:
    place = PlaceFactory(published=True)
    row = {
        "opening_hours-0-weekday": "0", "opening_hours-0-opens": "09:00", "opening_hours-0-closes": "12:00",
        "opening_exceptions-0-date": "2026-12-29", "opening_exceptions-0-is_closed": "on",
    }  # fmt: skip
    assert _save(staff, place, **row).status_code == 302
    place.refresh_from_db()
    assert place.opening_hours.count() == 1
    assert OpeningException.objects.get().is_closed is True
    assert place.edited_fields == ["opening_exceptions", "opening_hours"]
    assert (place.version, _told()) == (2, [("place", "changed")])


def test_a_word_that_is_no_longer_used_stays_where_it_was_chosen(staff: Client) -> None:
    theme = Theme.objects.get(key="music")
    event = EventFactory(themes=[theme])
    Theme.objects.filter(pk=theme.pk).update(is_active=False)
    _save(staff, event, summary="新しい")
    event.refresh_from_db()
    assert (list(event.themes.all()), event.edited_fields) == ([theme], ["summary"])


def test_the_repetition_is_looked_at_before_it_is_saved(staff: Client) -> None:
    data = typed(staff.get(_url(Event, "add")), repeat_kind="weekly", rule_minutes="90", **_at("rule_starts_at", LATER))
    url = reverse("admin:events_event_repeat_preview")
    page = staff.post(url, data).content.decode()
    assert "毎週" in page
    assert "まだ保存していません" in page
    assert "くり返しはありません" in staff.post(url, {"repeat_kind": "none"}).content.decode()
    assert "最初の日時を書いて" in staff.post(url, {"repeat_kind": "weekly"}).content.decode()
    assert staff.get(url).status_code == 200
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["", "?q=ｽﾏﾎ", "?state=published", "?district=none", "?coming=yes", "?coming=over", "?coming=none", "?district=x"],
)
def test_lists_are_searched_as_readers_search_and_filtered(staff: Client, query: str) -> None:
    shown = EventFactory(title="スマホ相談", published=True, starts=[LATER])
    PlaceFactory(name="スマホ広場", published=True)
    EventFactory(title="むかしの会", closed=True, starts=[LATER - timedelta(days=400)])
    page = staff.get(_url(Event, "changelist") + query)
    assert page.status_code in {200, 302}
    expected = {"": True, "?q=ｽﾏﾎ": True, "?state=published": True, "?district=none": True, "?coming=yes": True}
    if page.status_code == 200:
        assert (shown.title in page.content.decode()) is expected.get(query, False)


@pytest.mark.parametrize("model", [Event, Place])
def test_a_list_costs_the_same_with_one_and_three(staff: Client, model: type[Event | Place]) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(_url(model, "changelist")).status_code == 200
        return len(queries)

    factory = EventFactory if model is Event else PlaceFactory
    rows: dict[str, Any] = {"starts": [LATER]} if model is Event else {}
    factory(**rows)
    cost()
    one = cost()
    for _more in range(2):
        factory(**rows)
    assert cost() == one <= 9


def test_the_page_of_an_event_costs_the_same_with_one_and_three_dates(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    OrganizationFactory()
    one, three = EventFactory(starts=[LATER]), EventFactory(starts=[LATER + timedelta(days=day) for day in range(3)])
    for event in (one, three):
        staff.get(_url(event))
        with django_assert_max_num_queries(22):
            assert staff.get(_url(event)).status_code == 200
    assert Occurrence.objects.count() == 4


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("2027-01-05", "10:00"),
        ("2027/1/5", "10時"),
        ("２０２７－０１－０５", "１０：００"),
        ("2027年1月5日", "10時00分"),
        (" 2027.1.5 ", "1000"),
    ],
)
def test_days_and_times_are_read_as_clerks_write_them(staff: Client, day: str, hour: str) -> None:
    event = EventFactory(starts=[])
    new = {"occurrences-0-starts_at_0": day, "occurrences-0-starts_at_1": hour,
           "occurrences-0-ends_at_0": day, "occurrences-0-ends_at_1": "12:00"}  # fmt: skip
    assert _save(staff, event, **new).status_code == 302
    assert [f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M}" for row in event.occurrences.all()] == [
        "2027-01-05 10:00"
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("04/12/26", "日付として読めません。2026-12-05 のように書いてください。"),
        ("あした", "日付として読めません。2026-12-05 のように書いてください。"),
        ("9999-12-31", "2000年から2099年までの日付を書いてください。"),
        ("0026-12-05", "2000年から2099年までの日付を書いてください。"),
        ("0001-01-01", "2000年から2099年までの日付を書いてください。"),
    ],
)
def test_days_that_nobody_can_mean_are_said_and_kept(staff: Client, day: str, said: str) -> None:
    event = EventFactory(starts=[])
    for name in ("occurrences-0-starts_at", "occurrences-0-ends_at", "rule_starts_at"):
        text = _errors(_save(staff, event, **{f"{name}_0": day, f"{name}_1": "10:00"}))
        assert said in text
        assert f'value="{day}"' in text
    assert not event.occurrences.exists()


@pytest.mark.parametrize("make", [PlaceFactory, EventFactory])
def test_half_a_position_is_none(staff: Client, make: Any) -> None:
    thing = make(latitude=None, longitude=None)
    text = _errors(_save(staff, thing, latitude="35.65"))
    assert "緯度と経度は、両方書くか、両方空にしてください。" in text
    assert 'value="35.65"' in text


def test_two_rows_of_one_closed_day_are_said_beside_the_second(staff: Client) -> None:
    place = PlaceFactory()
    rows = {"opening_exceptions-TOTAL_FORMS": "2"}
    for number in range(2):
        rows |= {
            f"opening_exceptions-{number}-date": "2026-12-31",
            f"opening_exceptions-{number}-is_closed": "on",
            f"opening_exceptions-{number}-id": "",
            f"opening_exceptions-{number}-place": str(place.pk),
        }
    text = _errors(_save(staff, place, description="新しい説明", **rows))
    assert "同じ日が2つあります。" in text
    assert "新しい説明" in text
    assert not OpeningException.objects.exists()


def test_whether_a_place_counts_for_the_plan_is_not_a_coordinators_to_say(staff: Client) -> None:
    place = PlaceFactory()
    _save(staff, place, plan_counted_on="2026-12-01", plan_reason="数えたい", summary="集いの場")
    place.refresh_from_db()
    assert (place.summary, place.plan_counted_on, place.plan_reason) == ("集いの場", None, "")


def test_who_saves_later_is_told_what_would_be_written_over(staff: Client) -> None:
    event = EventFactory(title="囲碁の会")
    late = typed(staff.get(_url(event)))
    _save(staff, event, summary="だれでもどうぞ")
    text = _errors(staff.post(_url(event), late | {"subtitle": "毎週"}))
    labels = [str(Event._meta.get_field(name).verbose_name) for name in ("subtitle", "summary")]
    assert f"いまの内容から変わる項目：{'、'.join(labels)}" in text


def test_marks_that_turn_a_text_around_are_taken_out(staff: Client) -> None:
    event = EventFactory()
    assert _save(staff, event, title="囲碁\u202eの会\u2066", description="一行目\r\n二行目\u200f").status_code == 302
    event.refresh_from_db()
    assert (event.title, event.description) == ("囲碁の会", "一行目\r\n二行目")
