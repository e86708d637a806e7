"""``/data/``: the feed explained to who reads it: what there is, for whom, under which terms, how it is followed."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Occurrence
from hub.api.feed import answer_of
from hub.api.problems import KINDS
from hub.api.resources import Format, Resource, registered
from hub.page_cache import public_page
from hub.pages import data_reference
from hub.pages.data_examples import PROGRAMS
from hub.reading import JAPANESE_ONLY

# What an example shows of a file.
MOST_LINES = 12
LONGEST_LINE = 120
# Where the first thing of a calendar or of news begins, after what the file says of itself.
_FIRST_THINGS = ("BEGIN:VEVENT", "<entry>")


@dataclass(frozen=True)
class Example:
    """Somebody who reads the feed: who, what they want, the one address that they need, and what it says now."""

    who: str
    wish: str
    url: str
    readable_url: str
    text: str
    # For a calendar: the address that programs subscribe to.
    subscribe_url: str = ""


@require_safe
@public_page
def overview(request: HttpRequest) -> HttpResponse:
    found = list(registered())
    context = {"examples": _examples(), "resources": found, "site_url": settings.SITE_URL, "limits": _limits()}
    return _page(request, "overview", context)


@require_safe
@public_page
def api(request: HttpRequest) -> HttpResponse:
    """The reference, made of what is registered."""
    return _page(request, "api", {"described": data_reference.described(), "page": settings.HUB_API_PAGE})


@require_safe
@public_page
def formats(request: HttpRequest) -> HttpResponse:
    """Each form of each list, with an address that can be opened."""
    lists: dict[tuple[str, str], list[tuple[Resource, str]]] = {}
    forms: dict[tuple[str, str], Format] = {}
    for one in registered():
        for form in one.formats.values():
            # What is called the same is the same to a reader, whichever list writes it.
            key = (form.name, str(form.title))
            forms.setdefault(key, form)
            lists.setdefault(key, []).append((one, f"{one.path}?format={form.name}"))
    rows = [(form, lists[key]) for key, form in forms.items()]
    return _page(request, "formats", {"rows": rows, "json": [(one, one.path) for one in registered()]})


@require_safe
@public_page
def changes(request: HttpRequest) -> HttpResponse:
    """How a copy is kept in step without loss."""
    followed = [one for one in registered() if one.has_changes]
    return _page(request, "changes", {"followed": followed, "site_url": settings.SITE_URL})


@require_safe
@public_page
def problems(request: HttpRequest) -> HttpResponse:
    """What the ``type`` of a problem document leads to."""
    return _page(request, "problems", {"kinds": KINDS.values(), "example": _problem_example()})


@require_safe
@public_page
def writing(request: HttpRequest) -> HttpResponse:
    """How a member of an organisation writes by program."""
    context = {"site_url": settings.SITE_URL, "tokens_url": _address_of("me_tokens"), "limits": _limits()}
    return _page(request, "writing", context)


@require_safe
@public_page
def examples(request: HttpRequest) -> HttpResponse:
    """Programs that work, to begin with."""
    return _page(request, "examples", {"programs": PROGRAMS.values()})


@require_safe
def example(request: HttpRequest, name: str) -> HttpResponse:
    """One of them, as a file."""
    if name not in PROGRAMS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(PROGRAMS[name].text, content_type="text/plain; charset=utf-8", headers=headers)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    pages = [
        ("data", _("はじめに")),
        ("data_api", _("一覧と項目")),
        ("data_formats", _("形式")),
        ("data_changes", _("変更を追いかける")),
        ("data_examples", _("プログラムの例")),
        ("data_writing", _("プログラムから書く")),
        ("data_problems", _("エラー")),
    ]
    address = reverse({"overview": "data"}.get(name, f"data_{name}"))
    shown = {
        "base_template": "hub/_japanese.html" if address.startswith(JAPANESE_ONLY) else "base.html",
        "pages": [(reverse(page), title) for page, title in pages],
        "schema_url": _address_of("api:schema"),
        **context,
    }
    return render(request, f"hub/data/{name}.html", shown)


def _address_of(name: str) -> str:
    """Empty where this hub has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _limits() -> dict[str, int]:
    return settings.HUB_API_LIMITS


def _examples() -> list[Example]:
    by_name = {one.name: one for one in registered()}
    # Of what is on next, so that the examples find something.
    coming = Occurrence.objects.listed().upcoming(timezone.now()).order_by("starts_at", "pk")
    found = coming.values_list("event__district", "event__town__name").exclude(event__town=None).first()
    district, town = found or (None, "")
    here = f"&district={district}" if district else ""
    near = f"&{urlencode({'town': town})}" if town else ""
    events, dates = by_name["events"], by_name["occurrences"]
    return [
        _example(
            _("住む人のカレンダー"),
            _("自分の地区の催しを、いつものカレンダーに出す。変更も中止も、自動で変わります。"),
            events,
            f"format=ics&upcoming=1{here}",
        ),
        _example(
            _("町の掲示板の画面"),
            _("今日これからの催しを、自分の地区の分だけ出す。"),
            dates,
            f"when=today{here}&fields=starts_at,state,event",
        ),
        _example(
            _("LINEなどで答えるボット"),
            _("聞かれた町で、これから1か月にあるもの。"),
            dates,
            f"when=month{near}&fields=starts_at,state,event",
        ),
        _example(_("地域の新聞、情報紙"), _("新しく載った催しを、順に受け取る。"), events, "format=atom"),
        _example(_("市のオープンデータのページ"), _("表計算で開ける形で、すべての催しを置く。"), events, "format=csv"),
    ]


def _example(who: str, wish: str, resource: Resource, query: str) -> Example:
    """Of a form that this list has not, the same selection as JSON."""
    parts = query.split("&")
    form = parts[0].removeprefix("format=") if parts[0].startswith("format=") else ""
    if form and form not in resource.formats:
        form, query = "", "&".join(parts[1:])
    url = settings.SITE_URL + resource.path + (f"?{query}" if query else "")
    subscribe = "webcal://" + url.partition("://")[2] if form == "ics" else ""
    return Example(who, wish, url, unquote(url), _shown(resource, query, is_json=not form), subscribe)


def _shown(resource: Resource, query: str, *, is_json: bool) -> str:
    """The beginning of what the address answers now."""
    if is_json:
        found = json.loads(answer_of(resource, f"{query}&page_size=1" if query else "page_size=1"))
        text = json.dumps(found["results"], ensure_ascii=False, indent=1)
        text = text if found["results"] else _("いまは、当てはまるものがありません。")
    else:
        text = answer_of(resource, query).decode("utf-8-sig")
        begin = next((place for mark in _FIRST_THINGS if (place := text.find(mark)) > 0), 0)
        text = f"…\n{text[begin:]}" if begin else text
    lines = text.splitlines()
    cut = [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in lines[:MOST_LINES]]
    return "\n".join([*cut, "…"] if len(lines) > MOST_LINES else cut)


def _problem_example() -> str:
    kind = KINDS["invalid-parameter"]
    document = {
        "type": f"{settings.SITE_URL}/data/problems/#{kind.name}",
        "title": str(kind.title),
        "status": int(kind.status),
        "detail": str(kind.help),
        "errors": [{"parameter": "page_size", "detail": "…"}],
        "instance": "urn:uuid:…",
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
