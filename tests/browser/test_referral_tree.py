"""What a screen reader meets: one h1 and headings in order, names on all that can be used, errors where they belong, dates as words."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from playwright.sync_api import Page, expect

from referrals.enums import State, Urgency
from referrals.models import DangerHelp, Referral, Sign, SupportOffice
from referrals.services import cases, messages
from referrals.services.intake import receive_referral
from tests.browser.signed_in import Browsing
from tests.browser.trees import alert, described, faults, look, press
from tests.referrals.cases import WORDS, consent, district, office, referral, told, worker

# The browser of CI has its time: these run by hand.
pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.django_db(transaction=True)]

WRONG, DAY = "まだ送れていません。直してほしいところがあります", r"/^\d+月\d+日\([月火水木金土日](・祝)?\) \d+:\d\d$/"
# Of a long weekend: the office reads again on Tuesday at nine.
SATURDAY = datetime.fromisoformat("2026-11-21T12:00+09:00")
DANGER = """
- region "いのちの危険があるときは、先に電話を":
  - heading "いのちの危険があるときは、先に電話を" [level=2]
  - list:
    - listitem:
      - link "119 救急・火事"
"""


@pytest.fixture
def here(transactional_db: None) -> SupportOffice:
    Sign.objects.create(text="しばらく姿を見ない")
    DangerHelp.objects.create(phone="119", name="救急・火事")
    return office("南の事務所", districts=(district(),))


def _first_step(browsing: Browsing, heading: str) -> None:
    page = browsing.page
    page.goto("/support/refer/")
    look(browsing, heading)
    expect(page.locator("main")).to_match_aria_snapshot(f"""{DANGER}
- heading "{heading}" [level=1]
- navigation "進みぐあい":
  - list:
    - listitem: 1 あなたのこと
    - listitem: 2 気づいたこと
    - listitem: 3 返事のしかた
- group "あなたは":
  - radio "家族・親族"
  - radio "店・会社・配達など"
- group "このことを、その人に話しましたか":
  - radio "本人に話して、同意がある"
- paragraph:
  - button "次へ（3つのうち2つめ）"
- complementary "送ったあとのこと":
  - heading "送ったあとは" [level=2]
""")
    expect(page.locator("[aria-current=step]")).to_have_text("1 あなたのこと")
    press(page, "次へ")
    alert(page, WRONG, "あなたは：ひとつ選んでください。")
    expect(page).to_have_url(re.compile("#wrongs-h$"))
    look(browsing, heading)
    described(page, "group", "あなたは", "ひとつ選んでください。")


def _second_step(browsing: Browsing, heading: str) -> None:
    page = browsing.page
    page.get_by_role("radio", name="店・会社・配達など").check()
    press(page, "次へ")
    expect(page.locator("[aria-current=step]")).to_have_text("2 気づいたこと")
    look(browsing, heading)
    expect(page.get_by_role("navigation", name="進みぐあい").get_by_role("listitem").first).to_have_text(
        "済み：1 あなたのこと"
    )
    expect(page.get_by_role("group", name="どんなことに気づきましたか").get_by_role("checkbox")).to_have_count(1)
    press(page, "次へ")
    words, place = (
        "ひとつ選ぶか、ひとことでも書いてください。",
        "町の名前か、地区か、会えそうなところの、どれかを書いてください。",
    )
    alert(page, WRONG, f"くわしく書けることがあれば：{words}", f"その人が住んでいる町：{place}")
    look(browsing, heading)
    described(page, "textbox", "くわしく書けることがあれば", f"相手の名前や住所は書かなくて大丈夫です。 {words}")
    town = page.get_by_role("textbox", name="その人が住んでいる町", exact=True)
    expect(town).to_have_accessible_description(re.compile(f"番地はいりません。.* {place}$"))
    expect(town).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("textbox", name="その人の名前", exact=True)).not_to_have_attribute("aria-invalid", "true")


def _third_step(browsing: Browsing, heading: str) -> None:
    page = browsing.page
    page.get_by_role("checkbox", name="しばらく姿を見ない").check()
    page.get_by_role("combobox", name="町の名前がわからないときは、地区").select_option(label="だいち")
    press(page, "次へ")
    expect(page.locator("[aria-current=step]")).to_have_text("3 返事のしかた")
    look(browsing, heading)
    page.get_by_role("radio", name="電話で", exact=True).check()
    press(page, "送る")
    error = "電話で返事をするには、番号が要ります。"
    alert(page, WRONG, f"電話番号：{error}")
    look(browsing, heading)
    described(page, "textbox", "電話番号", f"「電話で」を選んだときに書いてください。 {error}")
    page.get_by_role("radio", name="受付番号で、このサイトで読む").check()
    press(page, "送る")


def _receipt(browsing: Browsing) -> str:
    page = browsing.page
    look(browsing, "受け付けました")
    expect(page.locator("main")).to_match_aria_snapshot(r"""
