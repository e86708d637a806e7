"""The proof of having come, whether it is true, the one question, and the next step: pages of who was there."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as often
from hypothesis import strategies as st
from pytest_django import Settings

from events.enums import State
from events.models import Attendance, Event, Occurrence, Registration, Thanks
from events.next_steps import door_address, next_step
from events.registration_enums import RegistrationScope
from events.services.registrations.letters import link_token
from events.services.registrations.proofs import code_of, digits_in, in_groups
from events.services.registrations.thanks import thank_due, token_for
from hub.models import Theme
from tests.events.factories import EventFactory, PlaceFactory
from tests.events.registrations.doors import CAME, UNMARK, WALK_IN, entered, pressed
from tests.events.registrations.people import date, registered
from tests.hub.areas.factories import DistrictFactory
from tests.markup import parse

pytestmark = pytest.mark.django_db
NAME = "ひみつの人"


def _came(at: Occurrence, **asked: Any) -> Registration:
    one = registered(at, **asked)
    Registration.objects.filter(pk=one.pk).update(name=NAME)
    entered(at, pressed(CAME, one))
    return one


def _proof(client: Client, one: Registration, token: str = "") -> Any:
    return client.get(f"/registrations/{one.pk}-{token or link_token(one)}/proof/")


def _checked(client: Client, code: str) -> str:
    answer = client.get("/registrations/proof/", {"code": code})
    page = parse(answer.content.decode())
    return page.one("section", role="status").text if page.all("section", role="status") else f"{answer.status_code}"


def test_a_proof_says_to_who_has_it_what_and_when_and_to_others_no_name(client: Client) -> None:
    at = date(event={"title": "囲碁の会"})
    one = _came(at, party=2)
    code = Attendance.objects.get().proof
    assert (len(code), code) == (20, code_of(one.pk, at.pk))
    page = _proof(client, one).content.decode()
    assert (in_groups(code) in page, NAME in page, f"proof/?code={code}" in page) == (True, True, False)
    said = _checked(client, in_groups(code))
    assert said.startswith("参加の記録があります催し囲碁の会参加した日")
    answer = client.get("/registrations/proof/", {"code": code})
    assert [word for word in (NAME, one.code, "2人", one.phone) if word in answer.content.decode()] == []
    assert answer["Cache-Control"] == "private, no-store"
    # Taken back it is none; set again it is the one that was printed.
    entered(at, pressed(UNMARK, one))
    assert _checked(client, code).startswith("この番号の記録は、ありません")
    assert "来たことの記録が、まだありません" in _proof(client, one).content.decode()
    entered(at, pressed(CAME, one))
    assert Attendance.objects.get().proof == code


def test_of_what_is_hidden_the_name_of_the_event_is_not_told(client: Client) -> None:
    at = date(event={"title": "ひみつの催し"})
    _came(at)
    Event.objects.filter(pk=at.event_id).update(state=State.HIDDEN)
    said = _checked(client, Attendance.objects.get().proof)
    assert ("いま公開されていません" in said, "ひみつ" in said) == (True, False)


def test_a_forged_link_and_one_whose_names_went_open_nothing(client: Client) -> None:
    one, other = _came(date()), _came(date())
    token = link_token(one)
    flipped = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert [_proof(client, one, bad).status_code for bad in (flipped, link_token(other), "0")] == [404] * 3
    assert _proof(client, one).status_code == 200
    Registration.objects.filter(pk=one.pk).update(names_removed_at=timezone.now(), name="")
    assert _proof(client, one).status_code == 404
    # The number stays true: it says nothing about a person.
    assert _checked(client, Attendance.objects.get(registration=one).proof).startswith("参加の記録があります")


def test_walk_ins_have_no_number_that_could_be_found(client: Client) -> None:
    at = date()
    entered(at, pressed(WALK_IN), pressed(WALK_IN))
    assert list(Attendance.objects.values_list("proof", flat=True)) == ["", ""]
    assert client.get("/registrations/proof/", {"code": ""}).status_code == 200


def test_who_tries_numbers_is_held_back(client: Client, settings: Settings) -> None:
    settings.HUB_REGISTRATION_CODE_LIMITS = {"client": ((600, 2),), "all": ((60, 100),)}
    cache.clear()
    at = date()
    _came(at)
    code = Attendance.objects.get().proof
    said = [_checked(client, "0" * 20)[:5] for _n in range(2)]
    answer = client.get("/registrations/proof/", {"code": code})
    assert (said, answer.status_code, "参加の記録" in answer.content.decode()) == (["この番号の"] * 2, 429, False)
    assert 0 < int(answer["Retry-After"]) <= 600
    # What is no number at all is said, and not counted.
    assert client.get("/registrations/proof/", {"code": "12"}).status_code == 200


@pytest.mark.django_db(False)
@often(max_examples=30)
@given(st.text(max_size=60))
def test_any_text_is_digits_or_none(text: str) -> None:
    assert digits_in(text) == "" or digits_in(text).isascii()


def test_the_question_by_the_link_of_the_mail(client: Client) -> None:
    at = date(starts_at=timezone.now() + timedelta(minutes=1), event={"title": "囲碁の会"})
    one = registered(at)
    Registration.objects.filter(pk=one.pk).update(email="a@example.org", name=NAME)
    now = timezone.now()
    Occurrence.objects.filter(pk=at.pk).update(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=2))
    assert thank_due() == 1
    url = f"/registrations/thanks/{at.pk}/{token_for(one, at)}/"
    assert "ひとつ選んでください。" in client.post(url, {}).content.decode()
    assert "ここにない答えです。" in client.post(url, {"answer": "best"}).content.decode()
    page = client.get(url).content.decode()
    assert ("行ってみて、どうでしたか" in page, NAME in page) == (True, False)
    assert client.post(url, {"answer": "good"})["Location"] == f"/registrations/thanks/{at.pk}/"
    assert client.get(f"/registrations/thanks/{at.pk}/").status_code == 200
    again = client.post(url, {"answer": "poor"}).content.decode()
    assert "もう受け取っているか、答えられる日が過ぎています。" in again
    thanks = Thanks.objects.get()
    assert (thanks.good, thanks.poor, client.session.keys()) == (1, 0, set())
    assert client.get("/registrations/thanks/987654/").status_code == 404


def _event(title: str, days: int, **fields: Any) -> Event:
    return EventFactory(published=True, title=title, starts=[timezone.now() + timedelta(days=days)], **fields)


def test_the_next_step_is_the_nearest_to_what_it_was() -> None:
    """The same event, else the same place, else the same theme nearby, else the same theme; else nothing."""
    theme, other = Theme.objects.create(key="x", name="囲碁"), Theme.objects.create(key="y", name="歌")
    here = DistrictFactory(name="だいち")
    place = PlaceFactory(published=True)
    at = date(starts=2, event={"title": "囲碁の会", "place": place, "district": here, "themes": [theme]})
    EventFactory(title="ひみつの下書き", starts=[timezone.now() + timedelta(days=1)], place=place)
    _event("歌の会", 1, themes=[other])
    _event("遠い囲碁", 1, themes=[theme])
    _event("近い囲碁", 9, themes=[theme], district=here)
    _event("同じ場所", 20, place=place)
    last = at.event.occurrences.latest("starts_at")
    told = []
    for _step in range(5):
        step = next_step(at)
        told.append(step and step.date.event.title)
        if step is not None:
            step.date.event.occurrences.exclude(pk=at.pk).update(is_listed=False)
    assert told == ["囲碁の会", "同じ場所", "近い囲碁", "遠い囲碁", None]
    assert last.pk != at.pk


def test_a_course_is_not_proposed_again_to_who_was_at_it() -> None:
    assert next_step(date(starts=2, scope=RegistrationScope.COURSE)) is None


def test_the_code_at_the_door_of_a_course_is_of_the_date_that_is_next() -> None:
    first = date(starts=2, scope=RegistrationScope.COURSE)
    last = first.event.occurrences.latest("starts_at")
    one = registered(first)
    late = first.ends_at + timedelta(hours=1)
    assert [door_address(one, now=now) for now in (first.starts_at, late)] == [
        f"/registrations/dates/{pk}/door/?code={one.code}" for pk in (first.pk, last.pk)
    ]  # fmt: skip


def test_the_code_that_a_person_shows_at_the_door_is_an_address_that_only_finds() -> None:
    one = registered(date())
    asked = {"door_url": door_address(one), "code": one.code}
    page = parse(render_to_string("events/registrations/_door_code.html", asked, request=RequestFactory().get("/")))
    assert (len(page.all("svg")), page.one("p", "code").text) == (1, one.code)
