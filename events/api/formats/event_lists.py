"""Event lists as CSV, with the columns that cities share: list B of the base registry, and list A."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.api.formats.event_rows import rows_of
from events.importing.columns import columns_of_list
from hub.api.formats.tables import table
from hub.api.resources import Context, Format


def write_list_a(documents: list[dict[str, Any]], _context: Context) -> bytes:
    return _written("list_a", documents)


def write_list_b(documents: list[dict[str, Any]], _context: Context) -> bytes:
    return _written("list_b", documents)


def _written(list_name: str, documents: list[dict[str, Any]]) -> bytes:
    return table(columns_of_list(list_name), (row for event in documents for row in rows_of(event)))


LIST_B = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    title=_("CSV（イベント一覧、50列）"),
    write=write_list_b,
    suffix="csv",
    has_dates=True,
)
LIST_A = Format(
    name="csv-a",
    media_type="text/csv; charset=utf-8",
    title=_("CSV（推奨データセット イベント一覧、32列）"),
    write=write_list_a,
    suffix="csv",
    has_dates=True,
)
