"""Each look at referrals, and each that was refused, is exactly one record of who, what and why (promise 7).

Every address of the referrals × every role × every way to ask, with and without anything that it might open.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from referrals.enums import Look
from referrals.models import AccessRecord, Referral, Retention
from tests.security.addresses import address, patterns
from tests.security.test_matrix import MISSING, taken_back
from tests.security.world import ROLES, World

METHODS = ("GET", "HEAD", "POST")
READING = ("GET", "HEAD")
# What who may see it leaves on record, by the address and the ways in which it may be asked for. An empty POST opens nothing.
CASE_PAGES: dict[str, dict[str, Look]] = {
    "staff_referrals:list": dict.fromkeys(READING, Look.LIST),
    "staff_referrals:case": dict.fromkeys(METHODS, Look.CASE),
    "staff_referrals:print": dict.fromkeys(METHODS, Look.CASE),
    "staff_referrals:file": dict.fromkeys(METHODS, Look.CASE),
}
COORDINATORS_PAGES: dict[str, dict[str, Look]] = {
    "staff_referrals:records": dict.fromkeys(READING, Look.LIST),
    "staff_referrals:unusual": dict.fromkeys(READING, Look.LIST),
    "staff_referrals:records_export": {"POST": Look.EXPORT},
    "staff_referrals:measures": dict.fromkeys(READING, Look.LIST),
    "staff_referrals:measures_export": dict.fromkeys(READING, Look.EXPORT),
}
# The empty form of the search shows nothing of anybody; who may not have it is refused like everywhere.
FORMS_ALONE = {"staff_referrals:search": METHODS}
# What somebody is about to write is theirs alone, and no look at the case. Whoever may not write there is refused.
DRAFTS = {"staff_referrals:draft": ("POST",)}
# They name a case by its number.
OF_A_CASE = {"staff_referrals:case", "staff_referrals:print", "staff_referrals:file", *DRAFTS}
# The staff that the admin lets in to what there is of the referrals; the others it refuses, which the matrix looks at.
IN_THE_ADMIN = {"consultation", "administrator"}
# Nothing of a case or a person stands there: what residents read before they write, the forms they write in, a code or
# a link that opens nothing, and in the admin the offices, the words and the periods.
WITHOUT_A_CASE = {"referrals:support", "referrals:refer", "referrals:follow", "referrals:transfer"}


def _of_referrals() -> list[tuple[str, str]]:
    return [
        (name, route)
        for name, route in patterns()
        if name.startswith(("staff_referrals:", "referrals:", "admin:referrals_")) or "admin/referrals/" in route
    ]


def _asked(client: Client, method: str, path: str) -> list[tuple[str, int | None, int | None]]:
    """The records that this request leaves."""
    cache.clear()
    with taken_back():
        before = AccessRecord.objects.count()
        client.generic(method, path)
        rows = AccessRecord.objects.order_by("pk")[before:]
        return [(one.look, one.case_number, one.user_number) for one in rows]


def _wanted(role: str, name: str, method: str, case: int | None) -> list[tuple[str, int | None]]:
    """As the tables above say."""
    if not name.startswith("staff_referrals:") or role == "visitor":
        return []
    pages = CASE_PAGES | COORDINATORS_PAGES
    taken = pages.get(name) or dict.fromkeys((FORMS_ALONE | DRAFTS).get(name, ()), None)
    if method not in taken:
        return []
    number = case if name in OF_A_CASE else None
    may = role == "consultation" or (role == "office" and name not in COORDINATORS_PAGES)
    if not may or (number == MISSING):
        return [(Look.REFUSED, number)]
    look = taken[method]
    return [(look, number)] if look else []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_there", [True, False])
def test_each_address_leaves_as_many_records_as_stated(world: World, role: str, is_there: bool) -> None:
    client, user = world.client(role), world.users.get(role)
    case = world.keys["referral"] if is_there else MISSING
    got, wanted = {}, {}
    for name, route in _of_referrals():
        # A case that is missing is missing from the pages that name one alone.
        if not is_there and name not in OF_A_CASE:
            continue
        if "admin" in name + route and role not in IN_THE_ADMIN:
            continue
        path = address(name, route, world.keys | {"referral": case})
        for method in METHODS:
            got[name, method] = _asked(client, method, path)
            wanted[name, method] = [
                (look, number, user.pk) for look, number in _wanted(role, name, method, case) if user is not None
            ]
    assert got == wanted


def test_every_address_of_the_referrals_is_in_one_of_the_tables() -> None:
    stated = {*CASE_PAGES, *COORDINATORS_PAGES, *FORMS_ALONE, *DRAFTS, *WITHOUT_A_CASE}
    assert stated == {name for name, route in _of_referrals() if "admin" not in name + route}


@pytest.mark.parametrize("role", ["office", "consultation"])
def test_what_opens_words_is_one_record_with_its_reason(world: World, role: str) -> None:
    """First look and later ones; another's case without a reason shows the page, and is on record as that."""
    client, user, case = world.client(role), world.users[role], world.keys["referral"]
    page, why = f"/staff/referrals/{case}/", "電話があったため"
    asked: list[tuple[str, dict[str, str], list[tuple[Any, ...]]]] = [
        (page, {"act": "open", "reason": ""}, [(Look.CASE, case, "")]),
        (page, {"act": "open", "reason": why}, [(Look.PERSONAL, case, why)]),
        (page, {"act": "open", "reason": why}, [(Look.PERSONAL, case, why)]),
        (f"{page}print/", {"reason": why}, [(Look.PRINT, case, why)]),
        ("/staff/referrals/search/", {"phone": "042-000-1111"}, [(Look.SEARCH, None, "")]),
        ("/staff/referrals/search/", {"phone": "042-999-9999"}, [(Look.SEARCH, None, "")]),
        ("/staff/referrals/search/", {"phone": "x"}, []),
        (page, {"act": "take", "seen": "received"}, [(Look.CHANGE, case, "")]),
        (page, {"act": "open", "reason": ""}, [(Look.PERSONAL, case, "")]),
        (page, {"act": "nonsense"}, [(Look.CASE, case, "")]),
        (page, {"act": "note", "text": ""}, [(Look.CASE, case, "")]),
    ]
    for path, data, wanted in asked:
        before = AccessRecord.objects.count()
        client.post(path, data)
        rows = AccessRecord.objects.order_by("pk")[before:]
        assert [(one.look, one.case_number, one.reason.unsealed()) for one in rows] == wanted, (path, data)
        assert {one.user_number for one in rows} <= {user.pk}


