"""``/partners/``: what companies, universities and groups find here; ``/partners/sheet/``: the same on one sheet of paper."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from events.models import Event
from hub.accounts.models import OrganizationKind
from hub.page_cache import public_page
from partners.enums import Field, Offer
from partners.models import Faq, Need, Partnership, Programme
from partners.services.inquiries import promised_day
from partners.views.need_words import row_of

SHOWN_OF_GROUP = 3
SHOWN_ON_PAPER = 3
MOST_FAQS = 50
MOST_MEETINGS = 5
SHOWN_NEEDS = 3


@dataclass(frozen=True)
class _Group:
    """Who brings one thing: how many, and some of them."""

    label: str
    url: str
    count: int
    rows: list[dict[str, Any]]


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Nine queries, however many have registered and whatever is needed."""
    counts = Partnership.objects.count_organizations()
    faqs = list(Faq.objects.public()[:MOST_FAQS])
    context = {
        "programmes": _programmes(),
        "total": counts["all"],
        "groups": _groups(counts) if counts["all"] else [],
        "faqs": faqs,
        "are_all_samples": all(faq.is_sample for faq in faqs),
        "promised": promised_day(),
        "meetings": list(Event.objects.meetings(timezone.now())[:MOST_MEETINGS]),
        "needs": [
            row_of(need) for need in Need.objects.open().for_list().order_by("-published_at", "-pk")[:SHOWN_NEEDS]
        ],
        "needs_total": Need.objects.open().count(),
    }
    return render(request, "partners/home.html", context)


@require_safe
@public_page
def sheet(request: HttpRequest) -> HttpResponse:
    """For whoever decides and was not there: made for paper."""
    context = {
        "programmes": _programmes(),
        "total": Partnership.objects.count_organizations()["all"],
        "examples": [_row(row) for row in Partnership.objects.some_to_show(SHOWN_ON_PAPER)],
        # Paper is read on another day than it was printed.
        "days": settings.HUB_PARTNERS_ANSWER_DAYS,
    }
    return render(request, "partners/sheet.html", context)


def _programmes() -> list[dict[str, Any]]:
    rows: Any = Programme.objects.with_registered().order_by("order", "pk")
    return [
        {"programme": row, "registered": row.registered, "term": _term(row.term_months), "fields": _fields(row)}
        for row in rows
    ]


def _fields(programme: Programme) -> list[str]:
    return [str(Field(value).label) for value in programme.fields]


def _term(months: int | None) -> str:
    """How long a registration holds."""
    if not months:
        return _("期間の定めはありません。")
    if months % 12:
        return ngettext("%(n)dか月。続けるときは更新します。", "%(n)dか月。続けるときは更新します。", months) % {
            "n": months
        }
    years = months // 12
    return ngettext("%(n)d年。続けるときは更新します。", "%(n)d年。続けるときは更新します。", years) % {"n": years}


def _groups(counts: dict[str, int]) -> list[_Group]:
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in Partnership.objects.some_of_each(SHOWN_OF_GROUP + 1):
        rows = by_key.setdefault(row["group"], [])
        # Who has registered in two programmes is shown once.
        if len(rows) < SHOWN_OF_GROUP and all(row["organization_id"] != one["pk"] for one in rows):
            rows.append(_row(row))
    words = [("offer", *choice) for choice in Offer.choices] + [("field", *choice) for choice in Field.choices]
    path = reverse("partners:list")
    return [
        _Group(str(label), f"{path}?{name}={key}", counts[key], by_key.get(key, []))
        for name, key, label in words
        if counts[key]
    ]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "pk": row["organization_id"],
        "name": row["organization__name"],
        "kind": OrganizationKind(row["organization__kind"]).label,
        "text": row["text"],
        "effort": row["effort"],
        "is_sample": row["is_sample"],
    }
