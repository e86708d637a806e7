"""From the cells of a row to the values of an event and its dates."""

import hashlib
import json
import logging
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from events.importing import moments, places, wording
from events.importing.cancelling import is_cancelled
from events.importing.cells import Cells, RejectedError, Remark, cells_of
from events.importing.codes import code_of
from events.importing.columns import Columns
from events.importing.days import RowDate
from events.importing.kinds import audiences_of, themes_of
from events.importing.lines import RawRow
from events.importing.moments import Limit
from events.importing.texts import key_of, narrow, one_line, without_controls

logger = logging.getLogger(__name__)

# Counted up when rows are read in another way, so that files that have not changed are written anew.
READING = 3


@dataclass
class Rejection:
    """A row that was not imported. ``title_key`` tells that a known row is still in the file, though broken."""

    line: int
    no: str
    title: str
    reason: str
    title_key: str = ""
    remarks: list[Remark] = field(default_factory=list)


@dataclass
class ParsedRow:
    """What a row says, in the terms of the hub. Dates are those of the file."""

    line: int
    no: str
    code: str
    title: str
    title_key: str
    starts_on: date
    start_minute: int | None
    dates: list[RowDate]
    deadline: Limit | None
    apply_from: Limit | None
    capacity: int | None
    time_note: str
    is_cancelled: bool
    values: dict[str, Any]
    themes: frozenset[str]
    audiences: frozenset[str]
    venue_key: str
    place_key: str
    url_key: str
    digest: str
    city: str
    prefecture: str
    remarks: list[Remark]
    # What columns that the hub does not know say, by heading.
    unread: dict[str, str]

    @property
    def group_key(self) -> tuple[str, str, str]:
        """What the dates of one course have in common."""
        return self.title_key, self.place_key, self.url_key


def parse_row(raw: RawRow, columns: Columns) -> ParsedRow | Rejection:
    """Never raises: what can't be imported comes back as a ``Rejection``."""
    cells: Cells | None = None
    try:
        cells = cells_of(raw, columns)
        return _parse(cells)
    except RejectedError as error:
        reason = error.reason
    except Exception as error:
        logger.exception("row not understood", extra={"object_id": raw.line})
        reason = _("思いがけない誤りで読めませんでした（%(name)s）。") % {"name": type(error).__name__}
    rejection = _rejection(raw, columns, reason)
    rejection.remarks = cells.remarks if cells else []
    return rejection


def _rejection(raw: RawRow, columns: Columns, reason: str) -> Rejection:
    shown = dict.fromkeys(("no", "title"), "")
    for name, cell in zip(columns.fields, raw.cells, strict=False):
        if name in shown:
            shown[name] = one_line(without_controls(cell)[0])[:200]
    return Rejection(raw.line, narrow(shown["no"])[:60], shown["title"], reason, key_of(shown["title"]))


def _parse(cells: Cells) -> ParsedRow:
    title = cells.line_of("title")
    if not title:
        raise RejectedError(_("名称がありません。"))
    when = moments.when_of(cells)
    values = wording.values_of(cells)
    where = places.where_of(cells)
    values |= where.values
    themes, is_known_kind = themes_of(cells.line_of("kind"), title)
    if not is_known_kind:
        cells.remark(
            "kind", _("知らない種類なので、分野は付けていません: %(kind)s") % {"kind": cells.line_of("kind")[:100]}
        )
    wording.keep_the_rest(cells, values)
    return ParsedRow(
        line=cells.line,
        no=narrow(cells.text("no"))[:60],
        code=code_of(cells.text("code"), where.prefecture),
        title=values["title"],
        title_key=key_of(title),
        starts_on=when.first,
        start_minute=when.dates[0].start,
        dates=when.dates,
        deadline=moments.limit_of(cells, "deadline_on", "deadline_time", when.first),
        apply_from=moments.limit_of(cells, "apply_from_on", "apply_from_time", None),
        capacity=wording.capacity_of(cells),
        time_note=values.pop("time_note"),
        is_cancelled=is_cancelled(cells.text("status"), title),
        values=values,
        themes=frozenset(themes),
        audiences=frozenset(audiences_of(values["audience_note"], title)),
        venue_key=where.venue_key,
        place_key=where.place_key,
        url_key=values["url"],
        digest=_digest(cells),
        city=where.city,
        prefecture=where.prefecture,
        remarks=cells.remarks,
        unread=cells.unknown,
    )


def _digest(cells: Cells) -> str:
    """Of all that the row says but its number, which cities renew."""
    said = {name: text for name, text in sorted(cells.values.items()) if name != "no" and text}
    return hashlib.sha256(
        json.dumps([READING, said, cells.originals], ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()
