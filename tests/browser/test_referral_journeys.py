"""A professional who has the person's consent; a case that is handed on, declined twice, and taken. To the end of both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import expect

from hub.accounts.models import User
from hub.notifications import sending
from hub.vocabulary import load_vocabulary
from referrals.enums import Consent, Outcome, Refusal, State, TransferState
from referrals.models import AccessRecord, CaseFile, Referral, Sign, SupportOffice, Transfer
from tests.browser.hands import Keyboard, Mouse
from tests.browser.seat import STEP, TAG, Seat, read_by_code
from tests.browser.signed_in import Browsing
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.areas.factories import DistrictFactory
from tests.hub.threads.talks import PDF
from tests.referrals.cases import WORDS, district, office, referral, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    pytest.param((360, Mouse, True), id="360, by touch", marks=pytest.mark.soak),
    pytest.param((1280, Keyboard, True), id="1280, by keyboard alone"),
]
ASKED = [
    pytest.param((1280, Keyboard, True), id="1280, by keyboard alone", marks=pytest.mark.soak),
    pytest.param((360, Mouse, False), id="360, without JavaScript"),
]
# What a professional writes; the label of its box in the form, and what that is called in the case.
WRITTEN = {
    "くわしく書けることがあれば": ("書かれたこと", "薬を取りに来なくなりました。"),
    "その人の名前": ("本人の名前", "ヒミツ太郎"),
    "その人の住所": ("本人の住所", "ヒミツ町1-2"),
    "その人の電話番号": ("本人の電話番号", "042-000-1111"),
    "世帯のようす": ("世帯のようす", "息子さんとふたり暮らし。"),
    "かかわっている機関": ("かかわっている機関", "ヒミツ訪問看護"),
}
ANSWER, MORE = "あした、たずねます。", "午後なら家にいます。"
SUMMARY = "訪問をお願いしたい方がいます。"


@pytest.fixture
def here(transactional_db: None) -> SupportOffice:
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    Sign.objects.create(text="しばらく姿を見ない")
    return office("南の事務所", districts=(DistrictFactory(name="ひとつめ中学校区"), district()))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "診断書.pdf"
    path.write_bytes(PDF)
    return path


def _professional() -> User:
    care = OrganizationFactory(verified=True, kind="care", name="ヒミツ薬局")
    user: User = member_of(care, display_name="ヒミツ薬剤師")
    return user


def _send(sender: Seat, paper: Path) -> str:
    """Three steps with all that only professionals are asked; the number is read off the receipt."""
    sender.open("/support/refer/", "気になる人のことを知らせる")
    expect(sender.page.locator("main")).to_contain_text("「ヒミツ薬剤師」として送ります")
    sender.hands.tick("医療・福祉などの専門職")
    sender.hands.tick("本人に話して、同意がある")
    sender.press("次へ", STEP, "2")
    sender.hands.tick("しばらく姿を見ない")
    for label, (_called, text) in WRITTEN.items():
        sender.hands.write(label, text)
    sender.hands.pick("町の名前がわからないときは、地区", "ひとつめ中学校区")
    sender.press("次へ", STEP, "3")
    sender.hands.tick("受付番号で、このサイトで読む")
    with sender.page.expect_file_chooser() as chooser:
        sender.hands.press_on(sender.page.get_by_label("ファイルを付ける"))
    chooser.value.set_files(paper)
    sender.press("送る", "h1", "受け付けました")
    return sender.page.locator(".code").inner_text()


def _take(desk: Seat, one: Referral) -> None:
    """In the list stands that there is consent, and nothing of what was written or of who wrote it."""
    desk.open("/staff/referrals/?show=untaken", "受付・振り分け")
    expect(desk.page.locator("main ol")).to_contain_text("同意：本人に話して、同意がある")
    desk.hands.follow(str(one))
    desk.look(str(one))
    shown = desk.page.locator("main").inner_text()
    hidden = [text for _called, text in WRITTEN.values()] + ["ヒミツ薬剤師", "診断書"]
    assert [text for text in hidden if text in shown] == []
    expect(desk.page.locator("#personal")).to_contain_text("ファイルが1つ付いています")
    desk.press("引き受けた", TAG, "担当が決まった")


def _read_and_answer(desk: Seat) -> None:
    """It is their own case: no reason is asked. The file comes as it was sent."""
    desk.press("個人の部分を開く", "#personal", "ヒミツ薬剤師")
    terms, words = desk.page.locator("#personal dt").all_inner_texts(), desk.page.locator("#personal dd")
    read = dict(zip(terms, words.all_inner_texts(), strict=True))
    assert {called: read.get(called) for called, _text in WRITTEN.values()} == dict(WRITTEN.values())
    with desk.page.expect_download() as got:
        desk.hands.press("ファイル1を受け取る")
    assert (got.value.suggested_filename, got.value.path().read_bytes()) == ("診断書.pdf", PDF)
    desk.unfold("#act-consent")
    desk.hands.tick("話して", within="#act-consent")
    desk.hands.write("だれに、何を伝えてよいか", "ヒミツ訪問看護に、ようすを。", within="#act-consent")
    desk.press("同意を記録する", "#consents-h", "同意の記録", within="#act-consent")
    desk.unfold("#act-answer")
    desk.hands.write("返事", ANSWER, within="#act-answer")
    desk.press("返事を送る", "#thread-h", "書いた人とのやりとり", within="#act-answer")


@pytest.mark.parametrize("way", WAYS)
def test_a_professional_with_consent_from_the_form_to_the_answer(
    browse: Callable[..., Browsing], here: SupportOffice, paper: Path, way: Any
) -> None:
    professional, clerk = _professional(), worker(here)
    sender, desk = Seat(browse, professional, way), Seat(browse, clerk, way)
    code = _send(sender, paper)
    one = Referral.objects.get()
    assert (one.created_by, one.consent, one.office) == (professional, Consent.GIVEN, here)
    _take(desk, one)
    _read_and_answer(desk)
    read_by_code(sender, code, "お返事があります")
    expect(sender.page.locator(".talk")).to_contain_text(ANSWER)
    expect(sender.page.locator("main")).not_to_contain_text(WRITTEN["その人の名前"][1])
    sender.hands.write("続きを書く", MORE)
    sender.press("送る", "[role=status]", "送りました")
    desk.open("/staff/referrals/?show=mine", "受付・振り分け")
    expect(desk.page.locator("main ol")).to_contain_text("書いた人から続きが届いています")
    desk.hands.follow(str(one))
    desk.press("個人の部分を開く", ".talk", MORE)
    looks = AccessRecord.objects.filter(case_number=one.pk, look="file").values_list("user_number", "what")
    assert (list(looks), CaseFile.objects.count()) == ([(clerk.pk, "ファイル1")], 1)
    assert [seat.wrong + seat.browsing.wrong for seat in (sender, desk)] == [[], []]


class _Mails:
    """All that went out so far: who got it, what it is called; and everything that it says."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.texts: list[str] = []

    def go_out(self) -> list[tuple[str, str]]:
        """What is due is sent; what is new of it."""
        sending.send_due()
        for one in mail.outbox:
            message: Any = one
            self.told.append((message.to[0], str(message.subject)))
            parts = [str(part[0]) for part in message.alternatives]
            self.texts.append(
                "\n".join([str(message.subject), str(message.body), *parts, *message.extra_headers.values()])
            )
        new = self.told[len(self.told) - len(mail.outbox) :]
        mail.outbox.clear()
        return new


