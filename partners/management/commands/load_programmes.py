"""Loads programmes and their terms; safe to run again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partners.seeds import TermsChangedError, load_programmes


class Command(BaseCommand):
    help = "登録制度と、その約束を読み込みます。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR / "data" / "programmes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = load_programmes(options["data"])
        except TermsChangedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{written}件を書きました。")
