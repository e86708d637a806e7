"""The second factor and passkeys: codes as people type them, our words, nothing that works with a script alone without one."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from hub.accounts.forms.factors import AuthenticatePasskeyForm
from hub.accounts.models import User
from tests.hub.accounts.factories import PASSWORD, UserFactory
from tests.hub.accounts.second_factor import code_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db

WRONG = "数字がちがいます。次の数字が出るのを待って"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture
def resident() -> User:
    return UserFactory(email="known@example.org", confirmed=True)


def _code(secret: str) -> str:
    return code_of(secret).translate(_WIDE)


def _at_the_code(client: Client, user: User) -> str:
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    return "/accounts/2fa/authenticate/"


def test_a_code_is_taken_in_full_width_at_the_sign_in(client: Client, resident: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(resident, secret)
    path = _at_the_code(client, resident)
    box = parse(client.get(path)).one("input", id="id_code").attributes
    assert (box["inputmode"], box["autocomplete"]) == ("numeric", "one-time-code")
    assert WRONG in client.post(path, {"code": "００００００"}).content.decode()
    assert client.post(path, {"code": f"{_code(secret)[:3]}　{_code(secret)[3:]}"})["Location"] == "/me/"


def test_a_code_is_taken_in_full_width_when_the_app_is_added(client: Client, resident: User) -> None:
    sign_in(client, resident)
    page = parse(client.get("/accounts/2fa/totp/activate/"))
    box = page.one("input", id="id_code").attributes
    assert (box["inputmode"], box["autocomplete"]) == ("numeric", "one-time-code")
    answer = client.post("/accounts/2fa/totp/activate/", {"code": _code(page.one("code", "secret").text)})
    assert answer.status_code == 302
    assert Authenticator.objects.filter(user=resident, type=Authenticator.Type.TOTP).count() == 1
    page = parse(client.get("/accounts/2fa/recovery-codes/"))
    assert page.one("main").link("わたしのページ") == "/me/"


def test_a_passkey_is_offered_to_who_has_one(client: Client, resident: User) -> None:
    TOTP.activate(resident, generate_totp_secret())
    path = _at_the_code(client, resident)
    assert "パスキー" not in parse(client.get(path)).one("main").text
    Authenticator.objects.create(user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    assert not AuthenticatePasskeyForm(user=resident).has_passkey
    Authenticator.objects.create(user=resident, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    assert AuthenticatePasskeyForm(user=resident).has_passkey


def _shown_without_script(page: Node) -> set[str]:
    hidden = {id(node) for part in page.all() if "hidden" in part.attributes for node in part.walk()}
    return {button.text for button in page.one("main").all("button") if id(button) not in hidden}


def test_without_a_script_no_button_needs_one(client: Client, resident: User) -> None:
    login = parse(client.get("/accounts/login/"))
    assert _shown_without_script(login) == {"ログインする"}
    assert "data-no-passkey" in login.one("section", **{"aria-labelledby": "passkey-h"}).one("p", "hint").attributes
    sign_in(client, resident)
    assert _shown_without_script(parse(client.get("/accounts/2fa/webauthn/add/"))) == set()


@pytest.mark.parametrize("sent", ["", "x", "{}"])
def test_a_passkey_that_is_not_sent_is_answered_with_words(client: Client, sent: str) -> None:
    page = parse(client.post("/accounts/2fa/webauthn/login/", {"credential": sent}, follow=True))
    assert (
        page.one("div", role="status").text
        == "パスキーを読み取れませんでした。もう一度押すか、ほかの方法を使ってください。"
    )


def test_a_new_passkey_opens_the_door_by_itself(client: Client, resident: User) -> None:
    sign_in(client, resident)
    page = parse(client.get("/accounts/2fa/webauthn/add/", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Edg/126.0"))
    assert [label.text for label in page.one("main").all("label")] == [
        "この端末の名前",
        "パスワードなしで入れるようにする",
    ]
    assert page.one("input", id="id_name").attributes["value"] == "Windows / Edge"
    assert "checked" in page.one("input", id="id_passwordless").attributes
