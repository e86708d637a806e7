"""``/partners/`` and the sheet for the boss: what they say, what they don't, and at which cost."""

import pytest
from django.test import Client
from pytest_django import Settings

from partners.enums import PartnershipState
from tests.events.views.queries import queries_of
from tests.hub.accounts.factories import OrganizationFactory
from tests.markup import Node, parse
from tests.partners.asked import FaqFactory, InForceFactory, ProgrammeOnPageFactory

pytestmark = pytest.mark.django_db(transaction=True)


def _groups(page: Node) -> dict[str, list[str]]:
    section = page.one("section", **{"aria-labelledby": "others"})
    return {card.one("h3").text: [a.text for a in card.all("a")] for card in section.all("li", "card")}


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(client: Client, settings: Settings, number: int) -> None:
    for _n in range(number):
        programme = ProgrammeOnPageFactory(fields=["exercise"], term_months=24)
        for _m in range(number):
            InForceFactory(programme=programme, offers=["place", "people"], fields=["exercise"])
        FaqFactory()
    expected = {"/partners/": 8, "/partners/sheet/": 4}
    assert queries_of(client, settings, expected) == expected


def test_an_empty_hub_says_so_and_leads_to_a_talk(client: Client) -> None:
    page = parse(client.get("/partners/"))
    main = page.one("main")
    assert ("登録している団体は、まだありません" in main.text, "登録の受付は、準備しています" in main.text) == (
        True,
        True,
    )
    assert {a.attributes["href"] for a in main.all("a")} >= {"/partners/talk/", "/partners/sheet/"}
    assert "登録している団体は、まだありません" in parse(client.get("/partners/sheet/")).text


def test_who_is_registered_is_shown_by_what_they_bring(client: Client) -> None:
    both = OrganizationFactory(name="両方の会社", verified=True)
    for offers in (["place"], ["place", "money"]):
        InForceFactory(organization=both, offers=offers)
    InForceFactory(organization__name="運動の会社", offers=[], fields=["exercise"], text="体操を教えます")
    for state in PartnershipState:
        if state not in {PartnershipState.APPROVED, PartnershipState.SUBMITTED}:
            ended = "2026-11-02" if state in {"declined", "withdrawn", "lapsed"} else None
            InForceFactory(organization__name=f"ひみつ{state}", state=state, ended_on=ended)
    InForceFactory(organization__name="ひみつの会社", organization__verified=False)
    page = parse(client.get("/partners/"))
    assert _groups(page) == {"場所 1団体": ["両方の会社"], "資金 1団体": ["両方の会社"], "運動 1団体": ["運動の会社"]}
    assert ("ひみつ" in page.text, "登録している2団体" in page.text) == (False, True)
    paper = parse(client.get("/partners/sheet/")).text
    assert ("ひみつ" in paper, "いま2団体が登録しています" in paper) == (False, True)


def test_only_public_questions_are_there(client: Client) -> None:
    FaqFactory(question="二つめ", order=2)
    FaqFactory(question="一つめ", order=1)
    FaqFactory(question="ひみつの下書き", is_public=False)
    section = parse(client.get("/partners/")).one("section", **{"aria-labelledby": "faq"})
    assert [node.text for node in section.all("dt")] == ["一つめ", "二つめ"]


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (None, "期間の定めはありません。"),
        (24, "2年。続けるときは更新します。"),
        (18, "18か月。続けるときは更新します。"),
    ],
)
def test_how_long_it_holds(client: Client, months: int | None, said: str) -> None:
    ProgrammeOnPageFactory(term_months=months, is_open=False)
    card = parse(client.get("/partners/")).one("li", "card")
    assert (said in card.text, "いまは受け付けていません" in card.text) == (True, True)


def test_front_page_and_navigation_lead_there(client: Client) -> None:
    page = parse(client.get("/"))
    assert page.one("nav", "nav").link("企業・団体の方") == page.one("main").link("企業・団体の方") == "/partners/"
    here = [
        a.text
        for a in parse(client.get("/partners/talk/")).one("nav", "nav").all("a")
        if "aria-current" in a.attributes
    ]
    assert here == ["企業・団体の方"]
