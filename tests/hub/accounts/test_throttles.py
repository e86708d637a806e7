"""Guessing passwords is slow from one address and from many; nobody is locked out by somebody else's guessing."""

from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client

from hub.accounts.models import User
from tests.hub.accounts.factories import PASSWORD, UserFactory
from tests.hub.accounts.letters import sent
from tests.hub.accounts.second_factor import code_of, start_of_step
from tests.markup import parse

pytestmark = pytest.mark.django_db

TOO_MANY = "まちがいが続いたので、10分のあいだ受け付けを止めています。10分たってから、もう一度試してください。"


@pytest.fixture
def victim() -> User:
    return UserFactory(email="victim@example.org", confirmed=True)


def _addresses() -> Iterator[str]:
    return (f"203.0.{high}.{low}" for high in range(113, 116) for low in range(1, 255))


def _try(login: str, password: str, *, address: str, client: Client | None = None, **headers: str) -> HttpResponse:
    data = {"login": login, "password": password}
    return (client or Client()).post("/accounts/login/", data, REMOTE_ADDR=address, **headers)


def _is_held_back(answer: HttpResponse) -> bool:
    return answer.status_code == 429 or TOO_MANY in answer.content.decode()


@pytest.mark.parametrize("login", ["victim@example.org", "nobody@example.org"])
def test_many_addresses_together_get_ten_guesses_at_an_account(victim: User, login: str) -> None:
    answers = [
        _is_held_back(_try(login, "wrong", address=address))
        for address, _n in zip(_addresses(), range(14), strict=False)
    ]
    assert answers == [False] * 10 + [True] * 4


def test_the_right_password_does_not_show_while_guesses_are_held_back(victim: User) -> None:
    for address, _n in zip(_addresses(), range(10), strict=False):
        _try(victim.email, "wrong", address=address)
    right = _try(victim.email, PASSWORD, address="198.51.100.1")
    wrong = _try(victim.email, "wrong", address="198.51.100.2")
    assert _is_held_back(right)
    assert _is_held_back(wrong)
    assert "sessionid" not in right.cookies


def test_one_address_gets_twenty_guesses_at_all_accounts(victim: User) -> None:
    held = [_is_held_back(_try(f"person{n}@example.org", "wrong", address="203.0.113.7")) for n in range(22)]
    assert held == [False] * 20 + [True] * 2


def test_a_forged_header_makes_no_other_client_of_one(victim: User) -> None:
    """No proxy of ours stands before the hub, so what the header says counts for nothing."""
    held = [
        _is_held_back(_try(f"p{n}@example.org", "wrong", address="203.0.113.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}"))
        for n in range(22)
    ]
    assert held == [False] * 20 + [True] * 2


def test_behind_a_proxy_only_what_it_adds_counts(victim: User, settings: object) -> None:
    settings.TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    held = [
        _is_held_back(
            _try(f"p{n}@example.org", "w", address="10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 203.0.113.7")
        )
        for n in range(22)
    ]
    assert held == [False] * 20 + [True] * 2
    other = _try("p@example.org", "w", address="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.8")
    assert not _is_held_back(other)


def test_an_ipv6_household_is_one_client(victim: User) -> None:
    held = [_is_held_back(_try(f"p{n}@example.org", "w", address=f"2001:db8::{n + 1:x}")) for n in range(22)]
    assert held == [False] * 20 + [True] * 2


def test_a_browser_in_which_the_account_was_opened_before_always_gets_in(victim: User) -> None:
    own = Client()
    assert _try(victim.email, PASSWORD, address="198.51.100.1", client=own).status_code == 302
    own.post("/accounts/logout/")
    for address, _n in zip(_addresses(), range(14), strict=False):
        _try(victim.email, "wrong", address=address)
    for n in range(22):  # and somebody in the same office guesses too
        _try(f"p{n}@example.org", "wrong", address="198.51.100.1")
    assert _try(victim.email, PASSWORD, address="198.51.100.1", client=own)["Location"] == "/me/"


def test_a_new_browser_gets_in_by_the_link_in_a_mail(victim: User) -> None:
    for address, _n in zip(_addresses(), range(14), strict=False):
        _try(victim.email, "wrong", address=address)
    new = Client(REMOTE_ADDR="198.51.100.1")
    new.post("/accounts/password/reset/", {"email": victim.email})
    form = new.get(sent()[0].path)["Location"]
    password = "また別のとても長い合言葉です"
    assert new.post(form, {"password1": password, "password2": password})["Location"] == "/me/"
    new.post("/accounts/logout/")
    assert _try(victim.email, password, address="198.51.100.1", client=new)["Location"] == "/me/"


