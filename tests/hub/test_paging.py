"""Pages of a list: two queries whatever its length, exact up to the limit."""

from typing import Any

import pytest
from django.http import QueryDict

from events.models import Place
from hub.paging import page_number, page_of

pytestmark = pytest.mark.django_db

ORDER = ("kana", "name", "pk")


@pytest.fixture(autouse=True)
def _small_pages(settings: Any) -> None:
    settings.HUB_PAGE_SIZE, settings.HUB_COUNT_LIMIT = 3, 7


def _make(count: int) -> None:
    Place.objects.bulk_create(
        Place(name=f"場{number}", kana=f"{99 - number:03}", kind="other") for number in range(count)
    )


def _names(number: int, *, is_late: bool = False) -> list[str]:
    return [place.name for place in page_of(Place.objects.all(), ORDER, number, is_late=is_late).items]


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("count", [0, 1, 3, 4, 7, 8, 20])
def test_pages_hold_each_row_once_in_order(count: int, is_late: bool) -> None:
    _make(count)
    page = page_of(Place.objects.all(), ORDER, 1, is_late=is_late)
    assert (page.total, page.is_more_than_limit) == (min(count, 7), count > 7)
    found = [name for number in range(1, page.last_number + 1) for name in _names(number, is_late=is_late)]
    everything = list(Place.objects.order_by(*ORDER).values_list("name", flat=True))
    assert found == everything[: len(found)]
    assert len(found) == min(count, 9)


@pytest.mark.parametrize(("asked", "number"), [(-3, 1), (0, 1), (1, 1), (3, 3), (4, 3), (99_999, 3)])
def test_a_page_that_is_not_there_is_the_nearest(asked: int, number: int) -> None:
    _make(7)
    page = page_of(Place.objects.all(), ORDER, asked)
    assert page.number == number
    assert (page.has_previous, page.has_next) == (number > 1, number < 3)


def test_an_empty_list_has_one_empty_page() -> None:
    page = page_of(Place.objects.all(), ORDER, 1)
    assert (page.items, page.number, page.last_number, page.has_next, page.has_previous) == ([], 1, 1, False, False)


@pytest.mark.parametrize("count", [1, 3, 7, 8, 20])
def test_two_queries_whatever_the_length(count: int, django_assert_num_queries: Any) -> None:
    _make(count)
    with django_assert_num_queries(2):
        page_of(Place.objects.all(), ORDER, 2)


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 1), ("page=2", 2), ("page=0", 0), ("page=-1", 1), ("page=x", 1), ("page=２", 1), ("page=²", 1), ("page=1e3", 1), ("page=999999", 1), ("page=", 1)],
)  # fmt: skip
def test_the_number_in_an_address(query: str, number: int) -> None:
    assert page_number(QueryDict(query)) == number
