"""The life of a personal key, and what it opens."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter

from hub.accounts.models import User
from hub.api.enums import Scope
from hub.api.models import PersonalToken
from hub.api.services import tokens
from hub.api.services.tokens import create_token, note_use, revoke_token
from hub.api.tasks import forget_answers
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in, sign_in_by_password_alone
from tests.hub.api.clients import Program, problem
from tests.markup import parse
from tests.threads import at_once

pytestmark = pytest.mark.django_db
ANYTHING = "/api/v1/events/"


@pytest.fixture
def user() -> User:
    made: User = UserFactory(confirmed=True)
    return made


def _ask(secret: str, scheme: str = "Bearer ") -> Any:
    return Client().get(ANYTHING, headers={"Authorization": f"{scheme}{secret}"})


def test_a_key_is_long_random_and_kept_as_its_hash(user: User) -> None:
    token, secret = create_token(user=user, name="予定表", scope=Scope.READ)
    assert re.fullmatch(r"hub_[A-Za-z0-9_-]{43}", secret)
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert (token.hint, str(token)) == (secret[:8], f"{secret[:8]}…")
    row = PersonalToken.objects.filter(pk=token.pk).values().get()
    assert not any(secret in str(value) for value in row.values())
    assert token.expires_at - token.created_at > timedelta(days=364)
    assert len({create_token(user=user, name=f"k{n}", scope=Scope.READ)[1] for n in range(10)}) == 10
    assert _ask(secret).status_code == 200


@pytest.mark.parametrize("name", ["", " "])
def test_it_has_a_name(user: User, name: str) -> None:
    with pytest.raises(DomainError, match="名前"):
        create_token(user=user, name=name, scope=Scope.READ)


@pytest.mark.parametrize("days", [0, -1, 401, 10**9])
def test_it_ends(user: User, days: int) -> None:
    with pytest.raises(DomainError, match="400日"):
        create_token(user=user, name="鍵", scope=Scope.READ, days=days)
    assert not PersonalToken.objects.exists()


def test_a_scope_is_known_and_an_account_in_use(user: User) -> None:
    with pytest.raises(DomainError):
        create_token(user=user, name="鍵", scope="admin")
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(DomainError, match="いま使えません"):
        create_token(user=user, name="鍵", scope=Scope.READ)


def test_twenty_live_ones_at_most_with_names_of_their_own(user: User) -> None:
    made = [create_token(user=user, name=f"鍵{number}", scope=Scope.READ)[0] for number in range(tokens.MOST_LIVE)]
    with pytest.raises(DomainError, match="20個"):
        create_token(user=user, name="もうひとつ", scope=Scope.READ)
    revoke_token(made[0], by=user)
    with pytest.raises(DomainError, match="同じ名前"):
        create_token(user=user, name="鍵1", scope=Scope.READ)
    create_token(user=user, name="鍵0", scope=Scope.READ)
    create_token(user=UserFactory(), name="鍵0", scope=Scope.READ)


@pytest.mark.django_db(transaction=True)
def test_of_two_taps_one_makes_a_key() -> None:
    user = UserFactory()
    outcomes = at_once([lambda: create_token(user=user, name="鍵", scope=Scope.READ)] * 4)
    assert sorted(str(one is None) for one in outcomes) == ["False"] * 3 + ["True"]
    assert (PersonalToken.objects.count(), Mailing.objects.count()) == (1, 1)


def test_its_owner_is_told(user: User) -> None:
    token, _secret = create_token(user=user, name="予定表", scope=Scope.READ)
    assert list(Mailing.objects.values_list("kind", "user", "ids")) == [
        ("api.token_made", user.pk, {"token": token.pk})
    ]


def test_only_its_owner_revokes_it(user: User) -> None:
    token, secret = create_token(user=user, name="予定表", scope=Scope.READ)
    with pytest.raises(DomainError, match="作った人"):
        revoke_token(token, by=UserFactory(administrator=True))
    assert _ask(secret).status_code == 200
    revoke_token(token, by=user)
    before = token.revoked_at
    revoke_token(token, by=user)
    assert token.revoked_at == before


def test_all_that_opens_nothing_is_told_the_same(user: User) -> None:
    """Unknown, revoked, expired, of an account that is not in use, and what is no key at all."""
    _live, secret = create_token(user=user, name="生きている", scope=Scope.READ)
    revoked, of_revoked = create_token(user=user, name="取り消した", scope=Scope.READ)
    revoke_token(revoked, by=user)
    past = timezone.now() - timedelta(days=31)
    _old, of_expired = create_token(user=user, name="切れた", scope=Scope.READ, days=30, now=past)
    other: User = UserFactory()
    _theirs, of_inactive = create_token(user=other, name="鍵", scope=Scope.WRITE)
    User.objects.filter(pk=other.pk).update(is_active=False)
    wrong = [
        of_revoked, of_expired, of_inactive, "hub_" + "A" * 43, "", " ", "x", secret[:-1], secret + "A", secret.upper(),
        f"{secret} {secret}", f'"{secret}"', secret.replace("hub_", "HUB_"), "hub_" + "é" * 43, "hub_" + "A" * 100_000,
        PersonalToken.objects.get(pk=revoked.pk).digest, "' OR 1=1 --",
    ]  # fmt: skip
    said = set()
    for one in wrong:
        answer = _ask(one)
        assert problem(answer) == (401, "unauthenticated"), one
        said.add((answer.headers["WWW-Authenticate"], re.sub(rb'"instance".*', b"", answer.content)))
        assert one.strip() == "" or one.encode() not in answer.content
    assert len(said) == 1
    assert said.pop()[0] == "Bearer"
    assert _ask(secret).status_code == 200
    assert _ask(secret, "bearer   ").status_code == 200


def test_a_wrong_key_is_refused_even_where_a_session_is_there(user: User) -> None:
    client = sign_in(Client(), user)
    assert problem(client.get(ANYTHING, headers={"Authorization": "Bearer hub_x"})) == (401, "unauthenticated")


def test_a_key_to_read_does_not_write(user: User) -> None:
    program = Program(user, Scope.READ)
    assert program.get(ANYTHING).status_code == 200
    for method, path in (
        ("POST", "events/"),
        ("PATCH", "events/1/"),
        ("DELETE", "places/1/"),
        ("POST", "events/1/close/"),
    ):
        answer = program(method, path, {}, If_Match="*")
        assert problem(answer) == (403, "forbidden")
        assert "読むだけ" in answer.content.decode()


def test_its_last_use_is_noted_once_a_minute(user: User, django_assert_num_queries: Any) -> None:
    token, secret = create_token(user=user, name="鍵", scope=Scope.READ)
    now = timezone.now()
    for later, noted in ((0, 0), (59, 0), (61, 61), (100, 61)):
        with time_machine.travel(now + timedelta(seconds=later), tick=False):
            _ask(secret)
        token.refresh_from_db()
        assert token.last_used_at == now + timedelta(seconds=noted)
    with time_machine.travel(now + timedelta(seconds=100), tick=False), django_assert_num_queries(2):
        _ask(secret)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_to_note_a_use() -> None:
    token, _secret = create_token(user=UserFactory(), name="鍵", scope=Scope.READ)

    def note() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1ms'")
        note_use(PersonalToken.objects.get(pk=token.pk))

    with transaction.atomic():
        PersonalToken.objects.select_for_update().get(pk=token.pk)
        assert at_once([note] * 2) == [None, None]
    token.refresh_from_db()
    assert token.last_used_at is None


def test_what_has_ended_is_forgotten(user: User) -> None:
    now = timezone.now()
    create_token(user=user, name="生きている", scope=Scope.READ)
    for name, days_ago in (("前", 200), ("まだ", 100)):
        token, _secret = create_token(user=user, name=name, scope=Scope.READ, now=now - timedelta(days=days_ago))
        revoke_token(token, by=user, now=now - timedelta(days=days_ago - 50))
    forget_answers()
    assert sorted(PersonalToken.objects.values_list("name", flat=True)) == ["まだ", "生きている"]


def test_it_stays_when_the_password_changes_and_goes_with_the_account(user: User) -> None:
    _token, secret = create_token(user=user, name="鍵", scope=Scope.READ)
    user.set_password("another long password")
    user.save()
    assert _ask(secret).status_code == 200
    user.delete()
    assert not PersonalToken.objects.exists()
    assert _ask(secret).status_code == 401


def test_the_log_and_the_reports_of_errors_hold_no_key(
    user: User, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    program = Program(user)
    caplog.set_level("DEBUG")
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {program.secret}"})
    client.get(ANYTHING)
    client.get(f"{ANYTHING}1/?key={program.secret}")
    with connection.execute_wrapper(_break):
        answer = client.get(f"{ANYTHING}1/")
    assert answer.status_code == 500
    written = caplog.text + "".join(capsys.readouterr())
    assert "Internal Server Error" in written
    assert program.secret not in written
    assert program.token.digest not in written
    shown = SafeExceptionReporterFilter().get_safe_request_meta(answer.wsgi_request)
    assert program.secret not in str(shown)


def _break(execute: Any, sql: str, *arguments: Any) -> Any:
    if "events_event" in sql:
        raise RuntimeError("broken")
    return execute(sql, *arguments)


def test_the_pages(user: User) -> None:
    client = sign_in(Client(), user)
    assert "使えるアクセスキーは、いまありません" in client.get("/me/tokens/").content.decode()
    made = client.post("/me/tokens/new/", {"name": "団体の 予定表", "scope": "write", "days": "365"})
    token = PersonalToken.objects.get()
    page = parse(made)
    secret = page.one("main").one("textarea", "in").text
    assert (made.status_code, made.headers["Cache-Control"]) == (200, "private, no-store")
    assert tokens.digest_of(secret) == token.digest
    assert secret not in str(made.cookies)
    assert secret not in str(dict(client.session))
    listed = client.get("/me/tokens/")
    text = listed.content.decode()
    assert (secret in text, token.digest in text, token.hint in text) == (False, False, True)
    assert listed.headers["Cache-Control"] == "private, no-store"
    for word in (
        "団体の 予定表",
        "読む・書く",
        "まだ使っていません",
        "パスワードを変えたり決め直したりしても、アクセスキーは止まりません",
    ):
        assert word in text
    assert _ask(secret).status_code == 200
    assert "最後に使ったのは" in client.get("/me/tokens/").content.decode()
    assert client.get(f"/me/tokens/{token.pk}/revoke/").status_code == 200
    assert _ask(secret).status_code == 200
    assert client.post(f"/me/tokens/{token.pk}/revoke/").headers["Location"] == "/me/tokens/"
    assert _ask(secret).status_code == 401
    assert "に取り消しました" in client.get("/me/tokens/").content.decode()
    assert "もう取り消してあります" in client.get(f"/me/tokens/{token.pk}/revoke/").content.decode()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"name": "", "scope": "read", "days": "30"}, "書いてください"),
        ({"name": "\u200b", "scope": "read", "days": "30"}, "書いてください"),
        ({"name": "あ" * 61, "scope": "read", "days": "30"}, "60文字まで"),
        ({"name": "鍵", "scope": "", "days": "30"}, "選んでください"),
        ({"name": "鍵", "scope": "admin", "days": "30"}, "正しく選択してください"),
        ({"name": "鍵", "scope": "read", "days": "9999"}, "正しく選択してください"),
        ({"name": "前の鍵", "scope": "read", "days": "30"}, "同じ名前のアクセスキーがあります"),
    ],
)
def test_a_form_that_is_wrong_says_so_and_makes_nothing(user: User, sent: dict[str, str], wrong: str) -> None:
    create_token(user=user, name="前の鍵", scope=Scope.READ)
    client = sign_in(Client(), user)
    text = client.post("/me/tokens/new/", sent).content.decode()
    assert (wrong in text, PersonalToken.objects.count()) == (True, 1)


def test_to_make_one_the_password_is_asked_for_again(user: User) -> None:
    client = sign_in_by_password_alone(Client(), user)
    for answer in (
        client.get("/me/tokens/new/"),
        client.post("/me/tokens/new/", {"name": "鍵", "scope": "read", "days": "30"}),
    ):
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not PersonalToken.objects.exists()
    assert client.get("/me/tokens/").status_code == 200


def test_anothers_key_is_not_there(user: User) -> None:
    theirs, secret = create_token(user=UserFactory(), name="よその鍵", scope=Scope.READ)
    client = sign_in(Client(), user)
    assert "よその鍵" not in client.get("/me/tokens/").content.decode()
    for ask in (client.get, client.post):
        assert ask(f"/me/tokens/{theirs.pk}/revoke/").status_code == 404
    assert _ask(secret).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_however_long(user: User, number: int, django_assert_num_queries: Any) -> None:
    for place in range(number):
        create_token(user=user, name=f"鍵{place}", scope=Scope.READ)
    client = sign_in(Client(), user)
    with django_assert_num_queries(4):  # session, account, keys
        client.get("/me/tokens/")


def test_what_one_downloads_names_them_without_what_opens(user: User) -> None:
    token, secret = create_token(user=user, name="予定表", scope=Scope.READ)
    client = sign_in(Client(), user)
    answer = client.get("/me/download/")
    [row] = answer.json()["access_keys"]
    assert (row["name"], row["scope"], row["hint"]) == ("予定表", "read", token.hint)
    assert token.digest not in answer.content.decode()
    assert secret not in answer.content.decode()


def test_ones_own_page_leads_to_them_for_who_has_use_for_it(user: User) -> None:
    from tests.hub.accounts.factories import MembershipFactory

    client = sign_in(Client(), user)
    assert "/me/tokens/" not in client.get("/me/").content.decode()
    token, _secret = create_token(user=user, name="鍵", scope=Scope.READ)
    assert "/me/tokens/" in client.get("/me/").content.decode()
    revoke_token(token, by=user)
    MembershipFactory(user=user)
    assert "/me/tokens/" in client.get("/me/").content.decode()
