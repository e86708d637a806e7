"""Roles as a table: one row for each."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.api.formats.words import SAMPLE, line, lines
from hub.api.formats.tables import table
from hub.api.resources import Context, Format
from partners.role_enums import RoleKind, RoleState, Skill

_COLUMNS = (
    *(("title", "何をするか"), ("kind", "種類"), ("state", "状態"), ("text", "くわしく"), ("when", "いつ")),
    *(("minutes", "1回の時間（分）"), ("where", "どこで"), ("districts", "地区"), ("online", "オンライン")),
    *(("skills", "活かせること"), ("themes", "興味・分野"), ("visit", "まず見学"), ("places_left", "あと何人")),
    *(("starts_on", "いつから"), ("ends_on", "いつまで"), ("apply_until", "締切"), ("youngest", "何歳から")),
    *(("costs", "交通費・謝礼など"), ("insurance", "保険"), ("safeguards", "子どもを守るためにしていること")),
    *(("courses", "大学が認める活動"), ("organization", "団体"), ("place", "場"), ("answer_days", "返事までの日数")),
    *(("published_on", "公開した日"), ("page_url", "案内のページ"), ("remarks", "備考")),
)


def write(documents: list[dict[str, Any]], _context: Context) -> bytes:
    return table(_COLUMNS, map(row_of, documents))


def row_of(one: dict[str, Any]) -> dict[str, str]:
    return {
        **{name: line(one[name]) for name in ("title", "when", "where", "costs", "insurance")},
        **{name: lines(one[name]) for name in ("text", "safeguards")},
        **{name: "" if one[name] is None else str(one[name]) for name in _NUMBERS},
        **{name: one[name] or "" for name in ("starts_on", "ends_on", "apply_until")},
        "kind": str(RoleKind(one["kind"]).label),
        "state": str(RoleState(one["state"]).label),
        "districts": "市内のどこでも" if one["is_everywhere"] else "、".join(d["name"] for d in one["districts"]),
        "online": "できる" if one["is_online"] else "",
        "visit": "できる" if one["can_visit_first"] else "",
        "skills": "、".join(str(Skill(key).label) for key in one["skills"]),
        "themes": "、".join(one["themes"]),
        "courses": "、".join(line(f"{of['university']['name']} {of['name']}") for of in one["courses"]),
        "organization": line(one["organization"]["name"]),
        "place": line(one["place"]["name"]) if one["place"] else "",
        "published_on": one["published_at"][:10],
        "page_url": one["page_url"],
        "remarks": SAMPLE if one["is_sample"] else "",
    }


_NUMBERS = ("minutes", "places_left", "youngest", "answer_days")

ROLE_LIST = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    title=_("CSV（手伝えること、27列）"),
    write=write,
    suffix="csv",
)
