"""The mails of a demonstration: shown where nothing leaves, and nowhere else."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from hub.supervisor.sink import Keeper
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(tmp_path: Path, settings: Settings) -> Keeper:
    settings.HUB_EMBEDDED = True
    settings.HUB_MAILS_FOLDER = str(tmp_path / "mails")
    return Keeper(tmp_path / "mails", most=5)


def _mail(subject: str, text: str = "本文です。", html: str = "<p>本文です。</p>") -> bytes:
    message = EmailMultiAlternatives(subject, text, "つながりハブ <noreply@hub.example>", ["taro@example.org"])
    message.attach_alternative(html, "text/html")
    return message.message().as_bytes()


def _rows(page: Node) -> list[Node]:
    return page.all("li", "panel")


def test_the_newest_come_first_and_lead_to_their_pages(client: Client, keeper: Keeper) -> None:
    for number in range(3):
        keeper.keep(_mail(f"知らせ{number}"))
    page = parse(client.get("/demo/mails/"))
    rows = [(row.one("a").text, row.one("p", "sub").text.split()[0]) for row in _rows(page)]
    assert rows == [(f"知らせ{number}", "taro@example.org") for number in (2, 1, 0)]
    one = parse(client.get(page.link("知らせ1")))
    assert one.one("h1").text == "知らせ1"
    assert "本文です。" in one.one("dl").text
    assert one.one("pre").text == "<p>本文です。</p>"


def test_the_link_in_a_mail_can_be_pressed(client: Client, keeper: Keeper) -> None:
    keeper.keep(_mail("確かめ", "下を押してください。\n\nhttp://localhost:8000/confirm/a-1:x/?a=1&b=2\n"))
    page = parse(client.get(parse(client.get("/demo/mails/")).link("確かめ")))
    assert [a.attributes["href"] for a in page.one("dl").all("a")] == ["http://localhost:8000/confirm/a-1:x/?a=1&b=2"]


def test_a_hostile_mail_is_inert(client: Client, keeper: Keeper) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)"
    keeper.keep(_mail(bad, bad, bad))
    keeper.keep(b"\xff\xfe not a mail \x00")
    keeper.keep(b"Subject: =?x?b?!!?=\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe")
    for page in [client.get("/demo/mails/"), *(client.get(a) for a in _addresses(client))]:
        tree = parse(page)
        assert (page.status_code, tree.all("script"), tree.all("img")) == (200, [], [])
        assert [a for a in tree.all("a") if a.attributes.get("href", "").startswith("javascript")] == []


def _addresses(client: Client) -> list[str]:
    return [row.one("a").attributes["href"] for row in _rows(parse(client.get("/demo/mails/")))]


def test_only_the_newest_are_kept(client: Client, keeper: Keeper) -> None:
    for number in range(8):
        keeper.keep(_mail(f"知らせ{number}"))
    assert [row.one("a").text for row in _rows(parse(client.get("/demo/mails/")))] == [
        f"知らせ{number}" for number in (7, 6, 5, 4, 3)
    ]


@pytest.mark.parametrize("address", ["/demo/mails/1/", "/demo/mails/..%2Fsecret_key/", "/demo/mails/0/"])
def test_what_is_not_there(client: Client, keeper: Keeper, address: str) -> None:
    (Path(keeper._folder).parent / "secret_key").write_text("ひみつ", encoding="utf-8")
    assert client.get(address).status_code == 404


def test_an_empty_sink_says_so(client: Client, keeper: Keeper) -> None:
    assert "まだ一通もありません" in client.get("/demo/mails/").content.decode()


@pytest.mark.parametrize(("embedded", "folder"), [(False, True), (True, False), (False, False)])
def test_elsewhere_there_is_no_such_page(
    client: Client, keeper: Keeper, settings: Settings, embedded: bool, folder: bool
) -> None:
    keeper.keep(_mail("ひみつ"))
    (address,) = _addresses(client)
    assert "/demo/mails/" in client.get("/about/").content.decode()
    settings.HUB_EMBEDDED = embedded
    settings.HUB_MAILS_FOLDER = settings.HUB_MAILS_FOLDER if folder else ""
    assert [client.get(one).status_code for one in ("/demo/mails/", address)] == [404, 404]
    from hub import page_cache

    page_cache.memory.clear()
    assert "/demo/mails/" not in client.get("/about/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client: Client, keeper: Keeper, method: str) -> None:
    assert getattr(client, method)("/demo/mails/").status_code == 405


def test_nobody_keeps_a_copy(client: Client, keeper: Keeper) -> None:
    keeper.keep(_mail("知らせ"))
    for address in ("/demo/mails/", *_addresses(client)):
        assert client.get(address).headers["Cache-Control"] == "private, no-store"
