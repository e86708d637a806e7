"""Projects as a table: one row for each."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.api.formats.words import SAMPLE, line, lines
from hub.api.formats.tables import table
from hub.api.resources import Context, Format
from partners.cocreation_enums import ProjectState

_COLUMNS = (
    *(("title", "名前"), ("state", "状態"), ("summary", "ひとことで"), ("text", "どんな取り組みか")),
    *(("organizations", "加わっている団体"), ("lead", "とりまとめ"), ("for_whom", "だれのために")),
    *(("districts", "地区"), ("themes", "興味・分野"), ("starts_on", "いつから"), ("ends_on", "いつまで")),
    *(("did", "何をしたか"), ("worked", "うまくいったこと"), ("failed", "うまくいかなかったこと")),
    *(("stayed", "地域に残ったもの"), ("advice", "伝えたいこと"), ("stop_reason", "やめた理由")),
    *(("published_on", "公開した日"), ("page_url", "案内のページ"), ("remarks", "備考")),
)


def write(documents: list[dict[str, Any]], _context: Context) -> bytes:
    return table(_COLUMNS, map(row_of, documents))


def row_of(one: dict[str, Any]) -> dict[str, str]:
    report = one["report"] or {}
    return {
        **{name: line(one[name]) for name in ("title", "summary", "for_whom")},
        **{name: lines(one[name]) for name in ("text", "stop_reason")},
        **{name: lines(report.get(name, "")) for name in ("did", "worked", "failed", "stayed", "advice")},
        "state": str(ProjectState(one["state"]).label),
        "organizations": "、".join(line(by["name"]) for by in one["organizations"]),
        "lead": "、".join(line(by["name"]) for by in one["organizations"] if by["is_lead"]),
        "districts": "市内のどこでも" if one["is_everywhere"] else "、".join(d["name"] for d in one["districts"]),
        "themes": "、".join(one["themes"]),
        "starts_on": one["starts_on"] or "",
        "ends_on": one["ends_on"] or "",
        "published_on": one["published_at"][:10],
        "page_url": one["page_url"],
        "remarks": SAMPLE if one["is_sample"] else "",
    }


PROJECT_LIST = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    title=_("CSV（共創プロジェクト、20列）"),
    write=write,
    suffix="csv",
)
