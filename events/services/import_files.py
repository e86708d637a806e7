"""Imports one file: reads it, tells known rows from new ones, writes course by course, reports every row."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Outcome, State
from events.importing.cells import Remark
from events.importing.combining import combine
from events.importing.grouping import LONGEST_GAP, courses_of
from events.importing.matching import Matching, match_rows
from events.importing.reading import FileProblemError, RawFile, read_bytes
from events.importing.report import FileReport
from events.importing.resolving import Gazetteer
from events.importing.rows import ParsedRow, Rejection, parse_row
from events.importing.shifting import fits, weeks_to
from events.importing.sources import file_name_of, publisher_of, source_of
from events.models import Event, ImportedRow
from events.services.import_batch import Origin, Plan
from events.services.import_writing import write_courses
from events.services.publishing import close
from hub.exceptions import DomainError

Progress = Callable[[int, int], None]
ROWS_AT_ONCE = 250
_LOCK_SPACE = 720_132
_WAIT_SECONDS = 20.0
_POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Options:
    """``shift_to``: a day of the week to which samples are moved; None for real data."""

    shift_to: date | None = None
    license: str = ""


@dataclass(frozen=True)
class Setting:
    """What the files of one run share."""

    options: Options
    gazetteer: Gazetteer
    progress: Progress


def import_content(path: str, content: bytes, setting: Setting) -> FileReport:
    """Every data row of the file is in the report as created, updated, unchanged or rejected. Never raises for what
    a file holds."""
    report = FileReport(path)
    try:
        raw = read_bytes(content)
    except FileProblemError as problem:
        return _unreadable(report, problem, setting.progress)
    report.encoding, report.columns = raw.encoding, raw.columns.list_name
    report.unknown_columns = list(raw.columns.unknown)
    report.rows = len(raw.rows)
    report.remarks += [Remark(line, "", text) for line, text in raw.remarks]
    report.remarks += [
        Remark(0, name, _("同じ見出しの列が2つあるので、後の列は読みませんでした。")) for name in raw.columns.repeated
    ]
    rows = _parse_all(raw, report)
    report.municipality_code = source_of(file_name_of(path), rows)
    setting.progress(report.counts[Outcome.REJECTED], report.rows)
    with _alone(report.municipality_code) as is_alone:
        if not is_alone:
            _reject_all(report, rows, _("同じ出典のほかの取り込みが終わらないので、取り込めませんでした。"))
        elif rows:
            _Import(report, rows, setting).run()
    return report


def _unreadable(report: FileReport, problem: FileProblemError, progress: Progress) -> FileReport:
    report.error, report.encoding = problem.reason, problem.encoding
    report.rows = len(problem.rows)
    for row in problem.rows:
        report.reject(Rejection(row.line, "", "", problem.reason))
    progress(report.rows, report.rows)
    return report


def _parse_all(raw: RawFile, report: FileReport) -> list[ParsedRow]:
    """The rows that can be imported; the others, and those that say the same as an earlier row, are rejected."""
    found: dict[str, ParsedRow] = {}
    for raw_row in raw.rows:
        row = parse_row(raw_row, raw.columns)
        if isinstance(row, Rejection):
            report.reject(row)
        elif row.digest in found:
            first = found[row.digest]
            is_same = first.no == row.no
            reason = (
                _("%(line)s行目と同じ内容の行です。")
                if is_same
                else _("%(line)s行目と、番号のほかは同じ内容の行です。")
            )
            report.reject(Rejection(row.line, row.no, row.title, reason % {"line": first.line}, row.title_key))
        else:
            found[row.digest] = row
            report.remarks += row.remarks
    return list(found.values())


def _reject_all(report: FileReport, rows: list[ParsedRow], reason: str) -> None:
    for row in rows:
        report.reject(Rejection(row.line, row.no, row.title, reason, row.title_key))


@contextmanager
def _alone(source: str) -> Iterator[bool]:
    """Two imports of one source wait for each other, for a minute at most."""
    deadline = time.monotonic() + _WAIT_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCK_SPACE, source])
            is_alone = bool(cursor.fetchone()[0])
            if is_alone or time.monotonic() > deadline:
                break
            time.sleep(_POLL_SECONDS)
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCK_SPACE, source])


class _Import:
    """The rows of one file against what is known of their source."""

    def __init__(self, report: FileReport, rows: list[ParsedRow], setting: Setting) -> None:
        self.report, self.rows, self.file_name = report, rows, file_name_of(report.path)
        self.options, self.gazetteer, self.progress = setting.options, setting.gazetteer, setting.progress
        options = setting.options
        self.is_sample = options.shift_to is not None
        self.source = report.municipality_code

    def run(self) -> None:
        shift = weeks_to(self.options.shift_to, self.rows) if self.options.shift_to else timedelta()
        if not fits(self.rows, shift):
            _reject_all(self.report, self.rows, _("動かした先の日付が、使える範囲（1900年から2200年）の外になります。"))
            return
        self.report.shifted_days = shift.days
        known = list(ImportedRow.objects.filter(source=self.source, is_sample=self.is_sample).order_by("pk"))
        matching = match_rows(self.rows, known)
        series = self._series_of(matching, known)
        publisher = publisher_of(self.rows, self.source)
        self._remark_publisher(publisher)
        plans = self._plans(matching, publisher)
        self._write(plans, self._origin(series, publisher, shift))
        self._report_missing(matching, series)

    def _series_of(self, matching: Matching, known: list[ImportedRow]) -> str:
        """The list that most of the matched rows belong to; a file that shares no row begins one of its own name."""
        names = Counter(row.series for row in matching.pairs.values())
        if names:
            return names.most_common(1)[0][0]
        if known and all(row.series != self.file_name for row in known):
            text = _("これまでに取り込んだ行と重なる行がないので、なくなった行は調べていません。")
            self.report.remarks.append(Remark(0, "", text))
        return self.file_name

    def _remark_publisher(self, publisher: str) -> None:
        count = sum(not row.values["organizer_name"] for row in self.rows)
        if count and publisher:
            text = _("主催団体のない行が%(count)s行あるので、主催者を「%(name)s」としました。")
            self.report.remarks.append(Remark(0, _("主催団体"), text % {"count": count, "name": publisher}))

    def _origin(self, series: str, publisher: str, shift: timedelta) -> Origin:
        first = min(row.starts_on for row in self.rows)
        note = _("%(year)s年の実際の催しの日付だけを、曜日を変えずに動かした見本です。文中の日付は元のままです。")
        return Origin(
            source=self.source,
            series=series,
            file_name=self.file_name,
            is_sample=self.is_sample,
            shift=shift,
            provenance=_("%(publisher)s イベント一覧") % {"publisher": (publisher or self.source)[:150]},
            sample_note=note % {"year": first.year} if self.is_sample else "",
            license=self.options.license,
        )

    def _plans(self, matching: Matching, publisher: str) -> list[Plan]:
        """For each course the event that most of its known rows are dates of; no event is of two courses."""
        line_of = {self.rows[number].line: row for number, row in matching.pairs.items()}
        courses = []
        for rows in courses_of(self.rows):
            mine = {row.line: line_of[row.line] for row in rows if row.line in line_of}
            courses.append((rows, mine))
        claimed: set[int] = set()
        plans: dict[int, Plan] = {}
        for number, (rows, mine) in sorted(enumerate(courses), key=lambda item: (-len(item[1][1]), item[0])):
            asked = [pk for pk, _n in Counter(row.event_id for row in mine.values()).most_common()]
            event_id = next((pk for pk in asked or self._continued(rows, matching.missing) if pk not in claimed), None)
            if event_id:
                claimed.add(event_id)
            course = combine(rows, city=publisher, is_sample=self.is_sample)
            plans[number] = Plan(course, event_id, mine)
        return [plans[number] for number in sorted(plans)]

    def _continued(self, rows: list[ParsedRow], missing: list[ImportedRow]) -> list[int]:
        """The event of the same course in an earlier file, where this file goes on with new dates."""
        first, last = rows[0].starts_on, rows[-1].starts_on
        return [
            row.event_id
            for row in missing
            if (row.title_key, row.place_key, row.url_key) == rows[0].group_key
            and first - LONGEST_GAP <= row.starts_on <= last + LONGEST_GAP
        ]

    def _write(self, plans: list[Plan], origin: Origin) -> None:
        emptied: set[int] = set()
        done = self.report.counts[Outcome.REJECTED]
        for batch in _batches(plans):
            written = write_courses(batch, origin, self.gazetteer)
            self.report.counts.update(written.outcomes.values())
            self.report.remarks += written.remarks
            emptied |= written.emptied
            done += len(written.outcomes)
            self.progress(done, self.report.rows)
        for event in Event.objects.filter(pk__in=emptied, occurrences__isnull=True, state=State.PUBLISHED):
            try:
                close(event, by=None, reason=_("取り込みで、開催日がほかの催しに移りました。"))
            except DomainError:
                continue  # closed by somebody else in between

    def _report_missing(self, matching: Matching, series: str) -> None:
        """Rows of this list that the file no longer has; one that is there but could not be read is not missing."""
        rejected = {(row.no, row.title_key) for row in self.report.rejections if row.title_key}
        missing = [row for row in matching.missing if row.series == series and (row.no, row.title_key) not in rejected]
        ImportedRow.objects.filter(pk__in=[row.pk for row in missing], missing_since=None).update(
            missing_since=timezone.now()
        )
        self.report.missing = [
            {
                "no": row.no, "title": row.title, "start": row.starts_on.isoformat(), "event": row.event_id,
                "file": row.file_name, "line": row.line,
            }
            for row in sorted(missing, key=lambda row: (row.starts_on, row.line))
        ]  # fmt: skip


def _batches(plans: list[Plan]) -> Iterator[list[Plan]]:
    batch: list[Plan] = []
    size = 0
    for plan in plans:
        batch.append(plan)
        size += len(plan.course.rows)
        if size >= ROWS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
