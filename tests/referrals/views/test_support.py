"""``/support/`` with and without offices."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from referrals.models import DangerHelp, SpecialDesk, SupportOffice
from tests.events.views.queries import queries_of
from tests.events.views.reading import get
from tests.hub.areas.factories import DistrictFactory, TownFactory
from tests.markup import Node
from tests.referrals.cases import office

pytestmark = pytest.mark.django_db(transaction=True)
NOT_YET = "ここから書いて送る相談は、まだ開いていません。"


def _town(name: str = "さか町", **fields: Any) -> SupportOffice:
    district = DistrictFactory.create(name=f"{name}中学校区", column=0)
    TownFactory.create(name=name).districts.set([district])
    return office(
        f"{name}の事務所",
        districts=(district,),
        source_url="https://city.example/o",
        checked_on=date(2026, 11, 2),
        **fields,
    )


def _panel(page: Node) -> Node:
    return page.one("section", id="office").one("div", "panel")


def test_an_office_is_told_with_its_number_its_source_and_whether_one_can_write(client: Client) -> None:
    _town()
    page = get(client, "/support/", town="さか町")
    panel = _panel(page)
    assert panel.link("042-000-0000") == "tel:0420000000"
    assert "平日9時から17時" in panel.text
    assert panel.link("出典") == "https://city.example/o"
    assert "令和8年11月2日" in panel.text
    assert "この町のことは、ここから書いて送ることもできます。" in panel.text
    assert NOT_YET not in page.text
    assert page.one("section", id="me").one("a").attributes["href"] == "/support/refer/?who=self"
    assert page.one("section", id="someone").one("a").attributes["href"] == "/support/refer/?who=other"


def test_where_nobody_reads_there_is_the_telephone_and_an_honest_sentence(client: Client) -> None:
    _town(staff=0)
    page = get(client, "/support/", town="さか町")
    assert _panel(page).link("042-000-0000") == "tel:0420000000"
    assert "まだここから書いて送れません" in _panel(page).text
    assert NOT_YET in page.text
    assert [a for a in page.all("a") if "refer/" in a.attributes["href"]] == []


def test_where_no_office_is_known_there_is_the_city_hall(client: Client) -> None:
    _town()
    TownFactory.create(name="よそ町").districts.clear()
    assert "192-8501" in _panel(get(client, "/support/", town="よそ町")).text


def test_an_answer_is_not_kept_for_another_town(client: Client) -> None:
    _town("さか町")
    _town("たに町")
    for name in ("さか町", "たに町", "さか町"):
        assert f"{name}の事務所" in _panel(get(client, "/support/", town=name)).text
    assert get(client, "/support/").one("section", id="office").all("div", "panel") == []


def test_what_was_typed_stays_with_what_is_wrong(client: Client) -> None:
    page = get(client, "/support/", town="<b>ない")
    assert page.one("input", name="town").attributes["value"] == "<b>ない"
    assert page.one("input", name="town").attributes["aria-invalid"] == "true"
    assert get(client, "/support/", town=" ").one("p", "wrong").text == "町の名前か郵便番号を書いてください。"


def test_danger_and_desks_are_what_staff_keep(client: Client) -> None:
    DangerHelp.objects.create(
        phone="119", name="救急・火事", source_url="https://fire.example/", checked_on=date(2026, 11, 2)
    )
    SpecialDesk.objects.create(situation="子どものこと", name="センター", phone="042-625-9200", source="市の計画")
    page = get(client, "/support/")
    danger = page.one("section", "danger")
    assert [a.attributes["href"] for a in danger.all("a")] == ["tel:119", "https://fire.example/"]
    assert ("令和8年11月2日に確かめました" in danger.text, "市が確かめてから載せます" in danger.text) == (True, True)
    assert ("番号は要確認" in page.text, "市の計画" in page.text) == (True, True)
    DangerHelp.objects.create(phone="0570-000-000", name="相談")
    SpecialDesk.objects.update(checked_on=date(2026, 11, 2))
    page = get(client, "/support/?again=1")
    assert ("市が確かめてから載せます" in page.text, "番号は要確認" in page.text) == (False, False)


def test_samples_are_marked_and_shown_in_a_demonstration_alone(client: Client, settings: Any) -> None:
    _town(is_sample=True, phone="")
    assert "192-8501" in _panel(get(client, "/support/", town="さか町")).text
    settings.HUB_EMBEDDED = True
    panel = _panel(get(client, "/support/", town="さか町", n="1"))
    assert panel.one("span", "tag").text == "見本"
    assert [a for a in panel.all("a") if a.attributes["href"].startswith("tel:")] == []


def test_its_queries_are_as_many_whatever_there_is(client: Client, settings: Any) -> None:
    counts = []
    for number in (1, 3):
        for n in range(number):
            _town(f"{'さたな'[n]}{number}町")
            DangerHelp.objects.create(phone=f"0{n}", name="相談")
            SpecialDesk.objects.create(situation=f"こと{n}", name="窓口", source="市")
        counts.append(queries_of(client, settings, ["/support/", "/support/?town=%E3%81%951%E7%94%BA"]))
    assert counts[0] == counts[1] == {"/support/": 7, "/support/?town=%E3%81%951%E7%94%BA": 7}
