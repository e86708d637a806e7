"""How to widen a selection that finds nothing: each step with what it would find."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.filters import OccurrenceFilter, PlaceFilter, SharedFilter
from events.models import Occurrence, Place
from events.whereabouts import spot_named
from hub.selection import Selection
from hub.templatetags.reading import plain_day

MOST_STEPS = 4
MOST_WORDS = 4
# Of the wider selections that come to mind, so many are looked at.
MOST_TRIED = 10


@dataclass(frozen=True)
class Widening:
    """One condition loosened, the address of the wider selection, and how many it finds."""

    label: str
    url: str
    total: int


def nothing_found(filterset: SharedFilter, selection: Selection, now: datetime) -> dict[str, Any]:
    """What an empty list says: up to ``MOST_STEPS`` wider selections, and what the same conditions find in the other list.

    One query for all.
    """
    is_of_events = isinstance(filterset, OccurrenceFilter)
    other, path = (PlaceFilter, "events:place_list") if is_of_events else (OccurrenceFilter, "events:list")
    shared = {name: selection.values(name) or None for name in SharedFilter.base_filters}
    elsewhere = Selection(reverse(path), QueryDict(), ()).url(**shared)
    steps = _steps(filterset, selection, now)[:MOST_TRIED]
    *totals, elsewhere_total = totals_of(
        [_found(type(filterset), url, now) for _label, url in steps] + [_found(other, elsewhere, now)]
    )
    found = [Widening(label, url, total) for (label, url), total in zip(steps, totals, strict=True) if total]
    return {
        "widenings": found[:MOST_STEPS],
        "elsewhere_url": elsewhere,
        "elsewhere_label": _("同じ条件で、場所をさがす") if is_of_events else _("同じ条件で、催しをさがす"),
        "elsewhere_total": elsewhere_total if any(shared.values()) else 0,
        "hours_unknown": bool(selection.values("hours")),
    }


def _steps(filterset: SharedFilter, selection: Selection, now: datetime) -> list[tuple[str, str]]:
    data = filterset.form.cleaned_data
    steps: list[tuple[str, str]] = _steps_of_words(data, selection)
    if filterset.district_keys() and not data.get("near"):
        steps.append((_("近くの地区も見る"), selection.url(near=1)))
    if data.get("town") and data.get("radius") in {"500", "1000"}:
        steps.append((_("2km以内まで広げる"), selection.url(radius=2000)))
    if data.get("when") or data.get("until"):
        fortnight = timezone.localdate(now) + timedelta(days=14)
        label = _("%(day)sまで広げる") % {"day": plain_day(fortnight)}
        steps.append((label, selection.url(when=None, since=None, until=fortnight.isoformat())))
        steps.append((_("日にちを決めない"), selection.url(when=None, since=None, until=None)))
    for name, field in filterset.form.fields.items():
        if name in {"when", "since", "until", "near", "radius", "town", "district"}:
            continue
        values = data.get(name)
        if not values:
            continue
        labels = {str(key): str(text) for key, text in getattr(field, "choices", [])}
        for value in values if isinstance(values, list) else [values]:
            label = labels.get(str(value)) or (str(value) if name == "q" else str(field.label))
            url = selection.without(name, value) if isinstance(values, list) else selection.url(**{name: None})
            steps.append((_("「%(label)s」を外す") % {"label": label}, url))
    if filterset.district_keys() or data.get("town"):
        steps.append((_("市内ぜんぶを見る"), selection.url(town=None, radius=None, district=None, near=None)))
    return steps


def _steps_of_words(data: dict[str, Any], selection: Selection) -> list[tuple[str, str]]:
    """The words as the name of a town or a station, then each of them and all of them without anything else."""
    words = str(data.get("q") or "").split()[:MOST_WORDS]
    steps: list[tuple[str, str]] = []
    if words and not data.get("town"):
        spot = spot_named(" ".join(words))
        if spot:
            steps.append((_("「%(place)s」を場所の名前としてさがす") % {"place": spot.name}, selection.url(q=None, town=" ".join(words))))  # fmt: skip
    alone = words if len(words) > 1 else []
    steps += [(_("「%(word)s」だけでさがす") % {"word": word}, selection.only(q=word)) for word in alone]
    if words and selection.only(q=data["q"]) != selection.url(q=data["q"]):
        steps.append((_("「%(word)s」だけでさがす") % {"word": " ".join(words)}, selection.only(q=data["q"])))
    return steps


def _found(filter_class: type[SharedFilter], url: str, now: datetime) -> Any:
    """What the selection of an address finds."""
    query = Selection.query_of(url)
    if filter_class is OccurrenceFilter:
        wider = OccurrenceFilter(query, queryset=Occurrence.objects.listed())
        return wider.within_days(wider.qs, now)
    return filter_class(query, queryset=Place.objects.listed()).qs


def totals_of(querysets: list[Any]) -> list[int]:
    """How many each finds, up to ``HUB_COUNT_LIMIT``, in one query."""
    counts: list[str] = []
    parameters: list[Any] = []
    for queryset in querysets:
        sql, values = queryset.order_by().values_list("pk")[: settings.HUB_COUNT_LIMIT].query.sql_with_params()
        counts.append(f"(SELECT count(*) FROM ({sql}) AS found)")  # noqa: S608  made by Django, its values apart
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", parameters)
        return list(cursor.fetchone())
