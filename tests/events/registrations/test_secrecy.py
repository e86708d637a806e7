"""No participant's name or contact but in the row itself: not in other tables, mails, logs, feed, files or error pages."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Occurrence, Registration, RegistrationQuestion
from events.services import registrations
from events.services.registrations import Applicant, Asked, register
from events.services.registrations.telling import tell_places
from events.views.registrations.shared import own_url
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.events.registrations.people import date
from tests.referrals.dump import dump_database

pytestmark = pytest.mark.django_db
NAME, ADDRESS, NUMBER = "ナマエゼッタイ", "adresu-zettai@example.org", "042-987-6543"
WISH, ANSWER = "キボウゼッタイ", "コタエゼッタイ"
WORDS = (NAME, ADDRESS, NUMBER, WISH, ANSWER)


def _two(at: Occurrence) -> tuple[Registration, Registration]:
    """One by mail, one by telephone, both with all that can be said."""
    question = RegistrationQuestion.objects.create(event=at.event, text="サイズ", purpose="くつの用意")
    said = Asked(wish_note=WISH, answers={str(question.pk): ANSWER})
    one = register(at.pk, Applicant(NAME, email=ADDRESS), said).registration
    return registrations.confirm_address(one), register(at.pk, Applicant(NAME, phone=NUMBER), said).registration


def _live(at: Occurrence) -> tuple[Registration, Registration]:
    """A whole life: waiting, offered, changed, cancelled, expired."""
    one, other = _two(at)
    changes = registrations.Changes(NAME, "", 1, ["writing"], WISH, {}, True)
    registrations.change_registration(one, changes)
    registrations.cancel(one)
    registrations.accept_offer(other)
    tell_places()
    registrations.expire_due(now=timezone.now() + timedelta(days=30))
    return one, other


def test_the_words_stand_in_one_table(caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        _live(date(1))
    tables = {table for table, text in dump_database().items() if any(word in text for word in WORDS)}
    assert tables == {"events_registration"}
    assert [word for word in WORDS if word in caplog.text] == []


def test_mails_name_nobody_and_find_their_reader_when_they_are_sent() -> None:
    _live(date(1))
    sent = {}
    for mailing in Mailing.objects.order_by("pk"):
        assert (mailing.address, mailing.user) == ("", None)
        write = writer_of(mailing.kind)
        letter = write(mailing) if write else None
        if letter is not None:
            said = [letter.subject, *letter.paragraphs, *letter.after, *(label + url for label, url in letter.links)]
            sent[mailing.kind] = (letter.to, [word for word in WORDS if any(word in text for text in said)])
    assert sent == {"registration_cancelled": (ADDRESS, [])}


def test_no_public_page_feed_or_file_names_who_comes(client: Client) -> None:
    at = date(5)
    _two(at)
    tell_places()
    own = [reverse("events:register_date", args=[at.event_id, at.pk]), f"/events/{at.event_id}/print/"]
    lists = [
        f"/api/v1/{name}/?format={form}"
        for name in ("events", "occurrences")
        for form in ("json", "csv", "ics", "atom")
    ]
    pages = [
        at.event.get_absolute_url(),
        "/events/",
        "/",
        f"/api/v1/events/{at.event_id}/",
        "/registrations/",
        *own,
        *lists,
    ]
    answers = {page: client.get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items() if answer.status_code >= 500} == {}
    told = {page: answer.content.decode() for page, answer in answers.items()}
    assert [page for page, text in told.items() if any(word in text for word in WORDS)] == []
    assert '"places_left":3' in told[f"/api/v1/events/{at.event_id}/"].replace(" ", "")


def test_an_error_page_of_the_own_link_says_nothing(client: Client) -> None:
    one = _two(date(5))[0]
    missing = own_url(one).replace(f"/{one.pk}-", f"/{one.pk + 1_000}-")
    answer = client.get(missing)
    assert answer.status_code == 404
    assert [word for word in WORDS if word in answer.content.decode()] == []
