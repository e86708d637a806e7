"""``/partners/list/``: who is found by what, one row an organisation, and at which cost."""

import pytest
from django.db.models import Value
from django.test import Client
from pytest_django import Settings

from hub.accounts.enums import Verification
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Theme
from hub.search import Narrowed, pattern_of, query_words
from partners.enums import PartnershipState
from tests.events.views.queries import queries_of
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.areas.factories import DistrictFactory, TownFactory
from tests.markup import Node, parse
from tests.partners.asked import InForceFactory, ProgrammeOnPageFactory
from tests.words import load_words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vocabulary() -> None:
    load_words()


def _rows(client: Client, query: str = "") -> list[str]:
    page = parse(client.get(f"/partners/list/?{query}"))
    return [row.one("h3").text for row in page.all("li", "ev")]


def _some() -> None:
    """Three organisations in four registrations, and some that nobody may see."""
    here, there = DistrictFactory(name="ひとつめ中学校区", column=0), DistrictFactory(name="ふたつめ中学校区", column=1)
    here.neighbours.add(there)
    TownFactory(name="まち町").districts.set([here])
    support = ProgrammeOnPageFactory(key="support", name="支える企業", fields=["exercise", "nutrition"])
    plain = ProgrammeOnPageFactory(key="plain")
    shop = OrganizationFactory(name="みどりスーパー", kana="あ", kind="company", verified=True)
    InForceFactory(organization=shop, programme=plain, offers=["place"], text="奥の部屋を使えます").districts.set(
        [here]
    )
    InForceFactory(organization=shop, programme=support, offers=["goods"], fields=["nutrition"], is_everywhere=True)
    school = OrganizationFactory(name="まち大学", kana="い", kind="university", verified=True)
    lesson = InForceFactory(
        organization=school, programme=support, offers=["people"], fields=["exercise"], text="ﾀｲｿｳを教えます",
        how_to_reach="大学の窓口",
    )  # fmt: skip
    lesson.districts.set([there])
    lesson.themes.set([Theme.objects.get(key="digital")])
    InForceFactory(
        organization__name="NPOうたの会", organization__kana="う", organization__kind="npo", offers=["money"]
    )
    for state in PartnershipState.values:
        if state not in {PartnershipState.APPROVED, PartnershipState.SUBMITTED}:
            ended = "2026-11-02" if state in {"declined", "withdrawn", "lapsed"} else None
            name = f"ひみつ{state}"
            InForceFactory(organization__name=name, programme=plain, state=state, ended_on=ended, is_everywhere=True)
    for verification in set(Verification.values) - {"verified"}:
        hidden = OrganizationFactory(name=f"ひみつの{verification}", verification=verification)
        InForceFactory(organization=hidden, programme=plain, is_everywhere=True)


@pytest.mark.usefixtures("vocabulary")
def test_each_condition_finds_what_it_says(client: Client) -> None:
    _some()
    shop, school, song = "みどりスーパー", "まち大学", "NPOうたの会"
    first, second = District.objects.order_by("pk").values_list("pk", flat=True)
    expected = {
        "": [shop, school, song],
        "q=スーパー": [shop],
        "q=たいそう": [school],
        "q=お金": [],
        "q=資金": [song],
        "q=スマホ": [school],
        "q=支える": [shop, school],
        "q=部屋 みどり": [shop],
        "q=ひみつ": [],
        "q=100%_'": [],
        "offer=place&offer=people": [shop, school],
        # Of two registrations neither has both.
        "offer=place&field=nutrition": [],
        "field=exercise": [school],
        "programme=support": [shop, school],
        "kind=npo&kind=university": [school, song],
        "theme=digital": [school],
        f"district={first}": [shop],
        f"district={second}": [shop, school],
        f"district={first}&near=1": [shop, school],
        "town=まち町&near=1": [shop, school],
    }
    assert {query: _rows(client, query) for query in expected} == expected


