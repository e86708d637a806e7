"""Needs as a table: one row for each."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.api.formats.words import SAMPLE, line, lines
from hub.api.formats.tables import table
from hub.api.resources import Context, Format
from partners.enums import Field, NeedSource, NeedState, Offer

_COLUMNS = (
    *(("title", "何が足りないか"), ("state", "状態"), ("text", "くわしく"), ("offers", "ほしいもの")),
    *(("activities", "活動分野"), ("where", "どこで"), ("districts", "地区"), ("for_whom", "だれのために")),
    *(("due_on", "いつまでに"), ("tried", "これまでに試したこと"), ("themes", "興味・分野"), ("source", "だれから")),
    *(("organization", "知らせた団体"), ("outcome", "どうなったか"), ("met_by", "取り組んだ団体")),
    *(("published_on", "公開した日"), ("page_url", "案内のページ"), ("remarks", "備考")),
)


def write(documents: list[dict[str, Any]], _context: Context) -> bytes:
    return table(_COLUMNS, map(row_of, documents))


def row_of(one: dict[str, Any]) -> dict[str, str]:
    organization = one["organization"]
    return {
        **{name: line(one[name]) for name in ("title", "where", "for_whom")},
        **{name: lines(one[name]) for name in ("text", "tried", "outcome")},
        "state": str(NeedState(one["state"]).label),
        "offers": "、".join(str(Offer(key).label) for key in one["offers"]),
        "activities": "、".join(str(Field(key).label) for key in one["activities"]),
        "districts": "市内のどこでも" if one["is_everywhere"] else "、".join(d["name"] for d in one["districts"]),
        "due_on": one["due_on"] or "",
        "themes": "、".join(one["themes"]),
        "source": str(NeedSource(one["source"]).label),
        "organization": line(organization["name"]) if organization else "",
        "met_by": "、".join(line(by["name"]) for by in one["met_by"]),
        "published_on": one["published_at"][:10],
        "page_url": one["page_url"],
        "remarks": SAMPLE if one["is_sample"] else "",
    }


NEED_LIST = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    title=_("CSV（地域課題、18列）"),
    write=write,
    suffix="csv",
)
