"""Every field of the models posted to every form: what is not on the page changes nothing."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from events.models import Event, Occurrence, Place
from events.services.member_writing import MEMBER_FIELDS
from hub.accounts.enums import Level
from hub.accounts.models import Organization
from hub.pictures.models import Picture
from tests.events.factories import EventFactory
from tests.events.members import complete_event, member
from tests.events.views.writing.forms import sent_by
from tests.events.views.writing.test_access import DONE_AT_ONCE, OPEN_TO_READERS, Desk, make_desk, names
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.tiers import every

pytestmark = pytest.mark.django_db


def _foreign_values(thing: Event | Place | Occurrence) -> dict[str, Any]:
    """For each field of the model something that it is not now, also in the shapes in which forms send moments."""
    other, now = OrganizationFactory(verified=True), timezone.now()
    picture = Picture.objects.create(alt="よその", width=1, height=1)
    values: dict[str, Any] = {}
    for field in thing._meta.get_fields():
        name = field.name
        kind = field.get_internal_type() if hasattr(field, "get_internal_type") else ""
        if kind in {"DateTimeField", "DateField"}:
            values |= {name: "2026-11-20", f"{name}_0": "2026-11-20", f"{name}_1": "09:00"}
        elif kind == "BooleanField":
            values[name] = "on"
        elif kind in {"CharField", "TextField", "URLField", "EmailField", "ForeignKey"}:
            values[name] = "9"
        else:
            values[name] = "1"
    return values | {
        "state": "published", "organizer": other.pk, "organizer_id": other.pk, "operator": other.pk,
        "operator_id": other.pk, "organization": other.pk, "organization_id": other.pk, "is_sample": "on",
        "picture": picture.pk, "picture_id": picture.pk, "copied_from": EventFactory(published=True).pk,
        "created_by": UserFactory().pk, "by": UserFactory().pk, "version": "77", "published_at": str(now),
        "edited_fields": "title", "facets": "1", "id": "1", "pk": "1", "entered_via": "phone", "level": "owner",
        "verification": "verified", "verified_on": "2026-11-20",
    }  # fmt: skip


def _kept(thing: Any) -> dict[str, Any]:
    """What stands in the columns that are not for members, but what every edit moves."""
    moved = {"version", "updated_at", "edited_fields", "search_text", "search_tokens", "facets", "town", "district"}
    model = type(thing)
    return model.objects.filter(pk=thing.pk).values(
        *(f.name for f in model._meta.concrete_fields if f.name not in MEMBER_FIELDS.get(model, frozenset()) | moved)
    ).get()  # fmt: skip


@pytest.mark.parametrize("page", ["event_edit", "place_edit"])
@pytest.mark.parametrize("is_out", [False, True])
def test_an_edit_takes_only_what_is_on_the_page(page: str, is_out: bool) -> None:
    desk = make_desk()
    things = {"event_edit": (desk.draft, desk.event), "place_edit": (desk.place_draft, desk.place)}
    thing = things[page][is_out]
    client, before = _client(desk), _kept(thing)
    address = desk.address(page, pk=thing.pk)
    form = sent_by(parse(client.get(address)).one("form", id="form"))
    extra = _not_on_the_page(thing)
    assert {"state", "published_at", "is_sample", "assured_on", "source", "publish_at", "picture"} <= extra.keys()
    answer = client.post(address, form | extra | {"summary": "かえました", "act": "save"})
    assert answer.status_code == 302
    assert _kept(thing) == before
    thing.refresh_from_db()
    assert (thing.summary, thing.picture) == ("かえました", None)


def _not_on_the_page(thing: Event | Place) -> dict[str, Any]:
    """What the page does not ask for. (A picture is uploaded, never named by its number.)"""
    own = MEMBER_FIELDS[type(thing)] - {"picture"}
    return {name: value for name, value in _foreign_values(thing).items() if name.removesuffix("_0").removesuffix("_1") not in own}  # fmt: skip


def _client(desk: Desk) -> Client:
    client = Client()
    sign_in(client, member(desk.organization, Level.EDITOR))
    return client


@pytest.mark.parametrize("page", ["event_new", "place_new"])
def test_a_new_thing_takes_only_what_is_on_the_page(page: str) -> None:
    desk = make_desk()
    client, model = _client(desk), Event if page == "event_new" else Place
    form = sent_by(parse(client.get(desk.address(page))).one("form", id="form"))
    extra = _not_on_the_page(model())
    known = set(model.objects.values_list("pk", flat=True))
    own = {"title": "あたらしい"} if page == "event_new" else {"name": "あたらしい", "kind": "salon"}
    assert client.post(desk.address(page), form | extra | own | {"act": "save"}).status_code == 302
    made = model.objects.exclude(pk__in=known).exclude(published_at__isnull=False).get()
    whose = made.organizer if isinstance(made, Event) else made.operator
    assert (whose, made.state, made.is_sample, made.published_at, made.publish_at, made.assured_on, made.source, made.picture, made.version) == (desk.organization, "draft", False, None, None, None, "", None, 1)  # fmt: skip
    if isinstance(made, Place):
        assert (made.plan_counted_on, made.plan_reason, made.is_to_be_confirmed) == (None, "", False)
    else:
        assert (made.copied_from, made.organizer_name, made.rrule) == (None, "", "")


def test_rows_of_dates_take_only_what_is_on_the_page() -> None:
    desk = make_desk()
    client = _client(desk)
    address = desk.address("event_edit")
    form = sent_by(parse(client.get(address)).one("form", id="form"))
    date = desk.draft.occurrences.order_by("starts_at").first()
    assert date is not None
    theirs = {"state": "cancelled", "state_note": "いたずら", "event": str(desk.event.pk), "origin": "rule", "is_listed": "on", "moved_from": "2026-11-20", "time_note": "x"}  # fmt: skip
    extra = {f"dates-0-{name}": value for name, value in theirs.items()}
    assert client.post(address, form | extra | {"dates-0-capacity": "7", "act": "save"}).status_code in {200, 302}
    date.refresh_from_db()
    assert (date.state, date.state_note, date.event, date.origin, date.is_listed, date.moved_from, date.time_note) == ("scheduled", "", desk.draft, "manual", False, None, "")  # fmt: skip


@pytest.mark.parametrize("page", [name for name in names() if not name.endswith(("_edit", "_new"))])
def test_acts_take_only_what_is_on_their_page(page: str) -> None:
    """Whatever a page does, fields of models that are sent along are not read."""
    plain, loaded = make_desk(), make_desk()
    outcomes = []
    for desk, extra in ((plain, {}), (loaded, _foreign_values(complete_event(OrganizationFactory(verified=True))))):
        sent = {name: value for name, value in extra.items() if name not in {"note", "reason", "day", "starts", "ends"}}
        answer = _client(desk).post(desk.address(page), sent)
        rows = [
            tuple(Organization.objects.filter(pk=desk.organization.pk).values_list("verification", "is_sample")),
            tuple(Event.objects.filter(organizer=desk.organization).order_by("pk").values_list("state", "is_sample", "source", "assured_on", "publish_at", "title")),
            tuple(Place.objects.filter(operator=desk.organization).order_by("pk").values_list("state", "is_sample", "source", "assured_on", "publish_at", "plan_counted_on")),
            tuple(Occurrence.objects.filter(event__organizer=desk.organization).order_by("pk").values_list("state", "starts_at", "origin")),
        ]  # fmt: skip
        outcomes.append((answer.status_code, rows[0], rows[1], rows[2], len(rows[3])))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == (405 if page in OPEN_TO_READERS else 302 if page in DONE_AT_ONCE else 200)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ form }}{% now 'Y' %}",
    "\u202eevil",
    "'; --",
]


@pytest.mark.parametrize("text", every(2, HOSTILE))
def test_hostile_words_do_nothing_on_any_page(text: str) -> None:
    desk = make_desk()
    Event.objects.filter(pk=desk.draft.pk).update(title=text, summary=text, alone_note=text, venue_name=text)
    Place.objects.filter(pk=desk.place_draft.pk).update(name=text, summary=text, greeter=text)
    Organization.objects.filter(pk=desk.organization.pk).update(name=text)
    desk.draft.occurrences.update(state_note=text, state="cancelled")
    client = _client(desk)
    for name in names():
        page = parse(client.get(desk.address(name)))
        assert [node.tag for node in page.walk() if node.tag == "script"] == [], name
        assert [key for node in page.walk() for key in node.attributes if key.startswith("on")] == [], name
    answer = client.post(desk.address("event_edit"), {"title": text, "act": "save", "dates-TOTAL_FORMS": "x"})
    assert [node.tag for node in parse(answer).walk() if node.tag == "script"] == []


ODD = ["", "\x00", "あ" * 2_000, "9" * 400, "-1"]


@pytest.mark.parametrize("value", every(2, ODD))
def test_whatever_is_sent_is_answered(value: str) -> None:
    desk = make_desk()
    client = _client(desk)
    for page in names():
        if page in OPEN_TO_READERS:
            continue
        form = parse(client.get(desk.address(page))).all("form", method="post")
        fields = sent_by(form[0]) if form else {}
        counts = {name: old for name, old in fields.items() if name.endswith("_FORMS")}
        for act, kept in (("save", counts), ("check", counts), ("more", {})) if counts else (("", {}),):
            point = transaction.savepoint()
            answer = client.post(desk.address(page), dict.fromkeys(fields, value) | {"act": act} | kept)
            transaction.savepoint_rollback(point)
            assert answer.status_code in {200, 302, 404}, (page, act)
