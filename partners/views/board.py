"""``/staff/cocreation/``: every proposal that is open and every project that goes on; what has waited longest stands first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hub.accounts.models import Organization
from hub.links import found_url
from hub.paging import Page, page_number
from hub.staff_access import staff_required
from partners.cocreation_enums import PROJECT, PROPOSAL, ProjectState
from partners.models import Project, ProjectPart, Proposal
from partners.services.proposal_written import rewritten_since_seen
from partners.views.proposal_words import turn_of
from partners.views.staff_proposals import check_reviews

_MOST_WORDS = 100
Key = tuple[datetime, str, int]
KINDS = (("", _("提案とプロジェクト")), (PROPOSAL, _("提案だけ")), (PROJECT, _("プロジェクトだけ")))
TURNS = (
    ("", _("すべて")),
    ("late", _("約束の日を過ぎたもの、長く静かなもの")),
    ("city", _("市の番のもの")),
    ("members", _("団体の番のもの")),
)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it can't mean is as if it were not there."""

    kind: str
    turn: str
    words: str
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        kind, turn = request.GET.get("kind", ""), request.GET.get("turn", "")
        words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:_MOST_WORDS]
        return cls(kind if kind in dict(KINDS) else "", turn if turn in dict(TURNS) else "", words, timezone.now())

    def url(self, **changes: str) -> str:
        asked = {"kind": self.kind, "turn": self.turn, "q": self.words} | changes
        return f"{reverse('partners:board')}?{urlencode({key: value for key, value in asked.items() if value})}"

    def named(self) -> Any:
        """Organisations whose name holds the words: looked through once, not for each proposal and part."""
        return Organization.objects.filter(self.held_in("name")).order_by().values("pk")

    def held_in(self, name: str) -> Q:
        """Small or large letters are the same; words without such letters needn't have each title written anew for that."""
        has_case = self.words.lower() != self.words.upper()
        return Q(**{f"{name}__icontains" if has_case else f"{name}__contains": self.words})

    def proposals(self) -> Any:
        """Each with ``since``."""
        rows = Proposal.objects.open().saying_since().order_by()
        if self.kind == PROJECT:
            return rows.none()
        if self.turn == "late":
            rows = rows.late(timezone.localdate(self.now))
        elif self.turn == "city":
            rows = rows.with_city()
        elif self.turn == "members":
            rows = rows.with_members()
        if self.words:
            rows = rows.filter(self.held_in("title") | Q(organization__in=self.named()))
        return rows

    def projects(self) -> Any:
        """Each with ``since``. It is never the city's turn in them; one that is quiet for long is late."""
        rows = Project.objects.going_on().annotate(since=F("moved_at")).order_by()
        if self.kind == PROPOSAL or self.turn == "city":
            return rows.none()
        if self.turn == "late":
            rows = rows.filter(moved_at__lt=quiet_since(self.now))
        if self.words:
            parts = ProjectPart.objects.joined().filter(organization__in=self.named())
            rows = rows.filter(self.held_in("title") | Q(pk__in=parts.values("project")))
        return rows


def quiet_since(now: datetime) -> datetime:
    """A project that moved last before this is quiet for long."""
    return now - timedelta(days=settings.HUB_PROJECT_QUIET_DAYS)


@require_safe
@staff_required
def board(request: HttpRequest) -> HttpResponse:
    """``?kind=``, ``?turn=``, ``?q=``: a part of a title or of an organisation's name."""
    check_reviews(request)
    asked, limit, size = Asked.of(request), settings.HUB_COUNT_LIMIT, settings.HUB_PAGE_SIZE
    both = {PROJECT: asked.projects(), PROPOSAL: asked.proposals()}
    # Who looks for words reads title after title: of rare ones all, once, and of frequent ones until there are enough.
    found = {kind: _in_any_order(kind, rows, limit + 1) for kind, rows in both.items()} if asked.words else {}
    counted = sum(len(found[kind]) if found else rows.order_by()[: limit + 1].count() for kind, rows in both.items())
    total = min(counted, limit)
    last = max(1, -(-total // size))
    number = min(max(1, page_number(request.GET)), last)
    keys = {
        kind: sorted(found[kind]) if kind in found and len(found[kind]) <= limit else _keys(kind, rows, number * size)
        for kind, rows in both.items()
    }
    items = _rows(asked, list(merge(*keys.values()))[(number - 1) * size : number * size])
    page = Page(items, number, size, total, counted > limit)
    context = {
        "asked": asked,
        "kinds": [(key, label, asked.url(kind=key)) for key, label in KINDS],
        "turns": [(key, label, asked.url(turn=key)) for key, label in TURNS],
        "page": page,
        "rows": page.items,
        "quiet_days": settings.HUB_PROJECT_QUIET_DAYS,
        "clear_url": asked.url(q=""),
        "previous_url": asked.url(page=str(number - 1)) if page.has_previous else "",
        "next_url": asked.url(page=str(number + 1)) if page.has_next else "",
    }
    return render(request, "partners/board.html", context)


def _keys(kind: str, rows: Any, most: int) -> list[Key]:
    """Of those that have waited longest, by an index."""
    return [(since, kind, pk) for since, pk in rows.order_by("since", "pk").values_list("since", "pk")[:most]]


def _in_any_order(kind: str, rows: Any, most: int) -> list[Key]:
    return [(since, kind, pk) for since, pk in rows.order_by().values_list("since", "pk")[:most]]


def _rows(asked: Asked, wanted: list[Key]) -> list[dict[str, Any]]:
    """Those of one page, out of both tables, the longest waiting first."""
    found = _loaded(asked.now, [pk for _since, kind, pk in wanted if kind == PROPOSAL], PROPOSAL) | _loaded(
        asked.now, [pk for _since, kind, pk in wanted if kind == PROJECT], PROJECT
    )
    return [found[kind, pk] | {"since": since} for since, kind, pk in wanted if (kind, pk) in found]


def _loaded(now: datetime, keys: list[int], kind: str) -> dict[tuple[str, int], dict[str, Any]]:
    if kind == PROPOSAL:
        rows = Proposal.objects.filter(pk__in=keys).select_related("organization", "thread", "need")
        rewritten = rewritten_since_seen(rows)
        return {(kind, one.pk): _proposal_row(one, is_rewritten=one.pk in rewritten) for one in rows}
    parts = ProjectPart.objects.joined().select_related("organization").order_by("-is_lead", "pk")
    found = Project.objects.filter(pk__in=keys).defer("text", "search_text", "search_tokens")
    return {
        (kind, one.pk): _project_row(one, now) for one in found.prefetch_related(Prefetch("parts", parts, "joined"))
    }


def _proposal_row(one: Proposal, *, is_rewritten: bool) -> dict[str, Any]:
    turn = turn_of(one)
    return {
        "kind": PROPOSAL, "label": _("共創提案"), "one": one, "names": [one.organization.name], "turn": turn,
        "is_rewritten": is_rewritten,
        "url": reverse("partners:staff_proposal", args=[one.pk]), "tag": turn["tag"], "is_late": turn["is_late"],
    }  # fmt: skip


def _project_row(one: Any, now: datetime) -> dict[str, Any]:
    is_running = one.state == ProjectState.RUNNING
    return {
        "kind": PROJECT, "label": _("共創プロジェクト"), "one": one,
        "names": [part.organization.name for part in one.joined], "turn": None,
        "url": found_url("partners:staff_project", one.pk), "tag": "on" if is_running else "care",
        "is_late": one.moved_at < quiet_since(now),
    }  # fmt: skip
