"""Sign-up, sign-in, lost passwords, changed addresses: what works, and that nobody learns who has an account."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hub.accounts.models import User
from hub.accounts.services.profiles import forget_old_wishes, keep_wish
from tests.hub.accounts.factories import PASSWORD, UserFactory
from tests.hub.accounts.letters import kinds_sent, sent
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "とても長くて覚えやすい合言葉"
SIGN_UP = {"email": "hana@example.org", "password1": NEW_PASSWORD, "display_name": "はな", "has_agreed": "on"}


@pytest.fixture
def resident() -> User:
    return UserFactory(email="known@example.org", confirmed=True)


def _shown(answer: HttpResponse) -> tuple[int, str | None, str]:
    """What a person can tell apart: status, where to, and the page without its tokens and the words typed."""
    text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())
    return answer.status_code, answer.headers.get("Location"), re.sub(r"\w+@example\.org", "…", text)


def test_an_account_is_made_confirmed_and_opened(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 200
    answer = client.post("/accounts/signup/", SIGN_UP)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    [mail] = sent()
    assert (mail.kind, mail.to) == ("accounts.confirm_address", "hana@example.org")
    assert client.get(mail.path).status_code == 200
    assert not EmailAddress.objects.get().verified  # a mail scanner opens links too
    client.post(mail.path)
    assert EmailAddress.objects.get().verified
    answer = Client().post("/accounts/login/", {"login": "HANA@example.org", "password": NEW_PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert str(User.objects.get()) == "はな"


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/partners/join/?programme=kyoso", "/partners/join/?programme=kyoso"),
        *(
            (wanted, "/me/")
            for wanted in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1")
        ),
        ("partners/join/", "/me/"),
        (f"/{'a' * 300}", "/me/"),
        ("", "/me/"),
    ],
)
def test_who_signs_up_on_the_way_somewhere_is_led_there_once_from_any_browser(
    client: Client, wanted: str, there: str
) -> None:
    client.post("/accounts/signup/", SIGN_UP | {"next": wanted})
    [mail] = sent()
    assert "next" not in mail.path
    elsewhere = Client()
    elsewhere.post(mail.path)
    signing_in = {"login": SIGN_UP["email"], "password": NEW_PASSWORD}
    assert elsewhere.post("/accounts/login/", signing_in)["Location"] == there
    assert Client().post("/accounts/login/", signing_in)["Location"] == "/me/"


@pytest.mark.parametrize(
    ("wanted", "is_kept"),
    [
        *(("/partners/join/?programme=kyoso", True), ("/me/needs/", True), ("/find/?q=a", True)),
        *(("/roles/1/apply/", True), ("/roles/certificates/check/KS-0001/ABC/", False)),
        *(("/accounts/logout/", False), ("/nowhere/", False), ("/events/nowhere", False), ("/admin/", False)),
        *(("/invitations/1-abc/", False), ("/notices/stop/abc/", False), ("/needs/raise/1/abc/", False)),
        *(
            ("/partners/check/KP-0001/ABC/", False),
            ("/partners/talk/1/abc/?a=b", False),
            (f"/find/?q={'a' * 300}", False),
        ),
    ],
)
def test_no_address_that_opens_something_is_kept(wanted: str, is_kept: bool) -> None:
    user = UserFactory()
    keep_wish(user, wanted)
    assert User.objects.values_list("came_for", flat=True).get() == (wanted if is_kept else "")


def test_where_somebody_was_on_the_way_to_is_forgotten_after_a_month() -> None:
    now = timezone.now()
    for days in (29, 31):
        keep_wish(UserFactory(date_joined=now - timedelta(days=days)), "/needs/raise/")
    assert forget_old_wishes(now) == 1
    assert User.objects.exclude(came_for="").get().date_joined == now - timedelta(days=29)


def test_a_nickname_that_turns_text_around_is_made_plain(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP | {"display_name": "\u202eはな\u2066\u200b"})
    assert User.objects.get().display_name == "はな"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "", "メールアドレスを書いてください。"),
        ("email", "hana", "メールアドレスを、name@example.jp のように書いてください。"),
        ("password1", "", "パスワードを書いてください。"),
        ("password1", "みじかい", "短すぎます。12文字以上にしてください。"),
        ("has_agreed", "", "利用のきまりを読んで、よければ印をつけてください。"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    client: Client, field: str, value: str, message: str
) -> None:
    page = client.post("/accounts/signup/", {**SIGN_UP, field: value}).content.decode()
    assert f'<div class="wrong" id="id_{field}_error"><p>{message}</p></div>' in page
    assert 'value="はな"' in page
    assert User.objects.count() == 0
    assert sent() == []


def test_an_account_that_is_not_confirmed_is_not_open(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    answer = client.post("/accounts/login/", {"login": SIGN_UP["email"], "password": NEW_PASSWORD})
    assert answer["Location"] == "/accounts/confirm-email/"
    assert client.get("/me/").status_code == 302


def test_signing_up_answers_alike_for_an_address_that_has_an_account(client: Client, resident: User) -> None:
    new = client.post("/accounts/signup/", SIGN_UP)
    known = Client().post("/accounts/signup/", {**SIGN_UP, "email": "KNOWN@example.org"})
    assert _shown(new) == _shown(known)
    assert set(new.cookies) == set(known.cookies)
    assert kinds_sent() == [
        ("accounts.confirm_address", "hana@example.org"),
        ("accounts.has_account", "known@example.org"),
    ]
    assert User.objects.filter(email__iexact="known@example.org").count() == 1
    resident.refresh_from_db()
    assert resident.check_password(PASSWORD)


def test_signing_in_answers_alike_for_known_and_unknown_addresses(client: Client, resident: User) -> None:
    known = client.post("/accounts/login/", {"login": resident.email, "password": "wrong"})
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert known.status_code == 200
    assert _shown(known) == _shown(unknown)


def test_a_lost_password_answers_alike_for_known_and_unknown_addresses(client: Client, resident: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": resident.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert known["Location"] == "/accounts/password/reset/done/"
    assert _shown(known) == _shown(unknown)
    assert kinds_sent() == [
        ("accounts.reset_password", "known@example.org"),
        ("accounts.no_account", "nobody@example.org"),
    ]


def _follow_reset(client: Client, path: str, password: str) -> HttpResponse:
    """Opens the link of the mail, which leads to a form whose address holds no token."""
    form = client.get(path)["Location"]
    return client.post(form, {"password1": password, "password2": password})


def test_the_link_of_a_lost_password_works_once(client: Client, resident: User) -> None:
    client.post("/accounts/password/reset/", {"email": resident.email})
    path = sent()[0].path
    answer = _follow_reset(client, path, NEW_PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    resident.refresh_from_db()
    assert resident.check_password(NEW_PASSWORD)
    assert kinds_sent()[1:] == [("accounts.password_changed", "known@example.org")]
    again = Client().get(path)
    assert "このリンクは古いか、もう使われたものです。" in again.content.decode()


def test_a_lost_password_does_not_get_around_the_second_factor(client: Client) -> None:
    staff = UserFactory(staff=True, confirmed=True)
    sign_in(Client(), staff)  # makes the factor
    client.post("/accounts/password/reset/", {"email": staff.email})
    answer = _follow_reset(client, sent()[0].path, NEW_PASSWORD)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/me/").status_code == 302


def test_the_former_address_is_told_of_the_new_one(client: Client, resident: User) -> None:
    sign_in(client, resident)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    resident.refresh_from_db()
    assert resident.email == "known@example.org"
    [confirm] = sent()
    assert (confirm.kind, confirm.to) == ("accounts.confirm_address", "new@example.org")
    client.post(confirm.path)
    resident.refresh_from_db()
    assert resident.email == "new@example.org"
    told = kinds_sent()[1:]
    assert ("accounts.address_changed", "known@example.org") in told
    assert list(EmailAddress.objects.filter(user=resident).values_list("email", "verified")) == [
        ("new@example.org", True)
    ]


def test_changing_to_an_address_that_has_an_account_answers_alike(client: Client, resident: User) -> None:
    UserFactory(email="taken@example.org", confirmed=True)
    sign_in(client, resident)
    free = client.post("/accounts/email/", {"email": "free@example.org", "action_add": ""})
    client.post("/accounts/email/", {"email": "free@example.org", "action_remove": ""})
    taken = client.post("/accounts/email/", {"email": "taken@example.org", "action_add": ""})
    assert (free.status_code, free.headers.get("Location")) == (taken.status_code, taken.headers.get("Location"))
    mail = sent()[-1]
    assert mail.to == "taken@example.org"
    assert mail.letter is not None
    assert mail.letter.subject == "すでに登録があります"


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_after_signing_in_one_stays_on_the_site(client: Client, resident: User, there: str) -> None:
    answer = client.post("/accounts/login/", {"login": resident.email, "password": PASSWORD, "next": there})
    assert answer["Location"] == "/me/"


def test_signing_in_makes_a_new_session(client: Client, resident: User) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["before"] = "1"
    session.save()
    before = session.session_key
    client.post("/accounts/login/", {"login": resident.email, "password": PASSWORD})
    assert client.session.session_key != before


def test_the_list_of_sign_ins_names_the_device_and_ends_the_others(client: Client, resident: User) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14; Pixel 7a) AppleWebKit/537.36 Chrome/126.0.6478.122 Mobile Safari/537.36"
    elsewhere = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR="203.0.113.9")
    for one in (elsewhere, client):
        one.post("/accounts/login/", {"login": resident.email, "password": PASSWORD})
    page = client.get("/accounts/sessions/").content.decode()
    assert "Android / Chrome" in page
    assert "Pixel" not in page
    kept = UserSession.objects.filter(user_agent="Android / Chrome").get()
    assert kept.ip == "::"
    client.post("/accounts/sessions/")
    assert elsewhere.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_a_new_password_ends_the_other_sessions(client: Client, resident: User) -> None:
    elsewhere = Client()
    for one in (elsewhere, client):
        one.post("/accounts/login/", {"login": resident.email, "password": PASSWORD})
    change = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/password/change/", change)
    assert client.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert kinds_sent() == [("accounts.password_changed", resident.email)]


def test_signing_out_needs_a_post(client: Client, resident: User) -> None:
    sign_in(client, resident)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302


def test_an_account_that_was_stopped_is_out_at_once(client: Client, resident: User) -> None:
    sign_in(client, resident)
    User.objects.filter(pk=resident.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302
    answer = Client().post("/accounts/login/", {"login": resident.email, "password": PASSWORD})
    assert answer.headers.get("Location") in {None, "/accounts/inactive/"}


def test_the_pattern_for_the_app_is_a_drawing_and_holds_no_word(client: Client) -> None:
    """The one thing that a page of ours takes as it comes: allauth draws it, of a secret and the address."""
    sign_in(client, UserFactory(email="a&b<i>@example.org", confirmed=True))
    drawing = parse(client.get("/accounts/2fa/totp/activate/").content.decode()).one("div", "qr")
    assert {node.tag for node in drawing.walk()} == {"div", "svg", "path"}
    assert drawing.text == ""


def test_the_way_to_a_new_password_is_shown_once_and_no_box_speaks(client: Client) -> None:
    page = parse(client.get("/accounts/login/").content.decode())
    assert [one.attributes["href"] for one in page.all("a") if "reset" in one.attributes["href"]] == [
        "/accounts/password/reset/"
    ]
    for path in ("login", "signup", "password/reset"):
        boxes = parse(client.get(f"/accounts/{path}/").content.decode()).all("input")
        assert [box for box in boxes if "placeholder" in box.attributes] == []


def test_an_address_is_taken_in_full_width(client: Client, resident: User) -> None:
    answer = client.post("/accounts/login/", {"login": "ＫＮＯＷＮ＠ｅｘａｍｐｌｅ．ｏｒｇ", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    Client().post("/accounts/password/reset/", {"email": "ｋｎｏｗｎ＠ｅｘａｍｐｌｅ．ｏｒｇ"})
    Client().post("/accounts/signup/", {**SIGN_UP, "email": "ｈａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ"})
    assert kinds_sent() == [
        ("accounts.reset_password", "known@example.org"),
        ("accounts.confirm_address", "hana@example.org"),
    ]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("login", {"login": "", "password": ""}),
        ("login", {"login": "hana", "password": ""}),
        ("password/reset", {"email": ""}),
        ("password/reset", {"email": "hana"}),
    ],
)
def test_the_door_speaks_our_words(client: Client, path: str, data: dict[str, str]) -> None:
    page = parse(client.post(f"/accounts/{path}/", data))
    address = next(iter(data.values()))
    said = (
        "メールアドレスを、name@example.jp のように書いてください。" if address else "メールアドレスを書いてください。"
    )
    passwords = ["パスワードを書いてください。"] if "password" in data else []
    assert [one.text for one in page.all("div", "wrong")] == [said, *passwords]


def test_who_asks_again_within_the_minute_reads_that_nothing_is_sent(client: Client, resident: User) -> None:
    sign_in(client, resident)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    client.get("/accounts/email/")
    page = parse(client.post("/accounts/email/", {"email": "new@example.org", "action_send": ""}, follow=True))
    assert page.one("div", role="status").text.startswith(
        "確認のメールは、さっき送りました。1分のあいだは、もう一度送りません。"
    )
    assert len(kinds_sent()) == 1


def test_ones_own_address_is_said_to_be_ones_own(client: Client, resident: User) -> None:
    sign_in(client, resident)
    page = parse(client.post("/accounts/email/", {"email": resident.email, "action_add": ""}))
    assert page.one("div", "wrong").text.startswith("このメールアドレスは、もうあなたの登録にあります。")


def test_a_confirmation_that_was_used_leads_to_the_sign_in(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    path = sent()[0].path
    client.post(path)
    assert "もう確認が済んでいるときは、このままログインできます。" in Client().get(path).content.decode()


def test_the_list_of_sign_ins_speaks_of_a_button_only_where_there_is_one(client: Client, resident: User) -> None:
    for one in (client, Client()):
        one.post("/accounts/login/", {"login": resident.email, "password": PASSWORD})
        page = parse(client.get("/accounts/sessions/")).one("main")
        buttons = [button.text for button in page.all("button")]
        assert ("「ほかをすべて終わりにする」を押して" in page.text) is ("ほかをすべて終わりにする" in buttons)


def test_before_something_weighty_the_way_to_a_new_password_is_shown_once(client: Client, resident: User) -> None:
    client.force_login(resident, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = parse(client.get("/accounts/reauthenticate/"))
    assert [one.text for one in page.all("a") if "password/reset" in one.attributes["href"]] == [
        "パスワードがわからないとき"
    ]
