"""Imports: of files by the command and the seed, and of an uploaded file by the worker, each with its run on record."""

import logging
import os
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import ImportState, Outcome
from events.importing.editions import Edition, Editions
from events.importing.paths import Chosen, choose, shown_path
from events.importing.reading import LARGEST_FILE
from events.importing.report import FileReport, RunReport
from events.importing.resolving import Gazetteer
from events.importing.sources import file_name_of
from events.importing.texts import storable
from events.models import ImportRun
from events.services.import_files import Options, Setting, SourceBusyError, import_content
from hub.exceptions import DomainError
from hub.locking import IN_THE_WAY

if TYPE_CHECKING:
    from hub.accounts.models import User

logger = logging.getLogger(__name__)

# A worker that has said nothing for so long is dead, and another takes its run up: rows that are done stay done.
SILENCE = timedelta(minutes=5)
# A run that was begun so often and never ended kills its worker; it is not begun again by itself.
MOST_ATTEMPTS = 3
# What is imported within the request: a second or two of work.
SMALL_UPLOAD = 100_000
LARGEST_UPLOAD = 10_000_000
# So many runs are asked what their files said; see events/importing/editions.py.
RUNS_REMEMBERED = 500

Watch = Callable[[FileReport | None, str, int, int], None]


def import_paths(
    paths: Iterable[str],
    *,
    shift_to: date | None = None,
    license_name: str = "",
    watch: Watch | None = None,
    into: RunReport | None = None,
) -> RunReport:
    """Imports files, folders and globs, file by file. ``watch(report, path, done, rows)`` is told how far it is, with
    the report once a file is finished. A path that does not exist, and a file that can't be read, is reported; so is
    what stops a file unexpectedly, and the next file is read. ``into``: a report that is filled, for a caller who
    wants what was done even if the run can't be brought to its end."""
    report = RunReport() if into is None else into
    report.shift_to = shift_to.isoformat() if shift_to else ""
    chosen = choose(paths)
    license_name = storable(license_name)
    run = ImportRun.objects.create(
        state=ImportState.RUNNING, file_name=_names(chosen)[:255], shift_to=shift_to, license=license_name,
        beaten_at=timezone.now(),
    )  # fmt: skip
    with _recorded(run):
        _import_chosen(run, chosen, Options(shift_to, license_name), watch, report)
    return report


def import_sample_files(paths: Iterable[Path], shift_to: date, *, license_name: str = "CC BY 4.0") -> RunReport:
    """For the seed: the dates are moved to the week of ``shift_to``, the events are marked as samples."""
    return import_paths([str(path) for path in paths], shift_to=shift_to, license_name=license_name)


@transaction.atomic
def receive_upload(
    file_name: str,
    content: bytes,
    *,
    by: "User",
    shift_to: date | None = None,
    license_name: str = "",
) -> ImportRun:
    """Keeps an uploaded file until a worker has read it. ``DomainError`` for one that is too large."""
    if len(content) > LARGEST_UPLOAD:
        raise DomainError(_("ファイルが大きすぎます（10MBまで）。サーバーで import_events コマンドを使ってください。"))
    return ImportRun.objects.create(
        file_name=file_name_of(file_name), content=content, shift_to=shift_to, license=license_name, started_by=by
    )


def run_import(run_id: int) -> None:
    """Does a waiting run. One that somebody else does or has done is left alone.

    What stops it is on its record, and is not raised: one that met somebody else's lock waits for the worker again.
    """
    run = _claim(Q(pk=run_id))
    if run:
        _do(run)


def retry_import(run: ImportRun) -> None:
    """Lets a run that was stopped begin again; what it had done already comes out as unchanged."""
    again = ImportRun.objects.filter(pk=run.pk, state=ImportState.FAILED, content__isnull=False)
    if not again.update(state=ImportState.WAITING, error="", finished_at=None, attempts=0):
        raise DomainError(_("この取り込みは、やり直せません。ファイルをもう一度送ってください。"))


def run_waiting_imports() -> int:
    """Takes up whatever waits, and what a dead worker left behind; returns how many. For the beat."""
    done = 0
    tried: set[int] = set()
    while (run := _claim(~Q(pk__in=tried))) is not None:
        tried.add(run.pk)
        _do(run)
        done += 1
    return done


def _claim(which: Q) -> ImportRun | None:
    now = timezone.now()
    _give_up(now)
    silent = Q(state=ImportState.RUNNING, beaten_at__lt=now - SILENCE)
    due = (Q(state=ImportState.WAITING) | silent) & Q(content__isnull=False)
    with transaction.atomic():
        rows = ImportRun.objects.select_for_update(skip_locked=True)
        run: ImportRun | None = rows.filter(which & due).order_by("pk").first()
        if run:
            run.state, run.beaten_at, run.attempts = ImportState.RUNNING, now, run.attempts + 1
            run.save(update_fields=["state", "beaten_at", "attempts"])
    return run


