"""Where two administrators are all there are and one lost the telephone, nobody is left to confirm: the machine's owner does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.accounts.models import User
from hub.accounts.services.staff_accounts import reset_second_factor
from hub.exceptions import DomainError


class Command(BaseCommand):
    help = "職員ひとりの2段階認証をやり直しにします。本人だと確かめてから使います。本人にメールが届き、記録に残ります。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="その人のメールアドレス")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError("このメールアドレスの登録はありません。")
        try:
            reset_second_factor(user)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("2段階認証をやり直しにしました。本人がログインして、もう一度用意します。")
