"""What a stranger writes into a report stays words on every page of staff."""

import pytest

from hub.trust.models import Report
from tests.markup import parse
from tests.security.test_hostile_text import _HARMLESS, WORDS, _bones, _dangers
from tests.security.world import World


def _addresses(world: World) -> list[str]:
    key = world.keys["trust_report"]
    return [
        *("/staff/reports/", f"/staff/reports/{key}/", "/staff/reports/?done=1"),
        *("/admin/trust/report/", f"/admin/trust/report/{key}/change/"),
    ]


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("payload", WORDS.values(), ids=WORDS)
def test_hostile_words_of_a_report_stay_words(world: World, payload: str, is_done: bool) -> None:
    client, bones, shown = world.client("administrator"), [], 0
    if is_done:
        form = {"act": "done", "outcome": payload.replace("\r\n", " ")}
        assert client.post(f"/staff/reports/{world.keys['trust_report']}/", form).status_code == 302
    for text in (payload.translate(_HARMLESS), payload):
        Report.objects.update(text=text, reply_to=f'"{text[:80]}"@example.org', kind="event")
        pages = [parse(client.get(address)) for address in _addresses(world)]
        bones.append([_bones(page) for page in pages])
        assert [_dangers(page) for page in pages] == [[]] * len(pages)
        shown = sum(payload.split(maxsplit=1)[0][:12] in page.text for page in pages)
    assert bones[0] == bones[1]
    assert shown >= 2


def test_what_is_sent_by_the_form_comes_back_inert(world: World) -> None:
    for payload in WORDS.values():
        values = {"reason": payload, "text": payload, "reply_to": payload, "page": payload}
        page = parse(world.client("visitor").post(f"/report/event/{world.event.pk}/", values))
        assert _dangers(page) == []
        assert page.one("textarea").text


FIELDS = [
    *("id", "pk", "kind", "object_id", "is_urgent", "state", "outcome", "created_at", "handled_at"),
    *("handled_by", "handled_by_id", "idempotency_key"),
]


def test_no_other_field_of_a_report_is_taken_from_outside(world: World) -> None:
    Report.objects.all().delete()
    values = dict.fromkeys(FIELDS, "1") | {"reason": "wrong", "state": "done", "kind": "place", "is_urgent": "on"}
    assert world.client("visitor").post(f"/report/event/{world.event.pk}/", values).status_code == 302
    report = Report.objects.get()
    assert (report.kind, report.object_id, report.state, report.is_urgent) == ("event", world.event.pk, "open", False)
    assert (report.handled_by, report.handled_at, report.outcome) == (None, None, "")