def _give_up(now: datetime) -> None:
    """Stops the runs that nobody has brought to an end in ``MOST_ATTEMPTS`` tries."""
    silent = Q(state=ImportState.RUNNING, beaten_at__lt=now - SILENCE) | Q(state=ImportState.WAITING)
    ImportRun.objects.filter(silent, attempts__gte=MOST_ATTEMPTS).update(
        state=ImportState.FAILED,
        error=_("%(count)s回始めましたが、最後まで進みませんでした。") % {"count": MOST_ATTEMPTS},
        finished_at=now,
    )


def _do(run: ImportRun) -> None:
    try:
        with _recorded(run):
            report = RunReport(shift_to=run.shift_to.isoformat() if run.shift_to else "")
            options = Options(run.shift_to, run.license)
            setting = Setting(options, Gazetteer(), _beat(run, 0), _editions(), can_wait=True)
            report.files.append(import_content(run.file_name, bytes(run.content or b""), setting))
            _finish(run, report)
    except (OperationalError, SourceBusyError) as error:
        if isinstance(error, SourceBusyError) or isinstance(error.__cause__, IN_THE_WAY):
            _put_off(run)
        else:
            logger.exception("import stopped", extra={"object_id": run.pk})
    except Exception:
        logger.exception("import stopped", extra={"object_id": run.pk})


def _put_off(run: ImportRun) -> None:
    """Somebody else has what it needs: it waits for the worker, and this was no attempt. What is done stays done."""
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportState.WAITING, error="", finished_at=None, attempts=F("attempts") - 1
    )


def _import_chosen(run: ImportRun, chosen: Chosen, options: Options, watch: Watch | None, report: RunReport) -> None:
    report.skipped = [shown_path(path) for path in chosen.skipped]
    report.files += [
        FileReport(shown_path(path), error=_("このパスにCSVファイルがありません。"), is_absent=True)
        for path in chosen.absent
    ]
    gazetteer, editions = Gazetteer(), _editions()
    for path in chosen.files:
        beat = _beat(run, report.rows)

        def progress(done: int, rows: int, path: Path = path, beat: Callable[[int, int], None] = beat) -> None:
            beat(done, rows)
            if watch:
                watch(None, shown_path(path), done, rows)

        file = _import_path(path, Setting(options, gazetteer, progress, editions))
        report.files.append(file)
        if watch:
            watch(file, file.path, file.rows, file.rows)
    _finish(run, report)


def _import_path(path: Path, setting: Setting) -> FileReport:
    shown = shown_path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            return FileReport(shown, error=_("ファイルが大きすぎます（50MBまで）。"))
        if not path.is_file():
            return FileReport(shown, error=_("ふつうのファイルではありません。"), is_absent=True)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or type(error).__name__
        return FileReport(shown, error=_("ファイルを開けません: %(reason)s") % {"reason": reason}, is_absent=True)
    return import_content(shown, content, setting, folder=shown_path(os.path.abspath(path.parent)))  # noqa: PTH100


def _beat(run: ImportRun, before: int) -> Callable[[int, int], None]:
    """Keeps on the run how far it is; ``before`` rows of earlier files are done."""

    def beat(done: int, rows: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(
            rows_done=before + done, rows_total=before + rows, beaten_at=timezone.now()
        )

    return beat


class _recorded:  # noqa: N801
    """Whatever stops a run is on its record, and goes on to the caller."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if error is not None:
            ImportRun.objects.filter(pk=self.run.pk).update(
                state=ImportState.FAILED,
                error=_("思いがけない誤りです（%(name)s）。") % {"name": type(error).__name__},
                finished_at=timezone.now(),
            )


def _finish(run: ImportRun, report: RunReport) -> None:
    counts = report.counts
    run.state, run.finished_at, run.content = ImportState.DONE, timezone.now(), None
    run.rows_total = run.rows_done = report.rows
    for outcome in Outcome:
        setattr(run, f"{outcome.value}_count", counts[outcome])
    run.report = report.as_dict() | {"editions": storable(report.editions)}
    run.save()


def _editions() -> Editions:
    """What the files said that the last runs have read."""
    found = Editions()
    runs = ImportRun.objects.filter(state=ImportState.DONE, report__has_key="editions").order_by("-pk")
    for records in runs.values_list("report__editions", flat=True)[:RUNS_REMEMBERED]:
        for record in reversed(records):
            found.add_older(Edition.from_record(record))
    return found


def _names(chosen: Chosen) -> str:
    names = [file_name_of(shown_path(path)) for path in chosen.files or chosen.absent]
    return (
        names[0] if len(names) == 1 else _("%(first)s ほか%(count)s件") % {"first": names[0], "count": len(names) - 1}
    )