@pytest.fixture
def mails(transactional_db: None) -> Iterator[_Mails]:
    """None of them says anything of a person, of a case, or of who is asked."""
    sent = _Mails()
    yield sent
    secret = [
        *WORDS.values(),
        SUMMARY,
        "ヒミツのわけ",
        "手が空かない",
        "ヒミツ機関",
        "もうひとつの機関",
        "相談1",
        "ひとつめ",
    ]
    assert [(word, text) for text in sent.texts for word in secret if word in text] == []


def _ask_office(desk: Seat, one: Referral) -> None:
    """Without the ground's reason it is not asked; what was filled in is still there."""
    desk.open(f"/staff/referrals/{one.pk}/", str(one))
    desk.unfold("#act-hand_office")
    desk.hands.pick("どの事務所に", "北の事務所")
    desk.hands.tick("いのち・からだを守るため", within="#act-hand_office")
    desk.press("引き継ぎを頼む", "[role=alert]", "その根拠で引き継ぐ理由を書いてください", within="#act-hand_office")
    expect(desk.page.get_by_label("どの事務所に")).to_have_value(str(SupportOffice.objects.get(name="北の事務所").pk))
    desk.hands.write("引き継ぐ理由", "ヒミツのわけ", within="#act-hand_office")
    desk.press("引き継ぎを頼む", "#transfer-h", "引き継ぎの返事を待っています", within="#act-hand_office")


