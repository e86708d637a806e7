"""Registrations as a table: one row for each."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.api.formats.words import SAMPLE, line, lines
from hub.accounts.enums import OrganizationKind
from hub.api.formats.tables import table
from hub.api.resources import Context, Format
from partners.enums import Field, Offer

_COLUMNS = (
    *(("number", "登録番号"), ("programme", "登録制度"), ("organization", "団体名"), ("kind", "団体の種類")),
    *(("offers", "出せるもの"), ("activities", "活動分野"), ("text", "できること"), ("effort", "頻度・時間")),
    *(("cost", "利用する人の費用"), ("districts", "動ける地区"), ("themes", "興味・分野"), ("reach", "連絡のしかた")),
    *(("registered_on", "登録した日"), ("ends_on", "期限"), ("page_url", "案内のページ"), ("remarks", "備考")),
)


def write(documents: list[dict[str, Any]], _context: Context) -> bytes:
    return table(_COLUMNS, map(row_of, documents))


def row_of(one: dict[str, Any]) -> dict[str, str]:
    organization = one["organization"]
    return {
        "number": one["number"],
        "programme": line(one["programme"]["name"]),
        "organization": line(organization["name"]),
        "kind": str(OrganizationKind(organization["kind"]).label),
        "offers": "、".join(str(Offer(key).label) for key in one["offers"]),
        "activities": "、".join(str(Field(key).label) for key in one["activities"]),
        "text": lines(one["text"]),
        "effort": line(one["effort"]),
        "cost": line(one["cost"]),
        "districts": "市内のどこでも" if one["is_everywhere"] else "、".join(d["name"] for d in one["districts"]),
        "themes": "、".join(one["themes"]),
        "reach": line(one["how_to_reach"]),
        "registered_on": one["registered_on"],
        "ends_on": one["ends_on"] or "",
        "page_url": one["page_url"],
        "remarks": SAMPLE if one["is_sample"] else "",
    }


PARTNER_LIST = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    title=_("CSV（登録している団体、16列）"),
    write=write,
    suffix="csv",
)
