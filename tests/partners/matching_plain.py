"""The rules of ``partners.matching`` once more, in plain Python over everything that there is; and a made-up city."""

import random
from typing import Any

from django.db.models import Model
from django.utils import timezone

from events.models import Event, Place
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Audience, Theme
from hub.threads.models import Thread
from partners.enums import Field, HandState, NeedSource, NeedState, Offer
from partners.models import Hand, Need, Partnership, Programme
from tests.hub.areas.factories import DistrictFactory

Reason = tuple[str, str]


def plain_fits() -> dict[tuple[int, int], set[Reason]]:
    """Of each open need and each partner in force that fits it the reasons, without a word of SQL."""
    everyone = {one.pk for one in Audience.objects.filter(key="everyone")}
    needs = list(Need.objects.prefetch_related("themes", "districts__neighbours", "audiences", "hands"))
    met = [need for need in needs if need.state == "met"]
    held = _held_for()
    found = {}
    for organization in Organization.objects.filter(verification="verified").prefetch_related(
        "partnerships__themes", "partnerships__districts"
    ):
        registered = [one for one in organization.partnerships.all() if one.state == "approved"]
        if not registered:
            continue
        theirs = [before for before in met if _was_chosen(before, organization)]
        for need in needs:
            if need.state not in {"published", "talking"} or need.organization_id == organization.pk:
                continue
            if need.is_sample != organization.is_sample or _has_hand(need, organization):
                continue
            reasons = _reasons(need, registered, theirs, held.get(organization.pk, set()) - everyone)
            if reasons:
                found[need.pk, organization.pk] = reasons
    return found


def _has_hand(need: Need, organization: Organization) -> bool:
    return any(hand.organization_id == organization.pk and hand.state != "withdrawn" for hand in need.hands.all())


def _keys(things: Any) -> set[int]:
    """Of what was loaded with its owner; remembered there, as each owner is asked for each other."""
    kept = things.instance.__dict__.setdefault("_kept_keys", {})
    name = things.prefetch_cache_name
    if name not in kept:
        kept[name] = {thing.pk for thing in things.all()}
    return kept[name]


def _beside(need: Need) -> set[int]:
    if not hasattr(need, "_kept_beside"):
        need._kept_beside = {pk for one in need.districts.all() for pk in _keys(one.neighbours)}
    return need._kept_beside


def _held_for() -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for model, whose in ((Event, "organizer_id"), (Place, "operator_id")):
        for thing in model.objects.filter(state="published").prefetch_related("audiences"):
            found.setdefault(getattr(thing, whose), set()).update(_keys(thing.audiences))
    return found


def _was_chosen(need: Need, organization: Organization) -> bool:
    return any(hand.organization_id == organization.pk and hand.state == "chosen" for hand in need.hands.all())


def _reasons(need: Need, registered: list[Partnership], theirs: list[Need], held: set[int]) -> set[Reason]:
    brings = {("offer", one) for own in registered for one in own.offers if one in need.offers}
    brings |= {("field", one) for own in registered for one in own.fields if one in need.fields}
    for before in theirs:
        is_alike = (
            set(before.offers) & set(need.offers)
            or _keys(before.themes) & _keys(need.themes)
            or _keys(before.districts) & _keys(need.districts)
        )
        if is_alike:
            brings.add(("done", str(before.pk)))
    where = {pk for own in registered for pk in _keys(own.districts)}
    there = set() if need.is_everywhere else _keys(need.districts)
    beside = _beside(need) if there else set()
    area = {("district", str(pk)) for pk in where & there}
    area |= {("everywhere", "") for own in registered if own.is_everywhere}
    area = area or {("neighbour", str(pk)) for pk in where & beside}
    if not brings or not (area or need.is_everywhere):
        return set()
    themes = {pk for own in registered for pk in _keys(own.themes)} & _keys(need.themes)
    also = {("theme", str(pk)) for pk in themes}
    also |= {("audience", str(pk)) for pk in held & _keys(need.audiences)}
    return brings | area | also


def strength(reasons: set[Reason]) -> tuple[int, int]:
    """How many kinds of reasons, and how many in all."""
    area = {"district", "everywhere", "neighbour"}
    return len({"area" if kind in area else kind for kind, _value in reasons}), len(reasons)