def _decline_as_office(other: Seat, one: Referral) -> None:
    """It finds it in its list, reads why it is asked, and sends it back; then it is gone for it."""
    other.open("/staff/referrals/?show=asked", "受付・振り分け")
    other.hands.follow(str(one))
    other.look(str(one))
    expect(other.page.locator("#asked-h")).to_have_text("引き継ぎを頼まれています")
    other.unfold("#act-decline")
    other.hands.tick("いまは手が足りない", within="#act-decline")
    other.hands.write("ひとこと", "今月は手が空かない", within="#act-decline")
    other.press("断る", "h1", "受付・振り分け", within="#act-decline")
    expect(other.page.locator("main ol")).to_have_count(0)


def _reads_who_and_why(desk: Seat, one: Referral, who: str, why: str) -> None:
    """Who declined stands in the case; what they said, where the personal part is opened."""
    desk.open(f"/staff/referrals/{one.pk}/", str(one))
    line = desk.page.locator("section[aria-labelledby=timeline-h] li", has_text="引き継ぎを断った").first
    expect(line).to_contain_text(who)
    expect(line).not_to_contain_text(why)
    desk.press("個人の部分を開く", "section[aria-labelledby=timeline-h]", why)
    expect(line).to_contain_text(why)


def _ask_agency(desk: Seat, agency: str) -> str:
    """The address, which is shown once."""
    desk.unfold("#act-hand_agency")
    desk.hands.write("どの機関に", agency, within="#act-hand_agency")
    desk.hands.tick("いのち・からだを守るため", within="#act-hand_agency")
    desk.hands.write("引き継ぐ理由", "ヒミツのわけ", within="#act-hand_agency")
    desk.hands.write("その機関に伝えること", SUMMARY, within="#act-hand_agency")
    desk.press("引き継ぎを頼む", "h1", "引き継ぎを頼みました", within="#act-hand_agency")
    link = desk.page.get_by_label("機関に渡すリンク").input_value()
    desk.hands.follow("控えたので、相談に戻る")
    expect(desk.page.locator("#transfer-h")).to_be_visible()
    assert link not in desk.page.content()
    return urlsplit(link).path


def _open_as_agency(browse: Callable[..., Browsing], address: str) -> Seat:
    """Nobody who is known here: no account, a telephone, no JavaScript. It reads what was written for it, and no more."""
    agency = Seat(browse, None, (360, Mouse, False))
    agency.open(address, "相談の引き継ぎのお願い")
    expect(agency.page.locator("main")).to_contain_text(SUMMARY)
    shown = agency.page.content()
    assert [word for word in (*WORDS.values(), "ヒミツのわけ") if word in shown] == []
    return agency


