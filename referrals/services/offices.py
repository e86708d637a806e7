"""Offices from the file that the city keeps of them."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Outcome
from referrals.hours import reading_hours
from referrals.importing import OfficeReport, OfficeRow, read_offices
from referrals.models import SupportOffice


@transaction.atomic
def import_offices(path: Path, *, today: date | None = None) -> OfficeReport:
    """Brings the offices into line with the file, by their names, all in one transaction; read twice it changes nothing.

    Who works there, which is the fallback desk, and whether an office is in use is not in the file and stays. So do
    offices that the file does not name: they are reported. Samples are another matter, and are not touched.
    """
    report = OfficeReport(path.name)
    rows = read_offices(path, report, today=today or timezone.localdate())
    if report.error:
        return report
    offices = SupportOffice.objects.select_for_update(of=("self",), no_key=True).prefetch_related("districts", "towns")
    known: dict[str, SupportOffice] = {office.name: office for office in offices}
    written: dict[str, OfficeRow] = {}
    for row in rows:
        name = row.values["name"]
        office = known.get(name)
        if office is not None and office.is_sample:
            report.reject(row.line, name, _("同じ名前の見本の事務所があります。先に見本を消してください。"))
            continue
        outcome = _write(row, office, report)
        report.counts[outcome] += 1
        written[name] = row
        for remark in row.remarks:
            report.remark(row.line, name, remark)
    in_file = {row.values["name"] for row in rows} | {one["name"] for one in report.rejections}
    report.missing = sorted(name for name, one in known.items() if not one.is_sample and name not in in_file)
    _note_shared_districts(written, report)
    return report


def _write(row: OfficeRow, office: SupportOffice | None, report: OfficeReport) -> Outcome:
    values = dict(row.values)
    # What staff set by hand for these same words stays.
    if office is None or office.hours != values["hours"]:
        read = reading_hours(values["hours"])
        values["opens_at"], values["closes_at"] = read or (None, None)
    if office is None:
        office = SupportOffice.objects.create(**values)
        outcome = Outcome.CREATED
    else:
        changed = [name for name, value in values.items() if getattr(office, name) != value]
        for name in changed:
            setattr(office, name, values[name])
        if changed:
            office.save(update_fields=changed)
        outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
    if _link(office, row) and outcome == Outcome.UNCHANGED:
        outcome = Outcome.UPDATED
    if office.opens_at is None:
        words = {"hours": values["hours"]}
        report.remark(row.line, office.name, _(
            "開いている時間「%(hours)s」から時刻を読み取れません。管理画面で時刻を入れるまで、送る形の相談は開きません。"
        ) % words)  # fmt: skip
    return outcome


def _link(office: SupportOffice, row: OfficeRow) -> bool:
    """Whether the districts or towns were others before."""
    is_changed = False
    pairs: list[tuple[Any, list[Any]]] = [(office.districts, row.districts), (office.towns, row.towns)]
    for related, wanted in pairs:
        if {one.pk for one in related.all()} != {one.pk for one in wanted}:
            related.set(wanted)
            is_changed = True
    return is_changed


def _note_shared_districts(written: dict[str, OfficeRow], report: OfficeReport) -> None:
    """Two offices of one district: which of them answers must be said by its towns."""
    offices: dict[str, list[OfficeRow]] = defaultdict(list)
    for row in written.values():
        for district in row.districts:
            offices[district.name].append(row)
    for name, rows in offices.items():
        if len(rows) > 1:
            values = {"district": name, "first": rows[0].values["name"]}
            said = (
                _("%(district)sは「%(first)s」も受けもっています。町で分かれるときは、towns に町を書いてください。")
                % values
            )
            for row in rows[1:]:
                report.remark(row.line, row.values["name"], said)
