"""Adds the words and desks of ``/support/`` that are missing; safe to run again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from referrals.seeds import FOLDER, load_support


class Command(BaseCommand):
    help = "相談のページの言葉（気づいたこと）、危険なときの電話、専門の窓口、保存期間のうち、まだないものを加えます。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--data", type=Path, default=FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_support(options['data'])}件を加えました。")
