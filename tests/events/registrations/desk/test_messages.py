"""全員に知らせる: looked at with whom it reaches, sent once, shown to its readers alone."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import DateMessage, MessageReader, Registration, RegistrationCall
from events.registration_desk_enums import MessageAudience
from events.registration_enums import RegistrationScope
from events.services import registrations
from events.services.registrations import letters, readers_of
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.events.registrations.desk.desks import by_phone, desk, page, url
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory
from tests.threads import at_once

TEXT = "当日は\n正面の入口から"


def _sent_mails() -> list[int]:
    return list(Mailing.objects.filter(kind=letters.MESSAGE).order_by("pk").values_list("ids__registration", flat=True))


@pytest.mark.django_db
def test_it_is_looked_at_first_and_sent_once() -> None:
    at, by, client = desk(2)
    with_mail = by_phone(at, "メールの人", by=by, email="a@example.org")
    without = registered(at, 2)
    waits = by_phone(at, "待つ人", by=by, email="b@example.org")
    form = {"page": str(uuid.uuid4()), "text": TEXT, "audience": "coming"}
    looked = page(client, url(at, "message"), {**form, "act": "look"})
    said = looked.one("section", "panel").text
    assert ("メールが届く申込 1件" in said, "メールのない申込 1件" in said) == (True, True)
    assert (DateMessage.objects.count(), looked.one("input", name="page").attributes["value"]) == (0, form["page"])
    back = page(client, url(at, "message"), {**form, "act": "back"})
    assert back.one("textarea").text == "当日は 正面の入口から"
    for _tap in range(2):
        assert client.post(url(at, "message"), {**form, "act": "send"}).status_code == 302
    message = DateMessage.objects.get()
    assert (message.text, message.by, message.audience) == (TEXT, by, "coming")
    assert (_sent_mails(), list(RegistrationCall.objects.values_list("registration", "message"))) == (
        [with_mail.pk], [(without.pk, message.pk)],
    )  # fmt: skip
    told = {row.pk: list(DateMessage.objects.for_registration(row)) for row in (with_mail, without, waits)}
    assert told == {with_mail.pk: [message], without.pk: [message], waits.pk: []}
    assert "正面の入口から" in page(client, url(at, "calls")).one("li", "case").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "wrong"), [({"text": " "}, "text"), ({"text": "あ" * 1_001}, "text"), ({"audience": "all"}, "audience"),
                        ({"audience": "waiting"}, "audience")],
)  # fmt: skip
def test_a_mistake_sends_nothing_and_loses_nothing(sent: dict[str, str], wrong: str) -> None:
    at, _by, client = desk()
    registered(at)
    form = {"page": str(uuid.uuid4()), "text": TEXT, "audience": "coming", "act": "send", **sent}
    found = page(client, url(at, "message"), form)
    boxes = {one.attributes["name"] for one in found.one("", "is-wrong").walk() if one.tag in {"input", "textarea"}}
    assert (boxes, DateMessage.objects.count()) == ({wrong}, 0)
    assert found.one("textarea").text == " ".join(form["text"].split())


@pytest.mark.django_db
def test_to_whom_it_goes() -> None:
    at, by, _client = desk(1)
    comes, waits, gone = registered(at, 1), registered(at, 2), registered(at, 3)
    registrations.cancel(gone)
    unconfirmed = registered(at, 4)
    Registration.objects.filter(pk=unconfirmed.pk).update(
        state="unconfirmed", held_until=at.starts_at, email="x@example.org", queue_number=None
    )
    found = {one: set(readers_of(at, one).values_list("pk", flat=True)) for one in MessageAudience}
    assert found == {"coming": {comes.pk}, "waiting": {waits.pk}, "both": {comes.pk, waits.pk}}
    assert by.is_active


@pytest.mark.django_db
def test_who_registers_later_gets_it_where_one_says_so_and_nobody_twice() -> None:
    at, by, client = desk()
    first = registered(at, 1)
    client.post(url(at, "message"), {"page": str(uuid.uuid4()), "text": TEXT, "audience": "both", "act": "send"})
    message = DateMessage.objects.get()
    later = by_phone(at, "あとの人", by=by, email="c@example.org")
    assert list(DateMessage.objects.for_registration(later)) == []
    button = page(client, url(at, "message")).one("button", name="later")
    assert (button.text, button.attributes["value"]) == ("あとから申し込んだ1件にも送る", str(message.pk))
    for number in (str(message.pk), str(message.pk), "x", "987654"):
        client.post(url(at, "message"), {"later": number})
    readers = Counter(MessageReader.objects.values_list("registration", flat=True))
    assert (readers, _sent_mails()) == ({first.pk: 1, later.pk: 1}, [later.pk])
    assert page(client, url(at, "message")).all("button", name="later") == []


@pytest.mark.django_db
def test_a_message_of_another_date_is_sent_on_by_nobody() -> None:
    at, _by, client = desk()
    foreign = date(5)
    registered(foreign, 1)
    message = registrations.send_message(
        foreign, text=TEXT, audience=MessageAudience.COMING, by=UserFactory(), sent_as=uuid.uuid4()
    )
    registered(foreign, 2)
    client.post(url(at, "message"), {"later": str(message.pk)})
    assert (message.readers.count(), page(client, url(at, "message")).all("li", "case")) == (1, [])


@pytest.mark.django_db
def test_of_a_course_all_get_it_whichever_date_it_is_written_at() -> None:
    at, by, client = desk(starts=3, scope=RegistrationScope.COURSE)
    one = by_phone(at, "佐藤", by=by, email="a@example.org")
    last = at.event.occurrences.latest("starts_at")
    client.post(url(last, "message"), {"page": str(uuid.uuid4()), "text": TEXT, "audience": "coming", "act": "send"})
    assert (DateMessage.objects.get().occurrence, _sent_mails()) == (at, [one.pk])


@pytest.mark.django_db
def test_the_mail_says_whose_words_they_are_and_is_not_written_to_who_left() -> None:
    at, by, _client = desk()
    one = by_phone(at, "佐藤", by=by, email="a@example.org")
    registrations.send_message(at, text=TEXT, audience=MessageAudience.COMING, by=by, sent_as=uuid.uuid4())
    mailing, write = Mailing.objects.get(kind=letters.MESSAGE), writer_of(letters.MESSAGE)
    assert write is not None
    letter = write(mailing)
    assert letter is not None
    assert (letter.to, letter.subject) == ("a@example.org", "主催者からのお知らせ：囲碁の会")
    assert list(letter.paragraphs[:3]) == ["主催者から、申し込んだ方へのお知らせです。", "当日は", "正面の入口から"]
    assert "佐藤" not in "".join([letter.subject, *letter.paragraphs])
    assert set(mailing.ids) == {"registration", "message"}
    registrations.cancel(one)
    assert write(mailing) is None
    Registration.objects.filter(pk=one.pk).update(state="confirmed", seats=1, names_removed_at=timezone.now())
    assert write(mailing) is None


@pytest.mark.django_db(transaction=True)
def test_pressed_by_several_at_once_it_is_one_message() -> None:
    at, by, _client = desk()
    for number in range(3):
        by_phone(at, f"人{number}", by=by, email=f"p{number}@example.org")
    mark = uuid.uuid4()
    errors = at_once(
        [lambda: registrations.send_message(at, text=TEXT, audience=MessageAudience.COMING, by=by, sent_as=mark)] * 6
    )
    assert ([one for one in errors if one], DateMessage.objects.count(), len(_sent_mails())) == ([], 1, 3)
    assert at.starts_at > timezone.now() - timedelta(days=1)
