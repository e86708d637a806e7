"""Sentinels: somebody in a circle is on no page, feed, mail, queue or log but the organiser's, their own, and their download."""

import json
import logging
from typing import Any

import pytest
from django.core import serializers
from django.test import Client

from events.models import CircleMember, CircleMemberMove, CircleMove
from events.services import circles
from events.services.circles.letters import own_token
from hub.models import Change
from hub.notifications.models import Mailing, Notice
from hub.notifications.writing import write_message
from hub.pages.personal_data import personal_data
from tests.events.circles.people import SECRET, circle, joined, member_in
from tests.events.members import member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db
WORDS = (*SECRET.values(), "0429990007", "himitsu-circle")


def _found(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


def test_nobody_in_a_circle_shows_where_they_must_not(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    ours = OrganizationFactory(verified=True)
    place = public_place(ours)
    writer, viewer, other = member(ours), member(ours, "viewer"), member(OrganizationFactory(verified=True))
    one = circle(of=ours, place=place, venue_name="")
    event = public_event(ours, circle=one)
    with caplog.at_level(logging.DEBUG):
        joined(one, **{name: SECRET[name] for name in ("name", "email", "note")})
        row = member_in(one, **SECRET | {"email": "", "name": "ひみつの花子"})
        circles.send_message(one, by=writer, subject="件", text="文")
        pages = [
            "/circles/", one.get_absolute_url(), f"/circles/{one.pk}/join/", f"/circles/{one.pk}/join/done/",
            event.get_absolute_url(), place.get_absolute_url(), f"/organizations/{ours.pk}/", "/events/",
            "/api/v1/events/", f"/api/v1/events/{event.pk}/", "/api/v1/changes/?since=", "/api/v1/events/?format=ics",
        ]  # fmt: skip
        desk = f"/me/organizations/{ours.pk}/circles/"
        pages += [desk, f"{desk}{one.pk}/", f"{desk}{one.pk}/members/", f"{desk}{one.pk}/members/{row.pk}/"]
        readers: list[Any] = [
            None,
            viewer,
            other,
            UserFactory(),
            UserFactory(coordinator=True),
            UserFactory(administrator=True),
        ]
        shown = {}
        for number, reader in enumerate(readers):
            browser = sign_in(Client(), reader) if reader else Client()
            shown |= {(page, number): _found(browser.get(page).content.decode()) for page in pages}
    assert {key: words for key, words in shown.items() if words} == {}
    assert _found(caplog.text) == []
    # The data can leak: who may see it does.
    text = sign_in(Client(), writer).get(f"{desk}{one.pk}/members/").content.decode()
    assert _found(text) == [SECRET["name"], SECRET["phone"], SECRET["note"], "0429990007"]
    own = client.get(f"/circles/members/{row.pk}-{own_token(row)}/").content.decode()
    assert _found(own) == [SECRET["name"], SECRET["phone"], SECRET["note"]]


def test_what_is_kept_for_sending_and_on_record_holds_ids_alone() -> None:
    one = circle(joining="asked")
    writer = member(one.organization)
    row = joined(one, name=SECRET["name"], email=SECRET["email"], note=SECRET["note"])
    circles.confirm_member(row)
    circles.approve_member(row, by=writer)
    circles.send_message(one, by=writer, subject="件", text="文")
    circles.remove_member(row, by=writer, reason="ひみつの耳のこと")
    kept = [*Mailing.objects.all(), *Notice.objects.all(), *Change.objects.all(), *CircleMove.objects.all()]
    kept += [*CircleMemberMove.objects.all()]
    assert len(kept) > 8
    assert _found(serializers.serialize("json", kept, ensure_ascii=False)) == []
    # Of what is written to others nothing tells who it was.
    others = [write_message(mailing) for mailing in Mailing.objects.exclude(user=None)]
    assert [_found(f"{mail.subject} {mail.body}") for mail in others if mail is not None] == [[]]


def test_an_account_downloads_what_it_wrote_and_nothing_of_others() -> None:
    one, user = circle(), UserFactory()
    member_in(one, user=user, name="みどり", note="まつば杖")
    member_in(one, **SECRET)
    rows = personal_data(user)["circles"]
    assert [(row["circle__name"], row["name"], row["note"]) for row in rows] == [(one.name, "みどり", "まつば杖")]
    assert _found(json.dumps(rows, default=str, ensure_ascii=False)) == []
    assert CircleMember.objects.count() == 2