def make_city(partners: int, needs: int, *, seed: int = 7) -> None:
    """Partners in every state and needs in every state, the same for the same seed."""
    chance, now = random.Random(seed), timezone.now()  # noqa: S311 - the same city each time
    districts = [DistrictFactory(column=place % 6, row=place // 6) for place in range(36)]
    themes = Theme.objects.bulk_create(Theme(key=f"theme-{n}", name=f"分野{n}") for n in range(20))
    keys = ["everyone", *(f"audience-{n}" for n in range(8))]
    audiences = [Audience.objects.get_or_create(key=key, defaults={"name": f"対象{key}"})[0] for key in keys]
    programmes = [
        Programme.objects.create(key=f"p{n}", name=f"登録{n}", summary="x", text="x", for_whom="x", cost="x", effort="x", number_prefix=f"P{n}")
        for n in range(2)
    ]  # fmt: skip
    organizations = Organization.objects.bulk_create(
        Organization(
            name=f"団体{n}", kind="company", is_sample=chance.random() < 0.1,
            verification="verified" if chance.random() < 0.9 else "suspended",
        )
        for n in range(partners)
    )  # fmt: skip
    registered = []
    for n, organization in enumerate(organizations):
        for programme in programmes[: chance.choice([1, 1, 1, 2])]:
            is_in_force = chance.random() < 0.85
            registered.append(
                Partnership(
                    organization=organization, programme=programme, state="approved" if is_in_force else "draft",
                    number=f"{programme.number_prefix}-{n:05d}" if is_in_force else None,
                    registered_on=now.date() if is_in_force else None, text="できること",
                    offers=chance.sample(Offer.values, chance.choice([1, 1, 2])),
                    fields=chance.sample(Field.values, chance.choice([0, 0, 0, 1])),
                    is_everywhere=chance.random() < 0.15,
                )
            )  # fmt: skip
    registered = Partnership.objects.bulk_create(registered)
    _link(Partnership, "themes", registered, themes, chance, [0, 1, 2, 3])
    _link(Partnership, "districts", [one for one in registered if not one.is_everywhere], districts, chance, [1, 2, 4])
    _make_needs(needs, organizations, {"themes": themes, "districts": districts, "audiences": audiences}, chance)
    events = Event.objects.bulk_create(
        Event(
            title=f"催し{n}", organizer=one, state=chance.choice(["published", "published", "closed"]), published_at=now
        )
        for n, one in enumerate(chance.choices(organizations, k=partners))
    )
    _link(Event, "audiences", events, audiences, chance, [0, 1, 2])


def _make_needs(number: int, organizations: list[Organization], words: dict[str, Any], chance: random.Random) -> None:
    now = timezone.now()
    states = [
        NeedState.PUBLISHED,
        NeedState.PUBLISHED,
        NeedState.TALKING,
        NeedState.MET,
        NeedState.RAISED,
        NeedState.CLOSED,
    ]
    needs = []
    for n in range(number):
        state = chance.choice(states)
        is_over = state in {NeedState.MET, NeedState.CLOSED}
        needs.append(
            Need(
                title=f"課題{n}", text="足りません", source=NeedSource.CITY, state=state, is_sample=chance.random() < 0.1,
                published_at=None if state == NeedState.RAISED else now, ended_at=now if is_over else None,
                outcome="かないました" if state == NeedState.MET else "", is_everywhere=chance.random() < 0.2,
                offers=chance.sample(Offer.values, chance.choice([1, 1, 2])),
                fields=chance.sample(Field.values, chance.choice([0, 0, 1])),
                organization=chance.choice(organizations) if chance.random() < 0.2 else None,
            )
        )  # fmt: skip
    needs = Need.objects.bulk_create(needs)
    _link(Need, "themes", needs, words["themes"], chance, [0, 1, 2])
    _link(Need, "audiences", needs, words["audiences"], chance, [0, 1, 2])
    _link(Need, "districts", needs, words["districts"], chance, [1, 1, 3])
    pairs = {(chance.choice(needs).pk, chance.choice(organizations).pk) for _n in range(number)}
    threads = Thread.objects.bulk_create(
        Thread(organization_id=pk, subject="x", about_kind="need", about_id=need, last_post_at=now)
        for need, pk in sorted(pairs)
    )
    states_of_hands = [HandState.CHOSEN, HandState.CHOSEN, HandState.WITHDRAWN, HandState.DECLINED]
    Hand.objects.bulk_create(
        Hand(need_id=thread.about_id, organization_id=thread.organization_id, thread=thread, state=chance.choice(states_of_hands), decided_at=now)
        for thread in threads
    )  # fmt: skip


def _link(model: type[Model], name: str, things: Any, words: Any, chance: random.Random, counts: list[int]) -> None:
    through = getattr(model, name).through
    whose, what = f"{model._meta.model_name}_id", f"{words[0]._meta.model_name}_id"
    through.objects.bulk_create(
        through(**{whose: thing.pk, what: word.pk})
        for thing in things
        for word in chance.sample(words, chance.choice(counts))
    )


def district_name(pk: str) -> str:
    """As a sentence says it."""
    return str(District.objects.get(pk=pk).short_name)
