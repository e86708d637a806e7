"""Circles as the services leave them, and people who join them."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.circle_enums import MemberState
from events.enums import State
from events.models import Circle, CircleMember
from events.services.circles import join_circle
from events.services.circles.records import make_findable
from events.services.registrations import Applicant
from events.services.registrations.persons import person_key
from hub.accounts.models import Organization
from tests.hub.accounts.factories import OrganizationFactory

WHOLE = {
    "summary": "お茶を飲みながら、好きなものを作ります。",
    "how_often": "毎月第2土曜日の午後",
    "venue_name": "台町会館 2階",
    "first_visit": "半分はひとりで来ます。入口で係が声をかけます。",
}
# Words that no page but the organiser's and one's own may show.
SECRET = {
    "name": "ひみつの花子",
    "email": "himitsu-circle@example.org",
    "phone": "042-999-0007",
    "note": "ひみつの耳のこと",
}


def circle(state: str = State.PUBLISHED, *, of: Organization | None = None, **fields: Any) -> Circle:
    """Of a verified organisation, with all that a publication asks for."""
    sets = {name: fields.pop(name) for name in ("themes", "audiences", "welcome_marks") if name in fields}
    now = timezone.now()
    own: dict[str, Any] = {"name": "はじめての手芸の会", "reading": "はじめてのしゅげいのかい", "state": state}
    if state in {State.PUBLISHED, State.CLOSED, State.HIDDEN}:
        own["published_at"] = now
    if state in {State.CLOSED, State.HIDDEN}:
        own["ended_at"] = now
    organization = of or OrganizationFactory(verified=True)
    made: Circle = Circle.objects.create(organization=organization, **WHOLE | own | fields)
    for name, things in sets.items():
        getattr(made, name).set(things)
    make_findable(made)
    return made


def member_in(one: Circle, state: MemberState = MemberState.MEMBER, **fields: Any) -> CircleMember:
    """A row as the services leave it, by default of somebody with a telephone alone."""
    now = timezone.now()
    number = uuid.uuid4().int % 10_000
    own: dict[str, Any] = {"name": f"ひと{number}", "phone": f"042-000-{number:04}"} | fields
    own["person"] = person_key(
        user=own.get("user"), email=own.get("email", ""), phone=own.get("phone", ""), name=own["name"]
    )
    if state == MemberState.UNCONFIRMED:
        own.setdefault("confirm_until", now + timedelta(hours=24))
    if state == MemberState.MEMBER:
        own.setdefault("joined_at", now)
    if state in {MemberState.DECLINED, MemberState.REMOVED}:
        own.setdefault("ended_at", now)
    return CircleMember.objects.create(circle=one, state=state, **own)


def joined(one: Circle, *, name: str = "はな", email: str = "", phone: str = "", **options: Any) -> CircleMember:
    """What ``join_circle`` makes of somebody; with a telephone where nothing else is said."""
    phone = phone if email or phone or options.get("user") else "042-000-0001"
    who = Applicant(name=name, email=email, phone=phone, user=options.pop("user", None))
    return join_circle(one.pk, who, **options).member
