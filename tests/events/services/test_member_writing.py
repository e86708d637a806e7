"""What members may write: their organisation's things alone, drafts freely, public things at once and checked afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.enums import PlaceKind, State
from events.models import Event, Place, Recheck
from events.services import member_dates
from events.services.member_writing import (
    MEMBER_FIELDS,
    MOST_UNPUBLISHED,
    begin_draft,
    copy_event,
    delete_as_member,
    save_as_member,
)
from events.services.publishing import return_to_draft, schedule_publication, submit
from events.services.readiness import NotReadyError
from hub.accounts.enums import Level, Verification
from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.models import Audience, Change
from tests.events.factories import EventFactory, PlaceFactory
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organization:
    return OrganizationFactory(verified=True)


def _rename(event: Event, by: Any, title: str = "あたらしい名前") -> None:
    event.title = title
    save_as_member(event, by=by, changed=["title"])


@pytest.mark.parametrize("verification", Verification)
@pytest.mark.parametrize("model", [Event, Place])
def test_a_new_thing_is_a_draft_of_the_organisation_verified_or_not(model: Any, verification: str) -> None:
    organization = OrganizationFactory(verification=verification, is_sample=True)
    by, thing = member(organization), begin_draft(model, organization)
    if isinstance(thing, Place):
        thing.kind = PlaceKind.SALON
    save_as_member(thing, by=by, changed=[])
    thing.refresh_from_db()
    whose = thing.organizer if model is Event else thing.operator
    assert (thing.state, whose, thing.created_by, thing.is_sample) == (State.DRAFT, organization, by, True)
    assert not Recheck.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize("level", [Level.VIEWER, None])
def test_who_does_not_write_for_it_is_refused_everywhere(ours: Organization, level: Level | None) -> None:
    theirs = OrganizationFactory(verified=True)
    by = member(theirs, Level.OWNER) if level is None else member(ours, level)
    event, draft = public_event(ours), complete_event(ours)
    date = event.occurrences.get()
    acts = [
        lambda: save_as_member(begin_draft(Event, ours), by=by, changed=[]),
        lambda: _rename(event, by),
        lambda: _rename(draft, by),
        lambda: copy_event(event, by=by),
        lambda: delete_as_member(draft, by=by),
        lambda: member_dates.cancel_date(date, by=by, note="雨"),
        lambda: member_dates.restore_date(date, by=by),
        lambda: member_dates.remove_date(date, by=by),
        lambda: member_dates.move_date(date, by=by, starts_at=date.starts_at, ends_at=date.ends_at + timedelta(hours=1)),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(DomainError, match="代表と編集する人だけ"):
            act()
    assert sorted(Event.objects.values_list("title", flat=True)) == ["こども食堂", "こども食堂"]
    assert not Recheck.objects.exists()


def test_drafts_without_end_are_refused(ours: Organization) -> None:
    by, event, place = member(ours), public_event(ours), complete_place(ours)
    theirs = complete_event(OrganizationFactory(verified=True))
    Event.objects.bulk_create([Event(title=f"下書き{n}", organizer=ours) for n in range(MOST_UNPUBLISHED - 2)])
    made = copy_event(event, by=by)
    for act in (
        lambda: copy_event(event, by=by),
        lambda: save_as_member(begin_draft(Event, ours), by=by, changed=[]),
        lambda: save_as_member(begin_draft(Place, ours), by=by, changed=[]),
    ):
        with pytest.raises(DomainError, match="下書きが200件あります"):
            act()
    _rename(made, by)
    delete_as_member(place, by=by)
    copy_event(event, by=by)
    copy_event(theirs, by=member(theirs.organizer))


def test_a_thing_without_an_organisation_is_nobodys() -> None:
    event = EventFactory()
    with pytest.raises(DomainError, match="代表と編集する人だけ"):
        _rename(event, member(OrganizationFactory(verified=True), Level.OWNER))


def test_a_draft_changes_without_a_recheck_and_what_is_public_with_one(ours: Organization) -> None:
    by, draft, event, place = member(ours), complete_event(ours), public_event(ours), public_place(ours)
    _rename(draft, by)
    assert not Recheck.objects.exists()
    version = event.version
    _rename(event, by)
    place.summary = "庭のある家"
    save_as_member(place, by=by, changed=["summary"])
    event.refresh_from_db()
    assert (event.title, event.state, event.version) == ("あたらしい名前", State.PUBLISHED, version + 1)
    rows = Recheck.objects.order_by("kind").values_list("kind", "object_id", "what", "by", "done_at")
    assert list(rows) == [("event", event.pk, ["title"], by.pk, None), ("place", place.pk, ["summary"], by.pk, None)]
    assert Change.objects.filter(kind="event", action="changed").count() == 1


def test_further_changes_extend_the_open_recheck(ours: Organization) -> None:
    first, second, event = member(ours), member(ours, Level.OWNER), public_event(ours)
    _rename(event, first)
    member_dates.cancel_date(event.occurrences.get(), by=second, note="雨")
    _rename(event, second, "また別の名前")
    assert list(Recheck.objects.values_list("what", "by")) == [(["title", "date_off"], second.pk)]


@pytest.mark.parametrize("state", ["closed", "scheduled", "in_review"])
def test_what_everybody_reads_or_will_read_is_checked_afterwards(ours: Organization, state: str) -> None:
    by, now = member(ours), timezone.now()
    if state == "closed":
        event = EventFactory(organizer=ours, closed=True, starts=[now], summary="みんなで", venue_name="会館", participation="free")  # fmt: skip
    else:
        event = complete_event(ours)
        submit(event, by=by)
        if state == "scheduled":
            schedule_publication(event, by=None, at=now + timedelta(days=2))
    _rename(event, by)
    assert Recheck.objects.count() == (state != "in_review")


@pytest.mark.parametrize("verification", [one for one in Verification if one != Verification.VERIFIED])
def test_an_unverified_organisation_changes_nothing_that_is_public(ours: Organization, verification: str) -> None:
    by, event, draft = member(ours), public_event(ours), complete_event(ours)
    Organization.objects.filter(pk=ours.pk).update(verification=verification)
    for thing in (Event.objects.get(pk=event.pk), Event.objects.get(pk=draft.pk)):
        if thing.pk == draft.pk:
            _rename(thing, by)
            continue
        with pytest.raises(DomainError, match="団体の確認が済んでいない"):
            _rename(thing, by)
        with pytest.raises(DomainError, match="団体の確認が済んでいない"):
            member_dates.cancel_date(thing.occurrences.select_related("event").get(), by=by, note="雨")
    event.refresh_from_db()
    draft.refresh_from_db()
    assert (event.title, draft.title) == ("こども食堂", "あたらしい名前")


def test_what_the_city_hides_is_read_alone(ours: Organization) -> None:
    by = member(ours, Level.OWNER)
    event = EventFactory(organizer=ours, state=State.HIDDEN, published_at=timezone.now(), starts=[timezone.now()])
    date = event.occurrences.select_related("event").get()
    acts = [
        lambda: _rename(event, by), lambda: copy_event(event, by=by), lambda: delete_as_member(event, by=by),
        lambda: member_dates.cancel_date(date, by=by, note="雨"), lambda: member_dates.remove_date(date, by=by),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(DomainError, match=r"公開を止めている|公開を止めています"):
            act()
    assert list(Event.objects.values_list("state", flat=True)) == [State.HIDDEN]


def test_a_public_thing_can_not_lose_what_it_must_say(ours: Organization) -> None:
    by, event = member(ours), public_event(ours)
    event.summary = event.venue_name = ""
    with pytest.raises(NotReadyError) as refused:
        save_as_member(event, by=by, changed=["summary", "venue_name"])
    assert list(refused.value.missing) == ["summary", "venue_name"]
    event.refresh_from_db()
    assert event.venue_name == "台町会館"
    assert not Recheck.objects.exists()


@pytest.mark.parametrize(
    "field", ["state", "organizer", "published_at", "is_sample", "assured_on", "source", "publish_at"]
)
def test_fields_that_are_not_theirs_are_a_fault_of_the_program(ours: Organization, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        save_as_member(complete_event(ours), by=member(ours), changed=["title", field])


def test_members_fields_are_fields_of_the_models() -> None:
    for model, names in MEMBER_FIELDS.items():
        assert names <= {field.name for field in model._meta.get_fields()}


def test_a_copy_takes_all_that_it_says_and_nothing_of_its_life(ours: Organization, words: None) -> None:
    by = member(ours)
    event = public_event(ours, audiences=["children"], safeguards="二人以上で見守る", contact_phone="042-000-0000", rrule="FREQ=WEEKLY", rule_starts_at=timezone.now(), rule_minutes=60, assured_by="市", source="ちらし")  # fmt: skip
    _rename(event, by, "こども食堂")
    copy = copy_event(event, by=by)
    copy.refresh_from_db()
    event.refresh_from_db()
    said = ("title", "summary", "venue_name", "safeguards", "contact_phone", "source", "organizer", "search_text", "facets")  # fmt: skip
    assert [getattr(copy, name) for name in said] == [getattr(event, name) for name in said]
    assert list(copy.audiences.all()) == list(Audience.objects.filter(key="children"))
    life = (copy.state, copy.published_at, copy.publish_wanted_at, copy.copied_from, copy.created_by, copy.rrule, copy.assured_by, copy.version, copy.edited_fields)  # fmt: skip
    assert life == (State.DRAFT, None, None, event, by, "", "", 1, [])
    assert not copy.occurrences.exists()


def test_drafts_vanish_with_what_waits_of_them_and_public_things_do_not(ours: Organization) -> None:
    by, event, draft, other = member(ours), public_event(ours), complete_event(ours), complete_place(ours)
    schedule_publication(draft, by=None, at=timezone.now() + timedelta(days=1))
    _rename(draft, by)
    return_to_draft(draft, by=UserFactory(staff=True), reason="別の日に")
    assert Recheck.objects.count() == 1
    delete_as_member(draft, by=by)
    delete_as_member(other, by=by)
    with pytest.raises(DomainError, match="消せません"):
        delete_as_member(event, by=by)
    assert (list(Event.objects.all()), list(Place.objects.all()), Recheck.objects.count()) == ([event], [], 0)


def test_the_rows_that_one_may_write_and_read(ours: Organization) -> None:
    theirs = OrganizationFactory(verified=True)
    event, place = complete_event(ours), complete_place(ours)
    others = [complete_event(theirs), EventFactory(), complete_place(theirs), PlaceFactory()]
    for level in Level:
        user = member(ours, level)
        writes = level != Level.VIEWER
        assert list(Event.objects.writable_by(user)) == [event] * writes
        assert list(Place.objects.writable_by(user)) == [place] * writes
        assert list(Event.objects.readable_by_member(user)) == [event]
        assert list(Place.objects.readable_by_member(user)) == [place]
        user.is_active = False
        assert not Event.objects.readable_by_member(user).exists()
    stranger = UserFactory(administrator=True)
    assert not Event.objects.readable_by_member(stranger).exists()
    assert list(Event.objects.of_organization(theirs)) == [others[0]]
    assert list(Place.objects.of_organization(theirs)) == [others[2]]
