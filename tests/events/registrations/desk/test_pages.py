"""The pages of a desk open, say who comes and waits, and are there for nobody else."""


import pytest

from events.enums import Participation
from tests.events.registrations.desk.desks import desk, url
from tests.events.registrations.people import registered

pytestmark = pytest.mark.django_db
PAGES = ["date", "enter", "paper", "capacity", "message", "copy", "calls"]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens(name: str) -> None:
    at, by, client = desk(2, starts=2)
    for number in range(3):
        registered(at, number)
    assert client.get(url(at, name)).status_code == 200


@pytest.mark.parametrize("act", ["approve", "decline", "accept", "admit", "cancel", "change"])
def test_each_act_has_its_page(act: str) -> None:
    at, by, client = desk(participation=Participation.APPROVAL)
    one = registered(at)
    for address in (url(at, "person", one.pk), url(at, f"person_{act}", one.pk)):
        assert client.get(address).status_code == 200


def test_desk_and_calls_open() -> None:
    at, by, client = desk(2, starts=2)
    registered(at)
    assert [client.get(f"/registrations/desk/{one}").status_code for one in ("", "?when=past", "calls/")] == [200] * 3
