"""Who writes an opinion stays unknown: no address, agent or session of theirs in any table, in the cache or in the log."""

import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from indicators.models import Opinion
from tests.indicators.voices import call

# Of blocks for documentation; they must occur nowhere else.
ADDRESS, FORWARDED, TEXT = "203.0.113.78", "198.51.100.89", "ことばのしるし"
MARKS = {
    "REMOTE_ADDR": ADDRESS,
    "HTTP_USER_AGENT": "MarkedAgent/78",
    "HTTP_X_FORWARDED_FOR": FORWARDED,
    "HTTP_REFERER": "https://marked-referrer78.example/",
    "HTTP_COOKIE": "sessionid=markedsession78",
}
WORDS = (ADDRESS, FORWARDED, "MarkedAgent/78", "marked-referrer78", "markedsession78")


def _tables_with(word: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.mark.django_db
def test_no_mark_of_who_wrote_is_left(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level("DEBUG")
    call(opens_on="2020-01-01", closes_on="2999-12-30", answer_by="2999-12-31")
    client, page = Client(), str(uuid.uuid4())
    client.get("/voices/park/write/", **MARKS)
    for text in ("", TEXT):
        client.post("/voices/park/write/", {"text": text, "page": page}, **MARKS)
    assert Opinion.objects.get().text == TEXT
    assert {word: _tables_with(word) for word in (*WORDS, page, TEXT)} == {
        **{word: [] for word in (*WORDS, page)},
        TEXT: ["indicators_opinion"],
    }
    kept = f"{cache._cache} {[cache.get(key.split(':', 2)[-1]) for key in list(cache._cache)]}"  # type: ignore[attr-defined]
    said = "".join(map(str, [*caplog.records, *(vars(record) for record in caplog.records), *capfd.readouterr(), kept]))
    assert [word for word in (*WORDS, page, TEXT) if word in said] == []
