"""The page of measures and its CSV: who has it, what it says, what it leaves on record."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.areas.models import District
from referrals.enums import Ground, Look, Refusal, State
from referrals.models import AccessRecord, Sign, SupportOffice
from referrals.services import transfers
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import WORDS, asked, district, office, people, referral

pytestmark = pytest.mark.django_db
PAGE = "/staff/referrals/measures/"
AGENCY = "=HYPERLINK(市内の病院)"


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def coordinator(client: Client, here: SupportOffice) -> Client:
    return sign_in(client, UserFactory(consultation=True))


def _cells(page: Any) -> dict[str, dict[str, list[str]]]:
    """Table → row → its cells."""
    found: dict[str, dict[str, list[str]]] = {}
    for section in parse(page.content.decode()).all("section", cls="part"):
        rows = [[cell.text for cell in row.walk() if cell.tag in {"th", "td"}] for row in section.all("tr")[1:]]
        found[section.attributes["aria-labelledby"].removesuffix("-h")] = {name: cells for name, *cells in rows}
    return found


def test_who_has_it(client: Client, here: SupportOffice) -> None:
    """Planners neither: no figure of people under ten leaves those who may see each case."""
    referral(at=here)
    seen = {}
    for name, user in people(here, office("北の事務所")).items():
        client.logout()
        if user.is_authenticated and user.is_active:
            sign_in(client, user)
        before = AccessRecord.objects.count()
        answers = [client.get(path).status_code for path in (PAGE, f"{PAGE}export/")]
        seen[name] = (answers, [one.look for one in AccessRecord.objects.order_by("pk")[before:]])
    assert {name for name, (answers, _looks) in seen.items() if answers == [200, 200]} == {"consultation"}
    assert seen["consultation"][1] == [Look.LIST, Look.EXPORT]
    assert {name for name, (_answers, looks) in seen.items() if looks == []} == {"gone", "visitor"}
    assert all(looks == [Look.REFUSED] * 2 for name, (_a, looks) in seen.items() if name in ("planner", "worker"))


def test_what_it_says_without_a_word_of_a_person(coordinator: Client, here: SupportOffice) -> None:
    sign = Sign.objects.create(text="しばらく姿を見ない")
    one, two = referral(State.ASSIGNED, at=here), referral(at=here)
    one.signs.set([sign])
    referral(at=here, is_held=True)
    referral(State.CLOSED, at=here, outcome="spam")
    transfer = asked(one, AGENCY)
    transfers.decline_transfer(transfer, by=None, refusal=Refusal.NO_ROOM, reason="ヒミツのわけ")
    answer = coordinator.get(PAGE)
    said = _cells(answer)
    assert said["received"] | {"近所の人・知り合い": ["2"], "あわせて": ["2"]} == said["received"]
    assert said["signs"] == {"しばらく姿を見ない": ["1"], "選ばれていない": ["1"]}
    assert said["office"] == {here.name: ["2", "0", "—", "—"]}
    assert said["declined"] == {AGENCY: [str(Ground.PROTECTION.label), str(Refusal.NO_ROOM.label), "1"]}
    assert (said["transfers"]["断られた"], said["transfers"]["頼んだ"]) == (["0", "1"], ["0", "1"])
    assert "確認を待っている1件と、いたずら・宣伝だった1件" in answer.content.decode()
    assert [word for word in (*WORDS.values(), "ヒミツのわけ") if word in answer.content.decode()] == []
    assert AccessRecord.objects.latest("pk").what.startswith("件数と日数：")
    elsewhere = _cells(
        coordinator.get(PAGE, {"district": District.objects.create(name="ほか", path="", geometry={}).pk})
    )
    assert (elsewhere["received"]["あわせて"], elsewhere["declined"], two.office) == (["0"], {}, here)


def test_the_file_says_what_the_page_says_and_calculates_nothing(coordinator: Client, here: SupportOffice) -> None:
    transfer = asked(referral(State.ASSIGNED, at=here), AGENCY)
    transfers.decline_transfer(transfer, by=None, refusal=Refusal.NO_ROOM, reason="ヒミツのわけ")
    page, file = coordinator.get(PAGE), coordinator.get(f"{PAGE}export/")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    on_page = [cell for rows in _cells(page).values() for cells in rows.values() for cell in cells]
    assert (rows[0], [row[3] for row in rows[1:]]) == (["表", "項目", "何を", "値"], on_page)
    assert [row[1] for row in rows if row[0] == "断られた引き継ぎ"] == [f"'{AGENCY}"] * 3
    assert file.headers["Content-Disposition"].startswith('attachment; filename="referrals-20')
    assert file.headers["Cache-Control"] == "private, no-store"


def test_what_cannot_be_read_is_said_beside_its_box_and_kept(coordinator: Client) -> None:
    page = coordinator.get(PAGE, {"since": "きのう"})
    box = parse(page.content.decode()).one("input", id="id_since").attributes
    assert (page.status_code, box["value"], box["aria-invalid"]) == (200, "きのう", "true")


def test_as_many_queries_for_thirty_as_for_three(coordinator: Client, here: SupportOffice) -> None:
    counts = []
    for more in (3, 27):
        for _n in range(more):
            asked(referral(State.ASSIGNED, at=here), "市内の病院")
        coordinator.get(PAGE)
        with CaptureQueriesContext(connection) as made:
            coordinator.get(PAGE)
        counts.append(len(made))
    assert counts[0] == counts[1]
