"""Settings from the environment: what is missing or malformed is named at once."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub.settings import env


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("X", "X_FILE"):
        monkeypatch.delenv(name, raising=False)


READERS: dict[str, Any] = {
    "text": env.text, "integer": env.integer, "words": env.words, "database": env.database, "redis": env.redis,
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_value_is_named(reader: str, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is not None:
        monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X is not set"):
        READERS[reader]("X")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.integer, "ten"), (env.integer, "1.5"), (env.integer, "-1"),
        (lambda name: env.integer(name, least=5), "4"), (lambda name: env.integer(name, most=5), "6"),
        (env.flag, "maybe"), (lambda name: env.choice(name, {"a", "b"}, "a"), "c"),
        (env.database, "mysql://u@h/d"), (env.database, "hub"), (env.database, "postgresql://u@h"),
        (env.database, "postgresql://u@h:port/d"), (env.redis, "http://h"), (env.redis, "valkey+unix:///s"),
    ],
)  # fmt: skip
def test_a_malformed_value_is_named(read: Any, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X "):
        read("X")


def test_what_is_absent_has_its_default() -> None:
    assert env.text("X", "y") == "y"
    assert (env.integer("X", 3), env.integer("X", 5, most=5)) == (3, 5)
    assert (env.flag("X"), env.flag("X", default=True)) == (False, True)
    assert env.choice("X", {"a", "b"}, "b") == "b"
    assert env.words("X", "a, b,,c ") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False), ("off", False)]
)
def test_flags(value: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    assert env.flag("X") is expected


def test_a_secret_is_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("shh\n", encoding="utf-8")
    monkeypatch.setenv("X", "another")
    monkeypatch.setenv("X_FILE", str(tmp_path / "secret"))
    assert env.text("X") == "shh"


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\x00"])
def test_a_file_that_holds_no_secret_is_named(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    monkeypatch.setenv("X_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match=r"^X_FILE: "):
        env.text("X", "default")


def test_a_database_by_socket_and_by_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "postgresql://hub_app:p%40ss@/hub?host=/run/pg&port=5432&sslmode=disable")
    found = env.database("X")
    assert found == {
        "ENGINE": "django.db.backends.postgresql", "NAME": "hub", "USER": "hub_app", "PASSWORD": "p@ss",
        "HOST": "/run/pg", "PORT": "5432", "OPTIONS": {"sslmode": "disable"},
    }  # fmt: skip
    monkeypatch.setenv("X", "postgres://hub_app@db.example:6543/hub")
    found = env.database("X")
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.example", "6543", "")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("unix:///run/v.sock?db=3", "redis+socket:///run/v.sock?virtual_host=3"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0"),
        ("redis://h:6379/1", "redis://h:6379/1"),
        ("rediss://h:6379/1", "rediss://h:6379/1"),
    ],
)
def test_the_broker_is_the_same_server(url: str, expected: str) -> None:
    assert env.broker(url) == expected


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "starttls", "tls"),
    [
        ("smtp://mail.example", "mail.example", 25, "", "", False, False),
        ("smtp://mail.example:2525/", "mail.example", 2525, "", "", False, False),
        ("smtp://u:p@mail.example?tls=starttls", "mail.example", 587, "u", "p", True, False),
        ("smtp://u%40x:p%2Fw%3F@mail.example:26?tls=starttls", "mail.example", 26, "u@x", "p/w?", True, False),
        ("smtp://u:p@mail.example?tls=tls", "mail.example", 465, "u", "p", False, True),
        ("smtps://u:p@mail.example", "mail.example", 465, "u", "p", False, True),
        ("smtps://mail.example:4650?tls=tls", "mail.example", 4650, "", "", False, True),
        ("smtp://u:p@127.0.0.1:1025?tls=none", "127.0.0.1", 1025, "u", "p", False, False),
        ("smtp://u:p@localhost", "localhost", 25, "u", "p", False, False),
    ],
)
def test_a_mail_server(
    url: str, host: str, port: int, user: str, password: str, starttls: bool, tls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", url)
    assert env.mail("X") == {
        "EMAIL_HOST": host, "EMAIL_PORT": port, "EMAIL_HOST_USER": user, "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": starttls, "EMAIL_USE_SSL": tls,
    }  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "mail.example", "http://u:himitsu@mail.example", "smtp://", "smtp://u:himitsu@", "smtp://u:himi/tsu@mail.example",
        "smtp://u:himitsu@mail.example:port?tls=tls", "smtp://u:himitsu@mail.example:99999?tls=tls",
        "smtp://u:himitsu@mail.example", "smtp://u:himitsu@mail.example?tls=none", "smtp://u@mail.example?tls=tls",
        "smtp://:himitsu@mail.example?tls=tls", "smtp://u:himitsu@mail.example?tls=maybe", "smtp://mail.example?tls=",
        "smtps://u:himitsu@mail.example?tls=starttls", "smtps://mail.example?ssl=1", "smtp://mail.example/path",
    ],
)  # fmt: skip
def test_a_mail_server_that_is_none_is_named_without_its_password(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", url)
    with pytest.raises(ImproperlyConfigured, match=r"^X ") as raised:
        env.mail("X")
    assert "himi" not in str(raised.value)


@pytest.mark.parametrize(
    "value", ["a@b.example", "つながりハブ <a@b.example>", '"八王子市, つながりハブ" <a@b.example>']
)
def test_a_sender(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    assert env.sender("X", "") == value


@pytest.mark.parametrize(
    "value", ["a", "a@", "@b", "つながりハブ", "a@b@c", "a@b.example\nBcc: c@d.example", "Name <a>"]
)
def test_a_sender_that_is_none_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X "):
        env.sender("X", "d@e.example")


@pytest.mark.parametrize("value", ["", "1,x", "0", "-1", "1.5", ","])
def test_numbers_that_are_none_are_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    if value:
        with pytest.raises(ImproperlyConfigured, match=r"^X "):
            env.numbers("X", "1,2")
    else:
        assert env.numbers("X", "1,2") == [1, 2]


_LINE = ("LINE_CHANNEL_ACCESS_TOKEN", "LINE_CHANNEL_SECRET")


@pytest.mark.parametrize(("token", "secret"), [("", ""), ("abc/+=", "0f")])
def test_line_has_both_keys_or_none(token: str, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(_LINE, (token, secret), strict=True):
        monkeypatch.setenv(name, value)
    assert env.line() == (token, secret)


@pytest.mark.parametrize(
    ("token", "secret"), [("himitsu", ""), ("", "himitsu"), ("himitsu\n", "x"), ("ひみつ", "x"), ("x", "hi mitsu")]
)
def test_half_a_channel_of_line_is_named_without_its_keys(
    token: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(_LINE, (token, secret), strict=True):
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=r"^LINE_CHANNEL_") as caught:
        env.line()
    assert [word for word in ("himitsu", "ひみつ", "mitsu") if word in str(caught.value)] == []


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("https://api.line.me", "https://api.line.me"), ("https://api.line.me/", "https://api.line.me"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"), ("http://api.line.me", None), ("api.line.me", None),
        ("https://api.line.me/v2", None), ("https://user@api.line.me", None), ("https://", None), ("ftp://localhost", None),
        ("http://127.0.0.1.evil.example", None),
    ],
)  # fmt: skip
def test_the_address_of_an_outside_service(value: str, read: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    if read is None:
        with pytest.raises(ImproperlyConfigured, match=r"^X must"):
            env.web_address("X", "https://hub.example")
    else:
        assert env.web_address("X", "https://hub.example") == read


@pytest.mark.parametrize(
    ("value", "is_good"), [("", True), ("@hub-1a", True), ("hub", False), ("@", False), ("@a/b", False)]
)
def test_the_name_of_an_account_on_line(value: str, is_good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", value)
    if is_good:
        assert env.line_name("X") == value
    else:
        with pytest.raises(ImproperlyConfigured, match=r"^X must be an @"):
            env.line_name("X")