def test_a_known_browser_of_one_account_is_no_pass_for_another(victim: User) -> None:
    UserFactory(email="attacker@example.org", confirmed=True)
    own = Client()
    _try("attacker@example.org", PASSWORD, address="203.0.113.7", client=own)
    own.post("/accounts/logout/")
    held = [
        _is_held_back(_try(victim.email, "wrong", address=address, client=own))
        for address, _n in zip(_addresses(), range(12), strict=False)
    ]
    assert held == [False] * 10 + [True] * 2


def test_a_known_browser_gets_ten_guesses_itself(victim: User) -> None:
    own = Client()
    _try(victim.email, PASSWORD, address="198.51.100.1", client=own)
    own.post("/accounts/logout/")
    held = [_is_held_back(_try(victim.email, "wrong", address="198.51.100.1", client=own)) for _n in range(12)]
    assert held == [False] * 10 + [True] * 2


def test_a_forged_device_is_not_known(victim: User) -> None:
    own = Client()
    own.cookies["device"] = "WyJ4IiwgInkiXQ:1tAAAA:forged"
    for address, _n in zip(_addresses(), range(10), strict=False):
        _try(victim.email, "wrong", address=address)
    assert _is_held_back(_try(victim.email, PASSWORD, address="198.51.100.1", client=own))


def test_codes_of_the_second_factor_can_not_be_guessed(victim: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(victim, secret)
    right = code_of(secret)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answers = []
    for address, _n in zip(_addresses(), range(12), strict=False):
        one = Client(REMOTE_ADDR=address)
        assert _try(victim.email, PASSWORD, address=address, client=one)["Location"].startswith("/accounts/2fa/")
        answers.append(TOO_MANY in one.post("/accounts/2fa/authenticate/", {"code": wrong}).content.decode())
    assert answers == [False] * 10 + [True] * 2
    assert Authenticator.objects.get(user=victim).last_used_at is None


def test_a_code_works_once(victim: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(victim, secret)
    first, second = Client(), Client()
    for one in (first, second):
        _try(victim.email, PASSWORD, address="198.51.100.1", client=one)
    with time_machine.travel(start_of_step()):
        code = code_of(secret)
        assert first.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/me/"
        assert second.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert second.get("/me/").status_code == 302


@pytest.mark.parametrize(
    ("path", "data", "most"),
    [
        ("/accounts/signup/", {"email": "x", "password1": "x"}, 80),
        ("/accounts/password/reset/", {"email": "victim@example.org"}, 5),
    ],
)
def test_forms_that_send_mails_are_held_back(victim: User, path: str, data: dict[str, str], most: int) -> None:
    statuses = [Client().post(path, data).status_code for _n in range(most + 2)]
    assert statuses[most:] == [429, 429]
    assert 429 not in statuses[:most]


def test_who_is_held_back_at_the_sign_in_reads_what_helps(victim: User) -> None:
    for address, _n in zip(_addresses(), range(10), strict=False):
        _try(victim.email, "wrong", address=address)
    page = parse(_try(victim.email, PASSWORD, address="198.51.100.1"))
    first, second = (line.text for line in page.one("div", "wrongs").all("p"))
    assert first == TOO_MANY
    assert second.startswith("すぐに入るには、下の「パスワードがわからないとき」から")


def test_a_workshop_of_forty_signs_up_from_one_address() -> None:
    statuses = []
    for n in range(40):
        new = {"email": f"guest{n}@example.org", "password1": PASSWORD, "display_name": "", "has_agreed": "on"}
        tries = ({**new, "password1": "short"}, new)
        statuses += [Client().post("/accounts/signup/", data).status_code for data in tries]
    assert statuses == [200, 302] * 40


def test_who_is_held_back_at_the_sign_up_reads_for_how_long_and_loses_nothing() -> None:
    with time_machine.travel("2026-11-25T03:00:00+00:00", tick=False) as clock:
        for _n in range(80):
            Client().post("/accounts/signup/", {})
        clock.shift(600)
        typed = {"email": "hana@example.org", "password1": PASSWORD, "display_name": "はな", "has_agreed": "on"}
        answer = Client().post("/accounts/signup/", typed)
        assert (answer.status_code, answer["Retry-After"]) == (429, "3000")
        page = parse(answer)
        assert "50分ほどたってから" in page.one("div", "wrongs").text
        boxes = {box.attributes["name"]: box.attributes for box in page.one("main").all("input")}
        assert (boxes["email"]["value"], boxes["display_name"]["value"]) == ("hana@example.org", "はな")
        assert ("checked" in boxes["has_agreed"], "value" in boxes["password1"]) == (True, False)
        clock.shift(3_000)
        assert Client().post("/accounts/signup/", typed).status_code == 302


def test_other_pages_say_the_real_time_too(victim: User) -> None:
    with time_machine.travel("2026-11-25T03:00:00+00:00", tick=False):
        for _n in range(6):
            answer = Client().post("/accounts/password/reset/", {"email": "VICTIM@example.org"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "60分ほどたってから" in parse(answer).one("main").text