def _decline_as_agency(browse: Callable[..., Browsing], address: str) -> None:
    """Only with a reason, and once: then there is nothing at this address."""
    agency = _open_as_agency(browse, address)
    agency.hands.write("お返事する方の名前", "機関の山田")
    agency.press("断る", "[role=alert]", "断る理由を選んでください")
    expect(agency.page.get_by_label("お返事する方の名前")).to_have_value("機関の山田")
    agency.hands.tick("うちの役割ではない")
    agency.hands.write("ひとこと", "範囲の外です")
    agency.press("断る", "h1", "お返事を受け取りました")
    assert agency.browsing.wrong == []
    agency.open(address, "ページが見つかりません")


def _accept_as_agency(browse: Callable[..., Browsing], address: str) -> None:
    """And reads it again by the same link."""
    agency = _open_as_agency(browse, address)
    agency.hands.write("お返事する方の名前", "機関の鈴木")
    agency.press("受ける", "h1", "お返事を受け取りました")
    agency.hands.follow("伝えた文を読み返す")
    expect(agency.page.locator("h1")).to_have_text("引き受けていただいた相談")
    expect(agency.page.locator("main")).to_contain_text(SUMMARY)
    expect(agency.page.get_by_role("button", name="断る")).to_have_count(0)
    assert agency.browsing.wrong == []


def _close(desk: Seat, one: Referral) -> None:
    desk.open(f"/staff/referrals/{one.pk}/", str(one))
    expect(desk.page.locator(TAG).first).to_have_text("担当が決まった")
    desk.unfold("#act-close")
    desk.hands.tick(str(Outcome.HANDED_OVER.label), within="#act-close")
    desk.hands.write("ひとこと", "機関が引き受けました。", within="#act-close")
    desk.press("終わったことにする", TAG, "終わった", within="#act-close")


@pytest.mark.parametrize("way", ASKED)
def test_a_case_is_declined_comes_back_and_is_taken_elsewhere(
    browse: Callable[..., Browsing], here: SupportOffice, mails: _Mails, way: Any
) -> None:
    there = office("北の事務所", kana="きた", staff=0)
    other = UserFactory(staff=True, display_name="北の職員")
    there.members.create(user=other)
    one, me = referral(State.ASSIGNED, at=here), worker(here)
    desk, waits = Seat(browse, me, way), "確認をお願いする件があります"
    mails.go_out()
    _ask_office(desk, one)
    assert mails.go_out() == [(other.email, waits)]
    _decline_as_office(Seat(browse, other, (360, Mouse, True)), one)
    assert mails.go_out() == [(me.email, waits)]
    _reads_who_and_why(desk, one, "北の職員：引き継ぎを断った 北の事務所 / いまは手が足りない", "今月は手が空かない")
    address = _ask_agency(desk, "ヒミツ機関")
    assert mails.go_out() == []
    _decline_as_agency(browse, address)
    assert mails.go_out() == [(me.email, waits)]
    _reads_who_and_why(desk, one, "引き継ぎを断った ヒミツ機関 / うちの役割ではない", "返事をした人：機関の山田")
    _accept_as_agency(browse, _ask_agency(desk, "もうひとつの機関"))
    assert mails.go_out() == [(me.email, waits)]
    _close(desk, one)
    one.refresh_from_db()
    assert (one.state, one.outcome, one.office, one.assigned_to) == (State.CLOSED, Outcome.HANDED_OVER, here, me)
    assert list(Transfer.objects.order_by("pk").values_list("state", "refusal", "to_agency")) == [
        (TransferState.DECLINED, Refusal.NO_ROOM, ""),
        (TransferState.DECLINED, Refusal.NOT_OURS, "ヒミツ機関"),
        (TransferState.ACCEPTED, "", "もうひとつの機関"),
    ]
    assert (desk.wrong, desk.browsing.wrong) == ([], [])
