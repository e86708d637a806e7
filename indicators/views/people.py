"""``/indicators/people/``: numbers of people, by quarter. Planners see the same, and no more."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.api.formats.tables import table
from hub.page_cache import public_page
from indicators.people_board import documents, read_periods, sheets_by_year
from indicators.secrecy import Cell

_COLUMNS = (
    *(
        ("fiscal_year", "年度（4月に始まる年）"),
        ("quarter", "四半期（空は年度全体）"),
        ("table", "表"),
        ("code", "記号"),
    ),
    *(("name", "何の数か"), ("said", "数"), ("definition", "どう数えているか")),
)


@require_safe
@public_page
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "indicators/people.html", {"years": sheets_by_year()})


@require_safe
def people_csv(request: HttpRequest) -> HttpResponse:
    """UTF-8 with BOM, CRLF. What is hidden says how: 10未満, 非公表."""
    rows = [
        one | {"quarter": "" if one["quarter"] is None else one["quarter"], "said": Cell.from_json(one).said}
        for one in documents(read_periods())
    ]
    lines = [{name: str(one[name]) for name, _title in _COLUMNS} for one in rows]
    response = HttpResponse(table(_COLUMNS, lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


@require_safe
def people_json(request: HttpRequest) -> HttpResponse:
    """``value`` is null where ``mark`` is small (1 to 9) or withheld."""
    body = {"counts": list(documents(read_periods()))}
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json")