@pytest.mark.parametrize(
    ("template", "path", "look"),
    [
        ("list", "/staff/referrals/", Look.LIST),
        ("case", "/staff/referrals/{}/", Look.CASE),
        ("print_first", "/staff/referrals/{}/print/", Look.CASE),
        ("records", "/staff/referrals/records/", Look.LIST),
        ("unusual", "/staff/referrals/records/unusual/", Look.LIST),
        ("measures", "/staff/referrals/measures/", Look.LIST),
    ],
)
def test_a_page_that_fails_while_it_is_made_keeps_the_record(
    world: World, settings: Any, tmp_path: Path, template: str, path: str, look: Look
) -> None:
    (broken := tmp_path / "referrals" / "staff").mkdir(parents=True)
    (broken / f"{template}.html").write_text("{% url 'no:where' %}", encoding="utf-8")
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [first | {"DIRS": [tmp_path, *first["DIRS"]]}, *others]
    client, before = world.client("consultation"), AccessRecord.objects.count()
    client.raise_request_exception = False
    assert client.get(path.format(world.keys["referral"])).status_code == 500
    assert [one.look for one in AccessRecord.objects.order_by("pk")[before:]] == [look]


def test_words_that_were_opened_for_a_page_that_fails_are_on_record(
    world: World, settings: Any, tmp_path: Path
) -> None:
    (broken := tmp_path / "referrals" / "staff").mkdir(parents=True)
    (broken / "_personal.html").write_text("{% url 'no:where' %}", encoding="utf-8")
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [first | {"DIRS": [tmp_path, *first["DIRS"]]}, *others]
    client, before = world.client("office"), AccessRecord.objects.count()
    client.raise_request_exception = False
    path = f"/staff/referrals/{world.keys['referral']}/"
    assert client.post(path, {"act": "open", "reason": "電話"}).status_code == 500
    assert [one.look for one in AccessRecord.objects.order_by("pk")[before:]] == [Look.PERSONAL]


def test_there_is_a_case_and_a_period_that_could_be_seen(world: World) -> None:
    assert (Referral.objects.count(), Retention.objects.count()) == (1, 1)
