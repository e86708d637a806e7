"""What a screen reader meets on the figures' pages, a survey and a call for opinions: a picture's numbers in words, tables that
say what they are of, and errors where they belong."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from hub.areas.models import District
from indicators.models import Indicator, Measurement, PeopleCount
from indicators.secrecy import HIDDEN, Cell, Mark
from indicators.services.covering import take_coverage
from tests.browser.signed_in import Browsing
from tests.browser.trees import alert, described, faults, look, press, table_faults
from tests.city import load_city
from tests.events.published import published_place
from tests.indicators.plans import load, planner
from tests.indicators.surveys import fill_in, opened, published, survey
from tests.indicators.voices import call, for_children, opinion, reply
from tests.words import load_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# In a year that the plan has a target for; the surveys and calls of the tests are open.
NOW = datetime.fromisoformat("2026-11-26T09:00+09:00")
BA = "孤独・孤立状態にある本人や家族の居場所や社会参加等の「場」の数"
LONG = "1000文字までで書いてください。いまは1001文字です。"
SCALE = "次の3つについて、それぞれ、いちばん近いものを選んでください。"


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def _look(browsing: Browsing, heading: str) -> None:
    look(browsing, heading)
    wrong = table_faults(browsing.page)
    assert wrong == []


def _names(page: Page, role: Any, within: str = "main") -> list[str]:
    """Of all that are told, also where they are folded away otherwise."""
    tree = page.locator(within).aria_snapshot()
    return [line.split('"')[1] for line in tree.splitlines() if line.strip().startswith(f'- {role} "')]


def _nine_places() -> None:
    load()
    ba = Indicator.objects.get(code="ba-count")
    Measurement.objects.create(indicator=ba, fiscal_year=2026, value=9, source="市の台帳", at=timezone.now())


def _dashboard(browsing: Browsing) -> None:
    """The picture is one image whose name has every number that the table beside it has."""
    page = browsing.page
    page.goto("/indicators/")
    _look(browsing, "数字で見る、まちのつながり")
    expect(page.get_by_role("region", name="居場所や社会参加の「場」の数")).to_match_aria_snapshot(f"""
- region "居場所や社会参加の「場」の数":
  - /children: equal
  - heading "居場所や社会参加の「場」の数" [level=2]
  - figure:
    - img "{BA} 令和8年度 9か所、目標 令和8年度 12か所、目標 令和11年度 30か所"
  - paragraph
  - table "{BA}":
    - /children: deep-equal
    - caption: {BA}
    - rowgroup:
      - row "いつ 実績 目標":
        - columnheader "いつ"
        - columnheader "実績"
        - columnheader "目標"
    - rowgroup:
      - row "基準値 新規":
        - rowheader "基準値"
        - cell "新規"
        - cell
      - row "令和8年度 9か所 速報 12か所 まだ届いていない":
        - rowheader "令和8年度"
        - cell "9か所 速報"
        - cell "12か所 まだ届いていない"
      - row "令和11年度 まだ 30か所":
        - rowheader "令和11年度"
        - cell "まだ"
        - cell "30か所"
  - group
  - paragraph:
    - link "これまでの値をすべて見る"
""")


def _survey_form(browsing: Browsing) -> None:
    """Sent with nothing chosen, and with too long a text."""
    page, one = browsing.page, opened(survey())
    page.goto(f"/surveys/{one.code}/")
    _look(browsing, one.title)
    direct = "問2 あなたはどの程度、孤独であると感じることがありますか。"
    assert _names(page, "group")[:3] == ["問1 年代", direct, "問3 よく行くところ"]
    expect(page.get_by_role("region", name=SCALE).get_by_role("group")).to_have_count(3)
    press(page, "送る")
    said = "まだ、ひとつも選ばれていません。どの問いにも答えたくないときは、送らずに、このまま閉じてください。"
    expect(page.get_by_role("alert", name="直してほしいところがあります", exact=True)).to_match_aria_snapshot(f"""
