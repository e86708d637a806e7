"""Fills an empty database, once: each app brings its own ``seeds`` module, which may bring up to date one that is filled."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.models import Theme


class Command(BaseCommand):
    # `make run` calls it after `upgrade`, which has made them.
    requires_system_checks = ()
    help = "空のデータベースに、市の公開データと見本を入れます（組み込みのデータベースだけ）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="見本の利用者も用意します。")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HUB_EMBEDDED:
            raise CommandError("seed は、組み込みのデータベース（make run）でだけ使えます。")
        is_filled = Theme.objects.exists()
        if is_filled:
            self.stdout.write("データはもう入っています。")
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.seeds"):
                seeds = import_module(f"{config.name}.seeds")
                for line in getattr(seeds, "renew", tuple)() if is_filled else seeds.seed():
                    self.stdout.write(line)
                    self.stdout.flush()
        if options["accounts"]:
            # In the same process: each further one takes seconds to begin.
            call_command("demo_accounts", stdout=self.stdout)
