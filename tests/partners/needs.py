"""Needs and hands in any state, as the services leave them."""

from typing import Any

from django.utils import timezone

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.threads.models import Thread
from partners.enums import ENDED_NEEDS, HandState, NeedSource, NeedState
from partners.models import Hand, Need
from partners.services.need_records import make_findable
from tests.hub.accounts.factories import OrganizationFactory

N, H = NeedState, HandState
SHOWN = {
    "title": "月に2回使える部屋がほしい",
    "text": "体操の会が、平日の午前に集まれる部屋を探しています。",
    "where": "南大沢駅の近く",
    "for_whom": "近所の65歳以上の人",
    "tried": "市民センターは、予約が取れませんでした。",
    "offers": ["place"],
    "is_everywhere": True,
}
# Words that no page for everybody, no feed and no log may show.
SECRET = {
    "raised_title": "ひみつの題：花子さんの部屋",
    "raised_where": "ひみつの番地",
    "raised_for_whom": "ひみつの花子さん",
    "raised_tried": "ひみつの試し",
    "raised_text": "ひみつの原文：花子さんが困っている",
    "contact_name": "ひみつの名前",
    "contact_phone": "042-000-9999",
    "contact_email": "himitsu@example.org",
}


def need(state: str = N.PUBLISHED, *, districts: list[District] | None = None, **fields: Any) -> Need:
    """Everywhere, unless districts are given."""
    sets = {name: fields.pop(name) for name in ("themes", "audiences") if name in fields}
    secret = {} if fields.get("is_sample") else SECRET
    values = {"source": NeedSource.RESIDENT} | SHOWN | secret | as_in(state) | {"is_everywhere": not districts}
    made: Need = Need.objects.create(**values | fields)
    made.districts.set(districts or [])
    for name, things in sets.items():
        getattr(made, name).set(things)
    make_findable(made)
    return made


def as_in(state: str) -> dict[str, Any]:
    """What goes with a state in the row."""
    now = timezone.now()
    is_new = state in {N.RAISED, N.DECLINED}
    return {
        "state": state,
        "published_at": None if is_new else now,
        "ended_at": now if state in ENDED_NEEDS else None,
        "outcome": "部屋が見つかりました。" if state == N.MET else "",
    }


def hand(of: Need, state: str = H.RAISED, *, organization: Organization | None = None, **fields: Any) -> Hand:
    """With its talk."""
    ours = organization or OrganizationFactory(verified=True)
    thread = Thread.objects.create(
        organization=ours, subject=of.title, about_kind="need", about_id=of.pk, last_post_at=timezone.now()
    )
    decided = None if state == H.RAISED else timezone.now()
    made: Hand = Hand.objects.create(
        need=of, organization=ours, thread=thread, state=state, decided_at=decided, **fields
    )
    return made
