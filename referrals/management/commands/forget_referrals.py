"""``manage.py forget_referrals [--dry-run]``, once a day, as ``hub_owner`` (``HUB_AS_OWNER=1``)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from referrals.models import Draft, Retention
from referrals.services.retention import count_due, forget_due, may_forget


class Command(BaseCommand):
    help = "保存期間が過ぎた相談と閲覧の記録、古い書きかけを消します。hub_owner として動かします（HUB_AS_OWNER=1）。何度でも実行できます。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="数えるだけで、何も消しません")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"] and not may_forget():
            raise CommandError(
                "表の持ち主だけが消せます。HUB_AS_OWNER=1 と DATABASE_OWNER_URL を付けて動かしてください。"
            )
        counts = count_due() if options["dry_run"] else forget_due()
        names: dict[str, Any] = {
            **dict(Retention._meta.get_field("kind").flatchoices),
            "draft": Draft._meta.verbose_name,
        }
        parts = "、".join(f"{names[kind]} {number}件" for kind, number in counts.items())
        self.stdout.write(f"{'消すことになるもの' if options['dry_run'] else '消したもの'}: {parts}")
