"""Loads themes, audiences and welcome marks; safe to run again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hub.vocabulary import load_vocabulary


class Command(BaseCommand):
    help = "興味・分野、対象、参加しやすさの言葉を読み込みます。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR / "data" / "vocabulary")

    def handle(self, *args: Any, **options: Any) -> None:
        written = load_vocabulary(options["data"])
        self.stdout.write(f"{written}語を書きました。")
