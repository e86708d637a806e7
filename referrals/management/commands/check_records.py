"""Whether an export of the records of looks is as it was made."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from referrals.signed_export import is_genuine


class Command(BaseCommand):
    help = "閲覧の記録の CSV が、書き出したときのままかを、署名で確かめます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} を読めません。") from error
        if not is_genuine(content):
            raise CommandError("署名が合いません。書き出したあとに変わったか、前の鍵がもうありません。")
        self.stdout.write("書き出したときのままです。")
