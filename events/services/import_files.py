"""Imports one file: reads it, tells known rows from new ones, writes course by course, reports every row."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePath

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Outcome, State
from events.importing.cells import Remark
from events.importing.codes import spellings_of
from events.importing.editions import Beside, Edition, Editions, saying_of
from events.importing.matching import Matching, match_rows
from events.importing.reading import FileProblemError, RawFile, read_bytes
from events.importing.report import FileReport
from events.importing.resolving import Gazetteer
from events.importing.rows import ParsedRow, Rejection, parse_row
from events.importing.shifting import fits, weeks_to
from events.importing.sources import file_name_of, publisher_of, source_of
from events.models import Event, ImportedRow
from events.services.import_batch import Origin, Plan
from events.services.import_plans import Planning
from events.services.import_writing import write_courses
from events.services.publishing import close
from hub.exceptions import DomainError

logger = logging.getLogger(__name__)

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


class SourceBusyError(Exception):
    """Another import of the same source goes on for longer than one waits."""


@dataclass(frozen=True)
class Setting:
    """What the files of one run share. ``can_wait``: while its source is busy it is put off, not rejected."""

    options: Options
    gazetteer: Gazetteer
    progress: Progress
    editions: Editions = field(default_factory=Editions)
    can_wait: bool = False


def import_content(path: str, content: bytes, setting: Setting, *, folder: str = "") -> FileReport:
    """Every data row of the file is in the report as created, updated, unchanged or rejected. Never raises for what
    a file holds.

    Where the setting allows to wait, ``SourceBusyError`` and whatever stops the file are raised; else they are the
    file's ``error``, and its rows that were not reached are rejected. ``folder``: where it lies, for the source of a
    file that names no municipality.
    """
    report = FileReport(path)
    rows: list[ParsedRow] = []
    try:
        raw = read_bytes(content)
        rows += _parse_all(raw, report)
        report.municipality_code = source_of(file_name_of(path), rows, folder)
        _import_rows(report, rows, setting, "/".join(filter(None, [PurePath(folder).name, file_name_of(path)])))
    except FileProblemError as problem:
        _unreadable(report, problem, setting.progress)
    except Exception as error:
        if setting.can_wait:
            raise
        logger.exception("file stopped")
        report.error = _("思いがけない誤りで、途中で止まりました（%(name)s）。") % {"name": type(error).__name__}
        report.is_broken = True
        _reject_all(report, [row for row in rows if row.line not in report.settled], report.error)
        report.rows = sum(report.counts.values())
    return report


def _import_rows(report: FileReport, rows: list[ParsedRow], setting: Setting, edition_name: str) -> None:
    """``edition_name``: what the file is known by among the editions of its list."""
    setting.progress(report.counts[Outcome.REJECTED], report.rows)
    with _alone(report.municipality_code) as is_alone:
        if not is_alone and setting.can_wait:
            raise SourceBusyError
        if not is_alone:
            _reject_all(report, rows, _("同じ出典のほかの取り込みが終わらないので、取り込めませんでした。"))
        elif rows:
            _Import(report, rows, setting, edition_name).run()


def _unreadable(report: FileReport, problem: FileProblemError, progress: Progress) -> None:
    report.error, report.encoding = problem.reason, problem.encoding
    report.rows = len(problem.rows)
    for row in problem.rows:
        report.reject(Rejection(row.line, "", "", problem.reason))
    progress(report.rows, report.rows)


def _parse_all(raw: RawFile, report: FileReport) -> list[ParsedRow]:
    """The rows that can be imported; the others, and those that say the same as an earlier row, are rejected."""
    report.encoding, report.columns = raw.encoding, raw.columns.list_name
    report.unknown_columns = list(raw.columns.unknown)
    report.rows = len(raw.rows)
    report.remarks += [Remark(line, "", text) for line, text in raw.remarks]
    report.remarks += [
        Remark(0, name, _("同じ見出しの列が2つあるので、後の列は読みませんでした。")) for name in raw.columns.repeated
    ]
    found: dict[str, ParsedRow] = {}
    for raw_row in raw.rows:
        row = parse_row(raw_row, raw.columns)
        if isinstance(row, Rejection):
            report.reject(row)
        elif row.digest in found:
            first = found[row.digest]
            reason = _reason_of_twin(first, row)
            report.reject(Rejection(row.line, row.no, row.title, reason, row.title_key))
        else:
            found[row.digest] = row
            report.remarks += row.remarks
    return list(found.values())


def _reason_of_twin(first: ParsedRow, row: ParsedRow) -> str:
    """Which row says the same, and which columns that the hub does not read say something else."""
    names = [name for name in row.unread if row.unread[name] != first.unread.get(name)]
    names += [name for name in first.unread if name not in row.unread]
    values = {"line": first.line, "names": "、".join(names)}
    if names:
        return _("%(line)s行目と、読まない列（%(names)s）のほかは同じ内容の行です。") % values
    if first.no != row.no:
        return _("%(line)s行目と、番号のほかは同じ内容の行です。") % values
    return _("%(line)s行目と同じ内容の行です。") % values


def _reject_all(report: FileReport, rows: list[ParsedRow], reason: str) -> None:
    for row in rows:
        report.reject(Rejection(row.line, row.no, row.title, reason, row.title_key))


@contextmanager
def _alone(source: str) -> Iterator[bool]:
    """Two imports of one source wait for each other, for ``_WAIT_SECONDS`` at most."""
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

    def __init__(self, report: FileReport, rows: list[ParsedRow], setting: Setting, edition_name: str) -> None:
        self.report, self.rows, self.file_name = report, rows, file_name_of(report.path)
        self.options, self.gazetteer, self.progress = setting.options, setting.gazetteer, setting.progress
        self.is_sample = setting.options.shift_to is not None
        self.source = report.municipality_code
        self.editions, self.edition_name = setting.editions, edition_name
        # Of the rows that are new, by line.
        self.keys: dict[int, int] = {}

    def run(self) -> None:
        shift = weeks_to(self.options.shift_to, self.rows) if self.options.shift_to else timedelta()
        if not fits(self.rows, shift):
            _reject_all(self.report, self.rows, _("動かした先の日付が、使える範囲（1900年から2200年）の外になります。"))
            return
        self.report.shifted_days = shift.days
        sayings = [saying_of(row.digest, row.no) for row in self.rows]
        edition = Edition.of(self.source, self.edition_name, sayings, is_sample=self.is_sample, shift_days=shift.days)
        beside = self.editions.beside(edition)
        known = list(
            ImportedRow.objects.filter(source__in=spellings_of(self.source), is_sample=self.is_sample).order_by("pk")
        )
        remembered = {number: beside.row_of(saying) for number, saying in enumerate(sayings)}
        matching = match_rows(self.rows, known, remembered)
        series = self._series_of(matching, known)
        publisher = publisher_of(self.rows, self.source)
        self._remark_publisher(publisher)
        plans = Planning(self.rows, matching, beside, publisher, is_sample=self.is_sample)
        for line in plans.quiet:
            self.report.counts[Outcome.UNCHANGED] += 1
            self.report.settled.add(line)
        self._write(plans.plans, self._origin(series, publisher, shift, is_reread=beside.is_unchanged))
        self._report_missing(matching, series, beside)
        self._remember(edition, matching)

    def _remember(self, edition: Edition, matching: Matching) -> None:
        """For the next run: which row each line of this edition became."""
        keys = {self.rows[number].line: row.pk for number, row in matching.pairs.items()} | self.keys
        for row in self.rows:
            edition.rows[saying_of(row.digest, row.no)] = keys.get(row.line, 0)
        self.report.edition = edition

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

    def _origin(self, series: str, publisher: str, shift: timedelta, *, is_reread: bool) -> Origin:
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
            is_reread=is_reread,
        )

    def _write(self, plans: list[Plan], origin: Origin) -> None:
        emptied: set[int] = set()
        done = len(self.report.settled)
        for batch in _batches(plans):
            written = write_courses(batch, origin, self.gazetteer)
            self.report.counts.update(written.outcomes.values())
            self.report.settled |= written.outcomes.keys()
            self.report.remarks += written.remarks
            self.keys |= written.keys
            emptied |= written.emptied
            done += len(written.outcomes)
            self.progress(done, self.report.rows)
        for event in Event.objects.filter(pk__in=emptied, occurrences__isnull=True, state=State.PUBLISHED):
            try:
                close(event, by=None, reason=_("取り込みで、開催日がほかの催しに移りました。"))
            except DomainError:
                continue  # closed by somebody else in between

    def _report_missing(self, matching: Matching, series: str, beside: Beside) -> None:
        """Rows of this list that the file no longer has; one that is there but could not be read is not missing, nor
        is one of another edition, where the file has not changed since."""
        rejected = {(row.no, row.title_key) for row in self.report.rejections if row.title_key}
        missing = [row for row in matching.missing if row.series == series and (row.no, row.title_key) not in rejected]
        if beside.is_unchanged:
            missing = [row for row in missing if not beside.is_of_another(saying_of(row.digest, row.no))]
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
