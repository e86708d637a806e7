"""Loads the city's districts, towns, stations and offices from a folder of files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hub.areas.city_files import CityDataError
from hub.areas.services import KindReport, LoadReport, load_areas


class Command(BaseCommand):
    help = "地区・町・駅・市の事務所を読み込みます。くり返しても同じ結果になります。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--data", type=Path, default=Path(settings.HUB_CITY_DATA), help="資料のフォルダー(形式は docs/areas.md)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_areas(options["data"])
        except CityDataError as error:
            raise CommandError(_("読み込めませんでした。何も変えていません。\n%(error)s") % {"error": error}) from error
        self._print(report)

    def _print(self, report: LoadReport) -> None:
        kinds = (
            (_("地区"), report.districts),
            (_("町"), report.towns),
            (_("駅"), report.stations),
            (_("市の事務所"), report.landmarks),
        )
        for word, kind in kinds:
            self.stdout.write(_line(word, kind))
            for name in kind.removed:
                self.stdout.write(_("  資料にないので消しました: %(name)s") % {"name": name})
            for name in kind.kept:
                self.stdout.write(_("  資料にありませんが、使われているので残しました: %(name)s") % {"name": name})
        for remark in report.remarks:
            self.stdout.write(_("注意: %(remark)s") % {"remark": remark})
        if not report.is_changed:
            self.stdout.write(_("変わったところはありません。"))


def _line(word: str, kind: KindReport) -> str:
    return _("%(word)s: 新しい %(created)s、変更 %(updated)s、そのまま %(unchanged)s") % {
        "word": word,
        "created": len(kind.created),
        "updated": len(kind.updated),
        "unchanged": len(kind.unchanged),
    }
