"""Whatever is sent to the desk's forms, it is answered with the page again or done; never with an error."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.forms.registrations_desk import CapacityForm, DeskChangeForm, EntryForm, MessageForm, SearchForm
from events.forms.registrations_desk_acts import AdmitForm, CancelForm, CopyForm, NoteForm
from events.models import Occurrence, Registration
from tests.events.registrations.desk.desks import by_phone, desk, page, url

pytestmark = pytest.mark.django_db
HOSTILE = ["<script>alert(1)</script>", "'\";--", "\u202e逆", "=1+1", "{{ 7 }}", "a" * 300, "𠮷野🍡"]
_NAMES = ["name", "phone", "email", "party", "via", "wishes", "wish_note", "is_first", "warned", "page", "q", "capacity",
          "is_unlimited", "reason", "audience", "text", "who", "note", "more_room", "target", "people"]  # fmt: skip
_typed = st.dictionaries(st.sampled_from(_NAMES), st.text(max_size=40) | st.sampled_from(HOSTILE), max_size=12)


@pytest.fixture
def at() -> tuple[Occurrence, Registration, Client]:
    found, by, client = desk(starts=2)
    return found, by_phone(found, "佐藤", by=by), client


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=_typed)
def test_a_form_takes_it_or_says_what_is_wrong(
    at: tuple[Occurrence, Registration, Client], typed: dict[str, str]
) -> None:
    date, one, _client = at
    forms: list[Any] = [
        EntryForm(typed, date=date), DeskChangeForm(typed, date=date, registration=one), SearchForm(typed),
        CapacityForm(typed), MessageForm(typed, audiences=[("coming", "来る人")]), NoteForm(typed), CancelForm(typed),
        AdmitForm(typed), CopyForm(typed, dates=[date], people=[one.pk]),
    ]  # fmt: skip
    for form in forms:
        assert form.is_valid() == (not form.errors)
        assert {name for name, _errors in form.errors.items()} <= {*form.fields, "__all__"}


@pytest.mark.parametrize("word", HOSTILE)
def test_what_was_written_is_shown_as_text(at: tuple[Occurrence, Registration, Client], word: str) -> None:
    date, one, client = at
    client.post(url(date, "enter"), {"name": word[:60], "party": "1", "via": "phone", "wish_note": word})
    for address in (url(date), url(date, "paper")):
        found = page(client, address)
        assert [node.text for node in found.all("script") if "alert" in node.text] == []
    kept = Registration.objects.exclude(pk=one.pk).get()
    assert kept.name in page(client, url(date)).text


def test_numbers_that_are_none_are_missing(at: tuple[Occurrence, Registration, Client]) -> None:
    date, one, client = at
    for address in (f"/registrations/dates/{10**30}/", url(date) + f"people/{10**30}/"):
        assert client.get(address).status_code == 404
    for query in ("?page=x", "?page=99999", "?part=x", "?part=come&page=-1"):
        assert client.get(url(date) + query).status_code == 200
    assert client.get(url(date, "enter") + f"?saved={10**17}&via=x").status_code == 200
    assert client.post(url(date), {"q": "\x00"}).status_code == 200
    assert one.pk
