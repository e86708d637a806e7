"""An organisation's talks as its members have them: written, answered, read, taken home."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts.enums import Level, Verification
from hub.accounts.models import Organization
from hub.threads import services
from hub.threads.models import Attachment, Post, Thread, ThreadReading
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.threads.talks import PDF, of_the_city, talk, upload
from tests.markup import parse

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def ours() -> Organization:
    return OrganizationFactory(verified=True)


@pytest.fixture
def member(client: Client, ours: Organization) -> Client:
    return sign_in(client, member_of(ours, display_name="かどの人"))


def url(ours: Organization, rest: str = "") -> str:
    return f"/me/organizations/{ours.pk}/talks/{rest}"


def test_a_talk_from_its_first_words_to_its_end(member: Client, ours: Organization) -> None:
    assert "いま、やりとりはありません" in member.get(url(ours)).content.decode()
    page = parse(member.get(url(ours, "new/")))
    sent = {
        "subject": HOSTILE,
        "text": f"貸せます。\n{HOSTILE}",
        "page": page.one("input", name="page").attributes["value"],
    }
    for _tap in range(2):
        answer = member.post(url(ours, "new/"), sent | {"files": [upload(PDF, "図面.html"), upload(b"a,b", "x.csv")]})
    one = Thread.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, url(ours, f"{one.pk}/"))
    text = member.get(url(ours, f"{one.pk}/")).content.decode()
    shown = ("<script>alert" in text, "&lt;script&gt;" in text, "かどの人" in text, "図面.pdf" in text)
    assert shown == (False, True, True, True)
    assert f"{one.answer_by.month}月{one.answer_by.day}日" in text
    city = UserFactory(coordinator=True, display_name="職員の名前")
    services.write_post(one, by=city, text="見に行きます。", closes=True)
    text = member.get(url(ours, f"{one.pk}/")).content.decode()
    shown = (
        "見に行きます" in text,
        "市の担当" in text,
        "職員の名前" in text,
        "続きを書く" in text,
        "に終わりました" in text,
    )
    assert shown == (True, True, False, False, True)
    assert "まだ読んでいないもの" in member.get("/me/").content.decode()
    member.post(url(ours, f"{one.pk}/read/"), {"up_to": one.posts.latest("pk").pk})
    assert "まだ読んでいないもの" not in member.get("/me/").content.decode()
    assert HOSTILE not in member.get(url(ours, "?ended=1")).content.decode()


def test_what_was_typed_stays_where_something_is_wrong(member: Client, ours: Organization) -> None:
    one = of_the_city(ours)
    shown = one.posts.latest("pk").pk
    services.write_post(one, by=UserFactory(coordinator=True), text="それと、もうひとつ")
    page = parse(member.post(url(ours, f"{one.pk}/"), {"text": "長く書いたこと", "seen": shown, "files": upload(PDF)}))
    assert ("それと、もうひとつ" in page.text, page.one("textarea", name="text").text.strip()) == (
        True,
        "長く書いたこと",
    )
    assert "ファイルをもう一度選んで" in page.text
    assert page.one("input", name="seen").attributes["value"] == str(one.posts.latest("pk").pk)
    answer = member.post(url(ours, f"{one.pk}/"), {"text": "また", "files": [upload(b"<html>", "a.html"), upload(PDF)]})
    assert "「a.html」：この種類のファイルは送れません" in answer.content.decode()
    assert (Post.objects.filter(side="members").count(), Attachment.objects.count()) == (0, 0)


def test_what_was_written_while_the_talk_ended_is_shown_and_sent_by_a_button_alone(
    member: Client, ours: Organization
) -> None:
    one = of_the_city(ours)
    services.close_thread(one, by=UserFactory(coordinator=True))
    page = parse(member.post(url(ours, f"{one.pk}/"), {"text": "まだ書いて\nいました", "seen": "0"}))
    assert ["まだ送れていません" in page.text, "ファイルは" in page.text, Post.objects.count()] == [True, False, 1]
    form = page.one("form", action=url(ours, "new/"))
    sent = {box.attributes["name"]: box.attributes["value"] for box in form.all("input", type="hidden")}
    assert [member.post(url(ours, "new/"), sent).status_code for _turn in range(2)] == [302, 302]
    assert list(Post.objects.order_by("pk").values_list("text", "thread__subject"))[1:] == [
        ("まだ書いて\nいました", f"つづき：{one.subject}")
    ]
    stale = member.post(url(ours, f"{one.pk}/"), {"text": "x", "files": [upload(PDF)]}).content.decode()
    assert "ファイルは、新しいやりとりで、もう一度選んでください" in stale


def test_nothing_can_be_sent_along(member: Client, ours: Organization) -> None:
    other = OrganizationFactory(verified=True)
    more = {
        "organization": other.pk, "side": "staff", "author": 1, "closed_at": "2026-01-01", "waits_for": "", "answer_by": "2030-01-01",
        "about_kind": "need", "about_id": 1, "closes": "1", "act": "close", "created_at": "2020-01-01",
    }  # fmt: skip
    member.post(url(ours, "new/"), {"subject": "件", "text": "話"} | more)
    one = Thread.objects.get()
    member.post(url(ours, f"{one.pk}/"), {"text": "続き"} | more)
    one.refresh_from_db()
    kept = (one.organization, one.closed_at, one.waits_for, one.about_kind, one.answer_by == services.promised_day())
    assert kept == (ours, None, "staff", "", True)
    assert set(one.posts.values_list("side", "author__memberships__organization")) == {("members", ours.pk)}
    assert min(post.created_at for post in one.posts.all()) > one.created_at - timedelta(minutes=1)


def test_a_file_is_taken_home_and_opened_nowhere(member: Client, ours: Organization) -> None:
    member.post(url(ours, "new/"), {"subject": "件", "text": "話", "files": upload(PDF, '案内";x.html')})
    file = Attachment.objects.get()
    one = file.post.thread
    address = url(ours, f"{one.pk}/files/{file.key}/")
    answer = member.get(address)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    names = ("Content-Type", "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy", "Content-Length")
    assert [answer.headers[name] for name in names] == [
        "application/pdf",
        "nosniff",
        "private, no-store",
        "default-src 'none'; frame-ancestors 'none'; sandbox",
        str(len(PDF)),
    ]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    other = talk(ours, by=UserFactory(coordinator=True))
    for wrong in (url(ours, f"{other.pk}/files/{file.key}/"), f"/media/talks/{file.key.hex[:2]}/{file.key}"):
        assert member.get(wrong).status_code == 404
    outsider = sign_in(Client(), member_of(OrganizationFactory(verified=True)))
    assert [outsider.get(path).status_code for path in (address, url(ours), url(ours, f"{one.pk}/"))] == [404] * 3
    assert Client().get(address).status_code == 302
    Attachment.objects.update(removed_at=timezone.now(), name="")
    assert member.get(address).status_code == 404
    assert "期限が過ぎたので消したファイル" in member.get(url(ours, f"{one.pk}/")).content.decode()


@pytest.mark.parametrize(("level", "verification"), [("viewer", "verified"), ("owner", "suspended")])
def test_who_only_reads_has_no_form(level: str, verification: str) -> None:
    ours = OrganizationFactory(verification=Verification(verification))
    one = of_the_city(ours)
    client = sign_in(Client(), member_of(ours, Level(level)))
    page = client.get(url(ours, f"{one.pk}/")).content.decode()
    assert ("<textarea" in page, one.posts.get().text in page) == (False, True)
    ended = client.get(url(ours)).content.decode()
    assert ("書けるのは、団体の代表と編集する人です" in ended, "ここから市の担当に書けます" in ended) == (
        level == "viewer",
        False,
    )
    assert client.post(url(ours, f"{one.pk}/"), {"text": "話"}).status_code == (403 if level == "viewer" else 200)
    assert one.posts.count() == 1
    client.post(url(ours, f"{one.pk}/read/"), {"up_to": "9" * 30})
    client.post(url(ours, f"{one.pk}/read/"), {"up_to": one.posts.get().pk})
    assert ThreadReading.objects.filter(user__memberships__organization=ours).count() == 1


def test_queries_do_not_grow(member: Client, ours: Organization) -> None:
    counts: dict[str, list[int]] = {}
    for _round in range(2):
        one = of_the_city(ours)
        for number in range(3):
            services.write_post(one, by=UserFactory(coordinator=True), text=f"{number}")
        for path in ("", f"{Thread.objects.earliest('pk').pk}/"):
            with CaptureQueriesContext(connection) as queries:
                member.get(url(ours, path))
            counts.setdefault("list" if not path else "talk", []).append(len(queries))
        services.write_post(Thread.objects.earliest("pk"), by=UserFactory(coordinator=True), text="また")
    assert {name: len(set(found)) for name, found in counts.items()} == {"list": 1, "talk": 1}
