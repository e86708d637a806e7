"""Where more comes than people send: work, then a look by somebody; never a refusal, and nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hub.notifications.models import Mailing
from referrals.models import AccessRecord, Message, Referral, Sign
from referrals.services.intake import receive_referral
from tests.hub.accounts.factories import OrganizationFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.test_proof_of_work import solve
from tests.markup import parse
from tests.referrals.cases import district, office, told
from tests.referrals.dump import dump_database
from tests.threads import at_once

pytestmark = pytest.mark.django_db
REFER, FOLLOW = "/support/refer/", "/support/follow/"
_LONG = 10**10  # seconds
PAGE = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


@pytest.fixture(autouse=True)
def _narrow(settings: Any) -> None:
    """Work for each; from the third that was worked for a look. In windows that end while no test runs."""
    cache.clear()
    settings.HUB_REFERRALS_PROOF_BITS = 5
    settings.HUB_REFERRALS_LIMITS = {"client": ((_LONG, 0),), "all": ((_LONG, 100),)}
    settings.HUB_REFERRALS_PROVEN_LIMITS = {"client": ((_LONG, 2),), "all": ((_LONG, 100),)}
    settings.HUB_REFERRALS_FOLLOW_LIMITS = {"client": ((_LONG, 0),), "all": ((_LONG, 100),)}
    settings.HUB_REFERRALS_FOLLOW_PROVEN_LIMITS = {"client": ((_LONG, 3),), "all": ((_LONG, 100),)}
    office(districts=(district(),))


def _typed(text: str, **more: Any) -> dict[str, Any]:
    return {
        "page": PAGE, "step": "3", "writer": "neighbour", "consent": "unknown", "text": text, "reply": "code",
        "district": str(district().pk),
    } | more  # fmt: skip


def _asked(answer: Any) -> dict[str, str]:
    """What the page of the work would send with the challenge solved."""
    page = parse(answer.content.decode())
    form = page.one("form", id="intake") if page.all("form", id="intake") else page.all("form", method="post")[0]
    sent = {one.attributes["name"]: one.attributes.get("value", "") for one in form.all("input")}
    return sent | {"challenge": form.attributes["data-proof"], "answer": solve(form.attributes["data-proof"])}


def _is_work(answer: Any) -> bool:
    return "もう少しで送れます" in answer.content.decode()


def _held() -> list[bool]:
    return list(Referral.objects.order_by("pk").values_list("is_held", flat=True))


def test_from_work_to_a_look_and_never_to_a_refusal(client: Client) -> None:
    for text in ("ふたつめ\n二行", "みっつめ", "よっつめ"):
        asked = client.post(REFER, _typed(text))
        assert (asked.status_code, _is_work(asked)) == (200, True)
        done = client.post(REFER, _asked(asked))
        assert ('class="code"' in done.content.decode(), Referral.objects.latest("pk").text.unsealed()) == (True, text)
    assert _held() == [False, False, True]


def test_who_does_not_wait_or_has_no_script_is_taken_in_and_looked_at(client: Client) -> None:
    sent = _asked(client.post(REFER, _typed("ふたつめ")))
    sent = {name: value for name, value in sent.items() if name not in {"challenge", "answer"}}  # both are disabled
    assert 'class="code"' in client.post(REFER, sent | {"unproven": "1"}).content.decode()
    assert _held() == [True]


def test_work_counts_for_the_words_it_was_done_for_and_for_nothing_else(client: Client) -> None:
    sent = _asked(client.post(REFER, _typed("ふたつめ")))
    forged = sent["challenge"][:-1] + ("0" if sent["challenge"][-1] != "0" else "1")
    wrong = [
        sent | {"text": "べつのこと"},
        sent | {"page": "2b4e28ba-2fa1-11d2-883f-0016d3cca427"},
        sent | {"challenge": forged, "answer": solve(forged)},
        sent | {"answer": ""},
    ]
    assert [_is_work(client.post(REFER, one)) for one in wrong] == [True] * 4
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert _is_work(client.post(REFER, sent))
    assert _held() == []
    codes = {re.findall(r'class="code">([^<]+)', client.post(REFER, sent).content.decode())[0] for _n in range(3)}
    assert (len(codes), _held(), Mailing.objects.count()) == (1, [False], 1)


def test_an_urgent_sign_is_asked_for_no_work_and_a_machine_for_none_either(client: Client) -> None:
    sign = Sign.objects.create(text="返事がない", is_urgent=True)
    for text in ("ひとつめ", "ふたつめ", "みっつめ", "よっつめ"):
        assert 'class="code"' in client.post(REFER, _typed(text, signs=sign.pk)).content.decode()
    assert 'class="code"' in client.post(REFER, _typed("広告", website="x")).content.decode()
    assert _held() == [False] * 4 + [True]


def test_the_account_of_a_professional_stands_for_the_work(client: Client) -> None:
    nurse = sign_in(client, member_of(OrganizationFactory(verified=True, kind="care")))
    for text in ("ひとつめ", "ふたつめ", "みっつめ"):
        assert 'class="code"' in nurse.post(REFER, _typed(text)).content.decode()
    assert _held() == [False, False, True]
    assert _is_work(nurse.post(REFER, _typed("名前なし", unnamed="on")))


def test_back_from_the_work_everything_stands_as_it_was_typed(client: Client) -> None:
    sent = _asked(client.post(REFER, _typed("ふたつめ\n二行")))
    assert "ふたつめ\n二行</textarea>" in client.post(REFER, sent | {"back": "1"}).content.decode()


def test_without_redis_it_is_the_same(client: Client, settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    asked = client.post(REFER, _typed("ふたつめ"))
    assert (_is_work(asked), 'class="code"' in client.post(REFER, _asked(asked)).content.decode()) == (True, True)
    assert _held() == [False]


def test_of_the_work_nothing_is_kept(client: Client) -> None:
    sent = _asked(client.post(REFER, _typed("ふたつめ")))
    client.post(REFER, sent)
    kept = "\n".join(dump_database().values())
    assert [word for word in (sent["challenge"], PAGE, "203.0.113") if word in kept] == []
    assert list(client.cookies) == ["csrftoken"]


@pytest.mark.django_db(transaction=True)
def test_one_solved_form_sent_by_two_taps_at_once_is_one(settings: Any) -> None:
    # Each tap is counted: whichever of four comes first is within the limit.
    settings.HUB_REFERRALS_PROVEN_LIMITS = {"client": ((_LONG, 4),), "all": ((_LONG, 100),)}
    client = Client()
    sent = _asked(client.post(REFER, _typed("ふたつめ")))
    assert at_once([lambda: Client().post(REFER, sent)] * 4) == [None] * 4
    assert _held() == [False]


def test_a_code_beyond_the_limit_takes_work_each_time_or_a_wait(client: Client) -> None:
    right = receive_referral(told()).code
    guess = "0" * 20
    slowed = client.post(FOLLOW, {"code": guess})
    assert (slowed.status_code, "Retry-After" in slowed.headers) == (429, True)
    solved = _asked(slowed)
    missed = client.post(FOLLOW, solved)
    assert (missed.status_code, "見つかりませんでした" in missed.content.decode()) == (200, True)
    # The work of one guess opens no other code, not even the right one.
    assert client.post(FOLLOW, solved | {"code": right}).status_code == 429
    opened = client.post(FOLLOW, _asked(client.post(FOLLOW, {"code": right})))
    assert (opened.status_code, "いまのようす" in opened.content.decode()) == (200, True)
    assert AccessRecord.objects.filter(look="follow").count() == 1


def test_what_was_written_on_waits_with_the_code(client: Client) -> None:
    right = receive_referral(told()).code
    slowed = client.post(FOLLOW, {"code": right, "text": "昼は\n家にいません", "page": PAGE})
    assert (slowed.status_code, Message.objects.count()) == (429, 0)
    assert "送りました。" in client.post(FOLLOW, _asked(slowed)).content.decode()
    assert Message.objects.get().text.unsealed() == "昼は\n家にいません"


def _follow(answer: Any) -> dict[str, str]:
    """What the button of the page that asks for the number sends."""
    boxes = parse(answer.content.decode()).one("form", id="follow").all("input")
    return {one.attributes["name"]: one.attributes.get("value", "") for one in boxes}


def test_the_work_of_one_reply_sends_no_other(client: Client) -> None:
    right = receive_referral(told()).code
    worked = _asked(client.post(FOLLOW, {"code": right, "text": "ひとつめ\r\n二行", "page": PAGE}))
    looked = _asked(client.post(FOLLOW, {"code": right}))
    others = [
        worked | {"text": "ふたつめ"},
        worked | {"page": PAGE.replace("1", "2")},
        looked | {"text": "ふたつめ", "page": PAGE},
        {name: value for name, value in worked.items() if name in {"code", "challenge", "answer"}},
    ]
    assert [client.post(FOLLOW, one).status_code for one in others] == [429] * 4
    sent = [client.post(FOLLOW, worked) for _n in range(2)]
    assert (["送りました。" in one.content.decode() for one in sent], Message.objects.count()) == ([True, True], 1)


def test_a_page_without_a_mark_is_given_one_that_its_work_is_bound_to(client: Client) -> None:
    right = receive_referral(told()).code
    worked = _asked(client.post(FOLLOW, {"code": right, "text": "ひとつめ", "page": "x"}))
    assert [client.post(FOLLOW, worked | page).status_code for page in ({"page": "x"}, {})] == [429, 200]
    assert Message.objects.count() == 1


def test_what_was_worked_for_is_counted_too_and_waits_with_its_words(client: Client) -> None:
    right = receive_referral(told()).code
    for number in range(4):
        text = f"{number}つめ\n二行"
        answer = client.post(FOLLOW, _asked(client.post(FOLLOW, {"code": right, "text": text, "page": PAGE})))
    page = answer.content.decode()
    assert (answer.status_code, Message.objects.count(), "data-proof" in page) == (429, 3, False)
    assert ("分ほど止めています" in page, int(answer.headers["Retry-After"]) > 0) == (True, True)
    kept = _follow(answer)
    assert (kept["text"], kept["page"], kept["code"]) == (text, PAGE, right)
    cache.clear()  # the wait is over
    assert "送りました。" in client.post(FOLLOW, _asked(client.post(FOLLOW, kept))).content.decode()
    assert Message.objects.latest("pk").text.unsealed() == text
