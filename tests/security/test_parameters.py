"""Every query parameter of every public page, whatever is sent: never a 500, never a slow or a huge query."""

from functools import cache
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from events.filters import OccurrenceFilter, PlaceFilter
from hub.pages.find import FindForm
from tests.security.world import World
from tests.tiers import often

SHOWING = ("view", "page", "month")
PARAMETERS = {
    "/events/": (*OccurrenceFilter.base_filters, *SHOWING),
    "/events/week/": (*OccurrenceFilter.base_filters, *PlaceFilter.base_filters, *SHOWING),
    "/places/": (*PlaceFilter.base_filters, *SHOWING),
    "/find/": ("ask", *FindForm.base_fields),
    "/reading/": ("lang", "furigana", "next"),
    "/admin/login/": ("next", "q"),
}
FORMS = ("", "&view=calendar", "&view=map", "&ask=1")

HOSTILE = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufeff", "\u202e", "\u2028", "%%%%", "%s%d", "_", "\\", "'", '"', "';--",
    "x' OR 1=1 --", "-1", "0", "1e9", "NaN", "Infinity", "９９", "²", "١٢", "9" * 19, "9" * 400, "-" + "9" * 30, "1.5",
    "0001-01-01", "9999-12-31", "9999-99", "0000-00-00", "2026-02-30", "10000-01-01", "9999-12", "0001-01", "-0001-01", "2026-11",
    "[]", "{}", "null", "true", "on", "../../etc/passwd", "<script>", "{{ 7*7 }}", "あ" * 100, "囲 " * 5_000,
    "a" * 100_000, "🀄" * 60, "ｽﾏﾎ", "Σ" * 50, "ﷺ" * 50, "calendar", "map", "weekend", "dates", "now", "alone", "500",
]  # fmt: skip


@cache
def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"))


def _query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={_quoted(value)}" for name, value in pairs)


def _status(world: World, address: str, query: str) -> int:
    return world.client("visitor").get(f"{address}?{query}").status_code


ALLOWED = {200, 302, 400, 404}


@pytest.mark.parametrize("is_whole", often([False, True], False))
@pytest.mark.parametrize("address", PARAMETERS)
def test_each_hostile_value_in_all_parameters_at_once_and_in_each(
    world: World, address: str, *, is_whole: bool
) -> None:
    """All of it by hand; each time, every other value at once in all and those between in one, twice."""
    names = PARAMETERS[address]
    answers = {}
    for place, value in enumerate(HOSTILE):
        one = names[place % len(names)]
        queries = (_query([(name, value) for name in names]), _query([(one, value), (one, value)]))
        for query in queries if is_whole else queries[place % 2 :][:1]:
            answers[query[:80]] = _status(world, address, query + FORMS[place % len(FORMS)])
    assert {query: status for query, status in answers.items() if status not in ALLOWED} == {}


_VALUES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.integers().map(str),
    st.dates().map(str),
    st.floats().map(str),
)


@pytest.mark.parametrize("address", ["/events/", "/events/week/", "/places/", "/find/", "/reading/"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_sent_is_answered(world: World, address: str, data: st.DataObject) -> None:
    names = st.one_of(st.sampled_from(PARAMETERS[address]), st.text(min_size=1, max_size=8))
    pairs = data.draw(st.lists(st.tuples(names, _VALUES), max_size=6))
    query = "&".join(
        f"{quote(name.encode('utf-8', 'surrogatepass'))}={_query([('', value)])[1:]}" for name, value in pairs
    )
    assert _status(world, address, query) in ALLOWED


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(raw=st.binary(max_size=60))
@example(raw=b"%ff%fe=%00&&&==;%u3042")
def test_a_query_that_is_no_query_is_answered(world: World, raw: bytes) -> None:
    query = raw.decode("latin-1")
    answer = world.client("visitor").get("/events/", QUERY_STRING=query)
    assert answer.status_code in ALLOWED


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=st.text(max_size=30))
@example(path="events/99999999999999999999999/")
@example(path="places/-1/")
@example(path="events/１/")
@example(path="\x00")
@example(path="//evil.example/%2e%2e")
def test_whatever_path_is_asked_for_is_answered(world: World, path: str) -> None:
    answer = world.client("visitor").get("/" + quote(path.encode("utf-8", "surrogatepass")))
    assert answer.status_code in {*ALLOWED, 301}


LONG = {
    "100 kB": "あ" * 33_000,
    "10,000 words": "囲碁 " * 10_000,
    "10,000 different words": " ".join(str(number) for number in range(10_000)),
    "percent": "%" * 5_000,
    "one long word": "あいうえお" * 20,
    "as many words as fit": " ".join("あいうえおかきくけこ"[n % 9 : n % 9 + 2] for n in range(33)),
}


@pytest.mark.parametrize("address", ["/events/", "/places/", "/events/week/"])
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_search_costs_few_small_queries(world: World, address: str, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 300")
    with CaptureQueriesContext(connection) as asked:
        answer = world.client("visitor").get(address, {"q": text, "town": text})
    assert answer.status_code == 200
    searches = [query["sql"] for query in asked if "search_text" in query["sql"]]
    assert max((len(sql) for sql in searches), default=0) < 6_000
    assert len(searches) <= 12
