"""A date with an organiser who looks after it, and what the desk's pages say."""

from typing import Any

from django.test import Client
from django.urls import reverse

from events.models import Occurrence, Registration
from events.registration_enums import RegisteredVia
from events.services.registrations import Applicant, Asked, register
from hub.accounts.models import User
from tests.events.members import member
from tests.events.registrations.people import date
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse


def desk(capacity: int | None = 10, **options: Any) -> tuple[Occurrence, User, Client]:
    """The date, who writes for its organiser, and their browser."""
    organization = OrganizationFactory(verified=True, name="台町の会")
    writer = member(organization)
    event = {"organizer": organization, "title": "囲碁の会", **options.pop("event", {})}
    at = date(capacity, event=event, **options)
    return at, writer, sign_in(Client(), writer)


def url(at: Occurrence, page: str = "date", *more: int) -> str:
    return reverse(f"registrations:{page}", args=[at.pk, *more])


def page(client: Client, address: str, data: dict[str, Any] | None = None) -> Node:
    """What one sees, after GET, or POST where something is sent."""
    return parse(client.post(address, data, follow=True) if data is not None else client.get(address))


def by_phone(
    at: Occurrence, name: str, *, by: User, phone: str = "", email: str = "", via: str = "phone", **asked: Any
) -> Registration:
    """Whom the desk entered."""
    who = Applicant(name=name, phone=phone, email=email)
    return register(at.pk, who, Asked(**asked), via=RegisteredVia(via), by=by).registration


def names(found: Node) -> list[str]:
    """Whom the page lists, in order, as they are called."""
    return [one.all("a")[0].text for one in found.all("h3", "big")]
