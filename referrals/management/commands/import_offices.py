"""``manage.py import_offices FILE [--report FILE.json]``: see data/support/README.md."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from events.enums import Outcome
from referrals.services.offices import import_offices


class Command(BaseCommand):
    help = "はちまるサポートの事務所の一覧（CSV）を読み込みます。何度でも実行できます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="hachimaru_offices.csv")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="行ごとの結果を書き出すJSONファイル")

    def handle(self, *args: Any, **options: Any) -> None:
        report = import_offices(options["file"])
        for kind, key, word in (
            (report.rejections, "reason", _("入れなかった行")),
            (report.remarks, "text", _("注意")),
        ):
            for one in kind:
                self.stdout.write(f"{report.path}:{one['line']} {word} {one['name'][:40]} … {one[key]}")
        for name in report.missing:
            self.stdout.write(_("ファイルにない事務所（そのままです）: %(name)s") % {"name": name})
        if report.unknown_columns:
            self.stdout.write(_("読まない列: %(names)s") % {"names": "、".join(report.unknown_columns)})
        parts = "、".join(f"{outcome.label} {report.counts[outcome]}" for outcome in Outcome)
        self.stdout.write(f"{report.path}: {report.rows}行 … {parts}")
        if options["report"]:
            self._write(report.as_dict(), options["report"])
        if report.error:
            raise CommandError(f"{report.path}: {report.error}")

    def _write(self, content: dict[str, Any], target: Path) -> None:
        try:
            target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(_("報告を書き出せません: %(reason)s") % {"reason": error}) from error
