"""Who reports stays unknown: no address, agent or session of theirs in any table, in the cache or in the log."""

import uuid

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from hub.trust.models import Report
from tests.events.published import published_event

# Of a block for documentation; it must occur nowhere else.
ADDRESS, FORWARDED = "203.0.113.77", "198.51.100.88"
AGENT, REFERRER = "MarkedAgent/77", "marked-referrer.example"


def _tables_with(words: tuple[str, ...]) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            for word in words:
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table} {word}")
    return found


@pytest.mark.django_db
def test_no_mark_of_who_reported_is_left(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level("DEBUG")
    client, event = Client(), published_event("催し")
    marks = {
        "REMOTE_ADDR": ADDRESS,
        "HTTP_USER_AGENT": AGENT,
        "HTTP_X_FORWARDED_FOR": FORWARDED,
        "HTTP_REFERER": f"https://{REFERRER}/",
        "HTTP_COOKIE": "sessionid=markedsession77",
    }
    address = f"/report/event/{event.pk}/"
    client.get(address, **marks)
    for values in ({"reason": ""}, {"reason": "danger", "text": "ことば", "page": str(uuid.uuid4())}):
        client.post(address, values, **marks)
    assert Report.objects.get().text == "ことば"
    words = (ADDRESS, FORWARDED, "MarkedAgent", "marked-referrer", "markedsession77")
    assert _tables_with(words) == []
    assert _tables_with(("ことば",)) == ["trust_report ことば"]  # the look is not blind
    kept = f"{cache._cache} {[cache.get(key.split(':', 2)[-1]) for key in list(cache._cache)]}"  # type: ignore[attr-defined]
    said = "".join(map(str, [*caplog.records, *(vars(record) for record in caplog.records), *capfd.readouterr(), kept]))
    assert [word for word in (*words, "ことば") if word in said] == []


def test_a_report_has_no_column_for_who_wrote_it() -> None:
    columns = {field.name for field in apps.get_model("trust", "Report")._meta.concrete_fields}
    assert columns == {
        *("id", "idempotency_key", "kind", "object_id", "reason", "text", "reply_to", "is_urgent", "state"),
        *("outcome", "created_at", "handled_at", "handled_by"),
    }