- alert:
  - /children: deep-equal
  - heading "直してほしいところがあります" [level=2]
  - paragraph: {said}
""")
    assert page.url.endswith("#wrongs-h")
    _look(browsing, one.title)
    page.get_by_role("group", name="問1 年代").get_by_role("radio", name="40から64歳").check()
    words = page.get_by_role("textbox", name="問5 ご意見", exact=True)
    words.fill("あ" * 1001)
    press(page, "送る")
    alert(page, "直してほしいところがあります", f"問5 ご意見：{LONG}")
    hint = "名前、住所、電話番号など、だれのことかわかることは書かないでください。"
    described(page, "textbox", "問5 ご意見", f"{hint} {LONG}")
    expect(words).to_have_attribute("aria-invalid", "true")
    expect(page.locator("main [aria-invalid]")).to_have_count(1)
    _look(browsing, one.title)


def _child_s_form(browsing: Browsing) -> None:
    """The readings over the words are told with them."""
    page, one = browsing.page, for_children()
    page.goto(f"/voices/{one.code}/write/")
    heading = "どんな公園こうえんであそびたい？"
    _look(browsing, heading)
    page.locator("#id_text").fill("042-000-0000")
    page.locator("main form .btns button").click()
    wrong = "電話番号でんわばんごうが書かいてあるみたい。消けしてから送おくってね。"
    said = page.get_by_role("alert")
    expect(said).to_have_accessible_name("まだ 送 おく れていないよ")
    expect(said.get_by_role("link")).to_have_text([wrong])
    expect(said.get_by_role("link")).to_have_attribute("href", "#id_text")
    assert page.url.endswith("#wrongs-h")
    box = page.locator("#id_text")
    expect(box).to_have_accessible_name("あなたの 思 おも うこと")
    expect(page.locator("#id_text-e")).to_have_text(wrong)
    expect(box).to_have_attribute("aria-describedby", "id_text-h id_text-e")
    expect(page.locator("main [aria-invalid]")).to_have_count(1)
    _look(browsing, heading)


def test_the_dashboard_and_what_is_wrong_in_a_survey_and_an_opinion(browse: Callable[..., Browsing]) -> None:
    _nine_places()
    browsing = browse(width=360)
    _dashboard(browsing)
    _survey_form(browsing)
    _child_s_form(browsing)
    assert browsing.wrong == []


@pytest.mark.soak
def test_a_plan_a_figure_and_the_paper_say_each_number_in_a_table(browse: Callable[..., Browsing]) -> None:
    _nine_places()
    browsing = browse(width=360)
    page = browsing.page
    page.goto("/indicators/plans/chiiki-fukushi-4/")
    _look(browsing, "第4期地域福祉計画")
    figures = list(Indicator.objects.filter(plan__code="chiiki-fukushi-4").order_by("order", "pk"))
    names = [one.name for one in figures]
    assert [_names(page, role) for role in ("article", "table")] == [names, names]
    page.get_by_role("link", name=BA).click()
    _look(browsing, BA)
    assert _names(page, "table") == [BA, "これまでに書かれた値"]
    page.goto("/indicators/plans/chiiki-fukushi-4/paper/")
    assert faults(page, "第4期地域福祉計画") == ["landmarks: ['banner', 'main']"]  # a sheet has no foot
    assert table_faults(page) == []
    groups = list(dict.fromkeys(one.group or one.plan.name for one in figures))
    assert _names(page, "table") == groups
    page.goto("/indicators/plans/kodomo-wakamono-2/")
    _look(browsing, "第2期八王子市子ども・若者育成支援計画（素案）")
    tree = page.get_by_role("region", name="施策から基本理念まで")
    expect(tree.get_by_role("list").first.locator("> li")).to_have_count(tree.locator("summary").count())
    assert browsing.wrong == []


@pytest.mark.soak
def test_the_map_is_links_with_words_and_says_what_was_not_chosen(browse: Callable[..., Browsing]) -> None:
    load_city()
    load_words()
    first, *others = District.objects.current().order_by("reading", "name", "pk")
    published_place("ひだまり", district=first, open_on=[5], opens=time(13), closes=time(16))
    take_coverage()
    browsing = browse(width=360)
    page = browsing.page
    page.goto("/indicators/map/")
    _look(browsing, "まだ場のない地区")
    picture = page.get_by_role("group", name="場のある地区、まだ場のない地区の地図", exact=True)
    told = [link.get_attribute("aria-label") for link in picture.get_by_role("link").all()]
    assert sorted(map(str, told)) == sorted(
        [f"{first.name} 1か所", *(f"{one.name} まだ場のない地区" for one in others)]
    )
    page.goto("/indicators/map/?weekday=9")
    _look(browsing, "まだ場のない地区")
    described(page, "combobox", "曜日", "「9」という選び方はありません。選び直してください。")
    expect(page.locator("main [aria-invalid]")).to_have_count(1)
    assert browsing.wrong == []


def _publish_spring() -> None:
    sixty, none = Cell(60, Mark.SHOWN), Cell(0, Mark.SHOWN)
    small = Cell(None, Mark.SMALL)
    for quarter, cells in {
        1: {"received": sixty, "in-time": sixty, "later": none, "merged": none},
        2: {"received": HIDDEN, "in-time": HIDDEN, "later": small, "merged": none},
    }.items():
        kept = {key: cell.as_json() for key, cell in cells.items()}
        PeopleCount.objects.create(table="referrals", fiscal_year=2026, quarter=quarter, cells=kept, at=NOW)


@pytest.mark.soak
def test_a_number_that_is_hidden_is_told_as_a_word_in_its_row(browse: Callable[..., Browsing]) -> None:
    _publish_spring()
    browsing = browse(width=360)
    page = browsing.page
    page.goto("/indicators/people/")
    _look(browsing, "相談と知らせの数")
    [name] = _names(page, "table")
    assert name.endswith(" 令和8年度")
    table = page.get_by_role("table", name=name, exact=True)
    assert [cell.inner_text() for cell in table.get_by_role("columnheader").all()] == ["何の数か", "4〜6月", "7〜9月"]
    rows = [[cell.inner_text() for cell in row.get_by_role("cell").all()] for row in table.get_by_role("row").all()]
    assert rows == [[], ["60", "非公表"], ["60", "非公表"], ["0", "10未満"], ["0", "0"], ["100.0%", ""]]
    assert browsing.wrong == []


@pytest.mark.soak
def test_the_results_of_a_survey_are_tables_that_say_what_they_are_of(browse: Callable[..., Browsing]) -> None:
    """Folded out, so the groups too: no two have one name. To who reads English what is Japanese says that it is."""
    by = planner()
    one = opened(survey("sample"), by)
    fill_in(one, [{1: [1 + n % 3], 2: [1 + n // 3 % 2], 3: [1, 2], 4: [3 + n % 4], 5: "ひとこと"} for n in range(90)])
    published(one, by)
    browsing = browse(width=360)
    page = browsing.page
    page.goto(f"/surveys/{one.code}/")
    _look(browsing, one.title)
    direct = "あなたはどの程度、孤独であると感じることがありますか。"
    assert _names(page, "table") == ["年代", direct, "よく行くところ", SCALE]
    page.evaluate("document.querySelectorAll('main details').forEach(it => { it.open = true })")
    _look(browsing, one.title)
    tables = _names(page, "table")
    assert tables[1:5] == [direct, *(f"{direct}：{group}" for group in ("39歳まで", "40から64歳", "65歳から"))]
    assert sorted(set(tables)) == sorted(tables)
    expect(page.get_by_role("table", name="年代", exact=True)).to_match_aria_snapshot("""
