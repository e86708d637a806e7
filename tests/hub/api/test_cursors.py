import base64
from datetime import UTC, datetime

import pytest

from hub.api.cursors import Value, after, page_size_of, read_cursor, selection_name, write_cursor
from hub.api.problems import ProblemError
from hub.models import Theme

MOMENT = datetime(2026, 11, 26, 1, 2, 3, 456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "types"),
    [([MOMENT, 42], [datetime, int]), (["かな　名", "", 1], [str, str, int]), ([2**63 - 1], [int])],
)
def test_what_is_written_is_read(values: list[Value], types: list[type]) -> None:
    assert read_cursor(write_cursor("abcd1234", values), "abcd1234", types) == values


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "abc", "", "%%%", "あ", "A" * 10_000, _packed("[]"), _packed("{}"), _packed("null"), _packed("[" * 5_000), _packed('["s"]'),
        _packed('["s",1]'), _packed('["s","2026-11-26T01:02:03",1]'), _packed('["s","2026-11-26T01:02:03+00:00",-1]'),
        _packed('["s","2026-11-26T01:02:03+00:00",9223372036854775808]'), _packed('["s","2026-11-26T01:02:03+00:00",true]'),
        _packed('["s","2026-11-26T01:02:03+00:00",1.5]'), _packed('["s","0001-01-01T00:00:00+00:00",1]'), _packed('["s",{},1]'),
        _packed('["t","2026-11-26T01:02:03+00:00",1]'),
    ],
)  # fmt: skip
def test_anything_else_is_told_as_a_wrong_parameter(text: str) -> None:
    with pytest.raises(ProblemError) as error:
        read_cursor(text, "s", [datetime, int])
    assert (error.value.kind.status, error.value.errors[0]["parameter"]) == (400, "cursor")


@pytest.mark.parametrize("text", ['["s","\\u0000",1]', '["s","\\ud800",1]'])
def test_text_that_no_database_takes(text: str) -> None:
    with pytest.raises(ProblemError):
        read_cursor(_packed(text), "s", [str, int])


def test_a_selection_has_a_name_whatever_the_order() -> None:
    one = selection_name("events", {"theme": ["food", "music"], "free": ["1"]})
    assert one == selection_name("events", {"free": ["1"], "theme": ["music", "food"]})
    assert one != selection_name("events", {"free": ["1"], "theme": ["food"]})
    assert one != selection_name("places", {"theme": ["food", "music"], "free": ["1"]})


@pytest.mark.django_db
def test_after_gives_each_row_once_whatever_is_equal() -> None:
    for number in range(12):
        Theme.objects.create(key=f"k{number}", name=f"分野{number}", order=number % 3)
    order = ("order", "pk")
    wanted = list(Theme.objects.order_by(*order).values_list(*order))
    found: list[tuple[int, ...]] = []
    place: tuple[int, ...] = (0, 0)
    while rows := list(Theme.objects.filter(after(order, place)).order_by(*order).values_list(*order)[:5]):
        found += rows
        place = rows[-1]
    assert found == wanted


@pytest.mark.parametrize(("text", "size"), [("", 20), ("1", 1), ("100", 100), ("007", 7)])
def test_page_size(text: str, size: int) -> None:
    assert page_size_of(text, usual=20, most=100) == size


@pytest.mark.parametrize("text", ["0", "-1", "101", "1000000000", "1e1", "１", " 5", "five"])
def test_page_sizes_that_there_are_not(text: str) -> None:
    with pytest.raises(ProblemError):
        page_size_of(text, usual=20, most=100)
