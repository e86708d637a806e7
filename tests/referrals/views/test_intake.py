"""What the form says around its fields: whose trouble it is, what to keep, and nothing where nothing is asked."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from referrals.models import Referral
from tests.markup import Node, parse
from tests.referrals.cases import district, office

pytestmark = pytest.mark.django_db
REFER, OWN = "/support/refer/", "/support/refer/?who=self"
WHOLE = {
    "page": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "step": "3", "writer": "neighbour", "consent": "unknown",
    "text": "ヒミツ", "reply": "code",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _office() -> None:
    cache.clear()
    office(districts=(district(),))


def _page(client: Client, address: str = REFER, **fields: Any) -> Node:
    answer = client.post(address, WHOLE | {"district": district().pk} | fields)
    assert answer.status_code == 200
    return parse(answer.content.decode())


@pytest.mark.parametrize(
    ("step", "shown"),
    [("9" * 5_000, 2), ("0" * 5_000, 2), ("-1", 2), ("", 2), ("１", 2), ("0", 2), ("2", 3)],
)
def test_whatever_is_sent_as_the_step_there_is_a_page(client: Client, step: str, shown: int) -> None:
    page = _page(client, step=step)
    here = [one.text[:1] for one in page.one("nav", "steps").all("li") if "aria-current" in one.attributes]
    assert (here, Referral.objects.count()) == ([str(shown)], 0)


def test_what_is_wrong_is_named_with_its_field(client: Client) -> None:
    first = _page(client, step="1", writer="")
    second = _page(client, step="2", text=" ", district="")
    said = [[link.text for link in page.one("div", "wrongs").all("a")] for page in (first, second)]
    assert said == [
        ["あなたは：ひとつ選んでください。"],
        [
            "くわしく書けることがあれば：ひとつ選ぶか、ひとことでも書いてください。",
            "その人が住んでいる町：町の名前か、地区か、会えそうなところの、どれかを書いてください。",
        ],
    ]


def test_the_help_in_danger_stands_whole_on_the_first_step_and_unfolds_on_the_next(client: Client) -> None:
    pages = [parse(client.get(REFER).content.decode()), _page(client, step="1"), _page(client, step="2")]
    boxes = [page.one("section", "danger") for page in pages]
    assert [len(box.all("details")) for box in boxes] == [0, 1, 1]
    assert [box.one("h2").text for box in boxes] == [
        "いのちの危険があるときは、先に電話を",
        *["いのちが危ないときの電話"] * 2,
    ]
    numbers = [[a.attributes["href"] for a in box.all("a")] for box in boxes]
    assert numbers == [["tel:119", "tel:110", "tel:189"]] * 3


def test_behind_the_first_step_it_is_said_which_way_leads_back(client: Client) -> None:
    pages = [parse(client.get(REFER).content.decode()), _page(client, step="1"), _page(client, step="2")]
    assert ["下にある「戻る」を押してください" in page.text for page in pages] == [False, True, True]


@pytest.mark.parametrize(
    ("address", "thanks"),
    [
        (REFER, "知らせてくださって、ありがとうございます。"),
        (OWN, "話してくださって、ありがとうございます。"),
    ],
)
def test_who_told_of_themselves_is_not_thanked_as_a_bystander(client: Client, address: str, thanks: str) -> None:
    assert _page(client, address).one("p", "lead").text == thanks


@pytest.mark.parametrize("reply", ["code", "none"])
def test_who_wants_no_answer_is_not_asked_to_keep_the_number(client: Client, reply: str) -> None:
    said = _page(client, reply=reply).one("section", "panel").text
    keeps = reply == "code"
    assert ("写すか、写真にとってください" in said, "残さなくてかまいません" in said) == (keeps, not keeps)


def test_without_a_script_there_is_nothing_to_wait_for_and_one_button_that_sends(client: Client, settings: Any) -> None:
    settings.HUB_REFERRALS_LIMITS = {"client": ((3_600, 0),), "all": ((3_600, 100),)}
    form = _page(client).one("form", id="intake")
    waits, plain = form.all("div", **{"data-with-script": ""})[0], form.one("div", "without-script")
    assert ("hidden" in waits.attributes, "待たずに" in plain.text) == (True, False)
    assert [(one.text, one.attributes["class"]) for one in plain.all("button")] == [
        ("送る", "btn"),
        ("戻る", "btn plain"),
    ]
    assert "「送る」を押してください" in plain.text