- table "年代":
  - rowgroup:
    - row "答え 人数 割合 95%信頼区間"
  - rowgroup:
    - row "39歳まで 30 33.3% 24.5–43.6%":
      - rowheader "39歳まで"
      - cell "30"
      - cell "33.3%"
      - cell "24.5–43.6%"
    - row
    - row
  - rowgroup:
    - row "この問いに答えた人 90"
    - row "無回答 0"
""")
    browsing.context.add_cookies([{"name": "reading", "value": "en", "url": browsing.server}])
    page.reload()
    assert [*faults(page, one.title, lang="en"), *table_faults(page), *browsing.looked_at()] == []
    assert {it.evaluate("it => it.closest('[lang]').lang") for it in page.locator("caption").all()} == {"ja"}
    assert browsing.wrong == []


@pytest.mark.soak
def test_who_writes_an_opinion_hears_what_is_wrong_with_each_answer(browse: Callable[..., Browsing]) -> None:
    """Nobody can choose what there is not, but an old page may have it."""
    load_city()
    browsing = browse(width=1280)
    page, one = browsing.page, call()
    page.goto(f"/voices/{one.code}/write/")
    _look(browsing, one.title)
    page.evaluate("document.querySelector('#id_age_group input').value = 'gone'")
    page.evaluate("document.querySelector('#id_district').options[1].value = '0'")
    page.locator("#id_age_group input").first.check()
    page.locator("#id_district").select_option(index=1)
    page.get_by_role("textbox").fill("042-000-0000")
    press(page, "送る")
    wrong, choose = "電話番号のようなものがあります。消してから送ってください。", "ひとつ選んでください。"
    alert(page, "まだ送れていません。直してほしいところがあります", wrong, choose, choose)
    assert page.url.endswith("#wrongs-h")
    hint = "1000文字まで。名前、電話番号、住所、ほかの人の名前は、書かないでください。"
    described(page, "textbox", "あなたの意見", f"{hint} {wrong}")
    sure = "そのまま送っても、だれのことかわかることは、市が消してから公開します。"
    described(page, "checkbox", "このまま送る", sure)
    free = "答えなくてもかまいません"
    described(page, "group", f"年ごろ {free}", choose)
    described(page, "combobox", f"住んでいるあたり（中学校区） {free}", choose)
    _look(browsing, one.title)
    assert browsing.wrong == []


@pytest.mark.soak
def test_an_opinion_is_told_with_the_city_s_answer(browse: Callable[..., Browsing]) -> None:
    one = call("answered")
    reply(opinion(one, "published", "ブランコがほしい"), verdict="partly", reason="ひとつ置きます。", on=NOW.date())
    browsing = browse(width=360)
    page = browsing.page
    page.goto("/voices/")
    _look(browsing, "意見と市の返事")
    assert _names(page, "article") == ["公園について"]
    page.goto(f"/voices/{one.code}/")
    _look(browsing, "公園について")
    expect(
        page.get_by_role("region", name="みんなの意見と、市の返事").get_by_role("article")
    ).to_match_aria_snapshot("""
- article "意見1":
  - /children: deep-equal
  - heading "意見1" [level=3]
  - paragraph: ブランコがほしい
  - text: 市の返事
  - paragraph: 一部取り入れた 11月26日(木)
  - paragraph: ひとつ置きます。
  - paragraph: 基本方針1 こどものまち
""")
    assert browsing.wrong == []


@pytest.mark.soak
def test_a_child_hears_the_readings_with_the_words(browse: Callable[..., Browsing]) -> None:
    one = for_children()
    reply(opinion(one, "published"))
    browsing = browse(width=1280)
    page = browsing.page
    page.goto("/voices/")
    _look(browsing, "意見いけんと市しの返事へんじ")
    page.goto(f"/voices/{one.code}/")
    _look(browsing, "どんな公園こうえんであそびたい？")
    assert _names(page, "article") == ["意見 いけん 1"]
    assert browsing.wrong == []
