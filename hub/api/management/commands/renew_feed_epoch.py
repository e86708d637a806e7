"""After a restore that put old rows into the tables that were there: all clients of the feed read the lists anew."""

from typing import Any

from django.core.management.base import BaseCommand

from hub.api.log import renew_epoch


class Command(BaseCommand):
    help = "配信の続きの印をすべて無効にします。データだけを前の状態に戻したときに使います（docs/operations.md）。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        renew_epoch()
        self.stdout.write("配信の続きの印を新しくしました。読んでいる側は、はじめから読み直します。")
