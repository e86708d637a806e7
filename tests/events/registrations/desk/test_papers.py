"""名簿 on paper: all who hold a place, their wishes in words, no way to reach them unless it was asked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.registration_enums import RegistrationScope
from hub.templatetags.reading import day
from tests.events.registrations.desk.desks import by_phone, desk, page, url
from tests.events.registrations.people import registered

pytestmark = pytest.mark.django_db


def test_it_lists_who_holds_a_place_as_they_are_called() -> None:
    at, by, client = desk(4)
    by_phone(at, "佐藤 花子", by=by, phone="042-620-0001", party=3, wishes=["wheelchair", "writing"], wish_note="娘と")
    one = by_phone(at, "うめちゃん", by=by, email="ume@example.org", is_first=True)
    registered(at, 3)  # waits
    found = page(client, url(at, "paper"))
    rows = [row for row in found.one("tbody").all("tr") if not row.fits("", "roll-blank", {})]
    assert [row.one("th").all("span")[0].text for row in rows] == ["うめちゃん", "佐藤 花子"]
    assert [row.all("td")[-1].text for row in rows] == ["はじめて", "車いすで行く、筆談してほしい娘と"]
    assert [len(row.all("span", "roll-tick")) for row in rows] == [1, 1]
    assert "2組 4人" in found.one("thead").text
    assert [word for word in ("042-620-0001", "ume@example.org", "ひと3") if word in found.text] == []
    assert one.code[-4:] in rows[0].text


def test_numbers_stand_on_it_only_where_they_were_asked_for() -> None:
    at, by, client = desk()
    by_phone(at, "佐藤", by=by, phone="042-620-0001")
    assert "042-620-0001" in page(client, url(at, "paper") + "?contacts=1").one("tbody").text
    for other in ("?contacts=0", "?contacts=", "?contacts=on"):
        assert "042-620-0001" not in page(client, url(at, "paper") + other).text


@pytest.mark.parametrize("scope", RegistrationScope)
def test_it_says_on_each_page_who_destroys_it_and_by_when(scope: RegistrationScope) -> None:
    at, by, client = desk(starts=3, scope=scope)
    ends_at = at.event.occurrences.latest("ends_at").ends_at if scope == RegistrationScope.COURSE else at.ends_at
    note = page(client, url(at, "paper")).one("tfoot").text
    assert f"印刷した{by}さんが" in note
    assert day(ends_at + timedelta(days=30)) in note
    assert ends_at > timezone.now()
