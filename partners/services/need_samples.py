"""Needs to begin with, made up after what the city's plan names; each is marked as a sample, and nobody is told of them."""

import csv
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.areas.models import District
from hub.changes import record_changes
from hub.models import Audience, ChangeAction, Theme
from partners.enums import NeedSource, NeedState
from partners.models import Need
from partners.services.need_records import make_findable

_SHOWN = ("title", "text", "where", "for_whom", "tried", "outcome")


@transaction.atomic
def load_needs(file: Path) -> int:
    """Those of the file that are not there; how many. An outcome says that it was met."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    known = set(Need.objects.filter(is_sample=True).values_list("title", flat=True))
    made = [_made(row) for row in rows if row["title"] not in known]
    record_changes(made, ChangeAction.PUBLISHED)
    return len(made)


def _made(row: dict[str, Any]) -> Need:
    now, is_met = timezone.now(), bool(row["outcome"])
    districts = District.objects.filter(name__in=row["districts"].split())
    need = Need.objects.create(
        **{name: row[name] for name in _SHOWN},
        source=NeedSource.CITY, state=NeedState.MET if is_met else NeedState.PUBLISHED, is_sample=True,
        published_at=now, ended_at=now if is_met else None, is_everywhere=not districts,
        offers=row["offers"].split(), fields=row["fields"].split(),
    )  # fmt: skip
    need.districts.set(districts)
    need.themes.set(Theme.objects.filter(key__in=row["themes"].split()))
    need.audiences.set(Audience.objects.filter(key__in=row["audiences"].split()))
    make_findable(need)
    return need
