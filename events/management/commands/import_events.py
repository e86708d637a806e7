"""``manage.py import_events PATH… [--shift-to DATE] [--report FILE.json]``: see docs/import.md."""

import json
import logging
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from events.enums import Outcome
from events.importing.report import FileReport, RunReport
from events.services.importing import import_paths

logger = logging.getLogger(__name__)

_BAR = 30
_MOST_SHOWN = 20


class Command(BaseCommand):
    help = "自治体のイベント一覧（CSV）を取り込みます。ファイル、フォルダ、ワイルドカードを指定できます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="CSVファイル、フォルダ、ワイルドカード")
        parser.add_argument(
            "--shift-to",
            type=_day,
            metavar="DATE",
            help="見本として、曜日を変えずにこの日（YYYY-MM-DD）の週へ動かします",
        )
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="行ごとの結果を書き出すJSONファイル")
        parser.add_argument("--license", default="", metavar="TEXT", help="催しに付けるライセンス（例: CC BY 4.0）")

    def handle(self, *, paths: list[str], **options: Any) -> None:
        target: Path | None = options["report"]
        if target and not target.absolute().parent.is_dir():
            raise CommandError(_("報告を書き出すフォルダがありません: %(path)s") % {"path": target.parent})
        report = RunReport()
        stopped_by = ""
        try:
            import_paths(
                paths,
                shift_to=options["shift_to"],
                license_name=options["license"][:60],
                watch=self._watch(options["verbosity"]),
                into=report,
            )
        except Exception as error:
            logger.exception("import stopped")
            stopped_by = type(error).__name__
        self._tell(report)
        if target:
            _write(report, target)
        _complain(report, stopped_by)

    def _watch(self, verbosity: int) -> Any:
        """A bar on the terminal, and one line for each finished file."""
        is_terminal = bool(getattr(self.stderr, "isatty", lambda: False)())

        def watch(file: FileReport | None, path: str, done: int, rows: int) -> None:
            if is_terminal and rows:
                full = _BAR * done // rows
                bar = "█" * full + "░" * (_BAR - full)
                self.stderr.write(f"\r{bar} {done:>6}/{rows} {Path(path).name[:40]}\x1b[K", ending="")
            if file and is_terminal:
                self.stderr.write("\r\x1b[K", ending="")
            if file and verbosity > 0:
                self.stdout.write(_line_of(file))

        return watch

    def _tell(self, report: RunReport) -> None:
        for file in report.files:
            if file.is_absent:
                self.stdout.write(_line_of(file))
            if file.error and not file.is_broken:
                continue
            for row in file.rejections[:_MOST_SHOWN]:
                line = _("  %(line)s行目 %(title)s … %(reason)s")
                self.stdout.write(line % {"line": row.line, "title": row.title[:40], "reason": row.reason})
            if len(file.rejections) > _MOST_SHOWN:
                self.stdout.write(
                    _("  ほか%(count)s行（--report に全部あります）") % {"count": len(file.rejections) - _MOST_SHOWN}
                )
        for path in report.skipped:
            self.stdout.write(_("CSVではないので読みませんでした: %(path)s") % {"path": path})
        counts = report.counts
        parts = "、".join(f"{outcome.label} {counts[outcome]}" for outcome in Outcome)
        self.stdout.write(_("合計 %(files)sファイル %(rows)s行: %(parts)s") % {
            "files": len(report.files), "rows": report.rows, "parts": parts,
        })  # fmt: skip


def _write(report: RunReport, target: Path) -> None:
    text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1)
    try:
        target.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(_("報告を書き出せません: %(reason)s") % {"reason": error}) from error


def _complain(report: RunReport, stopped_by: str) -> None:
    """Raises ``CommandError`` for what makes the command end with 1; the report is written by then."""
    absent = [file.path for file in report.files if file.is_absent]
    broken = [file.path for file in report.files if file.is_broken]
    if stopped_by:
        raise CommandError(_("思いがけない誤りで止まりました（%(name)s）。") % {"name": stopped_by})
    if broken:
        raise CommandError(_("途中で止まったファイルがあります: %(paths)s") % {"paths": "、".join(broken)})
    if absent:
        raise CommandError(_("見つからないパスがあります: %(paths)s") % {"paths": "、".join(absent)})
    if not report.was_anything_read:
        raise CommandError(_("読めるファイルがありませんでした。"))


def _line_of(file: FileReport) -> str:
    if file.error:
        return f"{file.path}: {file.error}"
    parts = "、".join(f"{outcome.label} {file.counts[outcome]}" for outcome in Outcome)
    values = {"path": file.path, "rows": file.rows, "parts": parts, "remarks": len(file.remarks)}
    text = _("%(path)s: %(rows)s行 … %(parts)s（注意 %(remarks)s件）") % values
    if file.missing:
        text += _("、新しいファイルにない行 %(count)s") % {"count": len(file.missing)}
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("「%(text)s」は日付ではありません（例: 2026-04-01）。") % {"text": text}) from None
