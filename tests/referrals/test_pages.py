"""The form and the talk by code, as a stranger uses them: nothing is kept before it is sent, nothing told besides."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from hub.areas.models import Town
from hub.notifications.models import Mailing
from referrals.enums import Consent, Writer
from referrals.models import AccessRecord, Message, Referral, Retention, Sign, SupportOffice
from referrals.services.cases import close_referral, take_referral
from referrals.services.messages import answer_writer
from referrals.services.records import lock_referral
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.referrals.cases import district, office, worker
from tests.threads import at_once

pytestmark = pytest.mark.django_db
REFER, FOLLOW = "/support/refer/", "/support/follow/"
WHOLE = {
    "page": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "step": "3", "writer": "neighbour", "consent": "unknown",
    "text": "ヒミツ、しばらく見ない", "reply": "code",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def _sent(client: Client, **fields: Any) -> str:
    return client.post(REFER, WHOLE | {"district": district().pk} | fields).content.decode()


def _code(page: str) -> str:
    found = re.search(r'class="code">([0-9 ]{24})<', page)
    assert found is not None
    return found[1]


def _wrong(page: str) -> list[str]:
    return re.findall(r'href="#(id_\w+)"', page)


def test_three_steps_carry_what_was_typed_and_keep_nothing(client: Client) -> None:
    office(districts=(district(),))
    sign = Sign.objects.create(text="しばらく姿を見ない")
    typed = {"page": WHOLE["page"], "writer": "company", "consent": "unknown"}
    first = client.post(REFER, typed | {"step": "1"}).content.decode()
    assert ('name="writer" value="company"' in first, 'aria-current="step">2' in first) == (True, True)
    typed |= {"signs": [sign.pk], "text": "ヒミツの\n二行", "district": district().pk}
    second = client.post(REFER, typed | {"step": "2"}).content.decode()
    assert ('name="text" value="ヒミツの\n二行"' in second, 'aria-current="step">3' in second) == (True, True)
    back = client.post(REFER, typed | {"step": "3", "reply": "code", "back": "1"}).content.decode()
    assert ("ヒミツの\n二行</textarea>" in back, _wrong(back), Referral.objects.count()) == (True, [], 0)
    assert _code(client.post(REFER, typed | {"step": "3", "reply": "code"}).content.decode())
    one = Referral.objects.get()
    assert (one.writer, one.consent, list(one.signs.all()), one.created_by) == (
        Writer.COMPANY,
        Consent.UNKNOWN,
        [sign],
        None,
    )
    assert (one.text.unsealed(), one.writer_phone.unsealed(), list(client.cookies)) == (
        "ヒミツの\n二行",
        "",
        ["csrftoken"],
    )


def test_before_anything_is_typed_it_is_said_what_for_who_reads_and_how_long(client: Client) -> None:
    office(districts=(district(),))
    Retention.objects.update_or_create(kind="closed", defaults={"days": 1_000, "basis": "決裁"})
    Retention.objects.update_or_create(kind="spam", defaults={"days": 366, "basis": "決裁"})
    pages = [client.get(REFER), client.get(f"{REFER}?who=self"), client.get("/about/privacy/")]
    texts = [page.content.decode() for page in pages]
    for said in (
        "相談にこたえ、必要な手助けにつなぐ",
        "相談コーディネーター",
        "引き継ぎを頼むときは、その事務所の職員も",
        "終わってから1000日",
    ):
        assert [said in text for text in texts] == [True] * 3, said
    assert ["/about/privacy/#referrals" in text for text in texts[:2]] == [True, True]
    assert ('id="referrals"' in texts[2], "宣伝は1年" in texts[2], "記録は3年" in texts[2]) == (True, True, True)


def test_what_is_missing_is_said_in_its_own_step_and_nothing_typed_is_lost(client: Client) -> None:
    office(districts=(district(),))
    said = {
        step: _wrong(client.post(REFER, {"step": step, "text": "", "reply": "phone"}).content.decode())
        for step in "123"
    }
    assert said == {"1": ["id_writer"], "2": ["id_writer"], "3": ["id_writer"]}
    place = client.post(REFER, WHOLE | {"step": "2", "town": "ありもしない町"}).content.decode()
    assert (_wrong(place), 'value="ありもしない町"' in place) == (["id_town"], True)
    assert _wrong(_sent(client, reply="phone")) == ["id_writer_phone"]
    assert _wrong(_sent(client, reply="email", writer_email="だめ")) == ["id_writer_email"]
    nothing = client.post(REFER, WHOLE | {"step": "2", "text": " "}).content.decode()
    assert _wrong(nothing) == ["id_text", "id_town"]
    assert Referral.objects.count() == 0


def test_of_a_town_on_a_border_it_is_asked_which_once_and_only_where_the_offices_differ(client: Client) -> None:
    office("い", districts=(district("い"),))
    other = office("ろ", districts=(district("ろ"),))
    Town.objects.create(name="境町", latitude=35.6, longitude=139.3).districts.set([district("い"), district("ろ")])
    asked = client.post(REFER, WHOLE | {"town": "境町"}).content.decode()
    assert (_wrong(asked), 'name="asked" value="境町"' in asked) == (["id_district"], True)
    back = client.post(REFER, WHOLE | {"step": "2", "town": "境町", "back": "1"}).content.decode()
    assert 'name="asked"' not in back
    _code(client.post(REFER, WHOLE | {"town": "境町", "district": district("ろ").pk}).content.decode())
    _code(client.post(REFER, WHOLE | {"town": "境町", "asked": "境町", "text": "わからない"}).content.decode())
    other.districts.clear()
    SupportOffice.objects.get(name="い").districts.set([district("い"), district("ろ")])
    _code(client.post(REFER, WHOLE | {"town": "境町", "text": "どちらも同じ"}).content.decode())
    read_by = Referral.objects.order_by("pk").values_list("office__name", "district__name", "town__name")
    assert list(read_by) == [("ろ", "ろ", "境町"), ("い", None, "境町"), ("い", None, "境町")]


def test_where_nobody_reads_there_is_no_form_and_where_only_this_place_has_nobody_it_says_so(client: Client) -> None:
    assert "ここからは、まだ送れません" in client.get(REFER).content.decode()
    office(districts=(district("ほか"),))
    assert _wrong(_sent(client)) == ["id_town"]
    # Told in its own step, before the last is filled.
    second = {"step": "2", "writer": "neighbour", "text": "ヒミツ", "district": district().pk}
    assert _wrong(client.post(REFER, second).content.decode()) == ["id_town"]
    own = {"step": "2", "text": "ヒミツ", "meeting": "駅前"}
    assert _wrong(client.post(f"{REFER}?who=self", own).content.decode()) == ["id_town"]
    assert Referral.objects.count() == 0


def test_a_form_sent_twice_is_one_and_what_is_sent_without_the_work_is_taken_in_and_waits(
    client: Client, settings: Any
) -> None:
    office(districts=(district(),))
    settings.HUB_REFERRALS_LIMITS = {"client": ((3_600, 1),), "all": ((3_600, 100),)}
    first, again = _code(_sent(client)), _code(_sent(client))
    held, machine = (
        _code(_sent(client, text="ほかのこと", unproven="1")),
        _code(_sent(client, text="広告", website="x")),
    )
    assert (first == again, len({first, held, machine})) == (True, 3)
    assert list(Referral.objects.order_by("pk").values_list("is_held", flat=True)) == [False, True, True]
    assert Mailing.objects.count() == 2


def test_a_professional_is_known_and_says_more_and_nobody_else_is_known() -> None:
    office(districts=(district(),))
    more = {"household": "ヒミツの三人", "about_address": "ヒミツ町", "about_phone": "042-000-1234"}
    nurse = member_of(OrganizationFactory(verified=True, kind="care"))
    clerk = member_of(OrganizationFactory(verified=True, kind="company"))
    for user in (nurse, clerk):
        _code(_sent(sign_in(Client(), user), page="", **more))
    kept = {one.created_by: (one.household.unsealed(), one.about_phone.unsealed()) for one in Referral.objects.all()}
    assert kept == {nurse: ("ヒミツの三人", "042-000-1234"), None: ("", "")}


def test_a_professional_sees_as_whom_it_is_sent_and_need_not_be_named() -> None:
    here = office(districts=(district(),))
    nurse = member_of(OrganizationFactory(verified=True, kind="care"))
    nurse.display_name = "ナースのハル"
    nurse.save()
    client, more = sign_in(Client(), nurse), {"household": "ヒミツの三人", "about_phone": "042-000-1234"}
    first = client.get(REFER).content.decode()
    assert ("「ナースのハル」として送ります" in first, 'name="unnamed"' in first) == (True, True)
    second = client.post(REFER, WHOLE | more | {"step": "1", "unnamed": "on"}).content.decode()
    assert ('name="unnamed" value="on"' in second, 'id="id_household"' in second) == (True, False)
    _code(_sent(client, unnamed="on", **more))
    own = client.get(f"{REFER}?who=self").content.decode()
    assert ("ナースのハル" in own, 'name="unnamed"' in own) == (False, False)
    _code(client.post(f"{REFER}?who=self", WHOLE | more | {"district": district().pk}).content.decode())
    kept = [(one.created_by, one.household.unsealed(), one.about_phone.unsealed()) for one in Referral.objects.all()]
    assert kept == [(None, "", "")] * 2
    _code(_sent(client, page="", text="名前を出して", **more))
    one, staff = Referral.objects.get(created_by=nurse), sign_in(Client(), worker(here))
    case = f"/staff/referrals/{one.pk}/"
    shown = [staff.get(case), staff.post(case, {"act": "open", "reason": "受付"})]
    assert ["ナースのハル" in page.content.decode() for page in shown] == [False, True]


def test_an_address_is_kept_only_where_it_is_to_be_used(client: Client) -> None:
    office(districts=(district(),))
    _sent(client, writer_phone="042-000-9999", writer_email="a@example.net")
    _sent(client, page="", reply="phone", writer_phone="０４２ー０００ー９９９９", writer_email="a@example.net")
    kept = [(one.writer_phone.unsealed(), one.writer_email.unsealed()) for one in Referral.objects.order_by("pk")]
    assert kept == [("", ""), ("042-000-9999", "")]


def test_the_talk_by_code_shows_the_answer_and_never_the_case(client: Client) -> None:
    here = office(districts=(district(),))
    code = _code(_sent(client))
    one, staff = Referral.objects.get(), worker(here)

    def told() -> str:
        page = client.post(FOLLOW, {"code": code}).content.decode()
        assert "ヒミツ" not in page
        return re.findall(r"いまのようす：<b>([^<]+)", page)[0]

    states = [told()]
    take_referral(one, by=staff)
    states.append(told())
    answer_writer(one, by=staff, text="書いてくださって\nありがとうございます")
    states += [told(), told()]
    close_referral(one, by=staff, outcome="informed", reason="ヒミツの結果")
    assert [*states, told()] == [
        "受け付けました",
        "担当が決まりました",
        "お返事があります",
        "担当が決まりました",
        "終わりました",
    ]
    assert AccessRecord.objects.filter(look="follow", case_number=one.pk, user_number=None).count() == 5


@pytest.mark.parametrize(("reply", "is_told"), [("none", True), ("code", False)])
def test_who_wants_no_answer_reads_that_none_is_written(client: Client, reply: str, is_told: bool) -> None:
    office(districts=(district(),))
    page = client.post(FOLLOW, {"code": _code(_sent(client, reply=reply))}).content.decode()
    assert ("ここに返事は書きません" in page, "返事は、まだありません" in page) == (is_told, not is_told)


def test_who_has_the_code_writes_on_and_the_one_who_has_the_case_is_rung(client: Client) -> None:
    here = office(districts=(district(),), staff=2)
    code, one = _code(_sent(client)), Referral.objects.get()
    take_referral(one, by=worker(here))
    Mailing.objects.all().delete()
    words = {"code": code, "text": "昼は家にいません", "page": WHOLE["page"]}
    pages = [client.post(FOLLOW, words).content.decode() for _turn in range(2)]
    assert all("昼は家にいません" in page and "送りました。" in page for page in pages)
    assert (Message.objects.count(), list(Mailing.objects.values_list("user", flat=True))) == (1, [worker(here).pk])
    empty = client.post(FOLLOW, words | {"text": "  "}).content.decode()
    assert (_wrong(empty), Message.objects.count()) == (["id_text"], 1)


@pytest.mark.django_db(transaction=True)
def test_while_somebody_works_on_the_case_the_talk_is_shown_and_no_word_is_lost(client: Client) -> None:
    here = office(districts=(district(),))
    code, one = _code(_sent(client)), Referral.objects.get()
    answer_writer(one, by=worker(here), text="火曜に行きます")
    waits, shown = [], []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        shown.append(client.post(FOLLOW, {"code": code}).content.decode())
        shown.append(client.post(FOLLOW, {"code": code, "text": "昼は\n家にいません"}).content.decode())
        waits.append(Referral.objects.get().writer_read_at)

    with transaction.atomic():
        lock_referral(one)
        assert at_once([look]) == [None]
    assert ["火曜に行きます" in page for page in shown] == [True, True]
    assert (_wrong(shown[0]), _wrong(shown[1]), "昼は\n家にいません</textarea>" in shown[1]) == ([], ["id_text"], True)
    assert (Message.objects.filter(side="writer").count(), AccessRecord.objects.filter(look="follow").count()) == (0, 2)
    client.post(FOLLOW, {"code": code})
    assert (waits, Referral.objects.get().has_unread_answer) == ([None], False)


def test_a_wrong_code_opens_nothing_and_many_are_slowed(client: Client, settings: Any) -> None:
    office(districts=(district(),))
    settings.HUB_REFERRALS_FOLLOW_LIMITS = {"client": ((60, 2),), "all": ((60, 100),)}
    right = _code(_sent(client))
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    for typed in (wrong, "12", wrong):  # what is no number is no try
        page = client.post(FOLLOW, {"code": typed}).content.decode()
        assert (_wrong(page), f'value="{typed}"' in page) == (["id_code"], True)
    slowed = client.post(FOLLOW, {"code": right})
    assert (slowed.status_code, "Retry-After" in slowed.headers, AccessRecord.objects.count()) == (429, True, 0)


@pytest.mark.parametrize("before", ["受付番号：", "受付番号は【", "はちまるサポート　受付番号\n"])
def test_a_code_is_read_out_of_what_was_pasted_with_it(client: Client, before: str) -> None:
    office(districts=(district(),))
    code = _code(_sent(client))
    wide = code.replace(" ", "－").translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert "いまのようす" in client.post(FOLLOW, {"code": f"{before}{wide}】です。"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7601-2345", "数字が8個ありました"),
        ("受付番号：" + "１" * 21, "数字が21個ありました"),
        ("受付番号", "数字がありません"),
        ("1" * 401, "長すぎます"),
    ],
)
def test_of_what_is_no_code_it_is_said_how_many_digits_it_has(client: Client, typed: str, said: str) -> None:
    page = client.post(FOLLOW, {"code": typed}).content.decode()
    assert (said in page, _wrong(page), f'value="{typed}"' in page) == (True, ["id_code"], True)


def test_pages_are_kept_by_nobody(client: Client) -> None:
    office(districts=(district(),))
    code = _code(_sent(client))
    answers = [client.get(REFER), client.get(FOLLOW), client.post(REFER, WHOLE), client.post(FOLLOW, {"code": code})]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert all('name="robots" content="noindex"' in answer.content.decode() for answer in answers)
    assert code.replace(" ", "") not in repr([dict(answer.headers) for answer in answers])
