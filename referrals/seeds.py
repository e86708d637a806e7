"""Words and desks of ``/support/``, from ``data/support``: what a hub begins with. Offices are read by ``import_offices``.

Staff edit these lists in the admin, so a start fills only a list that is empty; ``load_support`` adds what is missing.
"""

import csv
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from hub.areas.models import District
from referrals.danger import read_danger
from referrals.models import DangerHelp, Retention, Sign, SpecialDesk, SupportOffice
from referrals.retention import DEFAULTS

FOLDER: Path = settings.BASE_DIR / "data" / "support"
# Made up, to try the hub with: no office of the city is called so. Of the second nobody reads.
SAMPLES = (
    ("はちまるサポート 元八王子（見本）", "はちまるさぽーと もとはちおうじ", ("元八王子中学校区", "横川中学校区")),
    ("はちまるサポート 南大沢（見本）", "はちまるさぽーと みなみおおさわ", ("南大沢中学校区", "宮上中学校区")),
)
FALLBACK = ("市役所の受付（見本）", "しやくしょのうけつけ")
_HOURS = {"hours": "月〜金 8:30〜17:15（見本）", "opens_at": time(8, 30), "closes_at": time(17, 15)}


def seed() -> Iterator[str]:
    """Yields a line for each step."""
    yield f"相談のページの言葉と窓口 {load_support(FOLDER)}件"
    if settings.HUB_EMBEDDED:
        yield f"はちまるサポートの事務所 {make_samples()}件（見本）"


def renew() -> Iterator[str]:
    """At every start: nothing where there is something."""
    written = load_support(FOLDER, only_empty=True)
    if written:
        yield f"相談のページの言葉と窓口を{written}件、入れました。"
    made = make_samples() if settings.HUB_EMBEDDED else 0
    if made:
        yield f"はちまるサポートの事務所を{made}件、見本として入れました。"


@transaction.atomic
def load_support(folder: Path, *, only_empty: bool = False) -> int:
    """Adds what is missing; nothing that is there is changed or removed. How many rows were added.

    ``only_empty``: leaves a list alone in which something stands, since staff may have taken the rest out.
    """
    wanted: list[tuple[type[models.Model], tuple[str, ...], list[Any]]] = [
        (Sign, ("text",), _signs(folder / "signs.csv")),
        (DangerHelp, ("phone", "name"), read_danger(folder / "danger.csv")),
        (SpecialDesk, ("situation", "name"), _desks(folder / "desks.csv")),
        (Retention, ("kind",), [Retention(kind=kind, days=days, basis=str(basis)) for kind, days, basis in DEFAULTS]),
    ]
    return sum(_add(model, key, rows, only_empty=only_empty) for model, key, rows in wanted)


def _add(model: type[models.Model], key: tuple[str, ...], rows: list[Any], *, only_empty: bool) -> int:
    known = set(model._default_manager.values_list(*key))
    if known and only_empty:
        return 0
    fresh = [row for row in rows if tuple(getattr(row, name) for name in key) not in known]
    return len(model._default_manager.bulk_create(fresh))


def _rows(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [{**row, "order": int(row["order"])} for row in csv.DictReader(rows)]


def _signs(file: Path) -> list[Sign]:
    flags = ("is_of_self", "is_urgent")
    return [Sign(**row | {flag: row[flag] == "1" for flag in flags}) for row in _rows(file)]


def _desks(file: Path) -> list[SpecialDesk]:
    return [SpecialDesk(**row | {"checked_on": row["checked_on"] or None}) for row in _rows(file)]


@transaction.atomic
def make_samples() -> int:
    """Two offices and a desk for all the rest, in the embedded mode alone; nothing where an office is there. How many."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of offices belong into the embedded mode")
    if SupportOffice.objects.exists():
        return 0
    for name, kana, districts in SAMPLES:
        office = SupportOffice.objects.create(name=name, kana=kana, is_sample=True, **_HOURS)
        office.districts.set(District.objects.filter(name__in=districts))
    SupportOffice.objects.create(name=FALLBACK[0], kana=FALLBACK[1], is_sample=True, is_fallback=True, **_HOURS)
    return len(SAMPLES) + 1