- heading "受け付けました" [level=1]
- region "受付番号":
  - heading "受付番号" [level=2]
  - paragraph: /^\d{4} \d{4} \d{4} \d{4} \d{4}$/
  - paragraph: この番号は、いまだけ見られます。写すか、写真にとってください。紙に残すときは、ブラウザーの「印刷」を使います。
  - paragraph: この番号を知っている人は、返事を読めます。ほかの人に見せないでください。
- region "このあとのこと":
  - list:
    - listitem: 読むところ：南の事務所
    - listitem: 次に読む日：11月24日(火) 9:00から
    - listitem: 返事は、受付番号を入れると読めます。
    - listitem:
      - link "042-000-0000"
""")
    return page.locator(".code").inner_text()


def _follow(browsing: Browsing, code: str) -> None:
    page, heading = browsing.page, "受付番号で返事を読む"
    page.goto("/support/follow/")
    look(browsing, heading)
    press(page, "開く")
    alert(page, "まだ開けません", "受付番号を入れてください。")
    look(browsing, heading)
    box = page.get_by_role("textbox", name="受付番号", exact=True)
    expect(box).to_have_accessible_description(re.compile("^数字20けたです。.* 受付番号を入れてください。$"))
    box.fill(code)
    press(page, "開く")
    look(browsing, "やりとりの続き")
    expect(page.locator("main")).to_match_aria_snapshot(f"""{DANGER}
- heading "やりとりの続き" [level=1]
- paragraph: いまのようす：お返事があります
- heading "やりとり" [level=2]
- list:
  - listitem:
    - time: {DAY}
    - paragraph: あした、たずねます。
- textbox "続きを書く"
- paragraph:
  - button "送る"
- complementary "このやりとりについて"
""")
    press(page, "送る")
    alert(page, WRONG, "書きたいことを書いてください。")
    look(browsing, "やりとりの続き")
    said = "短くても大丈夫です。名前や住所は書かなくてかまいません。 書きたいことを書いてください。"
    described(page, "textbox", "続きを書く", said)


@time_machine.travel(SATURDAY, tick=True)
def test_who_writes_hears_where_they_are_and_what_is_wrong(
    browse: Callable[..., Browsing], here: SupportOffice
) -> None:
    browsing, heading = browse(width=360), "気になる人のことを知らせる"
    _first_step(browsing, heading)
    _second_step(browsing, heading)
    _third_step(browsing, heading)
    code = _receipt(browsing)
    one = Referral.objects.get()
    cases.take_referral(one, by=worker(here))
    messages.answer_writer(one, by=worker(here), text="あした、たずねます。")
    _follow(browsing, code)
    assert browsing.wrong == []


def test_a_reader_of_english_hears_each_language_as_itself(
    browse: Callable[..., Browsing], here: SupportOffice
) -> None:
    """The page is English; what was answered in Japanese says that it is, and so does the way back."""
    receipt = receive_referral(told())
    cases.take_referral(receipt.referral, by=worker(here))
    messages.answer_writer(receipt.referral, by=worker(here), text="あした、たずねます。")
    browsing = browse(width=1280)
    browsing.context.add_cookies([{"name": "reading", "value": "en", "url": browsing.server}])
    page = browsing.page
    page.goto("/support/follow/")
    assert faults(page, page.locator("h1").inner_text(), lang="en") == []
    page.locator("#id_code").fill(receipt.code)
    page.locator("#id_code").press("Enter")
    said = page.locator("ol.talk").get_by_text("あした、たずねます。")
    expect(said).to_be_visible()
    assert faults(page, page.locator("h1").inner_text(), lang="en") == []
    assert said.evaluate("it => it.closest('[lang]').lang") == "ja"
    expect(page.get_by_role("button", name="日本語", exact=True)).to_have_attribute("lang", "ja")
    assert browsing.wrong == []


def _case(here: SupportOffice) -> Referral:
    """With one of each part."""
    one, me = referral(State.ASSIGNED, at=here, urgency=Urgency.URGENT), worker(here)
    one.signs.set(Sign.objects.all())
    messages.answer_writer(one, by=me, text="あした、たずねます。")
    cases.write_note(one, by=me, text="メモ")
    consent(one)
    return one


def test_the_desk_hears_the_list_and_the_opened_case(browse: Callable[..., Browsing], here: SupportOffice) -> None:
    one, browsing = _case(here), browse(width=1280)
    browsing.enter(worker(here))
    page = browsing.page
    page.goto("/staff/referrals/")
    look(browsing, "受付・振り分け")
    expect(page.locator("main")).to_match_aria_snapshot(f"""