@pytest.mark.usefixtures("vocabulary")
def test_the_map_says_how_many_a_press_finds(client: Client) -> None:
    _some()
    page = parse(client.get("/partners/list/?view=map"))
    links = page.one("details", id="districts-names").all("a")
    assert [a.text for a in links] == ["ひとつめ 1団体", "ふたつめ 2団体"]
    assert [len(_rows(client, a.attributes["href"].partition("?")[2])) for a in links] == [1, 2]
    assert "市内のどこでも動ける1団体は" in page.text


@pytest.mark.usefixtures("vocabulary")
def test_a_row_says_what_it_does_and_how_it_is_reached(client: Client) -> None:
    _some()
    row = parse(client.get("/partners/list/?field=exercise")).one("li", "ev").text
    said = ("ﾀｲｿｳを教えます", "人", "運動", "ふたつめ", "大学の窓口", "支える企業", "大学等")
    assert {word: word in row for word in said} == dict.fromkeys(said, True)


def test_the_selection_is_to_be_had_as_data(client: Client) -> None:
    InForceFactory(offers=["place"], organization__name="みどりスーパー")
    page = parse(client.get("/partners/list/?offer=place&near=1"))
    links = {a.text: a.attributes["href"] for a in page.one("div", "as-data").all("a")}
    assert links["CSV"] == "/api/v1/partnerships/?offer=place&format=csv"
    assert "みどりスーパー" in client.get(links["CSV"]).content.decode()


def test_an_empty_list_leads_on(client: Client) -> None:
    empty = parse(client.get("/partners/list/")).one("main")
    assert "登録している団体は、まだありません。" in empty.text
    InForceFactory(organization__name="みどりスーパー", offers=["place"])
    panel: Node = parse(client.get("/partners/list/?q=みどり&offer=money")).one("main").all("div", "panel")[0]
    assert [(a.text, a.attributes["href"]) for a in panel.all("a")][:2] == [
        ("「資金」を外す", "/partners/list/?q=%E3%81%BF%E3%81%A9%E3%82%8A"),
        ("条件をぜんぶ外す", "/partners/list/"),
    ]
    page = parse(client.get("/partners/list/?town=どこにもない&offer=x"))
    assert (page.one("div", "wrongs").one("h2").text, len(page.all("li", "ev"))) == ("2か所、直してください", 1)
    assert client.get("/partners/list/?q=&offer=place")["Location"] == "/partners/list/?offer=place"


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.usefixtures("vocabulary")
def test_the_number_of_queries_does_not_grow(client: Client, settings: Settings, number: int) -> None:
    district = DistrictFactory(name="ひとつめ中学校区")
    programmes = [ProgrammeOnPageFactory() for _n in range(number)]
    for _n in range(number):
        organization = OrganizationFactory(verified=True)
        for programme in programmes:
            InForceFactory(organization=organization, programme=programme).districts.set([district])
    expected = {
        "/partners/list/": 7,
        "/partners/list/?view=map": 7,
        f"/partners/list/?q=場所&offer=place&district={district.pk}&programme={programmes[0].key}": 11,
        f"/partners/list/?q=場所&offer=place&theme=food&kind=npo&district={district.pk}": 8,
    }
    assert queries_of(client, settings, expected) == expected


def test_words_are_found_in_the_database_as_they_are_folded() -> None:
    texts = ["ﾀｲｿｳ", "まちカフェ", "ＮＰＯ", "ヴァイオリン・ヶ", "㈱あ", "Café ①"]
    OrganizationFactory()
    found = Organization.objects.annotate(**{f"text{n}": Narrowed(Value(text)) for n, text in enumerate(texts)})
    for n, text in enumerate(texts):
        assert {word: found.filter(**{f"text{n}__regex": pattern_of(word)}).exists() for word in query_words(text)} == (
            dict.fromkeys(query_words(text), True)
        )
    assert not found.filter(text1__regex=pattern_of("まちがふぇ")).exists()
