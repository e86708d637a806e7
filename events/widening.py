"""How to widen a selection that finds nothing: each step with what it would find."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from events.filters import OccurrenceFilter, SharedFilter
from events.models import Occurrence, Place
from hub.selection import Selection
from hub.templatetags.reading import plain_day

MOST_STEPS = 4


@dataclass(frozen=True)
class Widening:
    """One condition loosened, the address of the wider selection, and how many it finds."""

    label: str
    url: str
    total: int


def widenings(filterset: SharedFilter, selection: Selection, now: datetime) -> list[Widening]:
    """Up to ``MOST_STEPS`` wider selections that find something; at most one small query for each condition."""
    found: list[Widening] = []
    for label, url in _steps(filterset, selection, now):
        total = _total(type(filterset), url, now)
        if total:
            found.append(Widening(label, url, total))
        if len(found) == MOST_STEPS:
            break
    return found


def _steps(filterset: SharedFilter, selection: Selection, now: datetime) -> list[tuple[str, str]]:
    data = filterset.form.cleaned_data
    steps: list[tuple[str, str]] = []
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


def _total(filter_class: type[SharedFilter], url: str, now: datetime) -> int:
    query = QueryDict(url.partition("?")[2])
    if filter_class is OccurrenceFilter:
        wider = OccurrenceFilter(query, queryset=Occurrence.objects.listed())
        found: Any = wider.within_days(wider.qs, now)
    else:
        found = filter_class(query, queryset=Place.objects.listed()).qs
    return len(found.order_by().values_list("pk")[: settings.HUB_COUNT_LIMIT])