- heading "受付・振り分け" [level=1]
- navigation "どの相談か":
  - list:
    - listitem:
      - link "続いているもの"
- heading "一覧" [level=2]
- list:
  - listitem:
    - heading "{one} 急ぎ 担当が決まった" [level=3]
    - paragraph: /届いた (\\d+年)?\\d+月\\d+日\\(.+\\) \\d+:\\d\\d .*連絡する：(\\d+年)?\\d+月\\d+日\\(.+\\)まで/
    - paragraph:
      - link "開く ：{one}"
""")
    expect(page.get_by_role("navigation", name="どの相談か").locator("[aria-current=page]")).to_have_text(
        "続いているもの"
    )
    page.get_by_role("link", name=f"開く ：{one}").click()
    look(browsing, str(one))
    press(page, "個人の部分を開く")
    expect(page.get_by_role("region", name="個人の部分")).to_contain_text(WORDS["about_name"])
    look(browsing, str(one))
    _opened_case(page, one)
    _its_errors(browsing, one)
    assert browsing.wrong == []


def _opened_case(page: Page, one: Referral) -> None:
    expect(page.locator("main")).to_match_aria_snapshot(f"""
- navigation "いまいるところ":
  - list:
    - listitem:
      - link "受付・振り分け"
- heading "{one}" [level=1]
- term: 気づいたこと
- definition:
  - list:
    - listitem: しばらく姿を見ない
- region "個人の部分":
  - heading "個人の部分" [level=2]
  - term: 書かれたこと
  - definition:
    - paragraph: {WORDS["text"]}
  - term: 本人の電話番号
  - definition:
    - paragraph:
      - link "{WORDS["about_phone"]}"
- paragraph:
  - link "受付票を印刷する"
- region "進める":
  - paragraph:
    - button "引き受けた"
  - paragraph:
    - button "連絡がついた"
- region "書いた人とのやりとり":
  - list:
    - listitem:
      - time: {DAY}
      - paragraph: あした、たずねます。
- region "記録":
  - list:
    - listitem:
      - time: {DAY}
- region "同意の記録":
  - list:
    - listitem
- region "ほかの操作":
  - heading "ほかの操作" [level=2]
- region "これまでのこと":
  - list:
    - listitem: /^\\d+月\\d+日\\(.+\\) \\d+:\\d\\d .*はじめて見た$/
    - listitem: /記録を書いた/
    - listitem: /返事を書いた/
""")


def _its_errors(browsing: Browsing, one: Referral) -> None:
    """All acts unfolded: no box is without a name, no button without a word. One sent empty says what is missing, there."""
    page = browsing.page
    page.evaluate("document.querySelectorAll('main details').forEach(it => { it.open = true })")
    look(browsing, str(one))
    page.locator("#act-close").get_by_role("button", name="終わったことにする").click()
    how, why = "どう終わったかを選んでください。", "どう終わったかを、ひとことでも書いてください。"
    alert(page, "まだ行われていません。直してほしいところがあります", f"どう終わったか：{how}", f"ひとこと：{why}")
    look(browsing, str(one))
    described(page, "group", "どう終わったか 必要", how)
    said = f"何がどうなったかを書きます。書いた人には見えません。 {why}"
    described(page, "textbox", "ひとこと 必要", said)
