"""After a new key was put first into ENCRYPTION_KEYS: what is encrypted is written anew, then the old key can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from hub.accounts.services.keys import rotate_second_factors
from hub.sealed import rotate_sealed


class Command(BaseCommand):
    help = "暗号化してあるものを、ENCRYPTION_KEYS の最初の鍵で書き直します。何度してもかまいません。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"2段階認証の鍵 {rotate_second_factors()}件を、新しい鍵で書き直しました。")
        try:
            rows = rotate_sealed()
        except ProgrammingError as error:
            raise CommandError(
                "閲覧の記録は、表の持ち主だけが書き直せます。HUB_AS_OWNER=1 をつけてください。"
            ) from error
        self.stdout.write(f"相談などの、暗号にした言葉 {rows}行を、新しい鍵で書き直しました。")
